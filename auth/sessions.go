package auth

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// forgottenLife is a session's life when the person did not ask to be remembered,
// whatever ExpiresIn says (better-auth-core, section 4.1).
const forgottenLife = 24 * time.Hour

// NewSession describes a session to create.
type NewSession struct {
	UserID string
	// Forget makes a session of one day that is never refreshed.
	Forget bool
	// ExpiresAt overrides the configured life.
	ExpiresAt time.Time
	IPAddress string
	UserAgent string
	// Values are additional fields, such as a plugin's.
	Values store.Values
	// Continues is a session that this one takes the place of; nil for none. Its additional
	// fields go over, except those that clients do not see and those with a default, which begin
	// anew, as in the reference.
	Continues *Session
}

// CreateSession writes a session after the events have agreed. It sets no cookie; see
// [Call.SignIn].
func (a *Auth) CreateSession(ctx context.Context, n NewSession) (*Session, error) {
	now := a.options.Now()
	expires := a.options.Session.expires(now, now)
	switch {
	case !n.ExpiresAt.IsZero():
		expires = n.ExpiresAt
	case n.Forget:
		expires = now.Add(forgottenLife)
	}
	values := store.Values{
		"token": a.RandomString(32, Alphanumeric), "userId": n.UserID, "expiresAt": expires,
		"ipAddress": n.IPAddress, "userAgent": n.UserAgent,
	}
	a.goOver(values, n.Continues)
	maps.Copy(values, n.Values)
	var session *Session
	several := len(a.events.SessionCreating)+len(a.events.SessionCreated) > 0
	outer := ctx
	err := a.atomic(ctx, several, func(ctx context.Context) error {
		w := &Write{Values: values}
		if err := fire(ctx, a.events.SessionCreating, w); err != nil {
			return err
		}
		if len(a.events.SessionCreated) == 0 {
			ctx = last(outer, ctx)
		}
		var err error
		if session, err = a.storeSession(ctx, w, n.Continues); err != nil {
			return err
		}
		return fire(ctx, a.events.SessionCreated, session)
	})
	if err == nil {
		a.sweepMemory(ctx)
	}
	return session, err
}

// goOver adds what a session has of the one it takes the place of.
func (a *Auth) goOver(values store.Values, old *Session) {
	if old == nil {
		return
	}
	for i := range old.Row.Model.Fields {
		f := &old.Row.Model.Fields[i]
		if v := old.Row.V[i]; f.Default == nil && !f.Hidden && !store.IsAbsent(v) && !slices.Contains(coreFields["session"], f.Name) {
			values[f.Name] = v
		}
	}
}

// storeSession writes a session provided that events let it.
func (a *Auth) storeSession(ctx context.Context, w *Write, old *Session) (*Session, error) {
	if a.secondary != nil {
		if err := w.provided(store.NotLast(ctx)); err != nil {
			return nil, err
		}
		return a.secondary.create(store.NotLast(ctx), w.Values, old)
	}
	row, err := a.store.CreateIf(ctx, "session", w.Values, w.only...)
	if errors.Is(err, store.ErrNotFound) {
		if err := w.provided(store.NotLast(ctx)); err != nil {
			return nil, err
		}
		row, err = a.store.Create(ctx, "session", w.Values)
	}
	if err != nil {
		return nil, err
	}
	return SessionFrom(row), nil
}

// FindSessions returns the unexpired sessions with any of the tokens, each with its user,
// in the order of the tokens. It is one statement.
func (a *Auth) FindSessions(ctx context.Context, tokens []string) ([]*SessionUser, error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	if a.secondary != nil {
		return a.secondary.findSeveral(ctx, tokens)
	}
	sessions, users, err := a.store.ListJoined(ctx, store.Query{Model: "session", Limit: store.NoLimit, Where: []store.Cond{
		store.In("token", tokens), store.Gt("expiresAt", a.options.Now()),
	}}, store.Join{On: "userId", Model: "user"})
	if err != nil {
		return nil, err
	}
	found := make([]*SessionUser, len(sessions))
	for i := range sessions {
		found[i] = &SessionUser{Session: SessionFrom(sessions[i]), User: UserFrom(users[i])}
	}
	slices.SortStableFunc(found, func(x, y *SessionUser) int {
		return slices.Index(tokens, x.Session.Token) - slices.Index(tokens, y.Session.Token)
	})
	return found, nil
}

