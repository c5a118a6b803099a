package provider_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
)

// The files in testdata are what the reference did (conformance/record/providers.mjs).
// They are the authority: an unknown key fails.

type recording struct {
	Now            int64
	State          string
	CodeVerifier   string
	RedirectURI    string
	Authorizations []struct {
		Scopes           []string
		LoginHint        string
		AdditionalParams json.RawMessage
	}
	Cases []recorded
}

type recorded struct {
	ID        string
	Options   recordedOptions
	Refused   bool
	Authorize []*string
	Tokens    []recordedTokens
	Map       json.RawMessage
	Identity  *recordedIdentity
}

type recordedTokens struct {
	Kind     string
	Answer   answer
	Requests []request
	Fails    bool
	Tokens   *struct {
		AccessToken, RefreshToken, IDToken, TokenType string
		AccessTokenExpiresAt, RefreshTokenExpiresAt   time.Time
		Scopes                                        []string
		OpenID, UnionID                               string
	}
}

type recordedIdentity struct {
	Tokens struct {
		AccessToken, IDToken, OpenID string
		User                         json.RawMessage
	}
	Answers  []answer
	Requests []request
	Fails    bool
	User     json.RawMessage
	Data     json.RawMessage
	Subject  string
	Options  *struct{} // already part of the case's options
}

type answer struct {
	Status         int
	JSON           json.RawMessage
	Text, Type     string
	Location, Body string
}

type request struct {
	Method, URL string
	Headers     map[string]string
	Body        string
}

// recordedOptions are the reference's options in its own spelling.
type recordedOptions struct {
	ClientID                                                oneOrMore
	ClientSecret, ClientKey                                 string
	Scope                                                   []string
	DisableDefaultScope                                     bool
	RedirectURI, AuthorizationEndpoint, Prompt              string
	DisableIDTokenSignIn                                    bool
	AccessType, Display, HD                                 string
	IncludeGrantedScopes                                    *bool
	TenantID, Authority                                     string
	ProfilePhotoSize                                        int
	DisableProfilePhoto                                     bool
	AppBundleIdentifier                                     string
	Audience                                                []string
	Domain, Region, UserPoolID                              string
	RequireClientSecret                                     bool
	IdentityProvider                                        string
	Permissions                                             *int64
	Fields                                                  []string
	ConfigID, Issuer, Environment, LoginURL, Duration, Lang string
	Claims                                                  []string
	PKCE                                                    *bool
	TokenEndpointAuth                                       *struct{ Method string }
}

type oneOrMore []string

func (o *oneOrMore) UnmarshalJSON(text []byte) error {
	if text[0] == '[' {
		return json.Unmarshal(text, (*[]string)(o))
	}
	*o = make([]string, 1)
	return json.Unmarshal(text, &(*o)[0])
}

func (r recordedOptions) options() provider.Options {
	o := provider.Options{
		ClientID: r.ClientID, ClientSecret: r.ClientSecret, ClientKey: r.ClientKey, Scope: r.Scope, DisableDefaultScope: r.DisableDefaultScope,
		RedirectURI: r.RedirectURI, AuthorizationEndpoint: r.AuthorizationEndpoint, Prompt: r.Prompt, DisableIDTokenSignIn: r.DisableIDTokenSignIn,
		AccessType: r.AccessType, Display: r.Display, HD: r.HD, OmitGrantedScopes: r.IncludeGrantedScopes != nil && !*r.IncludeGrantedScopes,
		TenantID: r.TenantID, Authority: r.Authority, ProfilePhotoSize: r.ProfilePhotoSize, DisableProfilePhoto: r.DisableProfilePhoto,
		AppBundleIdentifier: r.AppBundleIdentifier, Audience: r.Audience, Domain: r.Domain, Region: r.Region, UserPoolID: r.UserPoolID,
		RequireClientSecret: r.RequireClientSecret, IdentityProvider: r.IdentityProvider, Permissions: r.Permissions, Fields: r.Fields,
		ConfigID: r.ConfigID, Issuer: r.Issuer, Environment: r.Environment, LoginURL: r.LoginURL, Duration: r.Duration, Lang: r.Lang, Claims: r.Claims,
		NoPKCE: r.PKCE != nil && !*r.PKCE,
	}
	if r.TokenEndpointAuth != nil {
		o.TokenEndpointAuth = &provider.TokenAuth{Method: r.TokenEndpointAuth.Method}
	}
	return o
}

