package auth_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

const annBody = `{"name":"Ann","email":"Ann@Example.com","password":"correct horse"}`

func passwords() []auth.Plugin { return []auth.Plugin{password.New(password.Options{})} }

// clock is a settable time.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// maxAge finds the Max-Age of a cookie in a reply; -1 when the cookie is not set, 0 when
// it is expired or has none.
func maxAge(r *authtest.Reply, name string) int {
	for _, c := range r.Cookies() {
		if c.Name == name {
			return max(c.MaxAge, 0)
		}
	}
	return -1
}

func TestSignUpRace(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// A trivial hash keeps the race about the database.
			p := password.New(password.Options{
				Hash:   func(context.Context, string) (string, error) { return "x", nil },
				Verify: func(context.Context, string, string) (bool, error) { return true, nil },
			})
			s := authtest.NewOn(t, url, auth.Options{Plugins: []auth.Plugin{p}})
			counts := sync.Map{}
			var wg sync.WaitGroup
			for range 100 {
				wg.Go(func() {
					r := s.Browser().POST("/sign-up/email", annBody)
					n, _ := counts.LoadOrStore(r.StatusCode, new(counter))
					n.(*counter).add()
				})
			}
			wg.Wait()
			if n, _ := counts.Load(200); n == nil || n.(*counter).n != 1 {
				t.Error("not exactly one sign-up succeeded")
			}
			counts.Range(func(status, n any) bool {
				if status != 200 && status != 422 {
					t.Errorf("%d replies with status %d", n.(*counter).n, status)
				}
				return true
			})
			for _, model := range []string{"user", "account", "session"} {
				if n, err := s.Store().Count(t.Context(), model); err != nil || n != 1 {
					t.Errorf("%d rows in %s, %v", n, model, err)
				}
			}
		})
	}
}

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

func TestMagicLinkWorksOnce(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var link string
			s := authtest.NewOn(t, url, auth.Options{Plugins: []auth.Plugin{magiclink.New(magiclink.Options{
				Send: func(_ context.Context, m magiclink.Mail) error { link = m.URL; return nil },
			})}})
			s.Browser().POST("/sign-in/magic-link", `{"email":"ann@example.com","name":"Ann"}`).Want(200)
			path := link[strings.Index(link, "/magic-link"):strings.Index(link, "&callbackURL")]
			signedIn := &counter{}
			var wg sync.WaitGroup
			for range 100 {
				wg.Go(func() {
					switch r := s.Browser().GET(path); r.StatusCode {
					case 200:
						signedIn.add()
					case 302:
						if !strings.Contains(r.Header.Get("Location"), "error=INVALID_TOKEN") {
							t.Errorf("redirect to %s", r.Header.Get("Location"))
						}
					default:
						t.Errorf("status %d: %s", r.StatusCode, r.Body)
					}
				})
			}
			wg.Wait()
			if signedIn.n != 1 {
				t.Errorf("the link worked %d times", signedIn.n)
			}
		})
	}
}

