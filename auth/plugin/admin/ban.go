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
	return p.writeUser(ctx, by, &e, func() error {
		return p.authorise(ctx, by, YouAreNotAllowedToBanUsers, "user", "ban")
	}, func(ctx context.Context) (u *auth.User, err error) {
		// Locked first: sessions that are made meanwhile are seen by what ends them.
		err = p.auth.InTx(ctx, func(ctx context.Context) error {
			old, err := p.checkBan(ctx, by, userID)
			if err != nil {
				return err
			}
			if u, err = p.auth.ChangeUser(ctx, old, values); err != nil {
				return err
			}
			return p.auth.DeleteSessions(ctx, userID)
		})
		return u, err
	})
}

// checkBan: the last administrator who bans themselves is told the latter.
func (p *Plugin) checkBan(ctx context.Context, by *auth.User, userID string) (*auth.User, error) {
	self := by != nil && by.ID == userID
	user, err := p.target(ctx, by, userID, !self, YouAreNotAllowedToBanUsers)
	if err == nil && self {
		err = auth.Fail(http.StatusBadRequest, YouCannotBanYourself)
	}
	return user, err
}

// Unban lets a user sign in again.
func (p *Plugin) Unban(ctx context.Context, by *auth.User, userID string) (*auth.User, error) {
	e := Entry{Action: "unban-user", TargetID: userID}
	return p.writeUser(ctx, by, &e, func() error {
		return p.authorise(ctx, by, YouAreNotAllowedToBanUsers, "user", "ban")
	}, func(ctx context.Context) (*auth.User, error) {
		return p.change(ctx, by, change{id: userID, values: lifted(), denied: YouAreNotAllowedToBanUsers})
	})
}

func lifted() store.Values { return store.Values{"banned": false, "banReason": nil, "banExpires": nil} }

// banned reports whether a user's ban holds at a time.
func banned(u *auth.User, now time.Time) bool {
	expires := u.Row.Time("banExpires")
	return u.Row.Bool("banned") && (expires.IsZero() || !expires.Before(now))
}

// refuseBanned has every new session made in a statement that finds its user not banned and
// locks them: a ban waits for the session and ends it, or is seen there.
func (p *Plugin) refuseBanned(_ context.Context, w *auth.Write) error {
	id, _ := w.Values["userId"].(string)
	free := []store.Cond{store.Eq("id", id), {Field: "banned", Value: false, Or: true}, {Field: "banned", Or: true}}
	w.Provide(store.Provided{Model: "user", Where: free}, func(ctx context.Context) error { return p.checkBanned(ctx, id) })
	return nil
}

// checkBanned locks a user and refuses one who is banned; a ban that has run out is lifted.
func (p *Plugin) checkBanned(ctx context.Context, id string) error {
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
		_, err = p.auth.ChangeUser(ctx, u, lifted())
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
