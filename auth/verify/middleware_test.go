package verify_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/auth/verify"
)

// who answers with what the middleware put into the context.
var who = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	user, ok := verify.UserFrom(r.Context())
	switch err := verify.ErrorFrom(r.Context()); {
	case ok && err != nil:
		panic("both a user and an error")
	case ok:
		_, _ = io.WriteString(w, user.ID)
	case err != nil:
		_, _ = io.WriteString(w, "visitor: "+err.Error())
	default:
		_, _ = io.WriteString(w, "visitor")
	}
})

type fixture struct {
	verifier                       *verify.Verifier
	issuer                         *issuer
	good, other, expired, stranger string
}

func newFixture(t *testing.T, change func(*verify.Options)) fixture {
	t.Helper()
	i := newIssuer(t)
	o := options(i)
	if change != nil {
		change(&o)
	}
	return fixture{
		verifier: newVerifier(t, o), issuer: i,
		good:     sign(t, i.key(0), claims(nil), nil),
		other:    sign(t, i.key(0), claims(map[string]any{"sub": "u2"}), nil),
		expired:  sign(t, i.key(0), claims(map[string]any{"exp": noon.Add(-time.Hour).Unix()}), nil),
		stranger: sign(t, newKey(t, "k1"), claims(nil), nil),
	}
}

func withCookie(o *verify.Options) {
	o.Cookie = verify.Cookie{Name: "token", TrustedOrigins: []string{"https://app.example.org", "http://localhost:3000/"}}
}

// ask sends a request through a handler. Headers are "Name: value".
func ask(handler http.Handler, method string, headers ...string) *http.Response {
	request := httptest.NewRequest(method, "https://api.example.org/x", nil)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		request.Header.Add(name, value)
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder.Result()
}

// outcome is a reply as the tests below write it: "200 u1" or "401 TOKEN_MISSING".
func outcome(t *testing.T, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	text := string(body)
	if r.StatusCode != http.StatusOK {
		var reply struct{ Code, Message string }
		if err := json.Unmarshal(body, &reply); err != nil || !strings.HasSuffix(reply.Message, ".") {
			t.Errorf("body %s: want code and a sentence", body)
		}
		if got := r.Header.Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type %q", got)
		}
		if got := r.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control %q", got)
		}
		text = reply.Code
	}
	return r.Status[:4] + text
}

