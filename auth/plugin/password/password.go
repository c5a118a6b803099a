// Package password is sign-up and sign-in with e-mail address and password: the
// reference's `emailAndPassword` option as a plugin.
//
//	auth.New(auth.Options{Plugins: []auth.Plugin{password.New(password.Options{})}})
//
// Endpoints: POST /sign-up/email, /sign-in/email, /change-password, /verify-password,
// /request-password-reset, /reset-password and GET /reset-password/:token. Set is the
// reference's server-only set-password.
//
// Hashes are the reference's scrypt (better-auth-core, section 3.2), computed before
// any transaction is opened, in the engine's bounded pool. Hashes of imported users
// (bcrypt, Argon2id, PBKDF2) are accepted and replaced as soon as a password is given. An
// unknown address costs the same work as a known one.
package password

import (
	"context"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Options: better-auth-core, section 8, emailAndPassword.
type Options struct {
	// Disabled keeps the endpoints but refuses to sign up or in, as the reference does
	// when emailAndPassword.enabled is not set.
	Disabled bool
	// DisableSignUp lets nobody register.
	DisableSignUp bool
	// NoAutoSignIn creates no session at sign-up (the reference's autoSignIn: false).
	// Sign-up then answers the same for addresses that are taken.
	NoAutoSignIn bool
	// RequireEmailVerification lets only verified addresses in. Sign-up then creates no
	// session and answers the same for addresses that are taken.
	RequireEmailVerification bool
	// SendReset mails the link for a new password. Without it resetting is off.
	SendReset func(ctx context.Context, m auth.Mail) error
	// ResetExpires is that link's life. Default 1 hour.
	ResetExpires time.Duration
	// OnReset is told of a reset password.
	OnReset func(ctx context.Context, u *auth.User) error
	// RevokeSessionsOnReset ends all sessions of a user whose password was reset.
	RevokeSessionsOnReset bool
	// MinLength and MaxLength are in UTF-16 code units. Default 8 and 128.
	MinLength, MaxLength int
	// Hash and Verify replace scrypt.
	Hash   func(ctx context.Context, password string) (string, error)
	Verify func(ctx context.Context, hash, password string) (bool, error)
	// SyntheticUser changes what sign-up answers for an address that is taken, so that it
	// looks like a new user's answer where hooks or plugins add to that: it gets the values
	// of such an answer, id included, and returns others. The reference calls it
	// customSyntheticUser.
	SyntheticUser func(values store.Values) store.Values
	// OnExistingUserSignUp is told when somebody signs up with an address that is
	// taken and is not told so. It runs after the reply's work is done.
	OnExistingUserSignUp func(ctx context.Context, u *auth.User)
}

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	auth    *auth.Auth
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin.
func New(o Options) *Plugin {
	if o.MinLength == 0 {
		o.MinLength = 8
	}
	if o.MaxLength == 0 {
		o.MaxLength = 128
	}
	if o.ResetExpires == 0 {
		o.ResetExpires = time.Hour
	}
	return &Plugin{options: o}
}

// ID is "email-password".
func (p *Plugin) ID() string { return "email-password" }

// Start keeps the finished server for the Go API.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

// The codes this plugin answers besides the core's.
var (
	// PasswordCompromised is the code of the reference's have-i-been-pwned plugin.
	PasswordCompromised = auth.Code{Name: "PASSWORD_COMPROMISED", Message: "The password you entered has been compromised. Please choose a different password."}
	SignInDisabled      = auth.Code{Name: "EMAIL_PASSWORD_DISABLED", Message: "Email and password is not enabled"}
	SignUpDisabled      = auth.Code{Name: "EMAIL_PASSWORD_SIGN_UP_DISABLED", Message: "Email and password sign up is not enabled"}
)

// Setup declares the endpoints.
func (p *Plugin) Setup(b *auth.Builder) error {
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/sign-up/email", Form: true, FormCSRF: true,
		Summary: "Registers with an e-mail address and a password.",
		Errors:  []auth.Code{SignUpDisabled, auth.PasswordTooShort, auth.PasswordTooLong, auth.UserAlreadyExistsUseAnother, auth.FailedToCreateUser},
	}, p.signUp)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/sign-in/email", Form: true, FormCSRF: true,
		Summary: "Signs in with an e-mail address and a password.",
		Errors:  []auth.Code{auth.InvalidEmail, auth.PasswordTooLong, auth.InvalidEmailOrPassword, auth.FailedToCreateSession},
	}, p.signIn)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/change-password", Level: auth.Sensitive,
		Summary: "Changes the password, optionally ending all other sessions.",
		Errors:  []auth.Code{auth.PasswordTooShort, auth.PasswordTooLong, auth.CredentialAccountNotFound, auth.InvalidPassword},
	}, p.change)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/verify-password", Level: auth.Sensitive,
		Summary: "Checks the signed-in user's password.", Errors: []auth.Code{auth.InvalidPassword, auth.PasswordTooLong},
	}, p.verify)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/request-password-reset", Summary: "Mails a link to set a new password.", Errors: []auth.Code{ResetDisabled},
	}, p.requestReset)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/reset-password/:token", Callbacks: []string{"callbackURL"}, Summary: "Where the link of a reset mail leads.",
	}, p.resetCallback)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/reset-password", Summary: "Sets a new password with the token of a mail.",
		Errors: []auth.Code{auth.InvalidToken, auth.PasswordTooShort, auth.PasswordTooLong, auth.UserNotFound},
	}, p.reset)
	b.Passwords(p)
	return nil
}

// Hash hashes a password as this plugin stores it.
func (p *Plugin) Hash(ctx context.Context, password string) (string, error) {
	if p.options.Hash != nil {
		if err := p.auth.PasswordHashing(ctx, password); err != nil {
			return "", err
		}
		return p.options.Hash(ctx, password)
	}
	return p.auth.HashPassword(ctx, password)
}

// Verify checks a password against a stored hash.
func (p *Plugin) Verify(ctx context.Context, hash, password string) (bool, error) {
	if p.options.Verify != nil {
		return p.options.Verify(ctx, hash, password)
	}
	return p.auth.VerifyPassword(ctx, hash, password)
}

// Foreign: where Hash replaces scrypt nobody knows which hashes are not of its making.
func (p *Plugin) Foreign(hash string) bool {
	return p.options.Hash == nil && auth.IsForeignHash(hash)
}

// CheckNew refuses a new password that is too short, too long, among the most common or
// made of what is known about its owner: their address and name.
func (p *Plugin) CheckNew(password string, about ...string) error {
	if err := auth.CheckLength(password, p.options.MinLength, p.options.MaxLength); err != nil {
		return err
	}
	if p.auth.Safer() && (isCommon(password) || madeOf(password, p.known(about))) {
		return auth.Fail(http.StatusBadRequest, PasswordCompromised)
	}
	return nil
}

// CheckLong refuses a password that is too long to be hashed.
func (p *Plugin) CheckLong(password string) error {
	return auth.CheckLength(password, 0, p.options.MaxLength)
}
