package auth_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/anonymous"
	"github.com/lyceum/lyceum/auth/plugin/multisession"
)

// With the prefix __Host- browsers accept a cookie from this host alone, if it is secure, for
// every path and without a domain.
func TestHostCookies(t *testing.T) {
	t.Parallel()
	o := auth.Options{BaseURL: "https://book.example", Plugins: append(passwords(), multisession.New(multisession.Options{}))}
	o.Advanced.HostCookies = true
	s := authtest.New(t, o)
	ann := s.Browser()
	ann.Header.Set("Origin", "https://book.example")
	set := ann.POST("/sign-up/email", annBody).Want(200).Header["Set-Cookie"]
	if len(set) != 2 {
		t.Errorf("cookies %v", set)
	}
	for _, line := range set {
		if !strings.HasPrefix(line, "__Host-better-auth.session_token") || strings.Contains(line, "Domain") ||
			!strings.Contains(line, "; Path=/;") || !strings.Contains(line, "; Secure") {
			t.Error(line)
		}
	}
	ann.GET("/get-session").Want(200, "ann@example.com")
	ann.GET("/multi-session/list-device-sessions").Want(200, "ann@example.com")
	ann.POST("/sign-out", "{}").Want(200)
	ann.GET("/get-session").Want(200, "null")

	for name, spoil := range map[string]func(o *auth.Options){
		"http": func(o *auth.Options) { o.BaseURL = "http://book.example" },
		"domains": func(o *auth.Options) {
			o.Advanced.CrossSubDomainCookies = auth.CrossSubDomainOptions{Enabled: true, Domain: "example"}
		},
		"domain": func(o *auth.Options) { o.Advanced.DefaultAttributes.Domain = "example" },
	} {
		bad := o
		bad.Secret, bad.Database, bad.Log = authtest.Secret, s.Options().Database, slog.New(slog.DiscardHandler)
		spoil(&bad)
		if _, err := auth.New(bad); err == nil || !strings.Contains(err.Error(), "hostCookies") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Where that is wanted, a sign-in ends the session that the browser had, and no other.
func TestReplacedSessionsEnd(t *testing.T) {
	t.Parallel()
	for _, wanted := range []bool{true, false} {
		linked := 0
		guests := anonymous.New(anonymous.Options{OnLinkAccount: func(*auth.Call, *auth.SessionUser, *auth.SessionUser) error { linked++; return nil }})
		challenged := false
		events := auth.Events{SigningIn: []func(*auth.Call, *auth.SignIn) error{func(c *auth.Call, _ *auth.SignIn) error {
			if !challenged {
				return nil
			}
			c.SuspendSession()
			return &auth.Challenge{Body: auth.Object{{Key: "more", Value: true}}}
		}}}
		s := authtest.New(t, auth.Options{Session: auth.SessionOptions{EndReplaced: wanted}, Events: events, Plugins: append(passwords(), guests)})
		laptop, phone := signUpAnn(s), s.Browser()
		phone.POST("/sign-in/email", annSignIn).Want(200)
		before := laptop.GET("/get-session").Text("session", "token")
		laptop.POST("/sign-in/email", `{"email":"ann@example.com","password":"wrong horse"}`).Want(401)
		if _, err := s.FindSession(t.Context(), before); err != nil {
			t.Error("a sign-in that failed ends the session:", err)
		}
		laptop.POST("/sign-in/email", annSignIn).Want(200)
		if _, err := s.FindSession(t.Context(), before); (err != nil) != wanted {
			t.Errorf("wanted %v: %v", wanted, err)
		}
		laptop.GET("/get-session").Want(200, "ann@example.com")
		before = laptop.GET("/get-session").Text("session", "token")
		challenged = true
		laptop.POST("/sign-in/email", annSignIn).Want(200, `"more":true`)
		if _, err := s.FindSession(t.Context(), before); (err != nil) != wanted {
			t.Errorf("wanted %v, with another step to go: %v", wanted, err)
		}
		challenged = false
		phone.GET("/get-session").Want(200, "ann@example.com")
		guest := s.Browser()
		guest.POST("/sign-in/anonymous", "{}").Want(200)
		guest.POST("/sign-in/email", annSignIn).Want(200)
		if linked != 1 {
			t.Errorf("%d guests were linked", linked)
		}
	}
}

// Without a domain of their own, cookies belong to the host of each request and those below;
// a cookie with a domain keeps it.
func TestCookiesOfEachHost(t *testing.T) {
	t.Parallel()
	o := auth.Options{Plugins: passwords(), DynamicBaseURL: auth.DynamicBaseURL{AllowedHosts: []string{"127.0.0.1:*", "book.example"}, Protocol: "http"}}
	o.Advanced.CrossSubDomainCookies.Enabled = true
	o.Advanced.Cookies = map[string]auth.CookieOptions{"dont_remember": {Attributes: auth.CookieAttributes{Domain: "kept.example"}}}
	s := authtest.New(t, o)
	ann := s.Browser()
	ann.Origin = "http://book.example"
	signUpBody := strings.Replace(annBody, "{", `{"rememberMe":false,`, 1)
	for _, line := range ann.POST("/sign-up/email", signUpBody).Want(200).Header["Set-Cookie"] {
		domain := "127.0.0.1"
		if strings.Contains(line, "dont_remember") {
			domain = "kept.example"
		}
		if !strings.Contains(line, "; Domain="+domain+";") {
			t.Error(line)
		}
	}
	o.DynamicBaseURL.AllowedHosts = nil
	o.Secret, o.Database, o.Log = authtest.Secret, s.Options().Database, slog.New(slog.DiscardHandler)
	if _, err := auth.New(o); err == nil || !strings.Contains(err.Error(), "crossSubDomainCookies") {
		t.Error("no domain and no base URL:", err)
	}
}
