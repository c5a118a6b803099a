package genericoauth_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/genericoauth"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

func TestOpenID(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	s := serve(t, i.config())
	ann := s.Browser()
	target := ann.POST("/sign-in/social", `{"provider":"school","callbackURL":"/home"}`).Want(200).Text("url")
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if q.Get("scope") != "openid email" || len(q.Get("nonce")) != 32 || q.Get("code_challenge") == "" || q.Get("redirect_uri") != s.BaseURL()+"/callback/school" {
		t.Error(target)
	}
	wantText(t, "end", i.comeBack(t, ann, target, "&iss="+url.QueryEscape(i.URL)), "/home")
	ann.GET("/get-session").Want(200, `"name":"Ann","email":"ann@example.com","emailVerified":true`)
	account := ann.GET("/list-accounts").Want(200, `"accountId":"ann","providerId":"school"`, `"scopes":["openid","email"]`).Body
	id := account[strings.LastIndex(account, `"id":"`)+6:]
	id = id[:strings.Index(id, `"`)]
	ann.POST("/get-access-token", `{"accountId":"`+id+`"}`).Want(200, `"accessToken":"access"`)
	ann.POST("/refresh-token", `{"accountId":"`+id+`"}`).Want(200, `"refreshToken":"refresh"`)

	out := ann.POST("/sign-out", `{"callbackURL":"/bye","state":"s"}`).Want(200, `{"success":true,"url":"`+i.URL+`/leave?ui=1&id_token_hint=`)
	if location := out.Header.Get("Location"); !strings.HasSuffix(location, "&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fbye&client_id=client&state=s") {
		t.Error(location)
	}
	ann.POST("/sign-out", `{}`).Want(200, `{"success":true}`)
}

func TestOpenIDTokensThatAreRefused(t *testing.T) {
	t.Parallel()
	const refused = "/oops?error=unable_to_get_user_info"
	for name, c := range map[string]struct {
		claims, userinfo object
		more, want       string
	}{
		"another nonce":               {claims: object{"nonce": "stale"}, want: refused},
		"no nonce":                    {claims: object{"nonce": nil}, want: refused},
		"another audience":            {claims: object{"aud": "somebody"}, want: refused},
		"another issuer":              {claims: object{"iss": "https://evil.example"}, want: refused},
		"expired":                     {claims: object{"exp": 1}, want: refused},
		"a profile of somebody else":  {claims: object{"email": nil}, userinfo: object{"sub": "bob", "email": "bob@example.com"}, want: refused},
		"a profile without a subject": {claims: object{"email": nil}, userinfo: object{"sub": nil, "email": "ann@example.com"}, want: refused},
		"address from the profile":    {claims: object{"email": nil}, userinfo: object{"email": "ann@example.com"}, want: "/home"},
		"no address at all":           {claims: object{"email": nil}, want: "/oops?error=email_not_found"},
		"an empty subject":            {claims: object{"sub": " "}, want: refused},
		"callback of another issuer":  {more: "&iss=https://evil.example", want: "/oops?error=issuer_mismatch"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := newIssuer(t)
			i.claims, i.userinfo = c.claims, c.userinfo
			s := serve(t, i.config())
			b := s.Browser()
			target := b.POST("/sign-in/social", `{"provider":"school","callbackURL":"/home","errorCallbackURL":"/oops"}`).Want(200).Text("url")
			wantText(t, name, i.comeBack(t, b, target, c.more), c.want)
		})
	}
}

// How the person has signed in at the provider is looked at where that is demanded, and what
// the provider does not say does not count.
func TestStrengthThatIsDemanded(t *testing.T) {
	t.Parallel()
	const refused = "/oops?error=unable_to_get_user_info"
	for name, c := range map[string]struct {
		acr, amr []string
		claims   object
		want     string
	}{
		"nothing demanded":  {want: "/home"},
		"the class":         {acr: []string{"gold", "silver"}, claims: object{"acr": "silver"}, want: "/home"},
		"another class":     {acr: []string{"gold"}, claims: object{"acr": "silver"}, want: refused},
		"no class":          {acr: []string{"gold"}, want: refused},
		"the method":        {amr: []string{"mfa"}, claims: object{"amr": []string{"pwd", "mfa"}}, want: "/home"},
		"another method":    {amr: []string{"mfa"}, claims: object{"amr": []string{"pwd"}}, want: refused},
		"no list":           {amr: []string{"mfa"}, claims: object{"amr": "mfa"}, want: refused},
		"one of the two":    {acr: []string{"gold"}, amr: []string{"mfa"}, claims: object{"acr": "gold"}, want: refused},
		"classes as a list": {acr: []string{"gold"}, claims: object{"acr": []string{"gold"}}, want: refused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := newIssuer(t)
			i.claims = c.claims
			config := i.config()
			config.ACR, config.AMR = c.acr, c.amr
			b := serve(t, config).Browser()
			target := b.POST("/sign-in/social", `{"provider":"school","callbackURL":"/home","errorCallbackURL":"/oops"}`).Want(200).Text("url")
			wantText(t, name, i.comeBack(t, b, target, ""), c.want)
		})
	}
}

