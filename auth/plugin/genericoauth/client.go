package genericoauth

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
)

// client is a provider made of a Config.
type client struct {
	config Config
	http   *provider.Client
	now    func() time.Time
	log    *slog.Logger
	flight singleflight.Group

	mu      sync.Mutex
	meta    *metadata
	retryAt time.Time
}

var (
	_ provider.Provider = (*client)(nil)
	_ provider.Readier  = (*client)(nil)
)

func newClient(c Config) *client {
	made := &client{config: c, http: provider.NewClient(c.HTTPClient)}
	if c.DiscoveryURL == "" {
		made.meta = c.configured()
	}
	return made
}

// metadata is what is known; a provider that is not ready is never asked further.
func (c *client) metadata() *metadata {
	if m := c.known(); m != nil {
		return m
	}
	return c.config.configured()
}

func (c *client) Info() provider.Info {
	m, o := c.metadata(), &c.config
	name := o.Name
	if name == "" {
		name = o.ProviderID
	}
	return provider.Info{
		ID: o.ProviderID, Name: name, ClientID: o.ClientID, Issuer: m.issuer,
		BindsNonce: m.rules != nil && !o.DisableIDTokenNonceBinding, IDTokens: m.rules != nil, Refreshes: true,
		AllowIdPInitiated: o.AllowIdPInitiated, DisableSignUp: o.DisableSignUp, DisableImplicitSignUp: o.DisableImplicitSignUp,
		OverrideUserInfo: o.OverrideUserInfo, RequireEmailVerification: o.RequireEmailVerification,
	}
}

func (c *client) AuthorizeURL(_ context.Context, a provider.Authorization) (string, error) {
	m, o := c.metadata(), &c.config
	if m.authorization == "" {
		return "", misconfigured(InvalidConfiguration)
	}
	scopes := append(slices.Clone(a.Scopes), o.Scopes...)
	if m.oidc && !slices.Contains(scopes, "openid") {
		scopes = append([]string{"openid"}, scopes...)
	}
	params := slices.Clone(o.AuthorizationParams)
	for _, p := range a.Params {
		params.Set(p.Name, p.Value)
	}
	r := provider.AuthorizeRequest{
		Endpoint: m.authorization, ClientID: o.ClientID, RedirectURI: c.redirectURI(a.RedirectURI), State: a.State, Verifier: a.Verifier,
		Scopes: scopes, Nonce: a.Nonce, ResponseType: o.ResponseType, ResponseMode: o.ResponseMode, Prompt: o.Prompt,
		AccessType: o.AccessType, LoginHint: a.LoginHint, Params: params,
	}
	if o.NoPKCE {
		r.Verifier = ""
	}
	return r.URL()
}

func (c *client) redirectURI(usual string) string {
	if c.config.RedirectURI != "" {
		return c.config.RedirectURI
	}
	return usual
}

func (c *client) Exchange(ctx context.Context, e provider.Exchange) (*provider.Tokens, error) {
	o := &c.config
	if o.GetToken != nil {
		t, err := o.GetToken(ctx, e)
		return c.withExpiry(t), err
	}
	m := c.metadata()
	if m.token == "" {
		return nil, misconfigured(TokenURLNotFound)
	}
	if o.NoPKCE {
		e.Verifier = ""
	}
	e.DeviceID, e.RedirectURI = "", c.redirectURI(e.RedirectURI)
	t, err := c.http.Tokens(ctx, c.authenticated(provider.CodeRequest(m.token, e, "", o.TokenParams)), c.now())
	return c.withExpiry(t), err
}

func (c *client) authenticated(r provider.TokenRequest) provider.TokenRequest {
	o := &c.config
	r.ClientID, r.ClientSecret, r.Auth, r.Header = o.ClientID, o.ClientSecret, o.tokenAuth(), o.AuthorizationHeaders
	return r
}

// withExpiry gives access tokens the configured life when the provider tells none:
// otherwise nobody would ever refresh them.
func (c *client) withExpiry(t *provider.Tokens) *provider.Tokens {
	if t != nil && t.AccessExpires.IsZero() && c.config.AccessTokenExpiresIn > 0 {
		t.AccessExpires = c.now().Add(c.config.AccessTokenExpiresIn)
	}
	return t
}

func (c *client) Refresh(ctx context.Context, refreshToken string, r *http.Request) (*provider.Tokens, error) {
	m, o := c.metadata(), &c.config
	if m.token == "" {
		return nil, misconfigured(TokenURLNotFound)
	}
	var params provider.Params
	if o.RefreshParams != nil {
		var err error
		if params, err = o.RefreshParams(ctx, r); err != nil {
			return nil, err
		}
	}
	t, err := c.http.Tokens(ctx, c.authenticated(provider.RefreshRequest(m.token, refreshToken, params)), c.now())
	return c.withExpiry(t), err
}

func (c *client) VerifyIDToken(ctx context.Context, token, nonce string) error {
	m := c.metadata()
	if m.rules == nil {
		return provider.ErrUnsupported
	}
	_, err := m.rules.Verify(ctx, token, nonce)
	return err
}

// Identify believes an ID token after verifying it, where that is possible; where it is
// not, the token came from the provider itself.
func (c *client) Identify(ctx context.Context, t *provider.Tokens) (*provider.Identity, error) {
	m := c.metadata()
	if m.rules == nil || t.ID == "" {
		if err := c.config.strongEnough(nil); err != nil {
			return nil, err
		}
		return c.resolve(ctx, m, t, nil)
	}
	if t.Verified {
		claims, err := provider.ReadIDToken(t.ID)
		if err != nil {
			return nil, err
		}
		if err := c.config.strongEnough(claims); err != nil {
			return nil, err
		}
		// What else the client brought is not vouched for.
		return c.resolve(ctx, m, &provider.Tokens{ID: t.ID}, claims)
	}
	claims, err := m.rules.Verify(ctx, t.ID, t.Nonce)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.config.ProviderID, err)
	}
	if err := c.config.strongEnough(claims); err != nil {
		return nil, err
	}
	return c.resolve(ctx, m, t, claims)
}

