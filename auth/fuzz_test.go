package auth_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/bearer"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// fuzzed is a server that costs little to ask: its passwords are not hashed.
func fuzzed(f *testing.F, o auth.Options) *auth.Auth {
	f.Helper()
	db, err := sqlstore.Open(f.Context(), "sqlite:"+filepath.Join(f.TempDir(), "auth.db"))
	if err != nil {
		f.Fatal(err)
	}
	o.Secret, o.BaseURL, o.Database, o.Log = authtest.Secret, own, db, slog.New(slog.DiscardHandler)
	// Fuzzing runs in several processes, which must make the same tokens.
	o.Random = rand.NewChaCha8([32]byte{1})
	o.User.AdditionalFields = []store.Field{
		{Name: "note", Nullable: true}, {Name: "age", Type: store.Number, Nullable: true}, {Name: "born", Type: store.Date, Nullable: true},
		{Name: "tags", Type: store.StringArray, Nullable: true}, {Name: "more", Type: store.JSON, Nullable: true},
	}
	o.Plugins = []auth.Plugin{
		password.New(password.Options{
			Hash:   func(_ context.Context, p string) (string, error) { return "plain:" + p, nil },
			Verify: func(_ context.Context, hash, p string) (bool, error) { return hash == "plain:"+p, nil },
		}),
		magiclink.New(magiclink.Options{Send: func(context.Context, magiclink.Mail) error { return nil }}), bearer.New(bearer.Options{}),
	}
	a, err := auth.New(o)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = a.Close() })
	if err := a.Migrate(f.Context()); err != nil {
		f.Fatal(err)
	}
	return a
}

// wantSound fails unless a reply is one that clients can read and nobody can abuse.
func wantSound(t *testing.T, r *http.Response, about string) {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode >= 500 {
		t.Fatalf("%s: status %d, %s, %v", about, r.StatusCode, body, err)
	}
	if len(body) > 0 && strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") && !json.Valid(body) {
		t.Fatalf("%s: not JSON: %q", about, body)
	}
	for name, values := range r.Header {
		for _, v := range values {
			if strings.ContainsAny(v, "\r\n\x00") {
				t.Fatalf("%s: header %s: %q", about, name, v)
			}
		}
	}
}

// FuzzBody: no body, whatever it claims to be, is a fault of the server.
func FuzzBody(f *testing.F) {
	paths := []string{"/sign-up/email", "/sign-in/email", "/update-user", "/sign-in/magic-link", "/revoke-session", "/change-password", "/sign-out", "/update-session"}
	handler := fuzzed(f, auth.Options{}).Handler()
	signedUp := ask(handler, "POST", "/api/auth/sign-up/email", http.Header{"Content-Type": {"application/json"}}, annBody)
	cookie, _, _ := strings.Cut(signedUp.Header.Get("Set-Cookie"), ";")
	for i, body := range []string{
		annBody, `{"email":"ann@example.com","password":"correct horse","rememberMe":false,"callbackURL":"/x"}`, "email=a%40b.co&password=x&password=y&name=%zz",
		`{"note":"x","age":1e3,"born":"2026-11-27T00:00:00Z","tags":["a"],"more":{"a":[1,null]},"name":"A","image":null}`, `[1]`, `{"a":{"a":{"a":1}}}`, "\ufeff{}", "{\"name\":\"\xff\"}", "", "null", `{"age":1e999,"note":-0,"born":"x"}`,
	} {
		f.Add(uint8(i), "application/json", body)
		f.Add(uint8(i), "application/x-www-form-urlencoded; charset=x", body)
	}
	f.Add(uint8(0), "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na@b.co\r\n--x--")
	f.Fuzz(func(t *testing.T, path uint8, contentType, body string) {
		where := paths[int(path)%len(paths)]
		header := http.Header{"Content-Type": {contentType}, "Origin": {own}, "Cookie": {cookie}}
		wantSound(t, ask(handler, "POST", "/api/auth"+where, header, body), where)
	})
}

