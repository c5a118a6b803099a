package admin

import (
	"context"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// RevokeSession ends the session with a token or, unless Compat is "reference", a
// handle as lists show it.
// Ending one that is gone is no error.
func (p *Plugin) RevokeSession(ctx context.Context, by *auth.User, name string) error {
	e := Entry{Action: "revoke-user-session"}
	var token string
	return p.write(ctx, by, &e, "session", func() error {
		if err := p.authorise(ctx, by, YouAreNotAllowedToRevokeSessions, "session", "revoke"); err != nil {
			return err
		}
		s, err := p.findSession(ctx, name)
		missing, err := auth.NotFoundOr(err)
		if missing || err != nil {
			return err
		}
		token, e.TargetID = s.Token, s.UserID
		e.Detail = auth.Object{{Key: "sessionId", Value: s.ID}}
		return p.mayEnd(ctx, by, s.UserID)
	}, func(ctx context.Context) error {
		if token == "" {
			return nil
		}
		return p.auth.DeleteSession(ctx, token)
	})
}

// findSession finds a session by its token or by what [Plugin.disguised] shows of it.
func (p *Plugin) findSession(ctx context.Context, name string) (*auth.Session, error) {
	s, err := p.auth.FindSession(ctx, name)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, err
	}
	if !missing {
		return s.Session, nil
	}
	i := strings.LastIndexByte(name, '.')
	if i < 0 || !p.auth.Safer() {
		return nil, store.ErrNotFound
	}
	return p.auth.SessionByName(ctx, name[:i], name[i+1:])
}

// mayEnd asks whether somebody may end a user's sessions; nobody has none.
func (p *Plugin) mayEnd(ctx context.Context, by *auth.User, userID string) error {
	if by == nil || !p.auth.Safer() {
		return nil
	}
	u, err := p.auth.FindUser(ctx, userID)
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil {
		return err
	}
	return p.mayTouch(by, u, YouAreNotAllowedToRevokeSessions)
}

// RevokeSessions ends all sessions of a user.
func (p *Plugin) RevokeSessions(ctx context.Context, by *auth.User, userID string) error {
	e := Entry{Action: "revoke-user-sessions", TargetID: userID}
	return p.write(ctx, by, &e, "session", func() error {
		if err := p.authorise(ctx, by, YouAreNotAllowedToRevokeSessions, "session", "revoke"); err != nil {
			return err
		}
		return p.mayEnd(ctx, by, userID)
	}, func(ctx context.Context) error { return p.auth.DeleteSessions(ctx, userID) })
}

// disguised is a session as an administrator sees it: in the place of its token a handle,
// which signs nobody in, after the user's id, by which it is found again.
func (p *Plugin) disguised(s *auth.Session) *auth.Session {
	if !p.auth.Safer() {
		return s
	}
	return auth.SessionFrom(s.Row.With(store.Values{"token": s.UserID + "." + p.auth.SessionHandle(s)}))
}

// hideImpersonations keeps sessions of administrators out of a user's own list.
func hideImpersonations(c *auth.Call, result any, err error) (any, error) {
	sessions, ok := result.([]*auth.Session)
	if err != nil || !ok || c.Path != "/list-sessions" {
		return result, err
	}
	own := make([]*auth.Session, 0, len(sessions))
	for _, s := range sessions {
		if s.Row.String(impersonatedBy) == "" {
			own = append(own, s)
		}
	}
	return own, nil
}