// TestAbsoluteEnd: a session in use is refreshed up to its absolute end, and not at every
// check near it; one that another server has refreshed further ends all the same.
func TestAbsoluteEnd(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := authtest.New(t, auth.Options{Plugins: passwords(), Now: c.Now, Session: auth.SessionOptions{AbsoluteExpiresIn: 10 * 24 * time.Hour}})
	ann := s.Browser()
	token := ann.POST("/sign-up/email", annBody).Want(200).Text("token")
	end := c.Now().Add(10 * 24 * time.Hour)
	for range 4 {
		c.advance(2 * 24 * time.Hour)
		ann.GET("/get-session").Want(200, "ann@example.com")
	}
	ann.GET("/get-session").Want(200, `"expiresAt":"`+end.UTC().Format("2006-01-02T15:04:05.000Z")+`"`)
	s.SQL.Reset()
	ann.GET("/get-session").Want(200, "ann@example.com")
	if all := s.SQL.All(); len(all) > 1 {
		t.Errorf("refreshed again, to no avail: %q", all)
	}
	if _, err := s.UpdateSession(t.Context(), token, store.Values{"expiresAt": end.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	c.advance(2*24*time.Hour + time.Millisecond)
	ann.GET("/get-session").Want(200, "null")
}

func TestSessionRefresh(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := authtest.New(t, auth.Options{Plugins: passwords(), Now: c.Now})
	ann := s.Browser()
	ann.POST("/sign-up/email", annBody).Want(200)
	const cookie = "better-auth.session_token"

	c.advance(24*time.Hour - time.Second)
	if age := maxAge(ann.GET("/get-session").Want(200, "ann@example.com"), cookie); age != -1 {
		t.Errorf("refreshed before it was due: Max-Age %d", age)
	}
	c.advance(time.Second)
	r := ann.GET("/get-session?disableRefresh=false").Want(200, "2026-11-30T12:00:00.000Z")
	if maxAge(r, cookie) != -1 {
		t.Error("disableRefresh=false must mean true")
	}
	r = ann.GET("/get-session").Want(200, `"expiresAt":"2026-12-01T12:00:00.000Z"`)
	if maxAge(r, cookie) != 7*24*3600 {
		t.Errorf("Max-Age %d", maxAge(r, cookie))
	}
	ann.GET("/list-sessions").Want(403, "SESSION_NOT_FRESH")
	c.advance(7*24*time.Hour + time.Millisecond)
	r = ann.GET("/get-session").Want(200, "null")
	if maxAge(r, cookie) != 0 {
		t.Error("the cookie of an expired session was not expired")
	}
	if n, _ := s.Store().Count(t.Context(), "session"); n != 0 {
		t.Error("the expired session is still stored")
	}
}

func TestNotRemembered(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := authtest.New(t, auth.Options{Plugins: passwords(), Now: c.Now})
	ann := s.Browser()
	r := ann.POST("/sign-up/email", strings.Replace(annBody, "{", `{"rememberMe":false,`, 1)).Want(200)
	if maxAge(r, "better-auth.session_token") != 0 || maxAge(r, "better-auth.dont_remember") != 0 {
		t.Errorf("cookies %v", r.Header["Set-Cookie"])
	}
	c.advance(23 * time.Hour)
	if r := ann.GET("/get-session").Want(200, "2026-11-24T12:00:00.000Z"); len(r.Header["Set-Cookie"]) != 0 {
		t.Errorf("cookies %v", r.Header["Set-Cookie"])
	}
	if r := ann.POST("/update-user", `{"name":"Anna"}`).Want(200); maxAge(r, "better-auth.session_token") != 0 || maxAge(r, "better-auth.dont_remember") != 0 {
		t.Errorf("cookies %v", r.Header["Set-Cookie"])
	}
	c.advance(2 * time.Hour)
	ann.GET("/get-session").Want(200, "null")
}

func decode(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatal(err)
	}
}

func TestCookieCache(t *testing.T) {
	t.Parallel()
	for _, strategy := range []string{"compact", "jwt", "jwe"} {
		t.Run(strategy, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			s := authtest.New(t, auth.Options{Plugins: passwords(), Now: c.Now, Compat: "reference", Session: auth.SessionOptions{
				CookieCache: auth.CookieCacheOptions{Enabled: true, Strategy: strategy},
				ModelOptions: auth.ModelOptions{AdditionalFields: []store.Field{
					{Name: "note", Nullable: true}, {Name: "inner", Nullable: true, Hidden: true, Default: func() any { return "secret" }},
				}},
			}})
			ann := s.Browser()
			ann.POST("/sign-up/email", `{"name":"Ann <é> \u2028","email":"ann@example.com","password":"correct horse"}`).Want(200)
			data := ann.Cookie("better-auth.session_data")
			s.SQL.Reset()
			first := ann.GET("/get-session").Want(200, "ann@example.com").Body
			if n := len(s.SQL.All()); n != 0 {
				t.Errorf("%d statements with a valid cache", n)
			}
			var fromCache, fromDatabase any
			decode(t, first, &fromCache)
			decode(t, ann.GET("/get-session?disableCookieCache=1").Want(200).Body, &fromDatabase)
			if diff := cmp.Diff(fromDatabase, fromCache); diff != "" {
				t.Errorf("the cache answers otherwise than the database:\n%s", diff)
			}
			if strategy == "compact" {
				text, _ := base64.RawURLEncoding.DecodeString(data)
				if strings.Contains(string(text), "secret") {
					t.Error("a hidden field is in the cache")
				}
			}
			// A forged or foreign cache is dropped, and the database asked.
			ann.SetCookie("better-auth.session_data", data[:len(data)-3]+"abc")
			ann.GET("/get-session").Want(200, "ann@example.com")
			if len(s.SQL.All()) == 0 {
				t.Error("a forged cache was believed")
			}
			bob := s.Browser()
			bob.POST("/sign-up/email", `{"name":"Bob","email":"bob@example.com","password":"correct horse"}`).Want(200)
			bob.SetCookie("better-auth.session_data", ann.Cookie("better-auth.session_data"))
			bob.GET("/get-session").Want(200, "bob@example.com")
			// A sensitive endpoint sees a revocation at once, in the reference others when the cache is old.
			if err := s.DeleteSessions(t.Context(), ann.GET("/get-session").Text("user", "id")); err != nil {
				t.Fatal(err)
			}
			ann.GET("/get-session").Want(200, "ann@example.com")
			ann.POST("/revoke-other-sessions", "{}").Want(401)
			c.advance(6 * time.Minute)
			ann.GET("/get-session").Want(200, "null")
		})
	}
}