func TestIDTokenSignIn(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	s := serve(t, i.config())
	post := func(token, more string) *auth.User {
		s.Browser().POST("/sign-in/social", `{"provider":"school","idToken":{"token":"`+token+`"`+more+`}}`).Want(200, `"email":"ann@example.com"`)
		return nil
	}
	post(i.sign(object{"nonce": "mine"}), `,"nonce":"mine","accessToken":"not vouched for"`)
	b := s.Browser()
	b.POST("/sign-in/social", `{"provider":"school","idToken":{"token":"`+i.sign(object{"nonce": "mine"})+`","nonce":"other"}}`).Want(401, "INVALID_TOKEN")
	part := func(v any) string {
		text, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	none := part(object{"alg": "none"}) + "." + part(object{"iss": i.URL, "aud": "client", "sub": "ann", "email": "ann@example.com", "iat": 1, "exp": 9e9}) + "."
	b.POST("/sign-in/social", `{"provider":"school","idToken":{"token":"`+none+`"}}`).Want(401, "INVALID_TOKEN")
}

func TestDiscoveryThatComesLate(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	i.down = true
	s := serve(t, i.config())
	b := s.Browser()
	i.set(func() { i.down = false })
	wantText(t, "end", i.signIn(t, s, b), "/home")
	n := 0
	for _, r := range i.requests {
		if strings.HasSuffix(r, "openid-configuration") {
			n++
		}
	}
	if n != 2 {
		t.Errorf("the document was fetched %d times", n)
	}
}

func TestDiscoveryThatDoesNotDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		discovery object
		config    func(c *genericoauth.Config)
		works     bool
	}{
		"no endpoints":                {discovery: object{"authorization_endpoint": nil}},
		"no keys where they must":     {discovery: object{"jwks_uri": nil}, config: func(c *genericoauth.Config) { c.RequireIDTokenVerification = true }},
		"no keys where they may":      {discovery: object{"jwks_uri": nil}, works: true},
		"an issuer that is none":      {discovery: object{"issuer": "no url"}},
		"own endpoints":               {discovery: object{"authorization_endpoint": nil}, config: func(c *genericoauth.Config) { c.AuthorizationURL = "https://own.example/" }, works: true},
		"keys that are no URL":        {discovery: object{"jwks_uri": "http://[::1"}},
		"algorithms without a key":    {discovery: object{"id_token_signing_alg_values_supported": []string{"HS256"}}, works: true},
		"algorithms that are no list": {discovery: object{"id_token_signing_alg_values_supported": "RS256"}, works: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := newIssuer(t)
			i.discovery = c.discovery
			config := i.config()
			if c.config != nil {
				c.config(&config)
			}
			b := serve(t, config).Browser()
			if c.works {
				b.POST("/sign-in/social", `{"provider":"school"}`).Want(200)
			} else {
				b.POST("/sign-in/social", `{"provider":"school"}`).Want(404, "PROVIDER_NOT_FOUND")
			}
		})
	}
}

func TestPlainOAuth(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	i.userinfo = object{"id": 42, "sub": nil, "email": "Ann@example.com", "email_verified": "true", "picture": "https://p", "name": "Ann"}
	i.discovery = object{}
	i.token = func(r *http.Request) bool {
		id, secret, ok := r.BasicAuth()
		return ok && id == "client" && secret == "s%2Fcret" && r.PostFormValue("resource") == "r" && r.PostFormValue("code_verifier") == "" && r.Header.Get("X-Key") == "k"
	}
	i.claims = object{"sub": nil}
	s := serve(t, genericoauth.Config{
		ProviderID: "school", ClientID: "client", ClientSecret: "s/cret", Authentication: "basic", NoPKCE: true,
		AuthorizationURL: i.URL + "/auth?tenant=a", TokenURL: i.URL + "/token", UserInfoURL: i.URL + "/me",
		AuthorizationParams: provider.Params{{Name: "audience", Value: "api"}}, TokenParams: provider.Params{{Name: "resource", Value: "r"}, {Name: "code", Value: "x"}},
		AuthorizationHeaders: http.Header{"X-Key": {"k"}}, AllowIdPInitiated: true,
		MapProfile: func(_ context.Context, profile provider.Object) (provider.Object, error) {
			return provider.Object{{Key: "name", Value: profile.Text("name") + " mapped"}}, nil
		},
	})
	b := s.Browser()
	target := b.POST("/sign-in/social", `{"provider":"school","additionalParams":{"audience":"asked"}}`).Want(200).Text("url")
	if !strings.HasPrefix(target, i.URL+"/auth?tenant=a&response_type=code&client_id=client&state=") || !strings.HasSuffix(target, "&audience=asked") || strings.Contains(target, "nonce") {
		t.Error(target)
	}
	wantText(t, "end", i.signIn(t, s, b), "/home")
	b.GET("/get-session").Want(200, `"name":"Ann mapped","email":"ann@example.com","emailVerified":true,"image":"https://p"`)
	b.GET("/list-accounts").Want(200, `"accountId":"42"`)
	b.POST("/sign-out", `{}`).Want(200, `{"success":true}`)

	// The provider began on its own: the flow is begun anew, bound to this browser.
	again := s.Browser()
	location := again.GET("/callback/school?code=theirs").Want(302).Header.Get("Location")
	if !strings.HasPrefix(location, i.URL+"/auth?tenant=a&") {
		t.Fatal(location)
	}
	wantText(t, "end", i.comeBack(t, again, location, ""), "http://localhost:3000")
}

