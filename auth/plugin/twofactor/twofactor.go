// Package twofactor asks for a second factor at sign-in: the reference's `twoFactor`
// plugin (better-auth-plugins, section 4).
//
// A user turns it on with POST /two-factor/enable, by an authenticator app (a TOTP secret,
// confirmed by POST /two-factor/verify-totp) or by codes in mails or text messages. From
// then on a sign-in is answered with
//
//	{"twoFactorRedirect":true,"twoFactorMethods":["totp","otp"]}
//
// and the cookie two_factor instead of a session; POST /two-factor/verify-totp, verify-otp
// or verify-backup-code completes it. A device may be trusted, by the cookie trust_device:
// it is not asked again. Challenges, their counters of attempts, codes and trusted devices
// are rows of the verification table (section 0.8), so that a Node Better Auth on the same
// database and secret can complete what this server has begun, and the reverse.
//
// The challenge hangs on the event SigningIn, so that no way of signing in can forget it.
// Safer than the reference, and undone by Options.Compat "reference":
//
//   - Every way of signing in is challenged: links and codes in mails and providers as
//     well as passwords. A passkey is not: it is a possession that its owner has unlocked,
//     two factors by itself. Nor is a device that a signed-in person lets in. The reference
//     challenges passwords only. Who has an authenticator app is not offered a sent code
//     after a link or code that was sent, which would prove the same inbox twice.
//   - A TOTP code works once, by the column lastUsedStep, which the reference ignores.
//   - Wrong codes are counted by [auth.Call.Guess] too, also those of signed-in people and
//     of users without an authenticator app.
//   - A new password, address or factor ends trusted devices and unfinished challenges.
//   - Who has no password confirms with a fresh session (Options.AllowPasswordless).
//
// Files: challenge.go interrupts sign-ins, visit.go says whose second factor is asked,
// attempt.go counts, totp.go, otp.go and backup.go are the factors, trust.go the devices,
// manage.go turns the plugin on and off for a user.
package twofactor

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/otp"
	"github.com/lyceum/lyceum/auth/store"
)

// Options: better-auth-plugins, section 4.1. The zero value is the reference's default.
type Options struct {
	// Issuer is what authenticator apps show. Default Options.AppName.
	Issuer string
	// SkipVerification turns the second factor on at once, without a first code
	// (skipVerificationOnEnable).
	SkipVerification bool
	// AllowPasswordless lets users without a password manage their second factor.
	// TOTP and Backup may decide for themselves.
	AllowPasswordless bool
	// ChallengeMaxAge is how long a sign-in may take (twoFactorCookieMaxAge), default 10
	// minutes; TrustMaxAge how long a device is trusted (trustDeviceMaxAge), default 30 days.
	ChallengeMaxAge, TrustMaxAge time.Duration
	Lockout                      LockoutOptions
	TOTP                         TOTPOptions
	OTP                          OTPOptions
	Backup                       BackupOptions
	// Page is where browsers go that follow a link or come back from a provider; see
	// [auth.Challenge].
	Page   string
	Schema Schema
}

// LockoutOptions bound wrong codes in a row of one user, across sign-ins (accountLockout).
type LockoutOptions struct {
	Disabled bool
	// MaxFailures is 10 by default, Duration 15 minutes.
	MaxFailures int
	Duration    time.Duration
}

// TOTPOptions are for authenticator apps.
type TOTPOptions struct {
	Disable bool
	// Issuer of the URI of POST /two-factor/get-totp-uri. Default Options.AppName.
	Issuer string
	// Digits are 6 (default) or 8; Period is 30 seconds by default.
	Digits            int
	Period            time.Duration
	AllowPasswordless *bool
}

// OTPOptions are for codes that are sent.
type OTPOptions struct {
	// Send delivers a code. Without it there are none.
	Send func(ctx context.Context, m Message) error
	// Codes are length, life (default 3 minutes), attempts (default 5) and the form in
	// which codes are stored.
	Codes otp.Options
}

// Message is a code to deliver.
type Message struct {
	User *auth.User
	OTP  string
}

// BackupOptions are for the codes that stand in for a lost factor.
type BackupOptions struct {
	// Amount and Length are 10 by default.
	Amount, Length int
	// Store is "encrypted" (default) or "plain"; Encrypt and Decrypt replace it.
	Store             string
	Encrypt, Decrypt  func(text string) (string, error)
	Generate          func() []string
	AllowPasswordless *bool
}

// Schema renames the table, its columns and that of the user, and adds fields.
type Schema struct{ TwoFactor, User auth.ModelOptions }

// Method is what [auth.SignIn] is told about a sign-in that a second factor has completed.
const Method = "two-factor"