func TestRevocation(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{Plugins: passwords()})
	laptop, phone, eve := s.Browser(), s.Browser(), s.Browser()
	laptop.POST("/sign-up/email", annBody).Want(200)
	phone.POST("/sign-in/email", `{"email":"ann@example.com","password":"correct horse"}`).Want(200)
	eve.POST("/sign-up/email", `{"name":"Eve","email":"eve@example.com","password":"correct horse"}`).Want(200)

	token := phone.GET("/get-session").Text("session", "token")
	eve.POST("/revoke-session", fmt.Sprintf(`{"token":%q}`, token)).Want(200, `{"status":true}`)
	phone.GET("/get-session").Want(200, "ann@example.com")
	laptop.POST("/revoke-session", fmt.Sprintf(`{"token":%q}`, token)).Want(200)
	phone.GET("/get-session").Want(200, "null")
	phone.POST("/sign-in/email", `{"email":"ann@example.com","password":"correct horse"}`).Want(200)
	laptop.POST("/change-password", `{"newPassword":"battery staple","currentPassword":"correct horse","revokeOtherSessions":true}`).Want(200)
	phone.GET("/get-session").Want(200, "null")
	laptop.GET("/get-session").Want(200, "ann@example.com")
	eve.GET("/get-session").Want(200, "eve@example.com")
	phone.POST("/sign-in/email", `{"email":"ann@example.com","password":"correct horse"}`).Want(401, "INVALID_EMAIL_OR_PASSWORD")
}

func TestOriginsAndBodies(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{Plugins: passwords(), TrustedOrigins: []string{"https://*.school.example"}, MaxBodyBytes: 4096})
	ann := s.Browser()
	ann.POST("/sign-up/email", annBody).Want(200)
	for origin, want := range map[string]int{
		"http://localhost:3000": 200, "https://a.school.example": 200, "https://evil.example": 403, "null": 403, "": 403,
		"https://school.example": 403, "http://localhost:3000.evil.example": 403,
	} {
		ann.Origin = origin
		ann.POST("/update-user", `{"name":"Ann"}`).Want(want)
	}
	ann.Origin = "http://localhost:3000"
	ann.POST("/update-user", `{"name":"x","callbackURL":"//evil.example"}`).Want(403, "INVALID_CALLBACK_URL")
	ann.POST("/update-user", `{"name":`).Want(400, "BAD_REQUEST")
	ann.POST("/update-user", `[1]`).Want(400, "[body] Invalid input: expected record, received array")
	ann.POST("/update-user", `{"name":"`+strings.Repeat("x", 5000)+`"}`).Want(413, "PAYLOAD_TOO_LARGE")
	ann.Header.Set("Content-Type", "text/plain")
	ann.POST("/update-user", `{}`).Want(415, "UNSUPPORTED_MEDIA_TYPE")
	for _, path := range []string{"/ok/", "//ok", "/nothing", "/sign-out"} {
		ann.GET(path).Want(404)
	}
	ann.Do(http.MethodHead, "/ok", "").Want(404)
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	on, c := true, newClock()
	s := authtest.New(t, auth.Options{
		Plugins: passwords(), Now: c.Now,
		Advanced:  auth.AdvancedOptions{IPAddress: auth.IPAddressOptions{TrustedProxies: []string{"127.0.0.0/8", "::1"}}},
		RateLimit: auth.RateLimitOptions{Enabled: &on, CustomRules: []auth.RateRule{{Path: "/ok", Window: time.Minute, Max: 1}}},
	})
	b := s.Browser()
	b.Header.Set("X-Forwarded-For", "203.0.113.7")
	for range 3 {
		b.POST("/sign-in/email", `{"email":"a@b.co","password":"x"}`).Want(401)
	}
	r := b.POST("/sign-in/email", `{"email":"a@b.co","password":"x"}`).Want(429, `{"message":"Too many requests. Please try again later."}`)
	if r.Header.Get("X-Retry-After") != "10" {
		t.Errorf("X-Retry-After %q", r.Header.Get("X-Retry-After"))
	}
	b.GET("/ok").Want(200)
	b.GET("/ok").Want(429)
	other := s.Browser()
	other.Header.Set("X-Forwarded-For", "203.0.113.8")
	other.GET("/ok").Want(200)
	c.advance(time.Minute)
	b.GET("/ok").Want(200)
}

// The database's statements are counted: never more than the reference needs
// (performance.md).
func TestStatementCounts(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			s := authtest.NewOn(t, url, auth.Options{Plugins: passwords(), Now: c.Now, Session: auth.SessionOptions{Cache: auth.SessionCacheOptions{Disabled: true}}})
			ann := s.Browser()
			count := func(what string, want int, r *authtest.Reply) {
				t.Helper()
				if got := len(s.SQL.All()); got != want || r.StatusCode != 200 {
					t.Errorf("%s: status %d, %d statements, want %d:\n%s", what, r.StatusCode, got, want, strings.Join(s.SQL.All(), "\n"))
				}
				s.SQL.Reset()
			}
			s.SQL.Reset()
			count("sign-up", 6, ann.POST("/sign-up/email", annBody))
			count("sign-in", 3, ann.POST("/sign-in/email", `{"email":"ann@example.com","password":"correct horse"}`))
			count("get-session", 1, ann.GET("/get-session"))
			count("list-sessions", 2, ann.GET("/list-sessions"))
			count("update-user", 2, ann.POST("/update-user", `{"name":"Anna"}`))
			count("revoke-other-sessions", 2, ann.POST("/revoke-other-sessions", `{}`))
			c.advance(25 * time.Hour)
			count("get-session with refresh", 2, ann.GET("/get-session"))
			count("sign-out", 1, ann.POST("/sign-out", `{}`))
		})
	}
}
