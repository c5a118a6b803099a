// Package username lets people sign in with a name instead of an address: the
// reference's `username` plugin (better-auth-plugins, section 10).
//
// Users gain two fields: username, unique and normalised (lower case), and displayUsername
// as it was typed. They are set by /sign-up/email and /update-user; POST /sign-in/username
// signs in, POST /is-username-available says whether a name is free.
//
// Files: signin.go has the endpoints, fields.go keeps the two fields in order.
package username

import (
	"regexp"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Options: better-auth-plugins, section 10.
type Options struct {
	// MinLength and MaxLength in UTF-16 code units. Default 3 and 30.
	MinLength, MaxLength int
	// Validate replaces letters, digits, underscore and dot.
	Validate func(username string) bool
	// Normalize replaces lower case; KeepCase does nothing (usernameNormalization: false).
	Normalize func(username string) string
	KeepCase  bool
	// NoDisplayUsername leaves out the second field (displayUsername: false).
	NoDisplayUsername bool
	// NormalizeDisplay and ValidateDisplay are for the second field. Default: none.
	NormalizeDisplay func(displayUsername string) string
	ValidateDisplay  func(displayUsername string) bool
	// Immutable names cannot be changed once set.
	Immutable bool
	// NormalizeFirst and NormalizeDisplayFirst validate what normalisation has made (the
	// reference's validationOrder "post-normalization").
	NormalizeFirst, NormalizeDisplayFirst bool
	// RequireVerification refuses addresses that are not verified, as
	// emailAndPassword.requireEmailVerification does.
	RequireVerification bool
}

// The codes of this plugin.
var (
	InvalidUsernameOrPassword = auth.Code{Name: "INVALID_USERNAME_OR_PASSWORD", Message: "Invalid username or password"}
	EmailNotVerified          = auth.Code{Name: "EMAIL_NOT_VERIFIED", Message: "Email not verified"}
	Taken                     = auth.Code{Name: "USERNAME_IS_ALREADY_TAKEN", Message: "Username is already taken. Please try another."}
	TooShort                  = auth.Code{Name: "USERNAME_TOO_SHORT", Message: "Username is too short"}
	TooLong                   = auth.Code{Name: "USERNAME_TOO_LONG", Message: "Username is too long"}
	InvalidUsername           = auth.Code{Name: "INVALID_USERNAME", Message: "Username is invalid"}
	InvalidDisplayUsername    = auth.Code{Name: "INVALID_DISPLAY_USERNAME", Message: "Display username is invalid"}
	ImmutableUsername         = auth.Code{Name: "USERNAME_IS_IMMUTABLE", Message: "Username cannot be updated"}
)

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	auth    *auth.Auth
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

var usual = regexp.MustCompile(`^[a-zA-Z0-9_.]+$`)

// New returns the plugin.
func New(o Options) *Plugin {
	if o.MinLength == 0 {
		o.MinLength = 3
	}
	if o.MaxLength == 0 {
		o.MaxLength = 30
	}
	if o.Validate == nil {
		o.Validate = usual.MatchString
	}
	if o.Normalize == nil {
		o.Normalize = strings.ToLower
	}
	if o.KeepCase {
		o.Normalize = func(s string) string { return s }
	}
	if o.NormalizeDisplay == nil {
		o.NormalizeDisplay = func(s string) string { return s }
	}
	return &Plugin{options: o}
}

// ID is "username".
func (p *Plugin) ID() string { return "username" }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

// The two fields of a user.
const (
	field   = "username"
	display = "displayUsername"
)

// Setup declares fields, endpoints and hooks.
func (p *Plugin) Setup(b *auth.Builder) error {
	fields := []store.Field{{Name: field, Nullable: true, Unique: true, Sortable: true, TransformInput: texts(p.options.Normalize)}}
	if !p.options.NoDisplayUsername {
		fields = append(fields, store.Field{Name: display, Nullable: true, TransformInput: texts(p.options.NormalizeDisplay)})
	}
	b.Extend("user", fields...)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/sign-in/username", Summary: "Signs in with a username and a password.",
		Errors: []auth.Code{InvalidUsernameOrPassword, TooShort, TooLong, InvalidUsername, EmailNotVerified},
	}, p.signIn)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/is-username-available", Summary: "Says whether nobody has a username yet.",
		Errors: []auth.Code{TooShort, TooLong, InvalidUsername},
	}, p.available)
	b.Before(p.checkForm)
	events := b.Events()
	events.UserCreating = append(events.UserCreating, p.creating)
	events.UserUpdating = append(events.UserUpdating, p.updating)
	return nil
}

// texts applies a function to texts and leaves everything else alone.
func texts(f func(string) string) func(any) any {
	return func(v any) any {
		if s, ok := v.(string); ok {
			return f(s)
		}
		return v
	}
}

// flaw is the code of what is wrong with a username, nil when nothing is.
func (p *Plugin) flaw(username string) *auth.Code {
	if p.options.NormalizeFirst {
		username = p.options.Normalize(username)
	}
	switch {
	case auth.Length(username) < p.options.MinLength:
		return &TooShort
	case auth.Length(username) > p.options.MaxLength:
		return &TooLong
	case !p.options.Validate(username):
		return &InvalidUsername
	}
	return nil
}