func TestBearerTransport(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	required, optional := f.verifier.Required(who), f.verifier.Optional(who)
	for name, c := range map[string]struct {
		headers            []string
		required           string // status and code, or user
		optional, optWrite string // GET, POST
	}{
		"nothing":           {nil, "401 TOKEN_MISSING", "200 visitor", "200 visitor"},
		"good":              {[]string{"Authorization: Bearer " + f.good}, "200 u1", "200 u1", "200 u1"},
		"scheme's case":     {[]string{"Authorization: bEARER " + f.good}, "200 u1", "200 u1", "200 u1"},
		"spaces":            {[]string{"Authorization:  Bearer   " + f.good + "  "}, "200 u1", "200 u1", "200 u1"},
		"expired":           {[]string{"Authorization: Bearer " + f.expired}, "401 TOKEN_EXPIRED", "200 visitor: token expired at 2026-03-14T11:00:00Z", "401 TOKEN_EXPIRED"},
		"stranger":          {[]string{"Authorization: Bearer " + f.stranger}, "401 TOKEN_INVALID", "200 visitor: token invalid: its signature is wrong", "401 TOKEN_INVALID"},
		"empty":             {[]string{"Authorization: Bearer"}, "401 TOKEN_INVALID", "200 visitor: token invalid: the Authorization header is empty", "401 TOKEN_INVALID"},
		"the seed's":        {[]string{"Authorization: Bearer invalid_token"}, "401 TOKEN_INVALID", "200 visitor: token invalid: it is not a signed JSON Web Token", "401 TOKEN_INVALID"},
		"twice":             {[]string{"Authorization: Bearer " + f.good, "Authorization: Bearer " + f.good}, "401 TOKEN_INVALID", "200 visitor: token invalid: there are several Authorization headers", "401 TOKEN_INVALID"},
		"two in one":        {[]string{"Authorization: Bearer " + f.good + ", Bearer " + f.good}, "401 TOKEN_INVALID", "200 visitor: token invalid: it is not a signed JSON Web Token", "401 TOKEN_INVALID"},
		"basic":             {[]string{"Authorization: Basic dTpw"}, "401 TOKEN_MISSING", "200 visitor", "200 visitor"},
		"basic and bearer":  {[]string{"Authorization: Basic dTpw", "Authorization: Bearer " + f.good}, "200 u1", "200 u1", "200 u1"},
		"no space":          {[]string{"Authorization: Bearer" + f.good}, "401 TOKEN_MISSING", "200 visitor", "200 visitor"},
		"cookie, not asked": {[]string{"Cookie: token=" + f.good}, "401 TOKEN_MISSING", "200 visitor", "200 visitor"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := []string{
				outcome(t, ask(required, "GET", c.headers...)), outcome(t, ask(required, "POST", c.headers...)),
				outcome(t, ask(optional, "GET", c.headers...)), outcome(t, ask(optional, "POST", c.headers...)),
			}
			if diff := cmp.Diff([]string{c.required, c.required, c.optional, c.optWrite}, got); diff != "" {
				t.Errorf("required GET, POST, optional GET, POST (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCookieTransport(t *testing.T) {
	t.Parallel()
	f := newFixture(t, withCookie)
	required, optional := f.verifier.Required(who), f.verifier.Optional(who)
	cookie := "Cookie: token=" + f.good
	const home = "Origin: https://app.example.org"
	for name, c := range map[string]struct {
		method   string
		headers  []string
		required string
	}{
		"read":                          {"GET", []string{cookie}, "200 u1"},
		"read from anywhere":            {"GET", []string{cookie, "Origin: https://evil.example"}, "200 u1"},
		"head":                          {"HEAD", []string{cookie}, "200 u1"},
		"options":                       {"OPTIONS", []string{cookie}, "200 u1"},
		"write from home":               {"POST", []string{cookie, home}, "200 u1"},
		"origin's case and port":        {"POST", []string{cookie, "Origin: HTTPS://APP.example.org:443"}, "200 u1"},
		"second origin":                 {"PUT", []string{cookie, "Origin: http://localhost:3000"}, "200 u1"},
		"referer from home":             {"DELETE", []string{cookie, "Referer: https://app.example.org/a/b?c"}, "200 u1"},
		"own page without origin":       {"POST", []string{cookie, "Sec-Fetch-Site: same-origin"}, "200 u1"},
		"no origin":                     {"POST", []string{cookie}, "403 ORIGIN_NOT_TRUSTED"},
		"no origin, cross-site":         {"POST", []string{cookie, "Sec-Fetch-Site: cross-site"}, "403 ORIGIN_NOT_TRUSTED"},
		"no origin, sibling site":       {"POST", []string{cookie, "Sec-Fetch-Site: same-site"}, "403 ORIGIN_NOT_TRUSTED"},
		"no origin, by hand":            {"POST", []string{cookie, "Sec-Fetch-Site: none"}, "403 ORIGIN_NOT_TRUSTED"},
		"foreign origin":                {"POST", []string{cookie, "Origin: https://evil.example"}, "403 ORIGIN_NOT_TRUSTED"},
		"foreign, says same-origin":     {"POST", []string{cookie, "Origin: https://evil.example", "Sec-Fetch-Site: same-origin"}, "403 ORIGIN_NOT_TRUSTED"},
		"foreign origin, home referer":  {"POST", []string{cookie, "Origin: https://evil.example", "Referer: https://app.example.org/"}, "403 ORIGIN_NOT_TRUSTED"},
		"null origin":                   {"POST", []string{cookie, "Origin: null"}, "403 ORIGIN_NOT_TRUSTED"},
		"two origins":                   {"POST", []string{cookie, home, "Origin: https://evil.example"}, "403 ORIGIN_NOT_TRUSTED"},
		"other scheme":                  {"POST", []string{cookie, "Origin: http://app.example.org"}, "403 ORIGIN_NOT_TRUSTED"},
		"other port":                    {"POST", []string{cookie, "Origin: https://app.example.org:8443"}, "403 ORIGIN_NOT_TRUSTED"},
		"longer host":                   {"POST", []string{cookie, "Origin: https://app.example.org.evil.example"}, "403 ORIGIN_NOT_TRUSTED"},
		"user in front":                 {"POST", []string{cookie, "Origin: https://app.example.org@evil.example"}, "403 ORIGIN_NOT_TRUSTED"},
		"user of home":                  {"POST", []string{cookie, "Origin: https://user@app.example.org"}, "403 ORIGIN_NOT_TRUSTED"},
		"subdomain":                     {"PATCH", []string{cookie, "Origin: https://x.app.example.org"}, "403 ORIGIN_NOT_TRUSTED"},
		"unknown method":                {"FROB", []string{cookie}, "403 ORIGIN_NOT_TRUSTED"},
		"lower-case get":                {"get", []string{cookie}, "403 ORIGIN_NOT_TRUSTED"},
		"bearer wins":                   {"GET", []string{cookie, "Authorization: Bearer " + f.other}, "200 u2"},
		"bearer wins, bad":              {"GET", []string{cookie, "Authorization: Bearer " + f.stranger}, "401 TOKEN_INVALID"},
		"bearer needs no origin":        {"POST", []string{cookie, "Authorization: Bearer " + f.other}, "200 u2"},
		"basic does not hide it":        {"GET", []string{cookie, "Authorization: Basic dTpw"}, "200 u1"},
		"same cookie twice":             {"GET", []string{"Cookie: token=" + f.good + "; token=" + f.good}, "200 u1"},
		"another of its name":           {"GET", []string{"Cookie: token=" + f.other + "; token=" + f.good}, "401 TOKEN_INVALID"},
		"another cookie":                {"GET", []string{"Cookie: tokens=" + f.good}, "401 TOKEN_MISSING"},
		"empty cookie":                  {"GET", []string{"Cookie: token="}, "401 TOKEN_MISSING"},
		"expired":                       {"GET", []string{"Cookie: token=" + f.expired}, "401 TOKEN_EXPIRED"},
		"expired, foreign: origin wins": {"POST", []string{"Cookie: token=" + f.expired, "Origin: https://evil.example"}, "403 ORIGIN_NOT_TRUSTED"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := outcome(t, ask(required, c.method, c.headers...)); got != c.required {
				t.Errorf("required: %s, want %s", got, c.required)
			}
			if c.method == "GET" { // a reader is let in by Optional either way
				if got := outcome(t, ask(optional, c.method, c.headers...)); got[:3] != "200" {
					t.Errorf("optional: %s", got)
				}
			} else if got := outcome(t, ask(optional, c.method, c.headers...)); got != c.required {
				t.Errorf("optional: %s, want %s", got, c.required)
			}
		})
	}
}

func TestReplyHeaders(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(o *verify.Options) {
		withCookie(o)
		o.Realm = "orders"
	})
	const (
		bare    = `Bearer realm="orders"`
		expired = `Bearer realm="orders", error="invalid_token", error_description="The token has expired"`
		invalid = `Bearer realm="orders", error="invalid_token", error_description="The token is not accepted here"`
	)
	required, optional := f.verifier.Required(who), f.verifier.Optional(who)
	for name, c := range map[string]struct {
		handler http.Handler
		header  string
		want    string
	}{
		"missing":            {required, "X: y", bare},
		"expired":            {required, "Authorization: Bearer " + f.expired, expired},
		"invalid":            {required, "Authorization: Bearer " + f.stranger, invalid},
		"accepted":           {required, "Authorization: Bearer " + f.good, ""},
		"visitor":            {optional, "X: y", ""},
		"visitor by expiry":  {optional, "Authorization: Bearer " + f.expired, expired},
		"visitor by refusal": {optional, "Authorization: Bearer " + f.stranger, invalid},
	} {
		r := ask(c.handler, "GET", c.header)
		if got := r.Header.Get("WWW-Authenticate"); got != c.want {
			t.Errorf("%s: WWW-Authenticate %s, want %s", name, got, c.want)
		}
		if diff := cmp.Diff([]string{"Authorization", "Cookie"}, r.Header["Vary"]); diff != "" {
			t.Errorf("%s: Vary (-want +got):\n%s", name, diff)
		}
	}
}

func TestKeysUnavailable(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(o *verify.Options) { o.MinRefresh = 2500 * time.Millisecond })
	f.issuer.fail(errors.New("down"))
	r := ask(f.verifier.Required(who), "GET", "Authorization: Bearer "+f.good)
	if got := outcome(t, r); got != "503 KEYS_UNAVAILABLE" {
		t.Error(got)
	}
	if got := r.Header.Get("Retry-After"); got != "3" {
		t.Errorf("Retry-After %q, want MinRefresh rounded up", got)
	}
	r = ask(f.verifier.Optional(who), "GET", "Authorization: Bearer "+f.good)
	if got := outcome(t, r); !strings.HasPrefix(got, "200 visitor: signing keys unavailable") {
		t.Error(got)
	}
	if got := outcome(t, ask(f.verifier.Optional(who), "POST", "Authorization: Bearer "+f.good)); got != "503 KEYS_UNAVAILABLE" {
		t.Error(got)
	}
}

func TestLogsNameNoToken(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	f := newFixture(t, func(o *verify.Options) {
		withCookie(o)
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	for _, token := range []string{f.good, f.expired, f.stranger, f.good + "x", "secretive"} {
		ask(f.verifier.Required(who), "GET", "Authorization: Bearer "+token)
		ask(f.verifier.Optional(who), "GET", "Authorization: Bearer "+token)
		ask(f.verifier.Required(who), "POST", "Cookie: token="+token)
	}
	if !strings.Contains(log.String(), "signature is wrong") {
		t.Errorf("the log does not say why:\n%s", &log)
	}
	for _, part := range append(strings.Split(f.good, "."), "secretive") {
		if strings.Contains(log.String(), part) {
			t.Errorf("the log repeats %q", part)
		}
	}
}

func TestUserFields(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	v := newVerifier(t, options(i))
	for name, c := range map[string]struct {
		claims map[string]any
		want   verify.User
	}{
		"reference": {
			map[string]any{"image": "i", "emailVerified": true, "role": "admin", "sid": "s"},
			verify.User{Image: "i", EmailVerified: true, Role: "admin", SessionID: "s"},
		},
		"OpenID Connect": {
			map[string]any{"picture": "p", "email_verified": true, "sessionId": "s"},
			verify.User{Image: "p", EmailVerified: true, SessionID: "s"},
		},
		"the seed's":      {map[string]any{"session_id": "s", "role": "teacher"}, verify.User{SessionID: "s", Role: "teacher"}},
		"first name wins": {map[string]any{"image": "i", "picture": "p", "sid": "1", "session_id": "2"}, verify.User{Image: "i", SessionID: "1"}},
		"other types":     {map[string]any{"image": 1, "emailVerified": "true", "role": []string{"admin"}}, verify.User{}},
	} {
		got, err := v.Verify(t.Context(), sign(t, i.key(0), claims(c.claims), nil))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c.want.ID, c.want.Email, c.want.Name = "u1", "ada@example.org", "Ada"
		c.want.ExpiresAt, c.want.Claims = got.ExpiresAt, got.Claims
		if diff := cmp.Diff(&c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if !got.ExpiresAt.Equal(noon.Add(15 * time.Minute)) {
			t.Errorf("%s: expires %s", name, got.ExpiresAt)
		}
	}
}