// FuzzCookies: no cookie but an intact one is a session, and none is a fault.
func FuzzCookies(f *testing.F) {
	a := fuzzed(f, auth.Options{Session: auth.SessionOptions{CookieCache: auth.CookieCacheOptions{Enabled: true}}})
	handler := a.Handler()
	signedUp := ask(handler, "POST", "/api/auth/sign-up/email", http.Header{"Content-Type": {"application/json"}}, annBody)
	var good []string
	for _, c := range signedUp.Cookies() {
		good = append(good, c.Name+"="+c.Value)
	}
	token, _ := url.QueryUnescape(strings.TrimPrefix(good[0], "better-auth.session_token="))
	for _, seed := range []string{
		strings.Join(good, "; "), good[0], good[1], "better-auth.session_token=x.y", good[0] + "; better-auth.session_data.0=x; better-auth.session_data.1=y",
		"better-auth.session_token=\"" + token + "\"", "=;=;", "better-auth.session_data=e30", strings.Repeat("a=b; ", 2000), "better-auth.dont_remember=true.x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r := ask(handler, "GET", "/api/auth/get-session", http.Header{"Cookie": {header}}, "")
		body, _ := io.ReadAll(r.Body)
		decoded, err := url.PathUnescape(header)
		if err != nil {
			decoded = header
		}
		if string(body) != "null" && !strings.Contains(decoded, token) && !strings.Contains(header, url.QueryEscape(token)) {
			t.Fatalf("%q is a session: %s", header, body)
		}
		if r.StatusCode != 200 {
			t.Fatalf("%q: status %d", header, r.StatusCode)
		}
	})
}

// FuzzCookieCache: whatever a cache cookie says, what is answered is true.
func FuzzCookieCache(f *testing.F) {
	strategies := []string{"compact", "jwt", "jwe"}
	handlers := make([]http.Handler, len(strategies))
	tokens, answers := make([]string, len(strategies)), make([]string, len(strategies))
	for i, strategy := range strategies {
		handlers[i] = fuzzed(f, auth.Options{Session: auth.SessionOptions{CookieCache: auth.CookieCacheOptions{Enabled: true, Strategy: strategy}}}).Handler()
		signedUp := ask(handlers[i], "POST", "/api/auth/sign-up/email", http.Header{"Content-Type": {"application/json"}}, annBody)
		for _, c := range signedUp.Cookies() {
			if c.Name == "better-auth.session_token" {
				tokens[i] = c.Name + "=" + c.Value
				continue
			}
			f.Add(uint8(i), c.Value)
			f.Add(uint8(i), c.Value[:len(c.Value)-2]+"AA")
			f.Add(uint8(i), strings.ToUpper(c.Value))
		}
		r := ask(handlers[i], "GET", "/api/auth/get-session", http.Header{"Cookie": {tokens[i]}}, "")
		body, _ := io.ReadAll(r.Body)
		answers[i] = ordered(body)
	}
	for _, seed := range []string{"", "e30", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0....", "....", "%00", strings.Repeat("A", 5000)} {
		f.Add(uint8(len(seed)), seed)
	}
	f.Fuzz(func(t *testing.T, which uint8, value string) {
		i := int(which) % len(strategies)
		r := ask(handlers[i], "GET", "/api/auth/get-session", http.Header{"Cookie": {tokens[i] + "; better-auth.session_data=" + value}}, "")
		body, _ := io.ReadAll(r.Body)
		// A value with a semicolon may hide the token or bring another.
		if got := ordered(body); r.StatusCode != 200 || got != answers[i] && (got != "null" || !strings.Contains(value, ";")) {
			t.Fatalf("%s %q: %d %s", strategies[i], value, r.StatusCode, body)
		}
	})
}

// ordered is a JSON text with its keys in one order.
func ordered(body []byte) string {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return string(body)
	}
	text, _ := json.Marshal(v)
	return string(text)
}

// FuzzMailToken: only what was signed here is read, until it expires.
func FuzzMailToken(f *testing.F) {
	a := fuzzed(f, auth.Options{})
	now := time.Unix(1_800_000_000, 0)
	good := a.SignToken(auth.Object{{Key: "email", Value: "ann@example.com"}}, now, time.Hour)
	for _, seed := range []string{good, good[:len(good)-3], "..", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.e30.", strings.ToUpper(good), good + "="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if _, state := a.ReadToken(token, now); state != auth.TokenInvalid && strings.TrimRight(token, "\r\n") != good && token[:len(token)-1] != good[:len(good)-1] {
			t.Fatalf("%q was read", token)
		}
		if _, state := a.ReadToken(token, now.Add(2*time.Hour)); state == auth.TokenValid {
			t.Fatalf("%q is valid for ever", token)
		}
	})
}