// The model and cookies of this plugin.
const (
	model           = "twoFactor"
	enabledField    = "twoFactorEnabled"
	challengeCookie = "two_factor"
	trustCookie     = "trust_device"
)

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	auth    *auth.Auth
	codes   otp.Codes
	safer   bool
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin.
func New(o Options) *Plugin {
	o.ChallengeMaxAge = cmp.Or(o.ChallengeMaxAge, 10*time.Minute)
	o.TrustMaxAge = cmp.Or(o.TrustMaxAge, 30*24*time.Hour)
	o.Lockout.MaxFailures = cmp.Or(o.Lockout.MaxFailures, 10)
	o.Lockout.Duration = cmp.Or(o.Lockout.Duration, 15*time.Minute)
	o.TOTP.Digits = cmp.Or(o.TOTP.Digits, 6)
	o.TOTP.Period = cmp.Or(o.TOTP.Period, 30*time.Second)
	o.OTP.Codes.Expires = cmp.Or(o.OTP.Codes.Expires, 3*time.Minute)
	o.OTP.Codes.Attempts = cmp.Or(o.OTP.Codes.Attempts, 5)
	o.Backup.Amount = cmp.Or(o.Backup.Amount, 10)
	o.Backup.Length = cmp.Or(o.Backup.Length, 10)
	o.Backup.Store = cmp.Or(o.Backup.Store, "encrypted")
	return &Plugin{options: o}
}

// ID is "two-factor".
func (p *Plugin) ID() string { return "two-factor" }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	p.codes = otp.Codes{Auth: a, Options: p.options.OTP.Codes}
	return nil
}

// check reports mistakes in the options.
func (o *Options) check() error {
	switch {
	case o.TOTP.Digits < 1 || o.TOTP.Digits > 8:
		return errors.New("codes of authenticator apps have 1 to 8 digits")
	case o.TOTP.Period < time.Second:
		return errors.New("a code of an authenticator app lives for a second at least")
	case o.Backup.Store != "encrypted" && o.Backup.Store != "plain":
		return errors.New("backup codes are stored encrypted or plain, not " + o.Backup.Store)
	case (o.Backup.Encrypt == nil) != (o.Backup.Decrypt == nil):
		return errors.New("Backup.Encrypt and Backup.Decrypt go together")
	}
	return o.OTP.Codes.Check()
}

// Setup declares the table, the cookies, the endpoints and the challenge.
func (p *Plugin) Setup(b *auth.Builder) error {
	if err := p.options.check(); err != nil {
		return err
	}
	p.safer = b.Options().Compat != "reference"
	p.declareSchema(b)
	challengeAge, trustAge := int(p.options.ChallengeMaxAge.Seconds()), int(p.options.TrustMaxAge.Seconds())
	b.Cookie(challengeCookie, &challengeAge)
	b.Cookie(trustCookie, &trustAge)
	b.RateLimit(auth.RateRule{Path: "/two-factor/", Prefix: true, Window: 10 * time.Second, Max: 3})
	p.declareEndpoints(b)
	events := b.Events()
	if !p.safer {
		b.After(p.interrupt)
		events.SignInPending = append(events.SignInPending, p.pending)
	} else {
		events.SigningIn = append(events.SigningIn, p.signingIn)
		events.SignedIn = append(events.SignedIn, p.signedIn)
		events.EmailChanging = append(events.EmailChanging, func(ctx context.Context, w *auth.Write) error {
			return p.auth.EndOutstanding(ctx, w.Old.ID())
		})
	}
	return nil
}

func (p *Plugin) declareEndpoints(b *auth.Builder) {
	post := func(path, summary string, codes ...auth.Code) auth.Endpoint {
		return auth.Endpoint{Method: "POST", Path: "/two-factor/" + path, Summary: summary, Errors: codes}
	}
	p.declareManagement(b, post)
	auth.Handle(b, post("verify-totp", "Checks the code of an authenticator app.",
		InvalidCode, TOTPNotEnabled, InvalidCookie, TooManyAttempts, Locked), p.verifyTOTP)
	auth.Handle(b, post("send-otp", "Sends a code.", OTPNotConfigured, InvalidCookie), p.sendOTP)
	auth.Handle(b, post("verify-otp", "Checks a code that was sent.",
		InvalidCode, OTPExpired, InvalidCookie, TooManyAttempts, Locked), p.verifyOTP)
	auth.Handle(b, post("verify-backup-code", "Uses up a backup code.",
		InvalidBackupCode, BackupCodesNotEnabled, InvalidCookie, TooManyAttempts, Locked), p.verifyBackupCode)
}

// declareSchema: better-auth-plugins, section 4.2.
func (p *Plugin) declareSchema(b *auth.Builder) {
	enabled := store.Field{
		Name: enabledField, Type: store.Boolean, Nullable: true, NoInput: true, Default: func() any { return false },
	}
	b.Extend("user", p.options.Schema.User.Rename([]store.Field{enabled})...)
	fields := []store.Field{
		{Name: "secret", Hidden: true, Index: true},
		{Name: "backupCodes", Hidden: true},
		{Name: "userId", Hidden: true, Index: true, References: &store.Reference{Model: "user", Field: "id"}},
		{Name: "verified", Type: store.Boolean, Nullable: true, NoInput: true, Default: func() any { return true }},
		{
			Name: "failedVerificationCount", Type: store.Number, Nullable: true, NoInput: true, Hidden: true,
			Default: func() any { return int64(0) },
		},
		{Name: "lockedUntil", Type: store.Date, Nullable: true, NoInput: true, Hidden: true},
	}
	if p.safer {
		fields = append(fields, store.Field{Name: lastUsedStep, Type: store.Number, Nullable: true, NoInput: true, Hidden: true})
	}
	o := p.options.Schema.TwoFactor
	b.Table(store.Table{Model: model, Name: o.ModelName, Fields: append(o.Rename(fields), o.AdditionalFields...)})
}
