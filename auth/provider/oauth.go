package provider

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// spec describes a provider as data. {name} in an endpoint is replaced, see oauth.expand.
type spec struct {
	id, name string

	authorize, token, profile string
	scopes                    []string
	// requestFirst puts the scopes of a request before the configured ones.
	requestFirst bool
	// challenge and verifier say where PKCE is used: the authorize URL and the token
	// request.
	challenge, verifier bool
	needsSecret         bool
	// deviceID of a callback goes to the token endpoint.
	deviceID bool
	// hint and prompt are passed on; otherPrompt is the default.
	hint, prompt bool
	otherPrompt  string
	// auth is how the client authenticates at the token endpoint, when it exchanges a code
	// and, unless plainRefresh, when it refreshes.
	auth         string
	plainRefresh bool
	noRefresh    bool
	// fixed and leading are further authorize parameters, after and before the request's.
	fixed, leading func(o *Options) Params
	// tokenHeader and profileHeader are sent along.
	tokenHeader, profileHeader http.Header

	// fromIDToken: the ID token is the profile.
	fromIDToken bool
	// unwrap finds the profile in the answer; false means nobody.
	unwrap func(answer any) (Object, bool)
	// enrich changes a profile before it is mapped; false means nobody.
	enrich func(o *Options, profile Object) (Object, bool)
	// subject is the lasting id; user the mapping.
	subject pick
	user    mapping

	// Code where data does not do.
	setUp        func(p *oauth) error
	authorizeURL func(p *oauth, a Authorization, scopes []string) (string, error)
	adjust       func(p *oauth, r *AuthorizeRequest)
	exchange     func(ctx context.Context, p *oauth, e Exchange) (*Tokens, error)
	refresh      func(ctx context.Context, p *oauth, token string) (*Tokens, error)
	// fetch gets the profile, and members of the user that the profile does not tell; it
	// replaces fromIDToken.
	fetch func(ctx context.Context, p *oauth, t *Tokens) (profile, known Object, err error)
	// guard must accept tokens before Options.GetUserInfo sees them.
	guard func(ctx context.Context, p *oauth, t *Tokens) error
	// finish has the last word on the user made of a profile; nil for the rule of Options
	// that mapped members win. A nil user means nobody.
	finish func(o *Options, profile, user, mapped Object) Object
	// idToken says which ID tokens of clients to believe; verify asks somebody else.
	idToken func(p *oauth) *IDTokenRules
	verify  func(ctx context.Context, p *oauth, token, nonce string) error
}

// oauth is a provider made of a spec.
type oauth struct {
	*spec
	options Options
	client  *Client
	rules   *IDTokenRules
	// vars replace {name} in endpoints.
	vars      map[string]string
	tokenAuth TokenAuth
}

// New returns a built-in provider.
func New(id string, o Options) (Provider, error) {
	s := builtIn(id)
	if s == nil {
		return nil, fmt.Errorf("there is no provider named %q", id)
	}
	p := &oauth{spec: s, options: o.withDefaults(), client: NewClient(o.HTTPClient), vars: map[string]string{}}
	p.tokenAuth.Method = s.auth
	if s.setUp != nil {
		if err := s.setUp(p); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
	}
	if s.idToken != nil {
		p.rules = s.idToken(p)
		p.rules.Now = p.options.Now
	}
	return p, nil
}

// IDs lists the built-in providers.
func IDs() []string {
	all := catalogue()
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].id
	}
	return ids
}

func builtIn(id string) *spec {
	for _, s := range catalogue() {
		if s.id == id {
			return &s
		}
	}
	return nil
}

func (p *oauth) expand(endpoint string) string {
	for name, value := range p.vars {
		endpoint = strings.ReplaceAll(endpoint, "{"+name+"}", value)
	}
	return endpoint
}

func (p *oauth) Info() Info {
	o := &p.options
	return Info{
		ID: p.id, Name: p.name, ClientID: o.primary(),
		IDTokens:  !o.DisableIDTokenSignIn && (p.rules != nil || p.verify != nil || o.CheckIDToken != nil),
		Refreshes: !p.noRefresh, DisableSignUp: o.DisableSignUp, DisableImplicitSignUp: o.DisableImplicitSignUp,
		OverrideUserInfo: o.OverrideUserInfoOnSignIn, RequireEmailVerification: o.RequireEmailVerification,
	}
}

