package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lyceum/lyceum/auth/internal/wire"
	"github.com/lyceum/lyceum/auth/store"
)

// alsoInDatabase reports whether sessions have rows besides.
func (s *secondary) alsoInDatabase() bool { return s.auth.options.Session.StoreSessionInDatabase }

// fallsBack reports whether a session that secondary storage has lost is answered from its
// row.
func (s *secondary) fallsBack() bool {
	return s.alsoInDatabase() && !s.auth.options.Session.PreserveSessionInDatabase
}

// draft is a session that is not stored yet: its JSON in the reference's order, which is that of
// the session it takes the place of, if there is one.
func (s *secondary) draft(values store.Values, old *Session) (wire.Object, error) {
	m, now := s.auth.schema.Model("session"), s.auth.options.Now()
	o := wire.Object{{Key: "id", Value: s.auth.NewID("session")}, {Key: "ipAddress", Value: values["ipAddress"]}, {Key: "userAgent", Value: values["userAgent"]}}
	core := coreFields["session"]
	more := wire.Object{
		{Key: "expiresAt", Value: values["expiresAt"]}, {Key: "userId", Value: values["userId"]}, {Key: "token", Value: values["token"]},
		{Key: "createdAt", Value: now}, {Key: "updatedAt", Value: now},
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		given, isGiven := values[f.Name]
		switch {
		case slices.Contains(core, f.Name):
		case isGiven:
			o = append(o, wire.Member{Key: f.Name, Value: given})
		case f.Default != nil:
			more = append(more, wire.Member{Key: f.Name, Value: f.Default()})
		}
	}
	for name := range values {
		if m.IndexOf(name) < 0 {
			return nil, fmt.Errorf("auth: a session has no field %q", name)
		}
	}
	o = append(o, more...)
	if old != nil && old.order != nil {
		first := append([]string{"id", "ipAddress", "userAgent"}, old.order...)
		place := func(m wire.Member) int { // what the old one lacks comes last
			if i := slices.Index(first, m.Key); i >= 0 {
				return i
			}
			return len(first)
		}
		slices.SortStableFunc(o, func(a, b wire.Member) int { return place(a) - place(b) })
	}
	return o, nil
}

// create stores a session, in the database too if it is kept there.
func (s *secondary) create(ctx context.Context, values store.Values, old *Session) (*Session, error) {
	var text []byte
	if s.alsoInDatabase() {
		row, err := s.auth.store.Create(ctx, "session", values)
		if err != nil {
			return nil, err
		}
		text = whole(row)
	} else {
		o, err := s.draft(values, old)
		if err != nil {
			return nil, err
		}
		text = wire.Append(nil, o)
	}
	session, err := s.session(text)
	if err != nil {
		return nil, err
	}
	user, err := s.auth.FindUser(ctx, session.UserID)
	if err != nil {
		return nil, err
	}
	if err := s.relist(ctx, session.UserID, []string{session.Token}, active{session.Token, session.ExpiresAt.UnixMilli()}); err != nil {
		return nil, err
	}
	if ttl := s.until(session.ExpiresAt); ttl > 0 {
		err = s.kv.Set(ctx, session.Token, entry(text, whole(user.Row)), ttl)
	}
	if err != nil {
		return nil, err
	}
	s.auth.onRollback(ctx, func(ctx context.Context) { s.drop(ctx, session) })
	return session, nil
}

// drop takes back a session whose transaction has failed.
func (s *secondary) drop(ctx context.Context, session *Session) {
	if err := errors.Join(s.kv.Delete(ctx, session.Token), s.relist(ctx, session.UserID, []string{session.Token})); err != nil {
		s.auth.options.Log.Warn("a session of a sign-in that failed could not be removed", "error", err)
	}
}

func entry(session, user []byte) string {
	text := append([]byte(`{"session":`), session...)
	text = append(append(text, `,"user":`...), user...)
	return string(append(text, '}'))
}

// stored is what lies under a token.
type stored struct {
	*SessionUser
	session, user wire.Object
}

// read opens what lies under a token; ok is false when it is no session.
func (s *secondary) read(text string) (stored, bool) {
	parsed, _ := wire.Parse([]byte(text))
	outer, _ := parsed.(wire.Object)
	session, ok1 := readRow(s.auth.schema.Model("session"), outer, "session", false)
	user, ok2 := readRow(s.auth.schema.Model("user"), outer, "user", false)
	if !ok1 || !ok2 {
		return stored{}, false
	}
	e := stored{SessionUser: &SessionUser{Session: SessionFrom(session), User: UserFrom(user)}}
	e.session, e.user = memberObject(outer, "session"), memberObject(outer, "user")
	e.Session.order, e.User.order = keysOf(e.session), keysOf(e.user)
	return e, true
}

