package auth

import (
	"context"
	"time"

	"github.com/lyceum/lyceum/auth/internal/changes"
	"github.com/lyceum/lyceum/auth/store"
)

// Whether a cookie cache is believed (docs/decisions/0010). The reference believes it until
// it expires, whatever has become of the session and its user meanwhile.

// cookieTrust says when the cookie cache is believed.
type cookieTrust uint8

const (
	// trustCookies: until they expire, as the reference does.
	trustCookies cookieTrust = iota
	// trustUnchanged: while nothing in them has changed since they were written.
	trustUnchanged
	// trustNone: nobody tells of changes, so wherever sessions are kept is asked.
	trustNone
)

// openCookieTrust decides it, and prepares to remember changes. It runs before the feed of
// changes is opened; until then no cookie is believed.
func (a *Auth) openCookieTrust(b *Builder) {
	o := &a.options
	if !o.Session.CookieCache.Enabled || !a.Safer() {
		return
	}
	a.cookieTrust, a.changes = trustNone, changes.New(o.Now, o.Session.CookieCache.MaxAge)
	if !o.keepsSessions() {
		a.watchEnds(b)
	}
}

// alsoForCookies has changes told to those who remember them for cookies too.
func (a *Auth) alsoForCookies(changed func(store.Change)) func(store.Change) {
	if a.changes == nil {
		return changed
	}
	return func(c store.Change) {
		changed(c)
		a.changes.Changed(c)
	}
}

// trustCookiesBy: the feed tells of changes.
func (a *Auth) trustCookiesBy(feed store.Feed) {
	if a.cookieTrust == trustNone {
		a.cookieTrust = trustUnchanged
		a.changes.Attach(feed)
	}
}

// watchEnds: stateless sessions are only in their cookies, and no other process hears of what
// ends them. What this one ends or changes, it does not believe.
func (a *Auth) watchEnds(b *Builder) {
	a.cookieTrust = trustUnchanged
	tell := func(ctx context.Context, c store.Change) {
		a.AfterCommit(ctx, func(context.Context) { a.changes.Changed(c) })
	}
	b.events.SessionDeleted = append(b.events.SessionDeleted, func(ctx context.Context, s *Session) error {
		tell(ctx, store.Change{Model: "session", Field: "token", Value: s.Token})
		return nil
	})
	b.events.UserUpdated = append(b.events.UserUpdated, func(ctx context.Context, u *User) error {
		tell(ctx, store.Change{Model: "user", Field: "id", Value: u.ID})
		return nil
	})
}

// written is the moment that a cookie cache says it was written: that of the request, or
// just after a change the request has made.
func (c *Call) written(s *SessionUser) time.Time {
	if c.Auth.changes == nil {
		return c.now
	}
	return c.Auth.changes.Settled(c.now, s.Session.ID, s.Session.Token, s.User.ID)
}

// trusts reports whether a cookie cache written at a moment still tells the truth.
func (c *Call) trusts(s *SessionUser, issued time.Time) bool {
	switch c.Auth.cookieTrust {
	case trustCookies:
		return true
	case trustUnchanged:
		return !c.Auth.changes.Since(c, issued, s.Session.ID, s.Session.Token, s.User.ID)
	}
	return false
}
