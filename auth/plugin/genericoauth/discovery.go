package genericoauth

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
)

const (
	// discoveryTimeout bounds one request for a discovery document.
	discoveryTimeout = 10 * time.Second
	// discoveryPause is how long a document that could not be had on a request is not
	// asked for again.
	discoveryPause = 5 * time.Second
)

// metadata is what is known of a provider: configured, or discovered.
type metadata struct {
	authorization, token, userInfo, endSession string
	issuer                                     string
	oidc                                       bool
	rules                                      *provider.IDTokenRules // nil: ID tokens cannot be verified
}

// configured are the endpoints that need no discovery.
func (c *Config) configured() *metadata {
	return &metadata{authorization: c.AuthorizationURL, token: c.TokenURL, userInfo: c.UserInfoURL, endSession: c.EndSessionEndpoint}
}

// known is the metadata, nil before discovery.
func (c *client) known() *metadata {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.meta
}

// Ready implements provider.Readier: it fetches a discovery document that could not be had
// when the server started.
func (c *client) Ready(ctx context.Context) bool {
	c.mu.Lock()
	ready, wait := c.meta != nil, c.now().Before(c.retryAt)
	c.mu.Unlock()
	if ready || wait {
		return ready
	}
	err := c.discover(ctx)
	if err == nil {
		return true
	}
	c.log.WarnContext(ctx, "discovery failed", "provider", c.config.ProviderID, "error", err)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.retryAt = c.now().Add(discoveryPause)
	return c.meta != nil
}

// discover fetches the document once for all who are waiting.
func (c *client) discover(ctx context.Context) error {
	result := c.flight.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discoveryTimeout)
		defer cancel()
		document, err := c.http.Document(ctx, c.config.DiscoveryURL, c.config.DiscoveryHeaders)
		if err != nil {
			return nil, err
		}
		meta, err := c.read(document)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.meta = meta
		return nil, nil
	})
	select {
	case r := <-result:
		return r.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read takes what it needs from a discovery document. What is configured wins.
func (c *client) read(document auth.Object) (*metadata, error) {
	m := c.config.configured()
	for field, name := range map[*string]string{
		&m.authorization: "authorization_endpoint", &m.token: "token_endpoint", &m.userInfo: "userinfo_endpoint", &m.endSession: "end_session_endpoint",
	} {
		if *field == "" {
			*field = document.Text(name)
		}
	}
	if m.authorization == "" || m.token == "" && c.config.GetToken == nil {
		return nil, errors.New("the discovery document names no usable endpoints")
	}
	if m.issuer = document.Text("issuer"); m.issuer != "" {
		if u, err := url.Parse(m.issuer); err != nil || u.Scheme == "" {
			return nil, errors.New("the discovery document's issuer is not a URL")
		}
	}
	var algorithms []string
	list, _ := document.Get("id_token_signing_alg_values_supported")
	for _, a := range elements(list) {
		if name, ok := a.(string); ok {
			algorithms = append(algorithms, name)
		}
	}
	m.oidc = len(algorithms) > 0
	if err := c.addRules(m, document.Text("jwks_uri"), algorithms); err != nil {
		return nil, err
	}
	if c.config.RequireIDTokenVerification && m.rules == nil {
		return nil, errors.New("ID tokens must be verified, but the discovery document names no issuer or no keys")
	}
	return m, nil
}

func elements(v any) []any {
	list, _ := v.([]any)
	return list
}

// addRules makes ID tokens verifiable when the document names an issuer and keys.
func (c *client) addRules(m *metadata, keys string, algorithms []string) error {
	if keys == "" || m.issuer == "" {
		return nil
	}
	base, err := url.Parse(c.config.DiscoveryURL)
	if err != nil {
		return err
	}
	target, err := base.Parse(keys)
	if err != nil {
		return fmt.Errorf("the discovery document's jwks_uri %q is not a URL", keys)
	}
	headers := c.config.DiscoveryHeaders
	if auth.OriginOf(target.String()) != auth.OriginOf(c.config.DiscoveryURL) {
		headers = nil
	}
	m.rules = &provider.IDTokenRules{
		Keys:    provider.NewKeySet(target.String(), headers, c.http, c.now),
		Issuers: []string{m.issuer}, Audience: []string{c.config.ClientID}, Algorithms: algorithms, Now: c.now,
	}
	return nil
}