// resolve makes an identity of tokens, and of the ID token's claims if they are verified.
func (c *client) resolve(ctx context.Context, m *metadata, t *provider.Tokens, claims auth.Object) (*provider.Identity, error) {
	o := &c.config
	custom := o.GetUserInfo != nil || o.fetch != nil
	profile, err := c.profile(ctx, m, t, claims)
	if err != nil {
		return nil, err
	}
	if profile == nil {
		return nil, provider.ErrNoIdentity
	}
	sub, said := profile.Get("sub")
	if claims.Text("sub") != "" && (!custom || said && sub != nil && sub != auth.Undefined) && plain(sub) != claims.Text("sub") {
		return nil, fmt.Errorf("%w: the profile is not that of the ID token's subject", provider.ErrNoIdentity)
	}
	verified, _ := profile.Get("emailVerified")
	user := auth.Object{
		{Key: "email", Value: member(profile, "email")}, {Key: "emailVerified", Value: isTrue(verified)},
		{Key: "image", Value: member(profile, "image")}, {Key: "name", Value: member(profile, "name")},
	}
	if o.MapProfile != nil {
		mapped, err := o.MapProfile(ctx, profile)
		if err != nil {
			return nil, fmt.Errorf("mapping the profile: %w", err)
		}
		for _, f := range mapped {
			user = user.Set(f.Key, f.Value)
		}
	}
	if image, _ := user.Get("image"); image == nil {
		user = user.Set("image", auth.Undefined)
	}
	return &provider.Identity{User: user, Profile: profile, Subject: c.subject(m, t, profile)}, nil
}

// profile asks the callback, the ID token or the userinfo endpoint, in this order.
func (c *client) profile(ctx context.Context, m *metadata, t *provider.Tokens, claims auth.Object) (auth.Object, error) {
	o := &c.config
	switch {
	case o.GetUserInfo != nil:
		return o.GetUserInfo(ctx, t)
	case o.fetch != nil:
		return o.fetch(ctx, c.http, t)
	}
	if claims == nil && t.ID != "" {
		claims, _ = provider.ReadIDToken(t.ID)
	}
	if claims.Text("sub") != "" && claims.Text("email") != "" {
		verified, _ := claims.Get("email_verified")
		profile := auth.Object{
			{Key: "id", Value: claims.Text("sub")}, {Key: "emailVerified", Value: isTrue(verified)}, {Key: "image", Value: member(claims, "picture")},
		}
		for _, f := range claims {
			profile = profile.Set(f.Key, f.Value)
		}
		return profile, nil
	}
	if m.userInfo == "" || t.Access == "" {
		return nil, provider.ErrNoIdentity
	}
	answer, err := c.http.Profile(ctx, m.userInfo, t.Access, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", provider.ErrNoIdentity, err)
	}
	profile, ok := answer.(auth.Object)
	if !ok {
		return nil, provider.ErrNoIdentity
	}
	verified, _ := profile.Get("email_verified")
	for _, f := range []auth.Member{
		{Key: "email", Value: member(profile, "email")}, {Key: "emailVerified", Value: isTrue(verified)},
		{Key: "image", Value: member(profile, "picture")}, {Key: "name", Value: member(profile, "name")},
	} {
		profile = profile.Set(f.Key, f.Value)
	}
	return profile, nil
}

// subject is the lasting id of the person. Which member it is depends on the kind of
// provider only: an account must never change its identity.
func (c *client) subject(m *metadata, t *provider.Tokens, profile auth.Object) string {
	s := ""
	switch {
	case c.config.AccountSubject != nil:
		s = c.config.AccountSubject(t, profile)
	case !m.oidc:
		s = plain(member(profile, "id"))
	case m.rules != nil && t.ID != "":
		if claims, err := provider.ReadIDToken(t.ID); err == nil {
			s = claims.Text("sub")
		}
	default:
		s = plain(member(profile, "sub"))
	}
	if trimmed := strings.TrimSpace(s); trimmed == "" || s == "undefined" || s == "null" {
		return ""
	}
	return s
}

// leaveURL is the page that ends the provider's session, "" when there is none.
func (c *client) leaveURL(idToken, returnTo, state string) string {
	endpoint := c.metadata().endSession
	if c.config.DisableProviderLogout || endpoint == "" {
		return ""
	}
	var params provider.Params
	if idToken != "" {
		params.Set("id_token_hint", idToken)
	}
	if returnTo != "" {
		params.Set("post_logout_redirect_uri", returnTo)
		params.Set("client_id", c.config.ClientID)
		if state != "" {
			params.Set("state", state)
		}
	} else if idToken == "" {
		params.Set("client_id", c.config.ClientID)
	}
	target, err := provider.WithParams(endpoint, params)
	if err != nil {
		return ""
	}
	return target
}

// member is a member's value, undefined when there is none.
func member(o auth.Object, name string) any {
	if v, has := o.Get(name); has {
		return v
	}
	return auth.Undefined
}

// plain writes a text or number.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return string(auth.JSON(v))
	}
	return ""
}

// isTrue reads true, which some providers send as text.
func isTrue(v any) bool { return v == true || v == "true" }
