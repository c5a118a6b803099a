package verify

import (
	"context"
	"time"
)

// User is whom a token was issued to. Fields that the token lacks are empty.
type User struct {
	ID            string // sub
	Email         string
	Name          string
	Image         string // image, else picture
	EmailVerified bool   // emailVerified, else email_verified
	Role          string
	SessionID     string    // sid, else session_id, else sessionId
	Organization  string    // activeOrganizationId, else org_id
	ExpiresAt     time.Time // exp
	// Claims are all claims of the token as encoding/json reads them into any.
	// They are shared by everyone who holds the User and must not be changed.
	Claims map[string]any
}

// newUser picks the fields out of verified claims.
func newUser(claims map[string]any, expires time.Time) *User {
	return &User{
		ID:            first[string](claims, "sub"),
		Email:         first[string](claims, "email"),
		Name:          first[string](claims, "name"),
		Image:         first[string](claims, "image", "picture"),
		EmailVerified: first[bool](claims, "emailVerified", "email_verified"),
		Role:          first[string](claims, "role"),
		SessionID:     first[string](claims, "sid", "session_id", "sessionId"),
		Organization:  first[string](claims, "activeOrganizationId", "org_id"),
		ExpiresAt:     expires,
		Claims:        claims,
	}
}

// first returns the first of the claims that has the type.
func first[T any](claims map[string]any, names ...string) T {
	for _, name := range names {
		if value, ok := claims[name].(T); ok {
			return value
		}
	}
	var none T
	return none
}

type userKey struct{}
type errorKey struct{}

// WithUser returns a context that carries the user.
func WithUser(ctx context.Context, user *User) context.Context {
	return context.WithValue(ctx, userKey{}, user)
}

// UserFrom returns the verified user; false for a visitor.
func UserFrom(ctx context.Context) (*User, bool) {
	user, _ := ctx.Value(userKey{}).(*User)
	return user, user != nil
}

// ErrorFrom returns why Optional took the sender of a token for a visitor; nil
// when no token was sent or it was accepted.
func ErrorFrom(ctx context.Context) error {
	err, _ := ctx.Value(errorKey{}).(error)
	return err
}