// UpdateSession changes a session by its token.
func (a *Auth) UpdateSession(ctx context.Context, token string, values store.Values) (*Session, error) {
	w := &Write{Values: values}
	if err := fire(ctx, a.events.SessionUpdating, w); err != nil {
		return nil, err
	}
	session, err := a.changeSession(ctx, token, w.Values)
	if err != nil {
		return nil, err
	}
	return session, fire(ctx, a.events.SessionUpdated, session)
}

func (a *Auth) changeSession(ctx context.Context, token string, values store.Values) (*Session, error) {
	if a.secondary != nil {
		return a.secondary.update(ctx, token, values)
	}
	row, err := a.store.Update(ctx, "session", values, store.Eq("token", token))
	if err != nil {
		return nil, err
	}
	return SessionFrom(row), nil
}

// Sessions lists a user's unexpired sessions, at most the reference's limit.
func (a *Auth) Sessions(ctx context.Context, userID string) ([]*Session, error) {
	if a.secondary != nil && !a.secondary.fallsBack() {
		return a.secondary.sessions(ctx, userID)
	}
	rows, err := a.store.List(ctx, store.Query{Model: "session", Where: []store.Cond{
		store.Eq("userId", userID), store.Gt("expiresAt", a.options.Now()),
	}})
	if err != nil {
		return nil, err
	}
	sessions := make([]*Session, len(rows))
	for i := range rows {
		sessions[i] = SessionFrom(rows[i])
	}
	return sessions, nil
}

// DeleteSession ends one session by its token. Ending one that is gone is no error.
func (a *Auth) DeleteSession(ctx context.Context, token string) error {
	return a.deleteSession(ctx, token, "")
}

// deleteSession ends one session, provided that it is this user's, if one is named.
func (a *Auth) deleteSession(ctx context.Context, token, userID string) error {
	if a.secondary != nil {
		return a.secondary.end(ctx, token, userID)
	}
	where := []store.Cond{store.Eq("token", token)}
	if userID != "" {
		where = append(where, store.Eq("userId", userID))
	}
	return a.deleteSessions(ctx, where...)
}

// DeleteSessions ends all sessions of a user.
func (a *Auth) DeleteSessions(ctx context.Context, userID string) error {
	if a.secondary != nil {
		return a.secondary.endAll(ctx, userID)
	}
	return a.deleteSessions(ctx, store.Eq("userId", userID))
}

// DeleteSessionsByToken ends the sessions with any of the tokens, in one statement.
func (a *Auth) DeleteSessionsByToken(ctx context.Context, tokens []string) error {
	if len(tokens) == 0 {
		return nil
	}
	if a.secondary != nil {
		return a.secondary.endSeveral(ctx, tokens)
	}
	return a.deleteSessions(ctx, store.In("token", tokens))
}

// DeleteOtherSessions ends all sessions of a user but one.
func (a *Auth) DeleteOtherSessions(ctx context.Context, userID, keepToken string) error {
	if a.secondary != nil {
		return a.secondary.endOthers(ctx, userID, keepToken)
	}
	return a.deleteSessions(ctx, store.Eq("userId", userID), store.Ne("token", keepToken))
}

// deleteSessions reads the rows first only when somebody wants to know them.
func (a *Auth) deleteSessions(ctx context.Context, where ...store.Cond) error {
	if a.options.Session.PreserveSessionInDatabase && a.secondary != nil {
		where = append(where, store.Gt("expiresAt", a.options.Now()))
	}
	watched := len(a.events.SessionDeleting)+len(a.events.SessionDeleted) > 0
	return a.atomic(ctx, watched, func(ctx context.Context) error {
		var rows []store.Row
		if watched {
			var err error
			if rows, err = a.store.List(ctx, store.Query{Model: "session", Where: where, Limit: store.NoLimit}); err != nil {
				return err
			}
		}
		for _, r := range rows {
			if err := fire(ctx, a.events.SessionDeleting, &Write{Old: r}); err != nil {
				return err
			}
		}
		if err := a.endRows(ctx, where); err != nil {
			return err
		}
		for _, r := range rows {
			if err := fire(ctx, a.events.SessionDeleted, SessionFrom(r)); err != nil {
				return err
			}
		}
		return nil
	})
}

// endRows deletes sessions, or ends them where they are to be kept on record.
func (a *Auth) endRows(ctx context.Context, where []store.Cond) (err error) {
	if a.options.Session.PreserveSessionInDatabase && a.secondary != nil {
		_, err = a.store.UpdateAll(ctx, "session", store.Values{"expiresAt": a.options.Now()}, where...)
	} else {
		_, err = a.store.Delete(ctx, "session", where...)
	}
	return err
}
