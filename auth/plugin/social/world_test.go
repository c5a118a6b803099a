package social_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/social"
	"github.com/lyceum/lyceum/auth/provider"
)

// world is the Internet of a test: every host name leads to one TLS server on the loopback
// interface, which serves the hosts that were built.
type world struct {
	t      testing.TB
	client *http.Client

	mu    sync.Mutex
	hosts map[string]http.Handler
	asked map[string]int // requests by "METHOD host/path"
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, hosts: map[string]http.Handler{}, asked: map[string]int{}}
	srv := httptest.NewTLSServer(w)
	t.Cleanup(srv.Close)
	dialer := &net.Dialer{}
	w.client = &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, srv.Listener.Addr().String())
		},
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}}
	return w
}

func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	handler := w.hosts[r.Host]
	w.asked[r.Method+" "+r.Host+r.URL.Path]++
	w.mu.Unlock()
	if handler == nil {
		http.Error(rw, "there is no such host", http.StatusBadGateway)
		return
	}
	handler.ServeHTTP(rw, r)
}

func (w *world) handle(host, pattern string, fn http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	mux, ok := w.hosts[host].(*http.ServeMux)
	if !ok {
		mux = http.NewServeMux()
		w.hosts[host] = mux
	}
	mux.HandleFunc(pattern, fn)
}

func (w *world) count(request string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked[request]
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

type object = map[string]any

// house is an authorization server with one registered client. It checks what real ones
// check: client, redirect URI, PKCE, and that a code is used once.
type house struct {
	id, secret, redirect string
	// pkce requires a challenge.
	pkce bool
	// basic requires the client's credentials in the header.
	basic bool
	// tokens makes a token answer for a grant.
	tokens func(g *grant) object

	mu     sync.Mutex
	serial int
	grants map[string]*grant // by code, access token and refresh token
}

// grant is a person's consent.
type grant struct {
	person string
	params url.Values // of the authorize request
	used   bool
}

func newHouse(id string) *house {
	return &house{
		id: id + "-client", secret: id + "-secret", redirect: "http://localhost:3000/api/auth/callback/" + id, grants: map[string]*grant{},
	}
}

func (h *house) next(kind string, g *grant) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.serial++
	key := fmt.Sprintf("%s-%d", kind, h.serial)
	h.grants[key] = g
	return key
}

func (h *house) grant(key string) *grant {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.grants[key]
}

// holder is the grant of a request's access token, nil after answering 401.
func (h *house) holder(w http.ResponseWriter, r *http.Request) *grant {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	g := h.grant(token)
	if g == nil || !strings.HasPrefix(token, "access-") {
		reply(w, http.StatusUnauthorized, object{"message": "Bad credentials"})
		return nil
	}
	return g
}

// authorize is the page on which a person agrees; who they are is in the test's own header.
func (h *house) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != h.id || q.Get("redirect_uri") != h.redirect || q.Get("state") == "" || !strings.Contains(q.Get("response_type"), "code") ||
		h.pkce != (q.Get("code_challenge") != "" && q.Get("code_challenge_method") == "S256") {
		http.Error(w, "bad authorize request: "+r.URL.RawQuery, http.StatusBadRequest)
		return
	}
	back := url.Values{"code": {h.next("code", &grant{person: r.Header.Get("X-Person"), params: q})}, "state": {q.Get("state")}}
	if q.Get("response_mode") == "form_post" {
		if user := r.Header.Get("X-Posted-User"); user != "" {
			back.Set("user", user)
		}
		fmt.Fprintf(w, `<form method="post" action="%s">`, html.EscapeString(h.redirect))
		for name := range back {
			fmt.Fprintf(w, `<input type="hidden" name="%s" value="%s">`, name, html.EscapeString(back.Get(name)))
		}
		return
	}
	http.Redirect(w, r, h.redirect+"?"+back.Encode(), http.StatusFound)
}

// token is the token endpoint.
func (h *house) token(w http.ResponseWriter, r *http.Request) {
	id, secret := r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	if h.basic {
		id, secret, _ = r.BasicAuth()
	}
	if id != h.id || secret != h.secret {
		reply(w, http.StatusUnauthorized, object{"error": "invalid_client"})
		return
	}
	key := r.PostFormValue("code")
	if r.PostFormValue("grant_type") == "refresh_token" {
		key = r.PostFormValue("refresh_token")
	}
	h.mu.Lock()
	g := h.grants[key]
	fresh := g != nil && (!g.used || r.PostFormValue("grant_type") == "refresh_token")
	if fresh {
		g.used = true
		delete(h.grants, key) // codes and refresh tokens work once
	}
	h.mu.Unlock()
	if !fresh || r.PostFormValue("grant_type") == "authorization_code" && !h.fits(g, r) {
		reply(w, http.StatusBadRequest, object{"error": "invalid_grant"})
		return
	}
	reply(w, http.StatusOK, h.tokens(g))
}