func read(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatal(err)
	}
}

// network answers from a queue and keeps what was asked.
type network struct {
	queue    []answer
	requests []request
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	made := request{Method: r.Method, URL: r.URL.String(), Headers: map[string]string{}}
	for _, name := range []string{"accept", "authorization", "content-type", "notion-version", "user-agent"} {
		if v := r.Header.Get(name); v != "" {
			made.Headers[name] = v
		}
	}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		made.Body = string(body)
	}
	n.requests = append(n.requests, made)
	a := answer{Status: 404, JSON: json.RawMessage("{}")}
	if len(n.queue) > 0 {
		a, n.queue = n.queue[0], n.queue[1:]
	}
	body := string(a.JSON)
	if a.Text != "" {
		body = a.Text
	}
	res := &http.Response{StatusCode: a.Status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
	if res.StatusCode == 0 {
		res.StatusCode = 200
	}
	if a.Location != "" {
		res.Header.Set("Location", a.Location)
	}
	return res, nil
}

// comparable puts a request in a form in which only what matters differs: the encoding
// of a query or form, the layout of JSON and our own name do not.
func (r request) comparable() request {
	u, err := url.Parse(r.URL)
	if err == nil {
		r.URL = u.Scheme + "://" + u.Host + u.Path + " " + pairs(u.RawQuery)
	}
	if r.Headers["user-agent"] == "lyceum" {
		delete(r.Headers, "user-agent")
	}
	switch {
	case strings.HasPrefix(r.Body, "{"):
		r.Body = strings.ReplaceAll(strings.Join(strings.Fields(strings.NewReplacer(`\n`, " ", `\t`, " ").Replace(r.Body)), " "), `" query`, `"query`)
		r.Body = strings.ReplaceAll(r.Body, `} "}`, `}"}`)
	default:
		r.Body = pairs(r.Body)
	}
	return r
}

func pairs(text string) string {
	var out []string
	for pair := range strings.SplitSeq(text, "&") {
		name, value, _ := strings.Cut(pair, "=")
		n, _ := url.QueryUnescape(name)
		v, _ := url.QueryUnescape(value)
		out = append(out, fmt.Sprintf("%s=%q", n, v))
	}
	return strings.Join(out, " ")
}

func diffRequests(got, want []request) string {
	for i := range got {
		got[i] = got[i].comparable()
	}
	wanted := make([]request, 0, len(want))
	for _, r := range want {
		wanted = append(wanted, r.comparable())
	}
	return cmp.Diff(wanted, append([]request{}, got...))
}

func TestRecorded(t *testing.T) {
	t.Parallel()
	var r recording
	read(t, "providers.json", &r)
	seen := map[string]bool{}
	for i, c := range r.Cases {
		seen[c.ID] = true
		t.Run(fmt.Sprintf("%s/%d", c.ID, i), func(t *testing.T) {
			t.Parallel()
			if c.Identity != nil {
				checkIdentity(t, &r, c)
				return
			}
			checkFlow(t, &r, c)
		})
	}
	ids := provider.IDs()
	if len(ids) != 36 || len(seen) != len(ids) {
		t.Errorf("%d providers, %d recorded, want 36", len(ids), len(seen))
	}
	for _, id := range ids {
		if !seen[id] {
			t.Errorf("%s was not recorded", id)
		}
	}
}

