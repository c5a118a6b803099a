// Package phonenumber signs people in by their phone number, with a password or by a code
// in a text message: the reference's `phoneNumber` plugin (better-auth-plugins, section
// 12).
//
// Users gain phoneNumber, unique, and phoneNumberVerified. A number is only ever set by
// entering a code that was sent to it: POST /phone-number/send-otp sends one, POST
// /phone-number/verify signs in, or up, or sets the number of whoever is signed in.
//
// Files: verify.go has codes and what they lead to, signin.go passwords, reset.go new
// passwords, fields.go guards the two fields.
package phonenumber

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/otp"
	"github.com/lyceum/lyceum/auth/store"
)

// Message is a code to deliver to a phone.
type Message struct{ PhoneNumber, Code string }

// SignUp says how a number that nobody has becomes a user.
type SignUp struct {
	// TempEmail makes an address for a user who has none. Required.
	TempEmail func(phoneNumber string) string
	// TempName makes a name. Default: the number.
	TempName func(phoneNumber string) string
}

// Options: better-auth-plugins, section 12.
type Options struct {
	// Send delivers a code. Without it asking for one is refused.
	Send func(ctx context.Context, m Message) error
	// SendReset delivers a code for a new password. Without it none is sent.
	SendReset func(ctx context.Context, m Message) error
	// Verify checks codes in place of this server, for providers that make them.
	Verify func(ctx context.Context, m Message) (bool, error)
	// Codes are length, life and attempts; codes are stored in plain form, as the
	// reference does.
	Codes otp.Options
	// RequireVerification lets only verified numbers sign in with a password.
	RequireVerification bool
	// Validate judges a number; by the safer defaults it must look like +491701234567
	// (E.164) where nothing else is set.
	Validate func(phoneNumber string) bool
	// SignUp registers numbers that nobody has (signUpOnVerification).
	SignUp *SignUp
	// OnVerified is told of a number that was verified (callbackOnVerification).
	OnVerified func(ctx context.Context, phoneNumber string, u *auth.User) error
}

// The codes of this plugin.
var (
	InvalidPhoneNumber           = auth.Code{Name: "INVALID_PHONE_NUMBER", Message: "Invalid phone number"}
	PhoneNumberExists            = auth.Code{Name: "PHONE_NUMBER_EXIST", Message: "Phone number already exists"}
	InvalidPhoneNumberOrPassword = auth.Code{Name: "INVALID_PHONE_NUMBER_OR_PASSWORD", Message: "Invalid phone number or password"}
	UnexpectedError              = auth.Code{Name: "UNEXPECTED_ERROR", Message: "Unexpected error"}
	OTPNotFound                  = auth.Code{Name: "OTP_NOT_FOUND", Message: "OTP not found"}
	OTPExpired                   = auth.Code{Name: "OTP_EXPIRED", Message: "OTP expired"}
	InvalidOTP                   = auth.Code{Name: "INVALID_OTP", Message: "Invalid OTP"}
	NotVerified                  = auth.Code{Name: "PHONE_NUMBER_NOT_VERIFIED", Message: "Phone number not verified"}
	PendingVerification          = auth.Code{Name: "PHONE_NUMBER_PENDING_VERIFICATION", Message: "Phone number requires account ownership proof"}
	CannotBeUpdated              = auth.Code{Name: "PHONE_NUMBER_CANNOT_BE_UPDATED", Message: "Phone number cannot be updated"}
	CannotBeSet                  = auth.Code{Name: "PHONE_NUMBER_CANNOT_BE_SET", Message: "Phone number can only be set by verifying it"}
	SendNotImplemented           = auth.Code{Name: "SEND_OTP_NOT_IMPLEMENTED", Message: "sendOTP not implemented"}
	TooManyAttempts              = auth.Code{Name: "TOO_MANY_ATTEMPTS", Message: "Too many attempts"}
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
func New(o Options) *Plugin { return &Plugin{options: o} }

// ID is "phone-number".
func (p *Plugin) ID() string { return "phone-number" }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	p.codes = otp.Codes{Auth: a, Options: p.options.Codes}
	return nil
}

// The two fields of a user.
const (
	field    = "phoneNumber"
	verified = "phoneNumberVerified"
)

