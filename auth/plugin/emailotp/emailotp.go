// Package emailotp signs people in, verifies and changes addresses and resets passwords by
// codes sent in mails: the reference's `emailOTP` plugin (better-auth-plugins, section 11).
//
// A code has six digits, lives for five minutes and survives three wrong guesses. There are
// four kinds: for signing in, for verifying an address, for a forgotten password and for a
// new address. Whether an address is known is never told.
//
// Files: send.go asks for codes, verify.go checks them and verifies addresses, signin.go
// signs in, reset.go sets passwords, change.go changes addresses.
package emailotp

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/otp"
)

// Type is what a code is for.
type Type string

// The types, by the reference's names.
const (
	SignIn            Type = "sign-in"
	EmailVerification Type = "email-verification"
	ForgetPassword    Type = "forget-password"
	ChangeEmail       Type = "change-email"
)

// Mail is a code to deliver.
type Mail struct {
	Email, OTP string
	Type       Type
}

// Options: better-auth-plugins, section 11.
type Options struct {
	// Send delivers a code. Required. The reply waits for it.
	Send func(ctx context.Context, m Mail) error
	// Codes are length, life, attempts and the form in which codes are stored.
	Codes otp.Options
	// Generate makes a code; "" falls back to random digits.
	Generate func(email string, t Type) string
	// DisableSignUp refuses addresses that nobody has registered.
	DisableSignUp bool
	// SendOnSignUp mails a code to whoever signs up (sendVerificationOnSignUp).
	SendOnSignUp bool
	// OverrideVerification has codes take the place of the core's verification links
	// (overrideDefaultEmailVerification).
	OverrideVerification bool
	// Reuse sends a code that still lives again instead of a new one (resendStrategy).
	Reuse bool
	// ChangeEmail lets users change their address by a code; with VerifyCurrent they need
	// one from the old address too.
	ChangeEmail, VerifyCurrent bool
	// RateLimit of each endpoint. Default 3 in a minute.
	RateLimit auth.RateRule
}

// The codes of this plugin besides the core's.
var (
	OTPExpired      = auth.Code{Name: "OTP_EXPIRED", Message: "OTP expired"}
	InvalidOTP      = auth.Code{Name: "INVALID_OTP", Message: "Invalid OTP"}
	TooManyAttempts = auth.Code{Name: "TOO_MANY_ATTEMPTS", Message: "Too many attempts"}
)

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	auth    *auth.Auth
	codes   otp.Codes
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin.
func New(o Options) *Plugin {
	if o.RateLimit.Window == 0 {
		o.RateLimit.Window = time.Minute
	}
	if o.RateLimit.Max == 0 {
		o.RateLimit.Max = 3
	}
	return &Plugin{options: o}
}

// ID is "email-otp".
func (p *Plugin) ID() string { return "email-otp" }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	p.codes = otp.Codes{Auth: a, Options: p.options.Codes}
	return nil
}

// Setup declares the endpoints and their limits.
func (p *Plugin) Setup(b *auth.Builder) error {
	if p.options.Send == nil {
		return errors.New("Options.Send is required")
	}
	if err := p.options.Codes.Check(); err != nil {
		return err
	}
	post := func(path, summary string) auth.Endpoint {
		b.RateLimit(auth.RateRule{Path: path, Window: p.options.RateLimit.Window, Max: p.options.RateLimit.Max})
		return auth.Endpoint{Method: "POST", Path: path, Summary: summary, Errors: []auth.Code{OTPExpired, InvalidOTP, TooManyAttempts}}
	}
	signedIn := func(e auth.Endpoint) auth.Endpoint {
		e.Level = auth.Sensitive
		return e
	}
	send := post("/email-otp/send-verification-otp", "Mails a code.")
	send.FormCSRF = true
	auth.Handle(b, send, p.send)
	auth.Handle(b, post("/email-otp/check-verification-otp", "Says whether a code is right, and keeps it."), p.check)
	auth.Handle(b, post("/email-otp/verify-email", "Verifies an address by a code."), p.verifyEmail)
	auth.Handle(b, post("/sign-in/email-otp", "Signs in, or up, by a code."), p.signIn)
	auth.Handle(b, post("/email-otp/request-password-reset", "Mails a code for a new password."), p.requestReset)
	auth.Handle(b, post("/forget-password/email-otp", "The older name of /email-otp/request-password-reset."), p.requestReset)
	auth.Handle(b, post("/email-otp/reset-password", "Sets a new password by a code."), p.reset)
	auth.Handle(b, signedIn(post("/email-otp/request-email-change", "Mails a code to a new address.")), p.requestChange)
	auth.Handle(b, signedIn(post("/email-otp/change-email", "Changes the address by a code.")), p.change)
	p.override(b)
	return nil
}

type success struct {
	Success bool `json:"success"`
}

func identifier(t Type, email string) string { return string(t) + "-otp-" + email }

// normal is an address as this plugin compares it; ok is false when it is none.
func normal(email string) (normalised string, ok bool) {
	email = auth.LowerEmail(email)
	return email, auth.IsEmail(email)
}

// public gives the reasons of package otp the answers of the reference.
func public(err error) error {
	switch {
	case errors.Is(err, otp.ErrExpired):
		return auth.Fail(http.StatusBadRequest, OTPExpired)
	case errors.Is(err, otp.ErrInvalid), errors.Is(err, otp.ErrNotFound):
		return auth.Fail(http.StatusBadRequest, InvalidOTP)
	case errors.Is(err, otp.ErrTooMany):
		return auth.Fail(http.StatusForbidden, TooManyAttempts)
	}
	return err
}

// guess verifies a code within the address's budget of guesses: new codes must not mean new
// guesses without end.
func (p *Plugin) guess(c *auth.Call, t Type, owner, code string, check func(ctx context.Context, identifier, guess string) error) error {
	if err := c.Guess("email-otp", owner); err != nil {
		return err
	}
	if err := check(c, identifier(t, owner), code); err != nil {
		return public(err)
	}
	c.GuessedRight("email-otp", owner)
	return nil
}
