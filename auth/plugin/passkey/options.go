package passkey

import (
	"context"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Options: better-auth-plugins, section 5.
type Options struct {
	// RPID is the domain that passkeys are made for. Default: the host name of the base URL.
	// Changing it makes all passkeys useless.
	RPID string
	// RPName is shown by devices. Default: the name of the application.
	RPName string
	// Origins are where ceremonies may take place, such as "https://example.com". Default: the
	// origin of the request, if it is a trusted one.
	Origins []string
	// Selection says what devices are wanted.
	Selection Selection
	// ChallengeCookie is the logical name of the cookie that names a challenge. Default
	// "better-auth-passkey".
	ChallengeCookie string
	Registration    RegistrationOptions
	Authentication  AuthenticationOptions
	// Schema renames the table and its columns and adds fields.
	Schema auth.ModelOptions
	// OnAdded runs in the transaction that adds a passkey, to tell its owner.
	OnAdded func(ctx context.Context, u *auth.User) error
}

// Selection is WebAuthn's AuthenticatorSelectionCriteria.
type Selection struct {
	// Attachment is "platform", "cross-platform" or "" for both.
	Attachment string
	// ResidentKey and UserVerification are "discouraged", "preferred" (default) or "required".
	// Required user verification is enforced, which the reference leaves to the browser.
	ResidentKey, UserVerification string
}

// Extensions are the inputs of WebAuthn extensions for one ceremony.
type Extensions func(c *auth.Call) (auth.Object, error)

// RegistrationOptions are about adding passkeys.
type RegistrationOptions struct {
	// WithoutSession lets people without a session add passkeys (requireSession: false), to
	// whom ResolveUser says; with a session it need not be fresh.
	WithoutSession bool
	ResolveUser    func(c *auth.Call, context *string) (Person, error)
	Extensions     Extensions
	// AfterVerification runs before the row is written.
	AfterVerification func(c *auth.Call, r Registration) (Override, error)
}

// AuthenticationOptions are about signing in.
type AuthenticationOptions struct {
	Extensions Extensions
	// AfterVerification runs before the session is made; an error refuses.
	AfterVerification func(c *auth.Call, s Authentication) error
}

// Person is whom a passkey is made for. DisplayName may be empty.
type Person struct{ ID, Name, DisplayName string }

// Registration is a passkey that has been verified and is about to be stored.
type Registration struct {
	Person     Person
	Credential Credential
	// Response is what the device has sent.
	Response auth.Object
	// Context is the query parameter of the first request, nil when there was none.
	Context *string
}

// Override changes whom a passkey belongs to and, when the request brings no name, what it is
// called.
type Override struct{ UserID, Name string }

// Authentication is a passkey that has just been used.
type Authentication struct {
	Passkey      *Passkey
	UserVerified bool
	Response     auth.Object
}

// Credential is what a device has told about a new key.
type Credential struct {
	// ID in base64url.
	ID string
	// PublicKey is a COSE key.
	PublicKey []byte
	// AAGUID names the model of the device, as a UUID.
	AAGUID       string
	Counter      uint32
	UserVerified bool
	// Synced keys may exist on several devices; BackedUp ones do.
	Synced, BackedUp bool
}

// deviceType is how the reference stores Synced.
func (k *Credential) deviceType() string {
	if k.Synced {
		return "multiDevice"
	}
	return "singleDevice"
}

// Passkey is a stored key. PublicKey is a COSE key in base64, CredentialID is base64url.
type Passkey struct {
	ID, UserID, CredentialID, PublicKey string
	Name                                *string
	Counter                             int64
	Row                                 store.Row
}

func passkeyFrom(r store.Row) *Passkey {
	return &Passkey{
		ID: r.ID(), UserID: r.String("userId"), CredentialID: r.String("credentialID"), PublicKey: r.String("publicKey"),
		Name: r.Text("name"), Counter: r.Int("counter"), Row: r,
	}
}

// AppendJSON writes the row.
func (k *Passkey) AppendJSON(dst []byte) []byte { return auth.AppendRow(dst, k.Row) }