func checkFlow(t *testing.T, r *recording, c recorded) {
	net := &network{}
	o := c.Options.options()
	o.HTTPClient, o.Now = &http.Client{Transport: net}, func() time.Time { return time.UnixMilli(r.Now) }
	p, err := provider.New(c.ID, o)
	if c.Refused {
		if err == nil {
			t.Error("options the reference refuses are accepted")
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Authorize) != len(r.Authorizations) || len(c.Tokens) == 0 {
		t.Fatal("the recording is incomplete")
	}
	for i, a := range r.Authorizations {
		got, err := p.AuthorizeURL(t.Context(), provider.Authorization{
			State: r.State, Verifier: r.CodeVerifier, RedirectURI: r.RedirectURI + c.ID,
			Scopes: a.Scopes, LoginHint: a.LoginHint, Params: params(t, a.AdditionalParams),
		})
		switch want := c.Authorize[i]; {
		case want == nil && err == nil:
			t.Errorf("authorize URL %d: %s, want an error", i, got)
		case want != nil && (err != nil || got != *want):
			t.Errorf("authorize URL %d: %v\n got %s\nwant %s", i, err, got, *want)
		}
	}
	for i, want := range c.Tokens {
		net.queue, net.requests = []answer{want.Answer}, nil
		checkTokens(t, r, c, p, i, want)
		if d := diffRequests(net.requests, want.Requests); d != "" {
			t.Errorf("%s %d: requests (-want +got)\n%s", want.Kind, i, d)
		}
	}
}

func params(t *testing.T, raw json.RawMessage) (out provider.Params) {
	if raw == nil {
		return nil
	}
	for _, m := range object(t, raw) {
		out.Set(m.Key, m.Value.(string))
	}
	return out
}

func object(t *testing.T, raw json.RawMessage) auth.Object {
	t.Helper()
	if raw == nil {
		return nil
	}
	v, err := auth.ParseJSON(raw)
	o, ok := v.(auth.Object)
	if err != nil || !ok {
		t.Fatalf("%v: %s", err, raw)
	}
	return o
}

func checkTokens(t *testing.T, r *recording, c recorded, p provider.Provider, i int, want recordedTokens) {
	var got *provider.Tokens
	var err error
	if want.Kind == "exchange" {
		got, err = p.Exchange(t.Context(), provider.Exchange{
			Code: "the code", Verifier: r.CodeVerifier, RedirectURI: r.RedirectURI + c.ID, DeviceID: "device-1",
		})
	} else {
		got, err = p.Refresh(t.Context(), "the refresh token", nil)
	}
	if want.Fails {
		if err == nil {
			t.Errorf("%s %d: %+v, want an error", want.Kind, i, got)
		}
		return
	}
	if err != nil {
		t.Errorf("%s %d: %v", want.Kind, i, err)
		return
	}
	w := want.Tokens
	expected := provider.Tokens{
		Access: w.AccessToken, Refresh: w.RefreshToken, ID: w.IDToken, Type: w.TokenType,
		AccessExpires: w.AccessTokenExpiresAt, RefreshExpires: w.RefreshTokenExpiresAt, Scopes: w.Scopes,
	}
	if c.ID == "wechat" {
		// The reference drops them; whoever stores an ID token gains by it.
		got.ID = ""
	}
	got.Raw = nil
	if d := cmp.Diff(expected, *got); d != "" {
		t.Errorf("%s %d: tokens (-want +got)\n%s", want.Kind, i, d)
	}
}

func checkIdentity(t *testing.T, r *recording, c recorded) {
	net := &network{queue: c.Identity.Answers}
	o := c.Options.options()
	o.HTTPClient, o.Now = &http.Client{Transport: net}, func() time.Time { return time.UnixMilli(r.Now) }
	if mapped := object(t, c.Map); mapped != nil {
		o.MapProfile = func(context.Context, provider.Object) (provider.Object, error) { return slices.Clone(mapped), nil }
	}
	p, err := provider.New(c.ID, o)
	if err != nil {
		t.Fatal(err)
	}
	want := c.Identity
	tokens := &provider.Tokens{Access: want.Tokens.AccessToken, ID: want.Tokens.IDToken, Person: object(t, want.Tokens.User)}
	if want.Tokens.OpenID != "" {
		tokens.Raw = auth.Object{{Key: "openid", Value: want.Tokens.OpenID}}
	}
	got, err := p.Identify(t.Context(), tokens)
	if d := diffRequests(net.requests, want.Requests); d != "" {
		t.Errorf("requests (-want +got)\n%s", d)
	}
	if want.Fails {
		if err == nil {
			t.Errorf("%s is somebody, want nobody", auth.JSON(got.User))
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if g, w := string(auth.JSON(got.User)), string(want.User); g != w {
		t.Errorf("user\n got %s\nwant %s", g, w)
	}
	if g, w := string(auth.JSON(got.Profile)), string(want.Data); g != w {
		t.Errorf("profile\n got %s\nwant %s", g, w)
	}
	if w := want.Subject; got.Subject != w && (w != "undefined" || got.Subject != "") {
		t.Errorf("subject %q, want %q", got.Subject, w)
	}
}
