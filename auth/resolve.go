package auth

import (
	"errors"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth/internal/wire"
	"github.com/lyceum/lyceum/auth/store"
)

// resolution says how a session is to be looked up.
type resolution struct {
	skipCache, skipRefresh bool
	// stored asks the database, not the session cache.
	stored bool
	// post is the deferred refresh's writing half.
	post bool
}

// deferred is the answer's needsRefresh member in deferred mode.
type deferred struct{ on, due bool }

// resolve finds the browser's session: the algorithm of get-session
// (better-auth-core, section 1.4).
func (c *Call) resolve(q resolution) (*SessionUser, deferred, error) {
	o := &c.Auth.options.Session
	token, ok := c.SignedCookie(sessionToken)
	if !ok && o.CookieCache.Enabled {
		return nil, deferred{}, nil
	}
	cached, hasCache := c.cookiesIn.Joined(c.cookieSpecOf(sessionData).Name)
	hasCache = hasCache && cached != ""
	if hasCache && !o.CookieCache.Enabled {
		c.dropCache()
	}
	if !ok {
		return nil, deferred{}, nil
	}
	if o.CookieCache.Enabled && !q.skipCache && hasCache {
		if s, expires := c.fromCache(cached, token); s != nil {
			c.refreshCache(s, expires)
			return s, deferred{}, nil
		}
		c.ExpireCookie(sessionData)
	}
	return c.fromStore(token, q)
}

func (c *Call) fromStore(token string, q resolution) (*SessionUser, deferred, error) {
	o := &c.Auth.options.Session
	find := c.Auth.FindSession
	if q.stored {
		find = c.Auth.readSession
	}
	s, err := find(c, token)
	missing, err := NotFoundOr(err)
	if err != nil {
		return nil, deferred{}, err
	}
	if missing || o.end(s.Session).Before(c.now) {
		c.EndSession()
		if !missing && (!o.DeferSessionRefresh || q.post) {
			err = c.Auth.DeleteSession(c, token)
		}
		return nil, deferred{}, err
	}
	_, forget := c.SignedCookie(DontRemember)
	if forget || q.skipRefresh {
		return s, deferred{}, nil
	}
	due := !o.DisableSessionRefresh && !s.Session.ExpiresAt.Add(max(o.UpdateAge, 0)-o.ExpiresIn).After(c.now) &&
		(o.AbsoluteExpiresIn <= 0 || s.Session.ExpiresAt.Before(o.latest(s.Session.CreatedAt)))
	if due {
		err := fire(c, c.Auth.events.SessionRefreshing, s.Session)
		if due = !errors.Is(err, ErrVeto); err != nil && due {
			return nil, deferred{}, err
		}
	}
	switch {
	case o.DeferSessionRefresh && !q.post:
		c.setCookieCache(s, false)
		return s, deferred{true, due}, nil
	case due:
		s, err = c.refresh(s)
		return s, deferred{}, err
	}
	c.setCookieCache(s, false)
	return s, deferred{}, nil
}

func (c *Call) refresh(s *SessionUser) (*SessionUser, error) {
	session, err := c.Auth.UpdateSession(c, s.Session.Token, store.Values{
		"expiresAt": c.Auth.options.Session.expires(s.Session.CreatedAt, c.now), "updatedAt": c.now,
	})
	if missing, err := NotFoundOr(err); missing || err != nil {
		c.EndSession()
		if err == nil {
			err = Fail(http.StatusUnauthorized, FailedToGetSession)
		}
		return nil, err
	}
	s = &SessionUser{Session: session, User: s.User}
	c.SetSession(s, false)
	return s, nil
}

// latest is the last moment of a session that began then, where AbsoluteExpiresIn is set.
func (o *SessionOptions) latest(began time.Time) time.Time { return began.Add(o.AbsoluteExpiresIn) }

// expires is when a session that began then ends if it is refreshed now.
func (o *SessionOptions) expires(began, now time.Time) time.Time {
	end := now.Add(o.ExpiresIn)
	if latest := o.latest(began); o.AbsoluteExpiresIn > 0 && latest.Before(end) {
		return latest
	}
	return end
}

// end is when a session ends, also one whose row another server has refreshed.
func (o *SessionOptions) end(s *Session) time.Time {
	if latest := o.latest(s.CreatedAt); o.AbsoluteExpiresIn > 0 && latest.Before(s.ExpiresAt) {
		return latest
	}
	return s.ExpiresAt
}

func truthy(query wire.Object, name string) bool {
	v, ok := query.Get(name)
	return ok && wire.Truthy(v)
}