func (p *oauth) AuthorizeURL(_ context.Context, a Authorization) (string, error) {
	o := &p.options
	if p.needsSecret && (o.primary() == "" || o.ClientSecret == "") {
		return "", fmt.Errorf("%s: %w", p.id, errNoSecret)
	}
	if o.RedirectURI != "" {
		a.RedirectURI = o.RedirectURI
	}
	scopes := p.scopesFor(a.Scopes)
	if p.authorizeURL != nil {
		return p.authorizeURL(p, a, scopes)
	}
	target, err := p.request(a, scopes).URL()
	if err != nil {
		return "", fmt.Errorf("%s: %w", p.id, err)
	}
	return target, nil
}

// request is the authorize URL in parts.
func (p *oauth) request(a Authorization, scopes []string) AuthorizeRequest {
	o := &p.options
	r := AuthorizeRequest{
		Endpoint: p.expand(p.authorize), ClientID: o.primary(), RedirectURI: a.RedirectURI, State: a.State, Scopes: scopes, Prompt: p.otherPrompt,
	}
	if o.AuthorizationEndpoint != "" {
		r.Endpoint = o.AuthorizationEndpoint
	}
	if p.challenge {
		r.Verifier = a.Verifier
	}
	if p.hint {
		r.LoginHint = a.LoginHint
	}
	if p.prompt && o.Prompt != "" {
		r.Prompt = o.Prompt
	}
	if p.leading != nil {
		r.Params = p.leading(o)
	}
	for _, m := range a.Params {
		r.Params.Set(m.Name, m.Value)
	}
	if p.fixed != nil {
		for _, m := range p.fixed(o) {
			r.Params.Set(m.Name, m.Value)
		}
	}
	if p.adjust != nil {
		p.adjust(p, &r)
	}
	return r
}

func (p *oauth) scopesFor(requested []string) []string {
	var scopes []string
	if !p.options.DisableDefaultScope {
		scopes = append(scopes, p.scopes...)
	}
	if p.requestFirst {
		return append(append(scopes, requested...), p.options.Scope...)
	}
	return append(append(scopes, p.options.Scope...), requested...)
}

func (p *oauth) Exchange(ctx context.Context, e Exchange) (*Tokens, error) {
	if p.options.RedirectURI != "" {
		e.RedirectURI = p.options.RedirectURI
	}
	if !p.verifier {
		e.Verifier = ""
	}
	if !p.deviceID {
		e.DeviceID = ""
	}
	if p.exchange != nil {
		return p.exchange(ctx, p, e)
	}
	r := CodeRequest(p.expand(p.token), e, p.options.ClientKey, nil)
	r.Header = p.tokenHeader
	return p.client.Tokens(ctx, p.authenticated(r), p.options.Now())
}

func (p *oauth) authenticated(r TokenRequest) TokenRequest {
	r.ClientID, r.ClientSecret, r.Auth = p.options.primary(), p.options.ClientSecret, p.tokenAuth
	return r
}

func (p *oauth) Refresh(ctx context.Context, refreshToken string, _ *http.Request) (*Tokens, error) {
	switch {
	case p.noRefresh:
		return nil, ErrUnsupported
	case p.options.RefreshAccessToken != nil:
		return p.options.RefreshAccessToken(ctx, refreshToken)
	case p.refresh != nil:
		return p.refresh(ctx, p, refreshToken)
	}
	return p.refreshWith(ctx, RefreshRequest(p.expand(p.token), refreshToken, nil))
}

func (p *oauth) refreshWith(ctx context.Context, r TokenRequest) (*Tokens, error) {
	r = p.authenticated(r)
	if p.plainRefresh {
		r.Auth = TokenAuth{}
	}
	data, err := p.client.tokenReply(ctx, r)
	if err != nil {
		return nil, err
	}
	return refreshed(data, p.options.Now())
}

