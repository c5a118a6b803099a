package genericoauth

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth/provider"
)

// Config describes one provider: better-auth-plugins, section 14. ProviderID and ClientID
// are required, and either DiscoveryURL or the endpoints.
type Config struct {
	ProviderID string
	// Name is for people. Default: ProviderID.
	Name                   string
	ClientID, ClientSecret string

	// DiscoveryURL is the address of an OpenID Connect discovery document. Endpoints
	// given here win over those in it. DiscoveryHeaders are sent with it, and with the
	// request for keys if they live on the same origin.
	DiscoveryURL     string
	DiscoveryHeaders http.Header

	AuthorizationURL, TokenURL, UserInfoURL, EndSessionEndpoint string

	// Scopes are asked for; openid is added for OpenID Connect.
	Scopes []string
	// NoPKCE is for providers that refuse it (the reference's pkce: false).
	NoPKCE bool
	// RedirectURI replaces <base URL>/callback/<ProviderID>.
	RedirectURI string
	// ResponseType defaults to "code". ResponseMode "form_post" makes the provider post
	// the callback.
	ResponseType, ResponseMode string
	Prompt, AccessType         string
	// AuthorizationParams and TokenParams are added to the respective requests,
	// AuthorizationHeaders to token requests.
	AuthorizationParams, TokenParams provider.Params
	AuthorizationHeaders             http.Header
	// RefreshParams are added to refresh requests. r is the request that caused it; what
	// it says must be checked before it is passed on.
	RefreshParams func(ctx context.Context, r *http.Request) (provider.Params, error)
	// Authentication is "post" (default) or "basic". TokenEndpointAuth says more, and wins.
	Authentication    string
	TokenEndpointAuth *provider.TokenAuth
	// AccessTokenExpiresIn is the life of access tokens whose provider tells none.
	AccessTokenExpiresIn time.Duration

	// RequireIDTokenVerification refuses to work without keys to verify ID tokens with.
	RequireIDTokenVerification bool
	// DisableIDTokenNonceBinding is for providers that do not return the nonce.
	DisableIDTokenNonceBinding bool

	// ACR and AMR demand how the person has signed in at the provider: the ID token must
	// name one of the classes in its `acr`, and one of the methods in its `amr` (OpenID
	// Connect Core, section 2). Ask for a class with AuthorizationParams, `acr_values`.
	ACR, AMR []string

	// GetToken replaces the token request, GetUserInfo the request for the profile; it
	// returns nil for nobody.
	GetToken    func(ctx context.Context, e provider.Exchange) (*provider.Tokens, error)
	GetUserInfo func(ctx context.Context, t *provider.Tokens) (provider.Object, error)
	// MapProfile adds to, or replaces, members of the user made of a profile.
	MapProfile func(ctx context.Context, profile provider.Object) (provider.Object, error)
	// AccountSubject is the lasting id in a profile. Default: `sub` for OpenID Connect,
	// else `id`.
	AccountSubject func(t *provider.Tokens, profile provider.Object) string

	DisableSignUp, DisableImplicitSignUp bool
	// OverrideUserInfo copies the profile at every sign-in.
	OverrideUserInfo         bool
	RequireEmailVerification bool
	// AllowIdPInitiated restarts the flow for a callback that the provider began itself.
	AllowIdPInitiated bool

	// PostLogoutRedirectURI is where the provider's sign-out page leads back to, unless
	// the client names another. DisableProviderLogout leaves that page out.
	PostLogoutRedirectURI string
	DisableProviderLogout bool

	// HTTPClient makes the requests; see provider.Options.
	HTTPClient *http.Client

	// fetch is a preset's GetUserInfo.
	fetch func(ctx context.Context, c *provider.Client, t *provider.Tokens) (provider.Object, error)
}

// check reports what can be wrong without asking the provider.
func (c *Config) check() error {
	var errs []error
	add := func(wrong bool, text string) {
		if wrong {
			errs = append(errs, errors.New(text))
		}
	}
	add(c.ProviderID == "", "ProviderID is required")
	add(c.ClientID == "", "ClientID is required")
	discovers := c.DiscoveryURL != ""
	add(!discovers && c.AuthorizationURL == "", "AuthorizationURL or DiscoveryURL is required")
	add(!discovers && c.TokenURL == "" && c.GetToken == nil, "TokenURL or DiscoveryURL is required")
	add(!discovers && c.RequireIDTokenVerification, "verifying ID tokens needs a DiscoveryURL")
	add(!discovers && len(c.ACR)+len(c.AMR) > 0, "demanding acr or amr needs a DiscoveryURL, to verify ID tokens")
	add(c.Authentication != "" && c.Authentication != "post" && c.Authentication != "basic", `Authentication is neither "post" nor "basic"`)
	add(c.Authentication == "basic" && c.ClientSecret == "" && c.TokenEndpointAuth == nil, `Authentication "basic" needs a ClientSecret`)
	if a := c.TokenEndpointAuth; a != nil && a.Method != "" {
		secretless := a.Method == provider.AuthPrivateKeyJWT || a.Method == provider.AuthNone
		add(secretless && c.ClientSecret != "", "TokenEndpointAuth "+a.Method+" cannot be combined with a ClientSecret")
		add(!secretless && c.ClientSecret == "", "TokenEndpointAuth "+a.Method+" needs a ClientSecret")
	}
	return errors.Join(errs...)
}

// tokenAuth is how the client authenticates at the token endpoint.
func (c *Config) tokenAuth() provider.TokenAuth {
	switch {
	case c.TokenEndpointAuth != nil:
		return *c.TokenEndpointAuth
	case c.Authentication == "basic":
		return provider.TokenAuth{Method: provider.AuthBasic}
	}
	return provider.TokenAuth{}
}
