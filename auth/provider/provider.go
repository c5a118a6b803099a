// Package provider knows the places where people prove who they are: the 36 social
// providers of the reference (better-auth-core, section 7.5), and the parts every
// other OAuth or OpenID Connect provider is made of.
//
//	google, err := provider.New("google", provider.Options{
//		ClientID: []string{os.Getenv("GOOGLE_CLIENT_ID")}, ClientSecret: os.Getenv("GOOGLE_CLIENT_SECRET"),
//	})
//
// A provider is given to plugin/social, which asks it four things:
//
//	AuthorizeURL  where to send the browser
//	Exchange      the code it came back with → tokens
//	Identify      tokens → who that is
//	Refresh       an old token → new tokens
//
// and VerifyIDToken, when an application brings an ID token it already holds.
//
// Most providers are a row of data (see spec and the catalogue files); what cannot be
// said as data is a short function in the file named after the provider. Nothing here
// knows users, sessions or databases.
//
// # Requests to providers
//
// They are bounded in time and size. Token and key endpoints never follow redirects; a
// profile is only looked for on the host that was asked. Options.HTTPClient replaces the
// transport.
//
// # What never breaks
//
// Ids, the subject that becomes an account's accountId, and the names of options.
package provider

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// Object is an ordered JSON object: a profile, or what became of it.
type Object = wire.Object

// Provider is one place where people prove who they are. Implementations are safe for
// concurrent use.
type Provider interface {
	Info() Info
	// AuthorizeURL is where the browser is sent.
	AuthorizeURL(ctx context.Context, a Authorization) (string, error)
	// Exchange trades the code of a callback for tokens.
	Exchange(ctx context.Context, e Exchange) (*Tokens, error)
	// Identify says whose tokens these are. ErrNoIdentity when they are nobody's.
	Identify(ctx context.Context, t *Tokens) (*Identity, error)
	// Refresh trades a refresh token for new tokens. r is the request that caused it, or
	// nil. ErrUnsupported when Info.Refreshes is false.
	Refresh(ctx context.Context, refreshToken string, r *http.Request) (*Tokens, error)
	// VerifyIDToken checks an ID token that a client brings: nil means that the
	// provider made it for this application. ErrUnsupported when Info.IDTokens is false.
	VerifyIDToken(ctx context.Context, token, nonce string) error
}

// Readier is a Provider that may have to learn its endpoints first. One that is not ready
// is treated as not configured.
type Readier interface {
	Ready(ctx context.Context) bool
}

var (
	// ErrNoIdentity: the provider did not say who it is.
	ErrNoIdentity = errors.New("provider: no identity")
	// ErrUnsupported: the provider cannot do that.
	ErrUnsupported = errors.New("provider: not supported")
)

// Info is what the flow around a provider has to know of it.
type Info struct {
	// ID names the provider in requests, paths and accounts. Name is for people.
	ID, Name string
	// Issuer is compared with a callback's `iss`, when both are known (RFC 9207).
	Issuer string
	// BindsNonce: a nonce must be sent, and come back in the ID token.
	BindsNonce bool
	// IDTokens and Refreshes tell what VerifyIDToken and Refresh can do.
	IDTokens, Refreshes bool
	// AllowIdPInitiated restarts the flow for a callback without a state.
	AllowIdPInitiated bool
	// DisableSignUp lets only known people in; DisableImplicitSignUp also those who ask
	// to be registered.
	DisableSignUp, DisableImplicitSignUp bool
	// OverrideUserInfo copies the profile to the user at every sign-in.
	OverrideUserInfo bool
	// RequireEmailVerification creates no session before the user's address is verified.
	RequireEmailVerification bool
	// ClientID is the primary client id.
	ClientID string
}

// Authorization is a request to a provider to let a person in.
type Authorization struct {
	State, Verifier string
	Nonce           string
	RedirectURI     string
	Scopes          []string // besides the configured ones
	LoginHint       string
	// Params are further parameters; reserved ones are ignored.
	Params Params
}

// Exchange is what a callback brings.
type Exchange struct {
	Code, Verifier string
	RedirectURI    string
	DeviceID       string
}

// Tokens are what a provider hands out.
type Tokens struct {
	Access, Refresh, ID           string
	Type                          string
	AccessExpires, RefreshExpires time.Time // zero when unknown
	// Scopes that were granted; nil when unknown.
	Scopes []string
	// Raw is the provider's whole answer.
	Raw Object

	// Nonce is the one the ID token must carry, "" for any.
	Nonce string
	// Verified: VerifyIDToken has accepted the ID token already, and nothing but it is to
	// be believed.
	Verified bool
	// Person is what the browser brought beside the code (Apple).
	Person Object
}

// Identity is a person as a provider knows them.
type Identity struct {
	// User has name, email, image and emailVerified, and whatever Options.MapProfile
	// added; members that are unknown are undefined.
	User Object
	// Profile is what the provider said.
	Profile Object
	// Subject is the provider's lasting id of the person, "" when there is none that can
	// be used.
	Subject string
}

// Email is the person's address, "" when unknown.
func (i *Identity) Email() string { return i.User.Text("email") }

// Verified reports whether the provider vouches for the address. Some say so as text.
func (i *Identity) Verified() bool {
	v, _ := i.User.Get("emailVerified")
	return v == true || v == "true"
}

// placeholderDomain never receives mail (RFC 6761).
const placeholderDomain = ".placeholder.invalid"

// PlaceholderEmail is the address of a person whose provider tells none, "" when the id
// cannot be part of an address.
func PlaceholderEmail(id, provider string) string {
	email := id + "@" + provider + placeholderDomain
	if !wire.IsEmail(email) {
		return ""
	}
	return email
}