func (h *house) fits(g *grant, r *http.Request) bool {
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	return r.PostFormValue("redirect_uri") == h.redirect &&
		(!h.pkce || base64.RawURLEncoding.EncodeToString(sum[:]) == g.params.Get("code_challenge"))
}

// usual is a token answer of the usual shape.
func (h *house) usual(g *grant) object {
	return object{
		"access_token": h.next("access", g), "refresh_token": h.next("refresh", g), "token_type": "Bearer", "expires_in": 3600,
		"scope": g.params.Get("scope"),
	}
}

// signer signs ID tokens with a published key.
type signer struct {
	private *rsa.PrivateKey
	id      string
}

func newSigner(t testing.TB, id string) *signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return &signer{key, id}
}

func (s *signer) keys(w http.ResponseWriter, _ *http.Request) {
	other, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	reply(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: other.Public(), KeyID: "unrelated", Algorithm: "ES256", Use: "sig"},
		{Key: s.private.Public(), KeyID: s.id, Algorithm: "RS256", Use: "sig"},
	}})
}

func (s *signer) sign(claims object) string {
	options := (&jose.SignerOptions{}).WithHeader("kid", s.id)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: s.private}, options)
	if err != nil {
		panic(err)
	}
	text, _ := json.Marshal(claims)
	signed, err := signer.Sign(text)
	if err != nil {
		panic(err)
	}
	compact, _ := signed.CompactSerialize()
	return compact
}

// claims are those every ID token has, and more.
func claims(issuer, audience, subject string, more object) object {
	now := time.Now().Unix()
	all := object{"iss": issuer, "aud": audience, "sub": subject, "iat": now, "exp": now + 600}
	for name, v := range more {
		all[name] = v
	}
	return all
}

// made returns a built-in provider that lives in the world.
func (w *world) made(id string, o provider.Options) provider.Provider {
	w.t.Helper()
	o.HTTPClient = w.client
	if o.ClientID == nil {
		o.ClientID, o.ClientSecret = []string{id + "-client"}, id+"-secret"
	}
	p, err := provider.New(id, o)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// visitor is a person with a browser.
type visitor struct {
	*authtest.Browser
	world  *world
	server *authtest.Server
	person string
	posted string // what Apple's page posts beside the code
}

func (w *world) visitor(s *authtest.Server, person string) *visitor {
	return &visitor{Browser: s.Browser(), world: w, server: s, person: person}
}

// start asks the server where to go.
func (v *visitor) start(body string) string {
	v.world.t.Helper()
	return v.POST("/sign-in/social", body).Want(200).Text("url")
}

var formInput = regexp.MustCompile(`name="([^"]+)" value="([^"]*)"`)

// agree goes to the provider and comes back: the address of the callback.
func (v *visitor) agree(authorize string) string {
	v.world.t.Helper()
	req, err := http.NewRequestWithContext(v.world.t.Context(), http.MethodGet, authorize, nil)
	if err != nil {
		v.world.t.Fatal(err)
	}
	req.Header.Set("X-Person", v.person)
	req.Header.Set("X-Posted-User", v.posted)
	res, err := (&http.Client{Transport: v.world.client.Transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}).Do(req)
	if err != nil {
		v.world.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		v.world.t.Fatal(err)
	}
	switch res.StatusCode {
	case http.StatusFound:
		return res.Header.Get("Location")
	case http.StatusOK:
		return v.post(string(text))
	}
	v.world.t.Fatalf("the provider says %d: %s", res.StatusCode, text)
	return ""
}

// post submits a provider's form from its own page: without cookies, which are Lax.
func (v *visitor) post(page string) string {
	v.world.t.Helper()
	form := url.Values{}
	for _, m := range formInput.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	stranger := v.server.Browser()
	stranger.Origin = "https://appleid.apple.com"
	stranger.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	action := regexp.MustCompile(`action="([^"]+)"`).FindStringSubmatch(page)[1]
	return stranger.Do("POST", v.local(action), form.Encode()).Want(302).Header.Get("Location")
}

// local is a public address of the server as the test reaches it.
func (v *visitor) local(public string) string {
	return strings.Replace(public, "http://localhost:3000/api/auth", v.server.URL, 1)
}

// back follows the callback: where the server sends the browser.
func (v *visitor) back(callback string) string {
	v.world.t.Helper()
	return v.Do("GET", v.local(callback), "").Want(302).Header.Get("Location")
}

// signIn is the whole way.
func (v *visitor) signIn(id string) string {
	v.world.t.Helper()
	return v.back(v.agree(v.start(`{"provider":"` + id + `","callbackURL":"/home","errorCallbackURL":"/oops","newUserCallbackURL":"/new"}`)))
}

func wantText[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// accounts lists the rows of all accounts.
func accounts(t testing.TB, s *authtest.Server) []*auth.Account {
	t.Helper()
	return all(t, s, "account", auth.AccountFrom)
}

func serve(t testing.TB, o auth.Options, providers ...provider.Provider) *authtest.Server {
	o.Plugins = append(slices.Clone(o.Plugins), social.New(providers...))
	return authtest.New(t, o)
}
