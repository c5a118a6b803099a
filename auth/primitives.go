package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/lyceum/lyceum/auth/internal/foreignhash"
	"github.com/lyceum/lyceum/auth/internal/scrypt"
	"github.com/lyceum/lyceum/auth/internal/secret"
	"github.com/lyceum/lyceum/auth/internal/wire"
	"github.com/lyceum/lyceum/auth/store"
)

// Alphabets for RandomString (better-auth-core, section 3.1).
const (
	Letters      = secret.Letters
	Alphanumeric = secret.Alphanumeric
	LowerDigits  = secret.LowerDigits
	Digits       = secret.Digits
	URLSafe      = secret.URLSafe
)

// RandomString returns n characters drawn uniformly from an alphabet.
func (a *Auth) RandomString(n int, alphabet string) string {
	return secret.RandomString(a.options.Random, n, alphabet)
}

// Digest is the hash under which one-time tokens are stored: SHA-256, base64url.
func Digest(token string) string { return secret.Digest(token) }

// Encrypt encrypts a value for storage, readable by a Node Better Auth with the same
// secret.
func (a *Auth) Encrypt(plain string) (string, error) {
	return a.secrets.Encrypt(a.options.Random, plain)
}

// Decrypt reverses Encrypt.
func (a *Auth) Decrypt(text string) (string, error) { return a.secrets.Decrypt(text) }

// Sign appends a signature, as signed cookies have it; Verify checks and removes it.
func (a *Auth) Sign(value string) string                         { return a.secrets.Sign(value) }
func (a *Auth) Verify(signed string) (value string, intact bool) { return a.secrets.Verify(signed) }

// HMAC is HMAC-SHA256 under the current secret.
func (a *Auth) HMAC(message string) []byte { return a.secrets.HMAC(message) }

// HashPassword hashes in the bounded pool. An overloaded pool is a 503 error with
// Retry-After.
func (a *Auth) HashPassword(ctx context.Context, password string) (string, error) {
	if err := a.PasswordHashing(ctx, password); err != nil {
		return "", err
	}
	hash, err := a.hashes.Hash(ctx, a.options.Random, password)
	return hash, overloaded(err)
}

// VerifyPassword checks a password against a stored hash in the bounded pool. The hash
// may be one that another system made: bcrypt, Argon2id, PBKDF2 or Firebase's scrypt.
func (a *Auth) VerifyPassword(ctx context.Context, hash, password string) (ok bool, err error) {
	if IsForeignHash(hash) {
		err = a.hashes.Run(ctx, func() (err error) {
			ok, err = foreignhash.Verify(hash, password)
			return err
		})
	} else {
		ok, err = a.hashes.Verify(ctx, hash, password)
	}
	return ok, overloaded(err)
}

// IsForeignHash reports whether a stored hash is of a form that only imported users
// have.
func IsForeignHash(hash string) bool { return foreignhash.Known(hash) }

// CheckPasswordHash reports whether [Auth.VerifyPassword] can read a stored hash: the
// reference's own form or one of the foreign ones. Its error does not repeat the hash.
func CheckPasswordHash(hash string) error {
	if IsForeignHash(hash) {
		return foreignhash.Check(hash)
	}
	return scrypt.Check(hash)
}

func overloaded(err error) error {
	if errors.Is(err, scrypt.ErrBusy) {
		return busy(Overloaded, "2").Because(err)
	}
	return err
}

// NewID makes a row id for a model by the configured strategy.
func (a *Auth) NewID(model string) string {
	if a.options.Advanced.IDs != store.UUIDID {
		return a.newID(model)
	}
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// IsEmail reports whether text is an e-mail address by the reference's pattern.
func IsEmail(text string) bool { return wire.IsEmail(text) }

// TextOf is what JavaScript's String makes of a parsed JSON value.
func TextOf(v any) string { return wire.TextOf(v) }

// TypeName is what validation messages call the type of a parsed JSON value.
func TypeName(v any) string { return wire.TypeName(v, true) }
