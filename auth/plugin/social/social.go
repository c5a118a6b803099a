// Package social signs people in through identity providers: the reference's
// `socialProviders` option as a plugin (better-auth-core, sections 1.7, 1.8 and 7).
//
//	google, err := provider.New("google", provider.Options{…})
//	auth.New(auth.Options{Plugins: []auth.Plugin{social.New(google)}})
//
// Endpoints: POST /sign-in/social, GET and POST /callback/:id, POST /link-social,
// /get-access-token, /refresh-token, GET /account-info. They serve the providers of this
// plugin and those that other plugins declare (Builder.Provider), such as plugin/genericoauth.
//
// How accounts are joined, whether tokens are encrypted and where state is kept are options
// of the engine (Options.Account); the rules themselves are in package oauth.
//
// # When a sign-in needs another step
//
// An event may answer a sign-in with a *auth.Challenge, a second factor for instance. POST
// /sign-in/social with an ID token answers with its body. The callback has no page to show
// it on, so the browser goes on to the callbackURL, with the challenge's cookies and
// its members as query parameters: ?twoFactorRedirect=true. The page must look for them.
package social

import (
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/oauth"
	"github.com/lyceum/lyceum/auth/provider"
)

// Plugin is the plugin; make it with New.
type Plugin struct {
	auth      *auth.Auth
	providers []provider.Provider
	tokens    oauth.Refresher
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin with its providers.
func New(providers ...provider.Provider) *Plugin { return &Plugin{providers: providers} }

// ID is "social".
func (p *Plugin) ID() string { return "social" }

// Setup declares the endpoints.
func (p *Plugin) Setup(b *auth.Builder) error {
	if s := b.Options().Account.StoreStateStrategy; s != "database" && s != "cookie" {
		return errors.New(`Account.StoreStateStrategy is neither "database" nor "cookie"`)
	}
	for _, each := range p.providers {
		b.Provider(each)
	}
	auth.Handle(b, auth.Endpoint{Method: "POST", Path: "/sign-in/social", Summary: "Starts a sign-in at a provider, or signs in with its ID token."}, p.signIn)
	auth.Handle(b, auth.Endpoint{Method: "GET|POST", Path: "/callback/:id", Form: true, OneTime: true, Summary: "Where a provider sends the browser back to."}, p.callback)
	auth.Handle(b, auth.Endpoint{Method: "POST", Path: "/link-social", Level: auth.Sensitive, Summary: "Links an account of a provider to the user."}, p.link)
	auth.Handle(b, auth.Endpoint{Method: "POST", Path: "/get-access-token", Summary: "A valid access token of a linked account."}, p.accessToken)
	auth.Handle(b, auth.Endpoint{Method: "POST", Path: "/refresh-token", Summary: "New tokens of a linked account."}, p.refreshToken)
	auth.Handle(b, auth.Endpoint{Method: "GET", Path: "/account-info", Summary: "What the provider knows of a linked account's person."}, p.accountInfo)
	return nil
}

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

// Codes of this plugin, besides the core's. Do not rename: clients test for them.
var (
	LinkError            = auth.Code{Name: "OAUTH_LINK_ERROR"}
	LinkingNotAllowed    = auth.Code{Name: "LINKING_NOT_ALLOWED", Message: "Account not linked - linking not allowed"}
	LinkingOtherEmail    = auth.Code{Name: "LINKING_DIFFERENT_EMAILS_NOT_ALLOWED", Message: "Account not linked - different emails not allowed"}
	LinkingFailed        = auth.Code{Name: "LINKING_FAILED", Message: "Account not linked - unable to create account"}
	ProviderNotSupported = auth.Code{Name: "PROVIDER_NOT_SUPPORTED"}
	ProviderNotSetUp     = auth.Code{Name: "PROVIDER_NOT_CONFIGURED", Message: "Account is not associated with a configured social provider."}
	RefreshNotSupported  = auth.Code{Name: "TOKEN_REFRESH_NOT_SUPPORTED"}
	RefreshTokenNotFound = auth.Code{Name: "REFRESH_TOKEN_NOT_FOUND", Message: "Refresh token not found"}
	AccessTokenNotFound  = auth.Code{Name: "ACCESS_TOKEN_NOT_FOUND", Message: "Access token not found"}
	AccessTokenFailed    = auth.Code{Name: "FAILED_TO_GET_ACCESS_TOKEN", Message: "Failed to get a valid access token"}
	RefreshFailed        = auth.Code{Name: "FAILED_TO_REFRESH_ACCESS_TOKEN", Message: "Failed to refresh access token"}
)

// find returns a configured provider.
func (p *Plugin) find(c *auth.Call, id string) (provider.Provider, error) {
	found := p.auth.Provider(c, id)
	if found == nil {
		return nil, auth.Fail(http.StatusNotFound, auth.ProviderNotFound)
	}
	return found, nil
}

// redirectURI is where a provider sends the browser back to.
func redirectURI(c *auth.Call, id string) string { return c.BaseURL() + "/callback/" + id }

// warn notes what went wrong at a provider.
func (p *Plugin) warn(c *auth.Call, what, id string, err error) {
	p.auth.Options().Log.WarnContext(c, what, "provider", id, "error", err)
}