// Setup declares fields, endpoints, limits and hooks.
func (p *Plugin) Setup(b *auth.Builder) error {
	if p.options.SignUp != nil && p.options.SignUp.TempEmail == nil {
		return errors.New("Options.SignUp.TempEmail is required")
	}
	if s := p.options.Codes.Store; s != "" && s != "plain" {
		return errors.New("codes for phones are stored in plain form only")
	}
	b.Extend("user",
		store.Field{Name: field, Nullable: true, Unique: true, Sortable: true},
		store.Field{Name: verified, Type: store.Boolean, Nullable: true, NoInput: true},
	)
	post := func(path, summary string, errs ...auth.Code) auth.Endpoint {
		return auth.Endpoint{Method: "POST", Path: path, Summary: summary, Errors: errs}
	}
	auth.Handle(b, post("/sign-in/phone-number", "Signs in with a phone number and a password.",
		InvalidPhoneNumber, InvalidPhoneNumberOrPassword, NotVerified), p.signIn)
	auth.Handle(b, post("/phone-number/send-otp", "Sends a code to a phone.", SendNotImplemented, InvalidPhoneNumber), p.send)
	auth.Handle(b, post("/phone-number/verify", "Signs in, up, or sets a number by a code.",
		OTPNotFound, OTPExpired, InvalidOTP, TooManyAttempts, PhoneNumberExists), p.verify)
	auth.Handle(b, post("/phone-number/request-password-reset", "Sends a code for a new password."), p.requestReset)
	auth.Handle(b, post("/phone-number/reset-password", "Sets a new password by a code.",
		OTPNotFound, OTPExpired, InvalidOTP, TooManyAttempts, PendingVerification), p.reset)
	b.RateLimit(auth.RateRule{Path: "/phone-number", Prefix: true, Window: time.Minute, Max: 10})
	p.guard(b)
	return nil
}

func codeID(phoneNumber string) string  { return "phone-number-otp-" + phoneNumber }
func resetID(phoneNumber string) string { return "phone-number-reset-" + phoneNumber }

// valid judges a number before anything is sent to it or looked up.
func (p *Plugin) valid(phoneNumber string) bool {
	switch {
	case p.options.Validate != nil:
		return p.options.Validate(phoneNumber)
	case p.auth.Safer():
		return e164(phoneNumber)
	}
	return true
}

// e164 accepts a plus and 7 to 15 digits, the first not nought (ITU-T E.164).
func e164(s string) bool {
	if len(s) < 8 || len(s) > 16 || s[0] != '+' || s[1] == '0' {
		return false
	}
	for _, digit := range s[1:] {
		if digit < '0' || digit > '9' {
			return false
		}
	}
	return true
}

// find returns the user with a number, nil when there is none.
func (p *Plugin) find(ctx context.Context, phoneNumber string) (*auth.User, error) {
	row, err := p.auth.Store().Find(ctx, store.Query{Model: "user", Where: []store.Cond{store.Eq(field, phoneNumber)}})
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil {
		return nil, err
	}
	return auth.UserFrom(row), nil
}

func isVerified(u *auth.User) bool { return u.Row.Bool(verified) }

// guess checks a code, with the provider when it makes them, within the number's budget of
// guesses.
func (p *Plugin) guess(c *auth.Call, identifier, phoneNumber, code string, check func(ctx context.Context, identifier, guess string) error) error {
	if err := c.Guess("phone-otp", phoneNumber); err != nil {
		return err
	}
	if err := p.check(c, identifier, phoneNumber, code, check); err != nil {
		return err
	}
	c.GuessedRight("phone-otp", phoneNumber)
	return nil
}

func (p *Plugin) check(ctx context.Context, identifier, phoneNumber, code string, check func(ctx context.Context, identifier, guess string) error) error {
	if p.options.Verify == nil {
		return public(check(ctx, identifier, code))
	}
	right, err := p.options.Verify(ctx, Message{phoneNumber, code})
	if err != nil {
		return err
	}
	if !right {
		return auth.Fail(http.StatusBadRequest, InvalidOTP)
	}
	return p.codes.Drop(ctx, identifier)
}

// public gives the reasons of package otp the answers of the reference.
func public(err error) error {
	for reason, code := range map[error]auth.Code{otp.ErrNotFound: OTPNotFound, otp.ErrExpired: OTPExpired, otp.ErrInvalid: InvalidOTP} {
		if errors.Is(err, reason) {
			return auth.Fail(http.StatusBadRequest, code)
		}
	}
	if errors.Is(err, otp.ErrTooMany) {
		return auth.Fail(http.StatusForbidden, TooManyAttempts)
	}
	return err
}
