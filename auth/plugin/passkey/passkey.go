// Package passkey signs people in with keys that live in their devices (WebAuthn) in place of
// passwords: the reference's package `@better-auth/passkey` (better-auth-plugins, section 5).
//
// A ceremony has two requests. The first, a GET, makes a challenge: its answer is what the
// browser's navigator.credentials takes, a signed cookie names the stored challenge. The second
// posts what the device has signed; the challenge is used up by it, whatever comes of it.
//
//	GET  /passkey/generate-register-options      → POST /passkey/verify-registration
//	GET  /passkey/generate-authenticate-options  → POST /passkey/verify-authentication
//
// Who has a session manages the own passkeys by /passkey/list-user-passkeys, /update-passkey and
// /delete-passkey. Rows and challenges are those of the reference: passkeys made on a Node server
// work here, and the reverse.
//
// Files: options.go has what can be chosen, challenge.go the first requests, registration.go and
// authentication.go the second ones, response.go reads what a device has sent, manage.go has the
// rest. The signatures are checked by github.com/go-webauthn/webauthn.
package passkey

import (
	"fmt"
	"slices"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

const model = "passkey"

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
	if o.ChallengeCookie == "" {
		o.ChallengeCookie = "better-auth-passkey"
	}
	if o.Selection.ResidentKey == "" {
		o.Selection.ResidentKey = "preferred"
	}
	if o.Selection.UserVerification == "" {
		o.Selection.UserVerification = "preferred"
	}
	return &Plugin{options: o}
}

// ID is "passkey".
func (p *Plugin) ID() string { return model }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

// Setup declares the table, the cookie and the endpoints.
func (p *Plugin) Setup(b *auth.Builder) error {
	if err := p.options.Selection.check(); err != nil {
		return err
	}
	b.Table(p.table())
	life := challengeSeconds
	b.Cookie(p.options.ChallengeCookie, &life)
	level := auth.FreshSession
	if p.options.Registration.WithoutSession {
		level = auth.Public
	}
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/passkey/generate-register-options", Level: level,
		Summary: "Begins to add a passkey.", Errors: []auth.Code{SessionRequired, ResolveUserRequired, ResolvedUserInvalid},
	}, p.beginRegistration)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/passkey/generate-authenticate-options", Summary: "Begins to sign in with a passkey.",
	}, p.beginAuthentication)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/passkey/verify-registration", Level: level, Summary: "Adds a passkey.",
		Errors: []auth.Code{FailedToVerifyRegistration, ChallengeNotFound, NotAllowed, ResolvedUserInvalid, UserNotFound},
	}, p.register)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/passkey/verify-authentication", Summary: "Signs in with a passkey.",
		Errors: []auth.Code{ChallengeNotFound, NotFound, AuthenticationFailed, UnableToCreateSession},
	}, p.authenticate)
	p.declareManagement(b)
	return nil
}

func (p *Plugin) declareManagement(b *auth.Builder) {
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/passkey/list-user-passkeys", Level: auth.SignedIn, Summary: "Lists the own passkeys.",
	}, p.list)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/passkey/delete-passkey", Level: auth.SignedIn, Summary: "Removes an own passkey.",
		Errors: []auth.Code{NotFound},
	}, p.remove)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/passkey/update-passkey", Level: auth.SignedIn, Summary: "Renames an own passkey.",
		Errors: []auth.Code{NotFound, NotAllowed, FailedToUpdate},
	}, p.rename)
}

// table is shared with Node servers; do not rename. credentialID is not unique there.
func (p *Plugin) table() store.Table {
	o := &p.options.Schema
	fields := []store.Field{
		{Name: "name", Nullable: true},
		{Name: "publicKey"},
		{Name: "userId", References: &store.Reference{Model: "user", Field: "id"}, Index: true},
		{Name: "credentialID", Index: true},
		{Name: "counter", Type: store.Number},
		{Name: "deviceType"},
		{Name: "backedUp", Type: store.Boolean},
		{Name: "transports", Nullable: true},
		{Name: "createdAt", Type: store.Date, Nullable: true},
		{Name: "aaguid", Nullable: true},
	}
	return store.Table{Model: model, Name: o.ModelName, Fields: append(o.Rename(fields), o.AdditionalFields...)}
}

func (s Selection) check() error {
	for _, option := range []struct {
		name, value string
		allowed     []string
	}{
		{"Attachment", s.Attachment, []string{"", "platform", "cross-platform"}},
		{"ResidentKey", s.ResidentKey, []string{"discouraged", "preferred", "required"}},
		{"UserVerification", s.UserVerification, []string{"discouraged", "preferred", "required"}},
	} {
		if !slices.Contains(option.allowed, option.value) {
			return fmt.Errorf("Options.Selection.%s %q is none of %q", option.name, option.value, option.allowed)
		}
	}
	return nil
}
