package genericoauth_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/genericoauth"
	"github.com/lyceum/lyceum/auth/plugin/social"
)

type object = map[string]any

// issuer is a small OpenID provider whose every answer a test can spoil.
type issuer struct {
	*httptest.Server
	key *rsa.PrivateKey

	mu       sync.Mutex
	down     bool
	requests []string
	nonce    string
	// discovery and claims are added to what is usual; nil values remove.
	discovery, claims, userinfo object
	// token judges a token request; nil accepts.
	token func(r *http.Request) bool
}

func newIssuer(t testing.TB) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", i.configuration)
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: i.key.Public(), KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", i.exchange)
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, _ *http.Request) { reply(w, with(object{"sub": "ann"}, i.userinfo)) })
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.requests = append(i.requests, r.Method+" "+r.URL.Path)
		if i.down {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(i.Close)
	return i
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func with(o, more object) object {
	for name, v := range more {
		if o[name] = v; v == nil {
			delete(o, name)
		}
	}
	return o
}

func (i *issuer) set(f func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	f()
}

func (i *issuer) configuration(w http.ResponseWriter, _ *http.Request) {
	reply(w, with(object{
		"issuer": i.URL, "authorization_endpoint": i.URL + "/auth", "token_endpoint": i.URL + "/token", "userinfo_endpoint": i.URL + "/me",
		"jwks_uri": "/keys", "end_session_endpoint": i.URL + "/leave?ui=1", "id_token_signing_alg_values_supported": []string{"RS256"},
	}, i.discovery))
}

func (i *issuer) exchange(w http.ResponseWriter, r *http.Request) {
	if i.token != nil && !i.token(r) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	reply(w, object{"access_token": "access", "refresh_token": "refresh", "token_type": "Bearer", "id_token": i.sign(nil), "scope": "openid email"})
}

func (i *issuer) sign(more object) string {
	now := time.Now().Unix()
	claims := with(with(object{
		"iss": i.URL, "aud": "client", "sub": "ann", "iat": now, "exp": now + 300, "nonce": i.nonce,
		"email": "ann@example.com", "email_verified": true, "name": "Ann",
	}, i.claims), more)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: i.key}, (&jose.SignerOptions{}).WithHeader("kid", "k"))
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

func (i *issuer) config() genericoauth.Config {
	return genericoauth.Config{
		ProviderID: "school", ClientID: "client", ClientSecret: "secret", DiscoveryURL: i.URL + "/.well-known/openid-configuration", Scopes: []string{"email"},
	}
}

func serve(t testing.TB, configs ...genericoauth.Config) *authtest.Server {
	return authtest.New(t, auth.Options{Plugins: []auth.Plugin{genericoauth.New(configs...), social.New()}})
}

// signIn goes through the flow; the person agrees to everything. It returns where it ends.
func (i *issuer) signIn(t testing.TB, s *authtest.Server, b *authtest.Browser) string {
	t.Helper()
	target := b.POST("/sign-in/social", `{"provider":"school","callbackURL":"/home","errorCallbackURL":"/oops"}`).Want(200).Text("url")
	return i.comeBack(t, b, target, "")
}

func (i *issuer) comeBack(t testing.TB, b *authtest.Browser, target, more string) string {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	i.set(func() { i.nonce = u.Query().Get("nonce") })
	return b.GET("/callback/school?code=c&state=" + url.QueryEscape(u.Query().Get("state")) + more).Want(302).Header.Get("Location")
}

func wantText(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// answering is a network that knows one answer.
type answering string

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(a))), Request: r}, nil
}
