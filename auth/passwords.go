package auth

import (
	"context"
	"net/http"
	"unicode/utf16"
)

// Passwords is what the engine and plugins ask about passwords: an account's rules and
// hashes are one plugin's business, but others confirm actions with a password or set
// one. The password plugin is one; see [Builder.Passwords].
type Passwords interface {
	// CheckPassword returns nil when the password is the user's, or the error to
	// answer with.
	CheckPassword(c *Call, userID, password string) error
	// CheckNew returns nil when a new password is long enough, not too long and not one
	// that others would try, or the error to answer with. about is what is known of its
	// owner: their address and name.
	CheckNew(password string, about ...string) error
	// Hash hashes a password as accounts store it.
	Hash(ctx context.Context, password string) (string, error)
	// Verify checks a password against a stored hash.
	Verify(ctx context.Context, hash, password string) (bool, error)
}

// Passwords registers the plugin that knows passwords.
func (b *Builder) Passwords(p Passwords) {
	b.mutable()
	b.auth.passwords = p
}

// Passwords is what the password plugin registered, or the reference's defaults when
// there is none: 8 to 128 characters, scrypt.
func (a *Auth) Passwords() Passwords {
	if a.passwords == nil {
		return plainPasswords{a}
	}
	return a.passwords
}

type plainPasswords struct{ auth *Auth }

func (p plainPasswords) CheckPassword(*Call, string, string) error {
	return Fail(http.StatusBadRequest, CredentialAccountNotFound)
}

func (p plainPasswords) CheckNew(password string, _ ...string) error {
	return CheckLength(password, 8, 128)
}

func (p plainPasswords) Hash(ctx context.Context, password string) (string, error) {
	return p.auth.HashPassword(ctx, password)
}

func (p plainPasswords) Verify(ctx context.Context, hash, password string) (bool, error) {
	return p.auth.VerifyPassword(ctx, hash, password)
}

// CheckLength refuses passwords outside of a length in UTF-16 code units, which is how
// JavaScript counts.
func CheckLength(password string, shortest, longest int) error {
	n := 0
	for _, r := range password {
		n += max(1, utf16.RuneLen(r))
	}
	switch {
	case n < shortest:
		return Fail(http.StatusBadRequest, PasswordTooShort)
	case n > longest:
		return Fail(http.StatusBadRequest, PasswordTooLong)
	}
	return nil
}

// PasswordHashing runs the events of that name. [Auth.HashPassword] does; whoever hashes
// by other means calls it first.
func (a *Auth) PasswordHashing(ctx context.Context, password string) error {
	return fire(ctx, a.events.PasswordHashing, password)
}
