package admin

import (
	"context"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Ban is what to tell of a ban.
type Ban struct {
	// Reason "" is Options.DefaultBanReason.
	Reason string
	// Expires zero is Options.DefaultBanExpiresIn from now.
	Expires time.Time
}

// Ban keeps a user from signing in and ends their sessions.
func (p *Plugin) Ban(ctx context.Context, by *auth.User, userID string, ban Ban) (*auth.User, error) {
	values := store.Values{"banned": true, "banReason": ban.Reason, "banExpires": nil}
	if ban.Reason == "" {
		values["banReason"] = p.options.DefaultBanReason
	}
	if ban.Expires.IsZero() && p.options.DefaultBanExpiresIn != 0 {
		ban.Expires = p.auth.Options().Now().Add(p.options.DefaultBanExpiresIn)
	}
	if !ban.Expires.IsZero() {
		values["banExpires"] = ban.Expires.UTC()
	}
	e := Entry{Action: "ban-user", TargetID: userID, Detail: auth.Object{
		{Key: "reason", Value: values["banReason"]}, {Key: "expires", Value: values["banExpires"]},
	}}
	return p.actOnUser(ctx, by, &e, func() error {
		return p.authorise(ctx, by, YouAreNotAllowedToBanUsers, "user", "ban")
	}, func(ctx context.Context) (*auth.User, error) {
		if err := p.checkBan(ctx, by, userID); err != nil {
			return nil, err
		}
		u, err := p.auth.UpdateUser(ctx, userID, values)
		if err == nil {
			err = p.auth.DeleteSessions(ctx, userID)
		}
		return u, err
	})
}

// checkBan: the last administrator who bans themselves is told the latter.
func (p *Plugin) checkBan(ctx context.Context, by *auth.User, userID string) error {
	self := by != nil && by.ID == userID
	_, err := p.target(ctx, by, userID, !self, YouAreNotAllowedToBanUsers)
	if err == nil && self {
		err = auth.Fail(http.StatusBadRequest, YouCannotBanYourself)
	}
	return err
}

// Unban lets a user sign in again.
func (p *Plugin) Unban(ctx context.Context, by *auth.User, userID string) (*auth.User, error) {
	e := Entry{Action: "unban-user", TargetID: userID}
	return p.actOnUser(ctx, by, &e, func() error {
		return p.authorise(ctx, by, YouAreNotAllowedToBanUsers, "user", "ban")
	}, func(ctx context.Context) (*auth.User, error) {
		if _, err := p.target(ctx, by, userID, false, YouAreNotAllowedToBanUsers); err != nil {
			return nil, err
		}
		return p.auth.UpdateUser(ctx, userID, lifted())
	})
}

func lifted() store.Values { return store.Values{"banned": false, "banReason": nil, "banExpires": nil} }

// banned reports whether a user's ban holds at a time.
func banned(u *auth.User, now time.Time) bool {
	expires := u.Row.Time("banExpires")
	return u.Row.Bool("banned") && (expires.IsZero() || !expires.Before(now))
}

// refuseBanned runs before every new session, in its transaction, with the user locked: a
// ban waits for the session and ends it, or is seen here.
func (p *Plugin) refuseBanned(ctx context.Context, w *auth.Write) error {
	id, _ := w.Values["userId"].(string)
	row, err := p.auth.Store().Find(ctx, store.Query{Model: "user", Where: []store.Cond{store.Eq("id", id)}, ForUpdate: true})
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil {
		return err
	}
	u := auth.UserFrom(row)
	switch {
	case !u.Row.Bool("banned"):
		return nil
	case !banned(u, p.auth.Options().Now()):
		_, err = p.auth.UpdateUser(ctx, u.ID, lifted())
		return err
	}
	message := p.options.BannedUserMessage
	if f := p.options.BannedUserMessageFunc; f != nil {
		if message, err = f(ctx, u); err != nil {
			return err
		}
	}
	return &auth.Error{Status: http.StatusForbidden, Code: BannedUser.Name, Message: message}
}
