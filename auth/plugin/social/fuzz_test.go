package social_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/oauth"
	"github.com/lyceum/lyceum/auth/provider"
)

// FuzzCallback: whatever comes back, the answer is a redirect to an own page.
func FuzzCallback(f *testing.F) {
	w := newWorld(f)
	w.plain()
	s := serve(f, auth.Options{RateLimit: auth.RateLimitOptions{}}, w.made("gitlab", provider.Options{}))
	handler := s.Handler()
	for _, seed := range []string{
		"code=x&state=y", "state=%00&code=a", "error=a%0d%0aSet-Cookie:x&state=z", "code=a&code=b", "iss=https://x&state=s&code=c",
		"user=%7B%22name%22%3A%7B%7D%7D&state=s", "error=%23&error_description=%ff&state=s", "state=", "%", "",
	} {
		f.Add("gitlab", seed, true)
		f.Add("../x", seed, false)
	}
	f.Fuzz(func(t *testing.T, id, query string, post bool) {
		target := "/api/auth/callback/" + url.PathEscape(id)
		r := httptest.NewRequest(http.MethodGet, "http://localhost:3000/", nil)
		if post {
			r = httptest.NewRequest(http.MethodPost, "http://localhost:3000/", strings.NewReader(query))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		} else {
			r.URL.RawQuery = query
		}
		parsed, err := url.Parse(target)
		if err != nil {
			t.Skip("an id that cannot be in a URL")
		}
		r.URL.Path, r.URL.RawPath = parsed.Path, parsed.RawPath
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, r)
		switch rec.Code {
		case http.StatusFound:
			location := rec.Header().Get("Location")
			if !strings.HasPrefix(location, "http://localhost:3000/api/auth/") || strings.ContainsAny(location, "\r\n") {
				t.Fatalf("sent to %q", location)
			}
		case http.StatusBadRequest, http.StatusNotFound:
		default:
			t.Fatalf("status %d for %q", rec.Code, query)
		}
	})
}

// FuzzState: a stored state that is accepted is complete, and survives being stored again.
func FuzzState(f *testing.F) {
	f.Add(`{"callbackURL":"/","codeVerifier":"v","expiresAt":1,"oauthState":"s","link":{"userId":"u","email":"e"},"requestSignUp":true}`)
	f.Add(`{"callbackURL":"/","codeVerifier":"v","expiresAt":1e400,"errorURL":null}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		s, value, expires, ok := oauth.ParseState([]byte(text))
		if !ok {
			return
		}
		o := s.Additional
		if o.Text("callbackURL") != s.CallbackURL || o.Text("codeVerifier") != s.Verifier || o.Text("oauthState") != value {
			t.Fatalf("accepted %q as %+v until %v", text, s, expires)
		}
		for _, name := range []string{"callbackURL", "codeVerifier", "expiresAt"} {
			if v, has := o.Get(name); !has || v == nil {
				t.Fatalf("accepted %q without %s", text, name)
			}
		}
	})
}

// FuzzIDToken: no text is an ID token of Google's but what Google signed.
func FuzzIDToken(f *testing.F) {
	w := newWorld(f)
	_, key := w.google()
	p := w.made("google", provider.Options{})
	good := key.sign(claims("https://accounts.google.com", "google-client", "ann-sub", about("ann", nil)))
	f.Add(good[:len(good)-2])
	f.Add("a.b.c")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add(strings.Repeat(".", 9))
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := provider.ReadIDToken(token); err == nil && strings.Count(token, ".") != 2 {
			t.Fatalf("%q was read", token)
		}
		if err := p.VerifyIDToken(t.Context(), token, ""); err == nil && token[:len(token)-1] != good[:len(good)-1] { // the last letter has spare bits
			t.Fatalf("%q was accepted", token)
		}
	})
}
