// Package genericoauth signs people in through any OAuth 2 or OpenID Connect provider:
// the reference's `genericOAuth` plugin (better-auth-plugins, section 14).
//
//	auth.New(auth.Options{Plugins: []auth.Plugin{
//		genericoauth.New(genericoauth.Config{
//			ProviderID: "example", ClientID: "…", ClientSecret: "…", Scopes: []string{"email", "profile"},
//			DiscoveryURL: "https://id.example.com/.well-known/openid-configuration",
//		}),
//		social.New(),
//	}})
//
// It has no endpoints: each Config becomes a provider of plugin/social, used as
// signIn.social({provider: "example"}), with <base URL>/callback/example as its redirect
// URI. Auth0, Keycloak, Okta and others have a function that fills a Config in.
//
// Discovery documents are fetched when the server starts. One that cannot be had is tried
// again by the first requests that name its provider; until then the provider counts as
// not configured. With a discovery document that names keys, ID tokens are verified and
// bound to the flow by a nonce.
//
// When somebody signs out whose provider offers it, the answer names the page that ends
// the provider's session as well.
package genericoauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/lyceum/lyceum/auth"
)

// Plugin is the plugin; make it with New.
type Plugin struct {
	clients []*client
	auth    *auth.Auth
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin with a provider for each configuration.
func New(configs ...Config) *Plugin {
	p := &Plugin{}
	for _, c := range configs {
		p.clients = append(p.clients, newClient(c))
	}
	return p
}

// ID is "generic-oauth".
func (p *Plugin) ID() string { return "generic-oauth" }

// Setup declares the providers.
func (p *Plugin) Setup(b *auth.Builder) error {
	var errs []error
	for _, c := range p.clients {
		if err := c.config.check(); err != nil {
			errs = append(errs, fmt.Errorf("provider %q: %w", c.config.ProviderID, err))
			continue
		}
		c.now, c.log = b.Options().Now, b.Options().Log
		b.Provider(c)
	}
	if slices.ContainsFunc(p.clients, func(c *client) bool { return !c.config.DisableProviderLogout }) {
		events := b.Events()
		events.SigningOut = append(events.SigningOut, p.signingOut)
	}
	return errors.Join(errs...)
}

// Start fetches the discovery documents, all at once.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	var all sync.WaitGroup
	for _, c := range p.clients {
		if c.config.DiscoveryURL == "" {
			continue
		}
		all.Go(func() {
			if err := c.discover(context.Background()); err != nil {
				c.log.Error("discovery failed; it is tried again when the provider is asked for", "provider", c.config.ProviderID, "error", err)
			}
		})
	}
	all.Wait()
	return nil
}

// signingOut names the provider's page for leaving it, too.
func (p *Plugin) signingOut(c *auth.Call, s *auth.SessionUser) (string, error) {
	return p.leaveURL(c, s.User.ID), nil
}

// leaveURL is the page of the provider that was used last, "" when none has one.
func (p *Plugin) leaveURL(c *auth.Call, userID string) string {
	accounts, err := p.auth.Accounts(c, userID)
	if err != nil {
		p.auth.Options().Log.ErrorContext(c, "finding the provider to sign out of failed", "error", err)
		return ""
	}
	slices.SortStableFunc(accounts, func(a, b *auth.Account) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	body, _ := c.Body.(auth.Object)
	for _, account := range accounts {
		i := slices.IndexFunc(p.clients, func(cl *client) bool { return cl.config.ProviderID == account.ProviderID })
		if i < 0 {
			continue
		}
		returnTo := body.Text("callbackURL")
		if returnTo == "" {
			returnTo = p.clients[i].config.PostLogoutRedirectURI
		}
		if returnTo != "" {
			returnTo = c.AbsoluteURL(returnTo)
		}
		if target := p.clients[i].leaveURL(account.Row.String("idToken"), returnTo, body.Text("state")); target != "" {
			return target
		}
	}
	return ""
}

// Codes of the reference's plugin. Do not rename.
var (
	InvalidConfiguration = auth.Code{Name: "INVALID_OAUTH_CONFIGURATION", Message: "Invalid OAuth configuration"}
	TokenURLNotFound     = auth.Code{Name: "TOKEN_URL_NOT_FOUND", Message: "Invalid OAuth configuration. Token URL not found."}
)

func misconfigured(code auth.Code) error { return auth.Fail(http.StatusBadRequest, code) }
