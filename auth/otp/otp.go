// Package otp keeps one-time codes that people read in a mail or a text message and type
// in: six digits, some minutes, a few guesses. The plugins that send codes share it.
//
//	codes := otp.Codes{Auth: a, Options: otp.Options{}}
//	code, err := codes.New(ctx, "sign-in-otp-"+email)
//	err = codes.Verify(ctx, "sign-in-otp-"+email, typed)
//
// A code is a row of the verification table whose value is `<stored code>:<wrong
// guesses>` (better-auth-plugins, sections 0.8 and 11), so that a Node Better Auth on the
// same database can check what this server has sent. A guess takes the row and, when it was
// wrong, puts it back with one guess more, in one transaction: however many guesses arrive
// at once, no more than allowed are compared.
package otp

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Why a code was not accepted.
var (
	ErrNotFound = errors.New("otp: there is no code")
	ErrExpired  = errors.New("otp: the code has run out")
	ErrInvalid  = errors.New("otp: the code is wrong")
	ErrTooMany  = errors.New("otp: too many wrong guesses")
)

// Options say what codes are like.
type Options struct {
	// Length in digits. Default 6.
	Length int
	// Expires is a code's life. Default 5 minutes.
	Expires time.Duration
	// Attempts is how many wrong guesses a code survives. Default 3.
	Attempts int
	// Generate replaces random digits; "" falls back to them.
	Generate func(identifier string) string
	// Store is how codes are kept: "plain" (default), "hashed" or "encrypted". Hash, or
	// Encrypt and Decrypt, replace the built-in functions.
	Store            string
	Hash             func(code string) string
	Encrypt, Decrypt func(text string) (string, error)
}

// Check reports a mistake in the options.
func (o Options) Check() error {
	switch o.Store {
	case "", "plain", "hashed", "encrypted":
		return nil
	}
	return fmt.Errorf(`codes can be stored "plain", "hashed" or "encrypted", not %q`, o.Store)
}

// Codes makes and checks codes.
type Codes struct {
	Auth *auth.Auth
	Options
}

func (c Codes) life() time.Duration {
	if c.Expires == 0 {
		return 5 * time.Minute
	}
	return c.Expires
}

func (c Codes) attempts() int {
	if c.Attempts == 0 {
		return 3
	}
	return c.Attempts
}

// New makes a code and stores it under an identifier. Older ones under it no longer work.
func (c Codes) New(ctx context.Context, identifier string) (string, error) {
	code := ""
	if c.Generate != nil {
		code = c.Generate(identifier)
	}
	if code == "" {
		length := c.Length
		if length == 0 {
			length = 6
		}
		code = c.Auth.RandomString(length, auth.Digits)
	}
	stored, err := c.stored(code)
	if err != nil {
		return "", err
	}
	return code, c.Auth.CreateVerification(ctx, identifier, stored+":0", c.now().Add(c.life()))
}

// Reuse returns the code that is stored already, with its life begun anew; "" when there is
// none that can be read and still guessed.
func (c Codes) Reuse(ctx context.Context, identifier string) (string, error) {
	row, err := c.Auth.FindVerification(ctx, identifier)
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil || row.Time("expiresAt").Before(c.now()) {
		return "", err
	}
	stored, wrong := split(row.String("value"))
	if wrong >= c.attempts() {
		return "", nil
	}
	code, err := c.plain(stored)
	if code == "" || err != nil {
		return "", err
	}
	err = c.Auth.UpdateVerification(ctx, identifier, store.Values{"expiresAt": c.now().Add(c.life())})
	return code, err
}

// Find returns the code under an identifier as it was sent; "" when there is none, and
// ErrInvalid when only its hash is stored.
func (c Codes) Find(ctx context.Context, identifier string) (string, error) {
	row, err := c.Auth.FindVerification(ctx, identifier)
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil || row.Time("expiresAt").Before(c.now()) {
		return "", err
	}
	stored, _ := split(row.String("value"))
	code, err := c.plain(stored)
	if code == "" && err == nil {
		err = ErrInvalid
	}
	return code, err
}

// Drop removes the codes under an identifier.
func (c Codes) Drop(ctx context.Context, identifier string) error {
	return c.Auth.DeleteVerification(ctx, identifier)
}

// Verify consumes a code: nil when it was right.
func (c Codes) Verify(ctx context.Context, identifier, guess string) error {
	return c.guess(ctx, identifier, guess, false)
}

// Test is Verify that leaves a right code in place, for a later Verify.
func (c Codes) Test(ctx context.Context, identifier, guess string) error {
	return c.guess(ctx, identifier, guess, true)
}

func (c Codes) guess(ctx context.Context, identifier, guess string, keep bool) error {
	row, err := c.Auth.FindVerification(ctx, identifier)
	missing, err := auth.NotFoundOr(err)
	switch {
	case err != nil:
		return err
	case missing:
		return ErrNotFound
	case row.Time("expiresAt").Before(c.now()):
		return errors.Join(ErrExpired, c.Drop(ctx, identifier))
	}
	var verdict error
	err = c.Auth.InTx(ctx, func(ctx context.Context) (err error) {
		verdict, err = c.take(ctx, identifier, guess, keep)
		return err
	})
	if err != nil {
		return err
	}
	return verdict
}

// take compares a guess with the code it has taken, and puts back what must stay.
func (c Codes) take(ctx context.Context, identifier, guess string, keep bool) (verdict, fault error) {
	row, err := c.Auth.TakeVerification(ctx, identifier)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, err
	}
	if missing { // another guess has it
		return ErrInvalid, nil
	}
	stored, wrong := split(row.String("value"))
	if wrong >= c.attempts() {
		return ErrTooMany, nil
	}
	right, err := c.matches(stored, guess)
	if err != nil {
		return nil, err
	}
	if right && !keep {
		return nil, nil
	}
	if !right {
		verdict = ErrInvalid
		wrong++
	}
	return verdict, c.Auth.CreateVerification(ctx, identifier, stored+":"+strconv.Itoa(wrong), row.Time("expiresAt"))
}

func (c Codes) now() time.Time { return c.Auth.Options().Now() }

// stored is the form in which a code is kept.
func (c Codes) stored(code string) (string, error) {
	switch {
	case c.Encrypt != nil:
		return c.Encrypt(code)
	case c.Hash != nil:
		return c.Hash(code), nil
	case c.Store == "encrypted":
		return c.Auth.Encrypt(code)
	case c.Store == "hashed":
		return auth.Digest(code), nil
	}
	return code, nil
}

// plain is the code in a stored form, "" when it was hashed.
func (c Codes) plain(stored string) (string, error) {
	switch {
	case c.Decrypt != nil:
		return c.Decrypt(stored)
	case c.Hash != nil || c.Store == "hashed":
		return "", nil
	case c.Store == "encrypted":
		return c.Auth.Decrypt(stored)
	}
	return stored, nil
}

func (c Codes) matches(stored, guess string) (bool, error) {
	if hash := c.hash(); hash != nil {
		return equal(stored, hash(guess)), nil
	}
	code, err := c.plain(stored)
	return err == nil && equal(code, guess), err
}

func (c Codes) hash() func(string) string {
	if c.Hash == nil && c.Store == "hashed" {
		return auth.Digest
	}
	return c.Hash
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// split parts a value at its last colon. A value without one has no wrong guesses yet.
func split(value string) (stored string, wrong int) {
	i := strings.LastIndexByte(value, ':')
	if i < 0 {
		return value, 0
	}
	wrong, err := strconv.Atoi(value[i+1:])
	if err != nil || wrong < 0 {
		wrong = 0
	}
	return value[:i], wrong
}
