package auth

import (
	"context"
	"crypto/hmac"
	"encoding/hex"

	"github.com/lyceum/lyceum/auth/store"
)

// handleLength is that of a token, so that a handle fits wherever one does.
const handleLength = 32

// SessionHandle names a session to whoever may see and end it, without being its secret: a
// keyed digest of the token. It signs nobody in, and changes with the secret.
func (a *Auth) SessionHandle(s *Session) string {
	sum := a.secrets.ForPurpose("session-handle").HMAC(s.Token)
	return hex.EncodeToString(sum)[:handleLength]
}

// Disguised is the session as anybody but its own browser may see it: with a handle in the
// place of the token. With Compat "reference" it is the session itself.
func (a *Auth) Disguised(s *Session) *Session {
	if !a.Safer() {
		return s
	}
	disguised := SessionFrom(s.Row.With(store.Values{"token": a.SessionHandle(s)}))
	disguised.order = s.order
	return disguised
}

// SessionByName returns the session of a user whose token or handle this is, or
// store.ErrNotFound. All are compared, each in constant time.
func (a *Auth) SessionByName(ctx context.Context, userID, name string) (*Session, error) {
	sessions, err := a.Sessions(ctx, userID)
	if err != nil {
		return nil, err
	}
	err = store.ErrNotFound
	var found *Session
	for _, s := range sessions {
		if hmac.Equal([]byte(s.Token), []byte(name)) || hmac.Equal([]byte(a.SessionHandle(s)), []byte(name)) {
			found, err = s, nil
		}
	}
	return found, err
}