func memberObject(o wire.Object, key string) wire.Object {
	v, _ := o.Get(key)
	inner, _ := v.(wire.Object)
	return inner
}

// session reads a session's own JSON.
func (s *secondary) session(text []byte) (*Session, error) {
	parsed, err := wire.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("auth: a session cannot be written: %w", err)
	}
	row, ok := readRow(s.auth.schema.Model("session"), wire.Object{{Key: "session", Value: parsed}}, "session", false)
	if !ok {
		return nil, errors.New("auth: a session cannot be written")
	}
	session := SessionFrom(row)
	session.order = keysOf(parsed.(wire.Object))
	return session, nil
}

func keysOf(o wire.Object) []string {
	keys := make([]string, len(o))
	for i := range o {
		keys[i] = o[i].Key
	}
	return keys
}

// find returns a session and its user unless it has been revoked. store.ErrNotFound.
// watched says whether watch tells of what changes it; not if it came from its row.
func (s *secondary) find(ctx context.Context, token string) (found *SessionUser, watched bool, err error) {
	text, err := s.get(ctx, token)
	switch {
	case err != nil:
		return nil, false, err
	case text == "" && s.fallsBack():
		found, err = s.auth.sessionRow(ctx, token)
		return found, false, err
	}
	e, ok := s.read(text)
	if !ok {
		return nil, false, store.ErrNotFound
	}
	revoked, err := s.revokedBefore(ctx, e.Session.UserID)
	if err != nil {
		return nil, false, err
	}
	if e.Session.CreatedAt.UnixMilli() < revoked {
		return nil, false, store.ErrNotFound
	}
	_, watched = changeOf(token)
	return e.SessionUser, watched && e.User.ID == e.Session.UserID, nil
}

// findSeveral returns the unexpired sessions with any of the tokens, in their order.
func (s *secondary) findSeveral(ctx context.Context, tokens []string) ([]*SessionUser, error) {
	var found []*SessionUser
	for _, token := range tokens {
		one, _, err := s.find(ctx, token)
		missing, err := NotFoundOr(err)
		if err != nil {
			return nil, err
		}
		if !missing && one.Session.ExpiresAt.After(s.auth.options.Now()) {
			found = append(found, one)
		}
	}
	return found, nil
}

// update changes a session. One that has been ended meanwhile does not come back.
func (s *secondary) update(ctx context.Context, token string, values store.Values) (*Session, error) {
	var changed *Session
	err := s.change(ctx, token, func(old string) (string, time.Duration, error) {
		e, ok := s.read(old)
		if !ok {
			return "", 0, store.ErrNotFound
		}
		merged := slices.Clone(e.session)
		for _, f := range s.auth.schema.Model("session").Fields {
			if v, ok := values[f.Name]; ok {
				merged = merged.Set(f.Name, v)
			}
		}
		text := wire.Append(nil, merged)
		var err error
		if changed, err = s.session(text); err != nil {
			return "", 0, err
		}
		ttl := s.until(changed.ExpiresAt)
		if ttl <= 0 { // as good as over: it is left to end
			return old, s.until(e.Session.ExpiresAt), nil
		}
		return entry(text, wire.Append(nil, e.user)), ttl, nil
	})
	if err != nil && (!errors.Is(err, store.ErrNotFound) || !s.alsoInDatabase()) {
		return nil, err
	}
	if err == nil {
		if err := s.relist(ctx, changed.UserID, []string{token}, active{token, changed.ExpiresAt.UnixMilli()}); err != nil {
			return nil, err
		}
	}
	if !s.alsoInDatabase() {
		return changed, nil
	}
	row, err := s.auth.store.Update(ctx, "session", values, store.Eq("token", token))
	if err != nil {
		return nil, err
	}
	return SessionFrom(row), nil
}

