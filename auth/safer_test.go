package auth_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/password"
)

// Each test shows a default that is safer than the reference, and that compat
// "reference" restores its behaviour.

func bothWays(t *testing.T, run func(t *testing.T, o auth.Options, safer bool)) {
	t.Helper()
	for _, compat := range []string{"", "reference"} {
		t.Run("compat="+compat, func(t *testing.T) {
			t.Parallel()
			run(t, auth.Options{Compat: compat, Plugins: passwords()}, compat == "")
		})
	}
}

func choose(first bool, a, b int) int {
	if first {
		return a
	}
	return b
}

func TestCommonPasswordsAreRefused(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		b := authtest.New(t, o).Browser()
		for _, common := range []string{"password123", "Password123", "12345678"} {
			body := fmt.Sprintf(`{"name":"A","email":"%s@example.com","password":%q}`, strings.ToLower(common), common)
			if r := b.POST("/sign-up/email", body); safer && (r.StatusCode != 400 || r.Text("code") != "PASSWORD_COMPROMISED") {
				t.Errorf("%q: %d %s", common, r.StatusCode, r.Body)
			}
		}
		b.POST("/sign-up/email", `{"name":"A","email":"b@example.com","password":"correct horse"}`).Want(200)
	})
}

func TestGuessesAreBudgeted(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		c := newClock()
		o.Now = c.Now
		s := authtest.New(t, o)
		s.Browser().POST("/sign-up/email", annBody).Want(200)
		b := s.Browser()
		for range 10 {
			b.POST("/sign-in/email", `{"email":"ann@example.com","password":"wrong"}`).Want(401)
		}
		// Upper case is the same account; another account has a budget of its own.
		b.POST("/sign-in/email", `{"email":"ANN@example.com","password":"correct horse"}`).Want(choose(safer, 429, 200))
		b.POST("/sign-in/email", `{"email":"bob@example.com","password":"wrong"}`).Want(401)
		c.advance(15 * time.Minute)
		for range 30 { // right guesses cost nothing
			b.POST("/sign-in/email", `{"email":"ann@example.com","password":"correct horse"}`).Want(200)
		}
	})
}

func TestChangedPasswordEndsSessionsAndTokens(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		var token string
		o.Plugins = []auth.Plugin{password.New(password.Options{
			SendReset: func(_ context.Context, m auth.Mail) error { token = m.Token; return nil },
		})}
		s := authtest.New(t, o)
		ann, thief := s.Browser(), s.Browser()
		ann.POST("/sign-up/email", annBody).Want(200)
		thief.POST("/sign-in/email", `{"email":"ann@example.com","password":"correct horse"}`).Want(200)
		ann.POST("/request-password-reset", `{"email":"ann@example.com"}`).Want(200)
		ann.POST("/change-password", `{"newPassword":"battery staple","currentPassword":"correct horse"}`).Want(200)
		ann.GET("/get-session").Want(200, "ann@example.com")
		if out := thief.GET("/get-session").Want(200).Body == "null"; out != safer {
			t.Errorf("the other session ended: %v", out)
		}
		thief.POST("/reset-password", fmt.Sprintf(`{"newPassword":"stolen horse","token":%q}`, token)).Want(choose(safer, 400, 200))
	})
}

func TestResetEndsSessions(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		var tokens []string
		o.Plugins = []auth.Plugin{password.New(password.Options{
			SendReset: func(_ context.Context, m auth.Mail) error { tokens = append(tokens, m.Token); return nil },
		})}
		s := authtest.New(t, o)
		thief := s.Browser()
		thief.POST("/sign-up/email", annBody).Want(200)
		for range 2 {
			s.Browser().POST("/request-password-reset", `{"email":"ann@example.com"}`).Want(200)
		}
		reset := func(token string) string {
			return fmt.Sprintf(`{"newPassword":"battery staple","token":%q}`, token)
		}
		s.Browser().POST("/reset-password", reset(tokens[0])).Want(200)
		s.Browser().POST("/reset-password", reset(tokens[0])).Want(400, "INVALID_TOKEN")
		s.Browser().POST("/reset-password", reset(tokens[1])).Want(choose(safer, 400, 200))
		if out := thief.GET("/get-session").Want(200).Body == "null"; out != safer {
			t.Errorf("the session ended: %v", out)
		}
	})
}

func TestDeletingAsksForThePassword(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		o.User.DeleteUser.Enabled = true
		ann := authtest.New(t, o).Browser()
		ann.POST("/sign-up/email", annBody).Want(200)
		r := ann.POST("/delete-user", `{}`).Want(choose(safer, 400, 200))
		if !safer {
			return
		}
		r.Want(400, "USER_ALREADY_HAS_PASSWORD")
		ann.POST("/delete-user", `{"password":"wrong"}`).Want(400, "INVALID_PASSWORD")
		ann.POST("/delete-user", `{"password":"correct horse"}`).Want(200, "User deleted")
		ann.GET("/get-session").Want(200, "null")
	})
}

