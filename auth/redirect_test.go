package auth_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	whatwg "github.com/nlnwa/whatwg-url/url"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/social"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// own is the origin of the servers of these tests.
const own = "http://localhost:3000"

// redirecting is a server with every endpoint that takes a URL to lead a browser to.
func redirecting(t testing.TB, change ...func(*auth.Options)) *auth.Auth {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "auth.db"))
	if err != nil {
		t.Fatal(err)
	}
	o := auth.Options{
		Secret: authtest.Secret, BaseURL: own, Database: db, Log: slog.New(slog.DiscardHandler),
		TrustedOrigins:    []string{"https://a.example", "https://*.b.example", "http://192.168.*.*:8081", "myapp://", "exp://host/path", "http://[2001:db8::1]:8080"},
		EmailVerification: auth.EmailVerificationOptions{Send: func(context.Context, auth.Mail) error { return nil }},
		User:              auth.UserOptions{DeleteUser: auth.DeleteUserOptions{Enabled: true}, ChangeEmail: auth.ChangeEmailOptions{Enabled: true}},
	}
	github, err := provider.New("github", provider.Options{ClientID: []string{"id"}, ClientSecret: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	o.Plugins = []auth.Plugin{
		password.New(password.Options{SendReset: func(context.Context, auth.Mail) error { return nil }}),
		magiclink.New(magiclink.Options{Send: func(context.Context, magiclink.Mail) error { return nil }}),
		social.New(github),
	}
	for _, f := range change {
		f(&o)
	}
	a, err := auth.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// byQuery are the endpoints that redirect to what their query names, by how to call them.
var byQuery = []string{
	"/verify-email?token=x&callbackURL=%s",
	"/reset-password/x?callbackURL=%s",
	"/magic-link/verify?token=x&callbackURL=%s",
	"/magic-link/verify?token=x&callbackURL=/&errorCallbackURL=%s",
	"/magic-link/verify?token=x&callbackURL=/&newUserCallbackURL=%s",
	"/delete-user/callback?token=x&callbackURL=%s",
}

// byBody are the endpoints that keep or send on what a member of their body names.
var byBody = []struct{ path, body string }{
	{"/sign-up/email", `{"name":"A","email":"a@b.co","password":"12345678","callbackURL":%s}`},
	{"/sign-in/email", `{"email":"a","password":"x","callbackURL":%s}`},
	{"/request-password-reset", `{"email":"nobody@b.co","redirectTo":%s}`},
	{"/send-verification-email", `{"email":"x","callbackURL":%s}`},
	{"/sign-in/magic-link", `{"email":"x","callbackURL":%s}`},
	{"/sign-in/magic-link", `{"email":"x","newUserCallbackURL":%s}`},
	{"/sign-in/magic-link", `{"email":"x","errorCallbackURL":%s}`},
	{"/sign-in/social", `{"provider":"none","callbackURL":%s}`},
	{"/sign-in/social", `{"provider":"none","errorCallbackURL":%s}`},
	{"/sign-in/social", `{"provider":"none","newUserCallbackURL":%s}`},
	{"/change-email", `{"newEmail":"a@b.co","callbackURL":%s}`},
	{"/delete-user", `{"callbackURL":%s}`},
	{"/sign-in/email?callbackURL=%s", `{"email":"a","password":"x"}`},
}

// refusals are the codes of a URL that is not trusted.
var refusals = []string{"INVALID_CALLBACK_URL", "INVALID_REDIRECT_URL", "INVALID_ERROR_CALLBACK_URL", "INVALID_NEW_USER_CALLBACK_URL"}

func TestRedirectTargets(t *testing.T) {
	t.Parallel()
	handler := redirecting(t).Handler()
	for target, trusted := range map[string]bool{
		"/": true, "/a/b?x=1#y": true, "/a/../b": true, "/?next=//evil.example": true, own + "/x": true, "HTTP://LOCALHOST:3000/x": true,
		"https://a.example": true, "https://a.example:443/x": true, "HTTPS://A.Example": true, "https://x.b.example/": true,
		"https://user@a.example": true, "http://192.168.1.2:8081": true, "myapp://x": true, "MyApp://x": true, "exp://host/path/x": true,
		"http://[2001:db8::1]:8080/x": true,

		"//evil.example": false, "///evil.example": false, `/\evil.example`: false, `\\evil.example`: false, `\/evil.example`: false,
		"/.//evil.example": false, "/..//evil.example": false, "/a/..//evil.example": false, "/%2e//evil.example": false, "/%2E%2e//evil.example": false,
		"/%2f%2fevil.example": false, "/%5cevil.example": false, "/a%2Fb": false, "/\t/evil.example": false, "/\n/evil.example": false,
		"\t//evil.example": false, " //evil.example": false, "\u00a0//evil.example": false, "https:evil.example": false, "https:/evil.example": false,
		"https:///evil.example": false, "https://evil.example": false, "http://a.example": false, "https://a.example:8443": false,
		"https://a.example@evil.example": false, `https://evil.example\@a.example`: false, "https://evil.example#@a.example": false,
		"https://evil.example?.b.example": false, "https://evil.example/.b.example": false, "https://evil.example%2f.b.example": false,
		"https://evil.example%23.b.example": false, "https://b.example": false, "https://xb.example": false, "https://a.example.evil.example": false,
		"https://a.example.": false, "https://a。example": false, "https://evil。example": false, "https://evil.example／.b.example.evil.example": false,
		"http://192.168.evil.example:8081": false, "http://192.168.1.2:8082": false, "http://192.168.1.2.evil.example:8081": false,
		"http://[2001:db8::2]:8080": false, "http://[::1]": false, "http://localhost:3001": false, "http://localhost": false, "http://127.0.0.1:3000": false,
		"javascript:alert(1)": false, "JavaScript:alert(1)": false, "java\tscript:alert(1)": false, " javascript:alert(1)": false,
		"data:text/html,x": false, "vbscript:x": false, "blob:https://a.example/x": false, "file:///etc/passwd": false, "view-source:https://a.example": false,
		"ftp://a.example": false, "ws://a.example": false, "myapp:javascript": true, "other://x": false, "exp://host/other": false,
		"exp://host/path/../other": false, "exp://host/path%2f..%2f..%2fother": false, "exp://evil/path": false,
		"x": false, ".": false, "?x": false, "#x": false, "*": false, "null": false, "https://*.b.example": true, // what a browser cannot open
	} {
		for _, where := range byQuery {
			r := ask(handler, "GET", "/api/auth"+fmt.Sprintf(where, url.QueryEscape(target)), nil, "")
			if refused := r.StatusCode == http.StatusForbidden; refused == trusted {
				t.Errorf("GET %s with %q: %d %s", where, target, r.StatusCode, r.Header.Get("Location"))
			}
		}
		for _, where := range byBody {
			path, body := where.path, where.body
			if strings.Contains(path, "%s") {
				path = fmt.Sprintf(path, url.QueryEscape(target))
			} else {
				body = fmt.Sprintf(body, auth.JSON(target))
			}
			r := ask(handler, "POST", "/api/auth"+path, http.Header{"Content-Type": {"application/json"}}, body)
			if refused := slices.Contains(refusals, member(r, "code")); refused == trusted {
				t.Errorf("POST %s with %q: %d", where.path, target, r.StatusCode)
			}
		}
	}
}

// TestUncheckedTargets: where the operator checks no origin, a target may lead anywhere, but not in
// disguise: browsers take a backslash for a slash.
func TestUncheckedTargets(t *testing.T) {
	t.Parallel()
	handler := redirecting(t, func(o *auth.Options) { o.Advanced.DisableOriginCheck = true }).Handler()
	parser := whatwg.NewParser()
	for target, host := range map[string]string{
		"/here": "localhost", "https://evil.example": "evil.example", `/\evil.example`: "localhost", `\/evil.example`: "localhost", `\\evil.example`: "localhost",
	} {
		r := ask(handler, "GET", "/api/auth/reset-password/x?callbackURL="+url.QueryEscape(target), nil, "")
		at, err := parser.ParseRef(own+"/api/auth/reset-password/x", r.Header.Get("Location"))
		if err != nil || at.Hostname() != host {
			t.Errorf("%s leads to %q (%v), want %s", target, r.Header.Get("Location"), err, host)
		}
	}
}

// trustedHosts are where a browser may end up, as it writes them.
func trustedHost(u *whatwg.Url) bool {
	switch u.Protocol() {
	case "myapp:":
		return true
	case "exp:":
		return u.Host() == "host"
	}
	h := u.Protocol() + "//" + u.Host()
	return h == own || h == "https://a.example" || h == "http://[2001:db8::1]:8080" ||
		strings.HasPrefix(h, "https://") && strings.HasSuffix(h, ".b.example") ||
		strings.HasPrefix(h, "http://192.168.") && strings.HasSuffix(h, ":8081")
}

// FuzzRedirect: wherever an answer leads a browser, by the algorithm that browsers follow
// (WHATWG URL), is trusted.
func FuzzRedirect(f *testing.F) {
	for _, seed := range []string{
		"/", "/.//evil.example", "https://x.b.example/../..//y", `https://a.example\@evil.example`, "https://evil.example#@a.example", "myapp:x",
		"http://192.168.1.2:8081", "/a?b#c", "https://a.example:443", "exp://host/path", "/%2e%2e//x", "https://x.b.example:0443/?#", "http://[2001:db8::1]:8080",
	} {
		f.Add(seed)
	}
	handler := redirecting(f).Handler()
	parser := whatwg.NewParser()
	f.Fuzz(func(t *testing.T, target string) {
		for _, where := range byQuery {
			r := ask(handler, "GET", "/api/auth"+fmt.Sprintf(where, url.QueryEscape(target)), nil, "")
			if r.StatusCode >= 500 {
				t.Fatalf("GET %s with %q: %d", where, target, r.StatusCode)
			}
			location := r.Header.Get("Location")
			if location == "" {
				continue
			}
			if u, err := parser.ParseRef(own+"/", location); err == nil && !trustedHost(u) {
				t.Fatalf("GET %s with %q leads to %q", where, target, location)
			}
		}
	})
}