// sessions lists a user's sessions, soonest to expire first.
func (s *secondary) sessions(ctx context.Context, userID string) ([]*Session, error) {
	list, err := s.list(ctx, userID)
	if err != nil || len(list) == 0 {
		return []*Session{}, err
	}
	revoked, err := s.revokedBefore(ctx, userID)
	if err != nil {
		return nil, err
	}
	sessions := make([]*Session, 0, len(list))
	for _, one := range list {
		text, err := s.get(ctx, one.token)
		if err != nil {
			return nil, err
		}
		if e, ok := s.read(text); ok && e.Session.CreatedAt.UnixMilli() >= revoked && e.Session.ExpiresAt.After(s.auth.options.Now()) {
			sessions = append(sessions, e.Session)
		}
	}
	return sessions, nil
}

// end ends one session by its token, provided that it is this user's, if one is named.
func (s *secondary) end(ctx context.Context, token, userID string) error {
	text, err := s.get(ctx, token)
	if err != nil {
		return err
	}
	e, known := s.read(text)
	switch {
	case known && userID != "" && e.Session.UserID != userID:
		return nil
	case !known && text != "" && userID != "" && !s.auth.Safer():
		// As there. That a key of another kind exists is otherwise nobody's business.
		return errors.New("auth: what lies under that token is no session")
	}
	if known && !s.alsoInDatabase() {
		if err := fire(ctx, s.auth.events.SessionDeleting, &Write{Old: e.Session.Row}); err != nil {
			return err
		}
	}
	if known {
		// The session first: whatever happens then, it has ended.
		if err := s.kv.Delete(ctx, token); err != nil {
			return err
		}
		if err := s.relist(ctx, e.Session.UserID, []string{token}); err != nil {
			return err
		}
	}
	if s.alsoInDatabase() {
		where := []store.Cond{store.Eq("token", token)}
		if userID != "" {
			where = append(where, store.Eq("userId", userID))
		}
		return s.auth.deleteSessions(ctx, where...)
	}
	if !known {
		return nil
	}
	return fire(ctx, s.auth.events.SessionDeleted, e.Session)
}

// endAll ends all sessions of a user, those that are on no list too.
func (s *secondary) endAll(ctx context.Context, userID string) error {
	var ended []*Session
	if len(s.auth.events.SessionDeleting)+len(s.auth.events.SessionDeleted) > 0 && !s.alsoInDatabase() {
		var err error
		if ended, err = s.sessions(ctx, userID); err != nil {
			return err
		}
		for _, session := range ended {
			if err := fire(ctx, s.auth.events.SessionDeleting, &Write{Old: session.Row}); err != nil {
				return err
			}
		}
	}
	list, err := s.list(ctx, userID)
	if err != nil {
		return err
	}
	if err := s.revoke(ctx, userID); err != nil {
		return err
	}
	tokens := make([]string, len(list))
	for i := range list {
		tokens[i] = list[i].token
	}
	if err := s.kv.Delete(ctx, tokens...); err != nil {
		return err
	}
	if err := s.relist(ctx, userID, tokens); err != nil {
		return err
	}
	if s.alsoInDatabase() {
		return s.auth.deleteSessions(ctx, store.Eq("userId", userID))
	}
	for _, session := range ended {
		if err := fire(ctx, s.auth.events.SessionDeleted, session); err != nil {
			return err
		}
	}
	return nil
}

// endSeveral ends the sessions with any of the tokens.
func (s *secondary) endSeveral(ctx context.Context, tokens []string) error {
	for _, token := range tokens {
		if err := s.end(ctx, token, ""); err != nil {
			return err
		}
	}
	return nil
}

// endOthers ends all sessions of a user but one.
func (s *secondary) endOthers(ctx context.Context, userID, keepToken string) error {
	list, err := s.auth.Sessions(ctx, userID)
	if err != nil {
		return err
	}
	for _, session := range list {
		if session.Token == keepToken {
			continue
		}
		if err := s.end(ctx, session.Token, ""); err != nil {
			return err
		}
	}
	return nil
}

// renewUser puts what a user has become into all their sessions.
func (s *secondary) renewUser(ctx context.Context, user *User) error {
	list, err := s.list(ctx, user.ID)
	if err != nil {
		return err
	}
	text := whole(user.Row)
	for _, one := range list {
		err := s.change(ctx, one.token, func(old string) (string, time.Duration, error) {
			e, ok := s.read(old)
			if !ok {
				return old, 0, store.ErrNotFound
			}
			ttl := s.until(e.Session.ExpiresAt)
			if ttl <= 0 {
				return "", 0, nil
			}
			return entry(wire.Append(nil, e.session), text), ttl, nil
		})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}