func (p *oauth) VerifyIDToken(ctx context.Context, token, nonce string) error {
	if !p.Info().IDTokens {
		return ErrUnsupported
	}
	if check := p.options.CheckIDToken; check != nil {
		ok, err := check(ctx, token, nonce)
		if err == nil && !ok {
			err = fmt.Errorf("%s: the ID token was refused", p.id)
		}
		return err
	}
	if p.verify != nil {
		return p.verify(ctx, p, token, nonce)
	}
	if p.rules.AllowOpaque && !isJWT(token) {
		return nil
	}
	_, err := p.rules.Verify(ctx, token, nonce)
	return err
}

func (p *oauth) Identify(ctx context.Context, t *Tokens) (*Identity, error) {
	if custom := p.options.GetUserInfo; custom != nil {
		return p.customIdentity(ctx, t, custom)
	}
	profile, known, err := p.find(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.id, err)
	}
	if p.enrich != nil {
		enriched, ok := p.enrich(&p.options, profile)
		if !ok {
			return nil, fmt.Errorf("%s: %w", p.id, ErrNoIdentity)
		}
		profile = enriched
	}
	var mapped Object
	if p.options.MapProfile != nil {
		if mapped, err = p.options.MapProfile(ctx, profile); err != nil {
			return nil, fmt.Errorf("%s: mapping the profile: %w", p.id, err)
		}
	}
	user := merge(p.user.of(profile), known)
	if p.finish != nil {
		user = p.finish(&p.options, profile, user, mapped)
	} else {
		user = merge(user, mapped)
	}
	if user == nil {
		return nil, fmt.Errorf("%s: %w", p.id, ErrNoIdentity)
	}
	return &Identity{User: user, Profile: profile, Subject: subjectOf(p.subject(profile))}, nil
}

func (p *oauth) customIdentity(ctx context.Context, t *Tokens, custom func(context.Context, *Tokens) (*Identity, error)) (*Identity, error) {
	if p.guard != nil {
		if err := p.guard(ctx, p, t); err != nil {
			return nil, err
		}
	}
	identity, err := custom(ctx, t)
	if err != nil {
		return nil, err
	}
	if identity == nil {
		return nil, ErrNoIdentity
	}
	identity.Subject = subjectOf(p.subject(identity.Profile))
	return identity, nil
}

// find gets the profile from where the provider keeps it.
func (p *oauth) find(ctx context.Context, t *Tokens) (profile, known Object, err error) {
	switch {
	case p.fetch != nil:
		return p.fetch(ctx, p, t)
	case p.fromIDToken:
		profile, err = idTokenProfile(t)
	default:
		profile, err = p.ask(ctx, t, p.profileCall())
	}
	return profile, nil, err
}

func (p *oauth) profileCall() call {
	return call{method: http.MethodGet, url: p.expand(p.profile)}
}

func idTokenProfile(t *Tokens) (Object, error) {
	if t.ID == "" {
		return nil, fmt.Errorf("%w: the provider sent no ID token", ErrNoIdentity)
	}
	return ReadIDToken(t.ID)
}

// ask requests a profile with the access token.
func (p *oauth) ask(ctx context.Context, t *Tokens, r call) (Object, error) {
	if t.Access == "" {
		return nil, fmt.Errorf("%w: there is no access token", ErrNoIdentity)
	}
	header := p.profileHeader.Clone()
	if header == nil {
		header = http.Header{}
	}
	for name, values := range r.header {
		header[name] = values
	}
	r.header, r.follow = bearer(t.Access, header), r.method == http.MethodGet
	answer, err := p.client.json(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoIdentity, err)
	}
	unwrap := p.unwrap
	if unwrap == nil {
		unwrap = asObject
	}
	profile, ok := unwrap(answer)
	if !ok {
		return nil, fmt.Errorf("%w: the answer holds no profile", ErrNoIdentity)
	}
	return profile, nil
}

func asObject(answer any) (Object, bool) {
	o, ok := answer.(Object)
	return o, ok
}

// inside is an unwrap that follows a path.
func inside(path ...string) func(any) (Object, bool) {
	return func(answer any) (Object, bool) { return asObject(lookUp(answer, path)) }
}