func TestForwardedAddressesNeedAProxy(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		b := authtest.New(t, o).Browser()
		b.Header.Set("X-Forwarded-For", "203.0.113.7")
		b.POST("/sign-up/email", annBody).Want(200)
		want := "203.0.113.7"
		if safer {
			want = "127.0.0.1"
		}
		if got := b.GET("/get-session").Text("session", "ipAddress"); got != want {
			t.Errorf("address %q, want %q", got, want)
		}
	})
}

func TestProfilesAreBounded(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		ann := authtest.New(t, o).Browser()
		ann.POST("/sign-up/email", strings.Replace(annBody, `"Ann"`, `"A\u0000nn"`, 1)).Want(choose(safer, 400, 200))
		ann.POST("/sign-up/email", strings.Replace(annBody, "Ann@", "Anna@", 1)).Want(200)
		for _, body := range []string{
			`{"image":"javascript:alert(1)"}`, `{"image":" JavaScript:alert(1)"}`, `{"image":"data:text/html,x"}`, `{"image":"data:image/svg+xml,x"}`,
			`{"image":"data:image/png;base64,` + strings.Repeat("A", 4096) + `"}`,
			`{"name":"a\u202e\u0007b"}`, `{"name":"` + strings.Repeat("x", 300) + `"}`,
		} {
			ann.POST("/update-user", body).Want(choose(safer, 400, 200))
		}
		for _, body := range []string{`{"image":"https://a.example/x.png"}`, `{"image":"/me.png"}`, `{"image":"data:image/png;base64,` + strings.Repeat("A", 4000) + `"}`, `{"image":"https://a.example/?` + strings.Repeat("a", 5000) + `"}`, `{"image":null}`, `{"name":"Zoë"}`} {
			ann.POST("/update-user", body).Want(200)
		}
	})
}

func TestPrefetchConsumesNothing(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		var link string
		o.Plugins = []auth.Plugin{magiclink.New(magiclink.Options{
			Send: func(_ context.Context, m magiclink.Mail) error { link = m.URL; return nil },
		})}
		s := authtest.New(t, o)
		s.Browser().POST("/sign-in/magic-link", `{"email":"ann@example.com"}`).Want(200)
		path := link[strings.Index(link, "/magic-link"):]
		scanner := s.Browser()
		scanner.Header.Set("Sec-Purpose", "prefetch;prerender")
		scanner.GET(path)
		location := s.Browser().GET(path).Want(302).Header.Get("Location")
		if failed := strings.Contains(location, "error="); failed == safer {
			t.Errorf("redirected to %s", location)
		}
	})
}

func TestHardeningHeaders(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		r := authtest.New(t, o).Browser().POST("/sign-up/email", annBody).Want(200)
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if got := r.Header.Get(name); (got == want) != safer {
				t.Errorf("%s: %q", name, got)
			}
		}
	})
}

func TestRenewedSessionsKeepTheirCookies(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		c := newClock()
		o.Now, o.Session.CookieCache.Enabled = c.Now, true
		b := authtest.New(t, o).Browser()
		b.POST("/sign-up/email", annBody).Want(200)
		c.advance(25 * time.Hour)
		r := b.GET("/list-accounts").Want(200)
		if got, want := maxAge(r, "better-auth.session_token"), choose(safer, 7*24*3600, -1); got != want {
			t.Errorf("Max-Age %d, want %d: %v", got, want, r.Header["Set-Cookie"])
		}
		if b.Cookie("better-auth.session_data") == "" {
			t.Errorf("no cached session: %v", r.Header["Set-Cookie"])
		}
	})
}

// TestListsAreNoTexts also where the reference leaves types to its database.
func TestListsAreNoTexts(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, _ bool) {
		b := authtest.New(t, o).Browser()
		b.POST("/sign-up/email", annBody).Want(200)
		for _, odd := range []string{`["Ann"]`, `{"a":1}`, `[]`} {
			b.POST("/update-user", `{"name":`+odd+`}`).Want(400, "VALIDATION_ERROR", "expected string")
			b.POST("/update-user", `{"image":`+odd+`}`).Want(400, "VALIDATION_ERROR", "expected string")
		}
		b.POST("/update-user", `{"name":7}`).Want(200)
		b.GET("/get-session?disableCookieCache=1").Want(200, `"name":"7"`)
	})
}
