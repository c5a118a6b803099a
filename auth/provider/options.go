package provider

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Options of a provider, under the reference's names. The first group holds for all, the
// others for the providers named.
type Options struct {
	// ClientID is the application's id; further ids are accepted as audiences of ID
	// tokens.
	ClientID []string
	// ClientSecret may be missing for public clients.
	ClientSecret string
	// ClientKey is TikTok's name for a client id.
	ClientKey string
	// Scope is asked for besides the defaults, which DisableDefaultScope leaves out.
	Scope               []string
	DisableDefaultScope bool
	// RedirectURI replaces <base URL>/callback/<id>.
	RedirectURI string
	// AuthorizationEndpoint replaces the provider's page.
	AuthorizationEndpoint string
	// Prompt is passed on where the provider knows it.
	Prompt string
	// DisableIDTokenSignIn refuses ID tokens that clients bring.
	DisableIDTokenSignIn bool

	DisableSignUp, DisableImplicitSignUp bool
	OverrideUserInfoOnSignIn             bool
	RequireEmailVerification             bool

	// MapProfile adds to, or replaces, members of the user made of a profile.
	MapProfile func(ctx context.Context, profile Object) (Object, error)
	// GetUserInfo replaces Identify; the subject is still taken from the profile. nil
	// means nobody.
	GetUserInfo func(ctx context.Context, t *Tokens) (*Identity, error)
	// RefreshAccessToken replaces Refresh.
	RefreshAccessToken func(ctx context.Context, refreshToken string) (*Tokens, error)
	// CheckIDToken replaces VerifyIDToken's check.
	CheckIDToken func(ctx context.Context, token, nonce string) (bool, error)

	// AccessType: google (offline, online), dropbox.
	AccessType string
	// Display: google.
	Display string
	// HD restricts google to a hosted domain; "*" is any.
	HD string
	// OmitGrantedScopes: google (the reference's includeGrantedScopes: false).
	OmitGrantedScopes bool

	// TenantID (default "common") and Authority: microsoft.
	TenantID, Authority string
	// ProfilePhotoSize in pixels, default 48: microsoft.
	ProfilePhotoSize    int
	DisableProfilePhoto bool
	// ClientAssertion replaces the client secret: microsoft.
	ClientAssertion func(ctx context.Context, a AssertionRequest) (string, error)

	// AppBundleIdentifier and Audience are accepted audiences: apple.
	AppBundleIdentifier string
	Audience            []string

	// Domain, Region and UserPoolID are required by cognito.
	Domain, Region, UserPoolID string
	RequireClientSecret        bool
	IdentityProvider           string

	// Permissions are asked for with the scope bot: discord.
	Permissions *int64
	// Fields of the profile, and ConfigID: facebook.
	Fields   []string
	ConfigID string
	// Issuer: gitlab, paybin.
	Issuer string
	// Environment: paypal (sandbox, live; default sandbox), salesforce (production,
	// sandbox; default production).
	Environment string
	// LoginURL is a host name: salesforce.
	LoginURL string
	// Duration: reddit (permanent).
	Duration string
	// Claims of the ID token: twitch.
	Claims []string
	// Lang: wechat (cn, en).
	Lang string
	// NoPKCE: zoom (the reference's pkce: false).
	NoPKCE bool
	// TokenEndpointAuth: cloudflare, vercel.
	TokenEndpointAuth *TokenAuth

	// HTTPClient makes the requests. Default: http.DefaultTransport, 10 seconds. Its
	// CheckRedirect is not used.
	HTTPClient *http.Client
	// Now is the clock. Default: the system's.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

var (
	errNoSecret   = errors.New("client id and client secret are required")
	errNoClientID = errors.New("a client id is required")
)

// primary is the client id that goes with the secret.
func (o *Options) primary() string {
	if len(o.ClientID) == 0 {
		return ""
	}
	return o.ClientID[0]
}
