package auth_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/bearer"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

const annSignIn = `{"email":"ann@example.com","password":"correct horse"}`

// signUpAnn registers Ann on a server and returns her browser.
func signUpAnn(s *authtest.Server) *authtest.Browser {
	ann := s.Browser()
	ann.POST("/sign-up/email", annBody).Want(200)
	return ann
}

func TestTokensAreShownToTheirOwnersOnly(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		o.Plugins = append(o.Plugins, bearer.New(bearer.Options{}))
		s := authtest.New(t, o)
		laptop, phone := signUpAnn(s), s.Browser()
		token := phone.POST("/sign-in/email", annSignIn).Want(200).Text("token")
		own := laptop.GET("/get-session").Text("session", "token")
		var listed []struct{ Token string }
		list := laptop.GET("/list-sessions").Want(200)
		list.JSON(&listed)
		if strings.Contains(list.Body, token) == safer || !strings.Contains(list.Body, own) || len(listed) != 2 {
			t.Errorf("listed %v; the phone has %s, the laptop %s", listed, token, own)
		}
		handle := listed[0].Token
		if handle == own {
			handle = listed[1].Token
		}
		thief := s.Browser()
		thief.Header.Set("Authorization", "Bearer "+handle)
		if in := thief.GET("/get-session").Want(200).Body != "null"; in == safer {
			t.Errorf("what was listed signs in: %v", in)
		}
		// Nobody else can use the handle, its owner ends the session with it.
		eve := s.Browser()
		eve.POST("/sign-up/email", `{"name":"Eve","email":"eve@example.com","password":"correct horse"}`).Want(200)
		revoke := fmt.Sprintf(`{"token":%q}`, handle)
		eve.POST("/revoke-session", revoke).Want(200)
		phone.GET("/get-session").Want(200, "ann@example.com")
		laptop.POST("/revoke-session", revoke).Want(200, `{"status":true}`)
		phone.GET("/get-session").Want(200, "null")
		laptop.POST("/revoke-session", revoke).Want(200)
		laptop.POST("/revoke-session", fmt.Sprintf(`{"token":%q}`, own)).Want(200)
		laptop.GET("/get-session").Want(200, "null")
	})
}

func TestLinksIgnoreThoseWhoLookAhead(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		links := map[string]string{}
		keep := func(kind string) func(context.Context, auth.Mail) error {
			return func(_ context.Context, m auth.Mail) error { links[kind] = m.URL; return nil }
		}
		o.EmailVerification = auth.EmailVerificationOptions{Send: keep("verify"), AutoSignIn: true}
		o.User.DeleteUser = auth.DeleteUserOptions{Enabled: true, SendVerification: keep("delete")}
		s := authtest.New(t, o)
		ann := signUpAnn(s)
		ann.POST("/send-verification-email", `{"email":"ann@example.com"}`).Want(200)
		ann.POST("/delete-user", `{}`).Want(200)
		for _, kind := range []string{"verify", "delete"} {
			path := strings.TrimPrefix(links[kind], "http://localhost:3000/api/auth")
			for _, header := range []string{"Sec-Purpose", "Purpose", "X-Moz"} {
				ann.Header.Set(header, "prefetch")
				if status := ann.GET(path).StatusCode; (status == 503) != safer {
					t.Errorf("%s with %s: %d", kind, header, status)
				}
				ann.Header.Del(header)
				if !safer {
					break // the link is used up
				}
			}
			ann.Do(http.MethodHead, path, "").Want(404)
			if safer {
				ann.GET(path).Want(302)
			}
		}
		if _, err := s.FindUserByEmail(t.Context(), "ann@example.com"); err == nil {
			t.Error("the account was not deleted")
		}
	})
}

func TestAnswersStayOutOfCachesAndFrames(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		o.Plugins = append(o.Plugins, jwt.New(jwt.Options{}))
		ann := signUpAnn(authtest.New(t, o))
		for path, kept := range map[string]bool{"/token": false, "/list-accounts": false, "/list-sessions": false, "/jwks": true, "/ok": true} {
			h := ann.GET(path).Want(200).Header
			if got := h.Get("Cache-Control") == "no-store"; got != (safer && !kept) {
				t.Errorf("%s: Cache-Control %q", path, h.Get("Cache-Control"))
			}
			if got := strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'"); got != safer {
				t.Errorf("%s: Content-Security-Policy %q", path, h.Get("Content-Security-Policy"))
			}
		}
		page := ann.GET("/error?error=x&error_description=%3Cscript%3E").Want(200, "&lt;script&gt;")
		if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "form-action") {
			t.Errorf("the page has the policy %q", policy)
		}
	})
}