func TestPrivateKeyJWT(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	assertion, err := provider.PrivateKeyJWT(key, "ES256", "own-key")
	if err != nil {
		t.Fatal(err)
	}
	i.token = func(r *http.Request) bool {
		claims, err := provider.ReadIDToken(r.PostFormValue("client_assertion"))
		return err == nil && claims.Text("iss") == "client" && claims.Text("aud") == i.URL+"/token" && r.PostFormValue("client_secret") == "" &&
			r.PostFormValue("client_id") == "client" && strings.HasSuffix(r.PostFormValue("client_assertion_type"), "jwt-bearer")
	}
	config := i.config()
	config.ClientSecret, config.TokenEndpointAuth = "", &provider.TokenAuth{Method: provider.AuthPrivateKeyJWT, Assertion: assertion}
	s := serve(t, config)
	wantText(t, "end", i.signIn(t, s, s.Browser()), "/home")
	if _, err := provider.PrivateKeyJWT(key, "HS256", ""); err == nil {
		t.Error("HS256 was accepted")
	}
}

func TestMistakesInAConfig(t *testing.T) {
	t.Parallel()
	db, err := sqlstore.Open(t.Context(), "sqlite:"+t.TempDir()+"/auth.db")
	if err != nil {
		t.Fatal(err)
	}
	_, err = auth.New(auth.Options{Secret: strings.Repeat("s", 32), Database: db, Plugins: []auth.Plugin{genericoauth.New(
		genericoauth.Config{ProviderID: "a"},
		genericoauth.Config{ProviderID: "b", ClientID: "c", AuthorizationURL: "https://x", TokenURL: "https://x", Authentication: "basic"},
		genericoauth.Config{ProviderID: "c", ClientID: "c", ClientSecret: "s", DiscoveryURL: "https://x", TokenEndpointAuth: &provider.TokenAuth{Method: provider.AuthNone}},
		genericoauth.Config{ProviderID: "d", ClientID: "c", AuthorizationURL: "https://x", TokenURL: "https://x", RequireIDTokenVerification: true},
	)}})
	for _, want := range []string{`provider "a": ClientID is required`, "AuthorizationURL or DiscoveryURL", `provider "b": Authentication "basic" needs`, `provider "c": TokenEndpointAuth none`, `provider "d": verifying ID tokens`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
	if _, err := genericoauth.MicrosoftEntraID("common", genericoauth.Config{}); err == nil {
		t.Error("a preset for one tenant takes many")
	}
}

// TestPresets against answers as the providers' documentation shows them.
func TestPresets(t *testing.T) {
	t.Parallel()
	own := genericoauth.Config{ClientID: "client", ClientSecret: "secret"}
	for name, c := range map[string]struct {
		config  genericoauth.Config
		answer  string
		subject string
		email   string
	}{
		"patreon": {genericoauth.Patreon(own), `{"data":{"id":"7","attributes":{"full_name":"Ann","email":"a@example.com","is_email_verified":true}}}`, "7", "a@example.com"},
		"gumroad": {genericoauth.Gumroad(own), `{"success":true,"user":{"user_id":"g","name":"Ann","email":"a@example.com"}}`, "g", "a@example.com"},
		"yandex":  {genericoauth.Yandex(own), `{"id":"1","login":"ann","default_email":"","emails":["a@example.com"],"is_avatar_empty":true}`, "1", "a@example.com"},
		"hubspot": {genericoauth.HubSpot(own), `{"user_id":99,"user":"a@example.com"}`, "99", "a@example.com"},
		"slack":   {genericoauth.Slack(own), `{"sub":"U1","name":"Ann","email":"a@example.com","email_verified":true}`, "U1", "a@example.com"},
		"line":    {genericoauth.LINE(own), `{"sub":"L1","name":"Ann"}`, "L1", ""},
	} {
		c.config.HTTPClient = &http.Client{Transport: answering(c.answer)}
		var found provider.Provider
		s := serve(t, c.config)
		found = s.Provider(t.Context(), c.config.ProviderID)
		identity, err := found.Identify(t.Context(), &provider.Tokens{Access: "access"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantText(t, name+" subject", identity.Subject, c.subject)
		wantText(t, name+" email", identity.Email(), c.email)
	}
	for issuer, c := range map[string]genericoauth.Config{
		"https://x.auth0.com":      genericoauth.Auth0("https://x.auth0.com/", own),
		"https://okta.example/o":   genericoauth.Okta("https://okta.example/o/", own),
		"https://kc.example/realm": genericoauth.Keycloak("https://kc.example/realm", own),
	} {
		wantText(t, "discovery", c.DiscoveryURL, issuer+"/.well-known/openid-configuration")
	}
}