func TestAdditionalFieldsAreBounded(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		o.User.AdditionalFields = []store.Field{
			{Name: "home", Nullable: true}, {Name: "tags", Type: store.StringArray, Nullable: true}, {Name: "extra", Type: store.JSON, Nullable: true},
		}
		ann := signUpAnn(authtest.New(t, o))
		for _, value := range []string{
			`"home":"javascript:alert(1)"`, `"home":" \njava\tscript:alert(1)"`, `"home":"VBScript:x"`, `"home":"data:text/html,x"`,
			`"home":"a\u0000b"`, `"home":"a\u202eb"`, `"home":"` + strings.Repeat("x", 9000) + `"`,
			`"tags":["javascript:x"]`, `"tags":[` + strings.Repeat(`"a",`, 300) + `"a"]`, `"extra":{"x":"` + strings.Repeat("x", 20000) + `"}`,
			`"name":"a\u202eb"`,
		} {
			if r := ann.POST("/update-user", "{"+value+"}"); (r.StatusCode == 400 && r.Text("code") == "VALIDATION_ERROR") != safer && !strings.Contains(value, `u0000`) {
				t.Errorf("%.60s: %d %s", value, r.StatusCode, r.Body)
			}
		}
		for _, value := range []string{`"home":"https://a.example"`, `"home":"Two\nlines, and JavaScript: a language"`, `"tags":["a"]`, `"extra":{"a":[1]}`, `"home":null`} {
			ann.POST("/update-user", "{"+value+"}").Want(200)
		}
		ann.Header.Set("User-Agent", strings.Repeat("x", 2000))
		ann.POST("/sign-in/email", annSignIn).Want(200)
		if got := len(ann.GET("/get-session").Text("session", "userAgent")); got != choose(safer, 512, 2000) {
			t.Errorf("a User-Agent of %d bytes was kept", got)
		}
		local := strings.Repeat("x", 300)
		ann.POST("/sign-up/email", fmt.Sprintf(`{"name":"A","email":"%s@example.com","password":"correct horse"}`, local)).Want(choose(safer, 400, 200))
	})
}

func TestMagicLinkNamesAreBounded(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		o.Plugins = []auth.Plugin{magiclink.New(magiclink.Options{Send: func(context.Context, magiclink.Mail) error { return nil }})}
		b := authtest.New(t, o).Browser()
		for _, name := range []string{`a\u0007`, strings.Repeat("x", 257)} {
			b.POST("/sign-in/magic-link", fmt.Sprintf(`{"email":"ann@example.com","name":"%s"}`, name)).Want(choose(safer, 400, 200))
		}
		b.POST("/sign-in/magic-link", `{"email":"ann@example.com","name":"Ann"}`).Want(200)
	})
}

func TestChangedPasswordEndsChangesOfAddress(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		c := newClock()
		var mail auth.Mail
		o.Now = c.Now
		o.User.ChangeEmail.Enabled = true
		o.EmailVerification.Send = func(_ context.Context, m auth.Mail) error { mail = m; return nil }
		s := authtest.New(t, o)
		thief, ann := signUpAnn(s), s.Browser()
		c.advance(time.Minute)
		ann.POST("/sign-in/email", annSignIn).Want(200)
		thief.POST("/change-email", `{"newEmail":"thief@example.com"}`).Want(200)
		c.advance(time.Minute)
		ann.POST("/change-password", `{"newPassword":"battery staple","currentPassword":"correct horse"}`).Want(200)
		s.Browser().GET("/verify-email?token=" + mail.Token).Want(choose(safer, 401, 200))
		_, err := s.FindUserByEmail(t.Context(), "thief@example.com")
		if moved := err == nil; moved == safer {
			t.Errorf("the address was moved: %v", moved)
		}
	})
}

func TestChangingTheAddressNeedsAFreshSession(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		c := newClock()
		o.Now = c.Now
		o.User.ChangeEmail.Enabled = true
		o.EmailVerification.Send = func(context.Context, auth.Mail) error { return nil }
		ann := signUpAnn(authtest.New(t, o))
		ann.POST("/change-email", `{"newEmail":"anna@example.com"}`).Want(200)
		c.advance(25 * time.Hour)
		ann.POST("/change-email", `{"newEmail":"anna@example.com"}`).Want(choose(safer, 403, 200))
	})
}

func TestLinksNeverComeFromTheRequest(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		o.Environment, o.Secret = "production", authtest.Secret
		if _, err := auth.New(o); err == nil || strings.Contains(err.Error(), "baseURL") != safer {
			t.Errorf("production without a base URL: %v", err)
		}
		// With a base URL no header moves a link.
		var link string
		o.Environment = ""
		o.Plugins = []auth.Plugin{password.New(password.Options{SendReset: func(_ context.Context, m auth.Mail) error { link = m.URL; return nil }})}
		s := authtest.New(t, o)
		signUpAnn(s)
		b := s.Browser()
		for _, name := range []string{"X-Forwarded-Host", "Forwarded", "X-Original-Host", "X-Host"} {
			b.Header.Set(name, "evil.example")
		}
		b.POST("/request-password-reset", `{"email":"ann@example.com"}`).Want(200)
		if !strings.HasPrefix(link, "http://localhost:3000/api/auth/") {
			t.Errorf("the link is %s", link)
		}
	})
}

func TestForwardedHostNeedsAProxy(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		db := authtest.New(t, auth.Options{Plugins: o.Plugins}).Options().Database
		for _, trusted := range []bool{false, true} {
			o := o
			o.Secret, o.Database, o.Log = authtest.Secret, db, slog.New(slog.DiscardHandler)
			o.Advanced.TrustedProxyHeaders = true
			if trusted {
				o.Advanced.IPAddress.TrustedProxies = []string{"192.0.2.0/24"}
			}
			var base string
			o.Before = func(c *auth.Call) (any, error) { base = c.BaseURL(); return nil, nil }
			a, err := auth.New(o)
			if err != nil {
				t.Fatal(err)
			}
			ask(a.Handler(), "GET", "/api/auth/ok", http.Header{"X-Forwarded-Host": {"book.example"}, "X-Forwarded-Proto": {"https"}}, "")
			if got := strings.HasPrefix(base, "https://book.example"); got != (trusted || !safer) {
				t.Errorf("with trusted proxies %v: %s", trusted, base)
			}
		}
	})
}
