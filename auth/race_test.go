package auth_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

// atOnce calls f a hundred times, all at the same moment.
func atOnce(f func(i int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range 100 {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			f(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
}

// tally counts outcomes.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *tally) add(outcome string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[string]int{}
	}
	c.counts[outcome]++
}

// wantOnce fails unless one outcome came once and nothing but the other otherwise.
func (c *tally) wantOnce(t *testing.T, success, failure string) {
	t.Helper()
	if len(c.counts) != 2 || c.counts[success] != 1 || c.counts[failure] != 99 {
		t.Errorf("%v; want %q once, %q 99 times", c.counts, success, failure)
	}
}

// cheap is e-mail and password without the work of a hash, so that a race is about the
// database.
func cheap(o password.Options) *password.Plugin {
	o.Hash = func(_ context.Context, p string) (string, error) { return "plain:" + p, nil }
	o.Verify = func(_ context.Context, hash, p string) (bool, error) { return hash == "plain:"+p, nil }
	return password.New(o)
}

// onEach runs a test on both databases, with a server that keeps its last mail.
func onEach(t *testing.T, o auth.Options, run func(t *testing.T, s *authtest.Server, last func() auth.Mail)) {
	t.Helper()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := o
			var mu sync.Mutex
			var mail auth.Mail
			keep := func(_ context.Context, m auth.Mail) error {
				mu.Lock()
				defer mu.Unlock()
				mail = m
				return nil
			}
			o.EmailVerification.Send, o.EmailVerification.AutoSignIn = keep, true
			o.User.ChangeEmail.Enabled = true
			o.User.DeleteUser = auth.DeleteUserOptions{Enabled: true, SendVerification: keep}
			o.Plugins = append([]auth.Plugin{cheap(password.Options{SendReset: keep})}, o.Plugins...)
			run(t, authtest.NewOn(t, url, o), func() auth.Mail { mu.Lock(); defer mu.Unlock(); return mail })
		})
	}
}

func outcome(r *authtest.Reply) string {
	if code := r.Text("code"); code != "" {
		return fmt.Sprint(r.StatusCode, " ", code)
	}
	return fmt.Sprint(r.StatusCode)
}

func wantRows(t *testing.T, s *authtest.Server, model string, want int64) {
	t.Helper()
	if n, err := s.Store().Count(t.Context(), model); err != nil || n != want {
		t.Errorf("%d rows in %s, want %d; %v", n, model, want, err)
	}
}

func TestResetTokenRace(t *testing.T) {
	t.Parallel()
	onEach(t, auth.Options{}, func(t *testing.T, s *authtest.Server, last func() auth.Mail) {
		signUpAnn(s)
		s.Browser().POST("/request-password-reset", `{"email":"ann@example.com"}`).Want(200)
		var results tally
		var winner sync.Map
		atOnce(func(i int) {
			r := s.Browser().POST("/reset-password", fmt.Sprintf(`{"newPassword":"battery staple %d","token":%q}`, i, last().Token))
			if r.StatusCode == 200 {
				winner.Store("i", i)
			}
			results.add(outcome(r))
		})
		results.wantOnce(t, "200", "400 INVALID_TOKEN")
		i, _ := winner.Load("i")
		s.Browser().POST("/sign-in/email", fmt.Sprintf(`{"email":"ann@example.com","password":"battery staple %d"}`, i)).Want(200)
		wantRows(t, s, "session", 1)
	})
}

func TestVerificationRace(t *testing.T) {
	t.Parallel()
	onEach(t, auth.Options{}, func(t *testing.T, s *authtest.Server, last func() auth.Mail) {
		signUpAnn(s)
		s.Browser().POST("/send-verification-email", `{"email":"ann@example.com"}`).Want(200)
		var results tally
		atOnce(func(int) {
			b := s.Browser()
			b.GET("/verify-email?token="+last().Token).Want(200, `{"status":true,"user":null}`)
			results.add(fmt.Sprint("signed in: ", b.Cookie("better-auth.session_token") != ""))
		})
		results.wantOnce(t, "signed in: true", "signed in: false")
		wantRows(t, s, "session", 2)
	})
}

func TestAddressChangeRace(t *testing.T) {
	t.Parallel()
	onEach(t, auth.Options{}, func(t *testing.T, s *authtest.Server, last func() auth.Mail) {
		ann := signUpAnn(s)
		ann.POST("/change-email", `{"newEmail":"anna@example.com"}`).Want(200)
		var results tally
		atOnce(func(int) { results.add(outcome(s.Browser().GET("/verify-email?token=" + last().Token))) })
		results.wantOnce(t, "200", "401 INVALID_TOKEN")
		ann.GET("/get-session").Want(200, `"email":"anna@example.com"`)
	})
}

func TestDeletionRace(t *testing.T) {
	t.Parallel()
	onEach(t, auth.Options{}, func(t *testing.T, s *authtest.Server, last func() auth.Mail) {
		ann := signUpAnn(s)
		ann.POST("/delete-user", `{}`).Want(200)
		cookie := ann.Cookie("better-auth.session_token")
		var deleted tally
		atOnce(func(int) {
			b := s.Browser()
			b.SetCookie("better-auth.session_token", cookie)
			if r := b.GET("/delete-user/callback?token=" + last().Token); r.StatusCode == 200 {
				deleted.add("200")
			} else if r.StatusCode != 404 {
				deleted.add(outcome(r))
			}
		})
		if len(deleted.counts) != 1 || deleted.counts["200"] != 1 {
			t.Errorf("%v", deleted.counts)
		}
		for _, model := range []string{"user", "account", "session", "verification"} {
			wantRows(t, s, model, 0)
		}
	})
}

func TestRefreshRace(t *testing.T) {
	t.Parallel()
	c := newClock()
	onEach(t, auth.Options{Now: c.Now, Session: auth.SessionOptions{UpdateAge: -1}}, func(t *testing.T, s *authtest.Server, _ func() auth.Mail) {
		ann := signUpAnn(s)
		cookie := ann.Cookie("better-auth.session_token")
		atOnce(func(int) {
			b := s.Browser()
			b.SetCookie("better-auth.session_token", cookie)
			b.GET("/get-session").Want(200, "ann@example.com")
			b.GET("/get-session").Want(200, "ann@example.com")
		})
		wantRows(t, s, "session", 1)
		// A refresh does not bring back what is revoked at the same time.
		user, err := s.FindUserByEmail(t.Context(), "ann@example.com")
		if err != nil {
			t.Fatal(err)
		}
		atOnce(func(i int) {
			if i == 50 {
				if err := s.DeleteSessions(t.Context(), user.ID); err != nil {
					t.Error(err)
				}
				return
			}
			b := s.Browser()
			b.SetCookie("better-auth.session_token", cookie)
			if r := b.GET("/get-session"); r.StatusCode != 200 && r.StatusCode != 401 {
				t.Errorf("status %d: %s", r.StatusCode, r.Body)
			}
		})
		ann.GET("/get-session").Want(200, "null")
		wantRows(t, s, "session", 0)
	})
}

func TestPasswordChangeRace(t *testing.T) {
	t.Parallel()
	onEach(t, auth.Options{}, func(t *testing.T, s *authtest.Server, _ func() auth.Mail) {
		ann := signUpAnn(s)
		var results tally
		cookie := ann.Cookie("better-auth.session_token")
		atOnce(func(i int) {
			b := s.Browser()
			b.SetCookie("better-auth.session_token", cookie)
			results.add(outcome(b.POST("/change-password", fmt.Sprintf(`{"newPassword":"battery staple %d","currentPassword":"correct horse"}`, i))))
		})
		if results.counts["200"] < 1 || results.counts["500"]+results.counts["503"] > 0 {
			t.Errorf("%v", results.counts)
		}
		ann.GET("/get-session").Want(200, "ann@example.com")
	})
}

// Two servers whose signing key has ended make new ones at once: what either signs, both
// keys' sets verify.
func TestKeyRotationRace(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			var servers []*authtest.Server
			for range 2 {
				servers = append(servers, authtest.NewOn(t, url, auth.Options{
					Now: c.Now, Plugins: []auth.Plugin{cheap(password.Options{}), jwt.New(jwt.Options{RotationInterval: time.Hour})},
				}))
			}
			cookie := signUpAnn(servers[0]).Cookie("better-auth.session_token")
			for range 2 {
				var kids tally
				atOnce(func(i int) {
					b := servers[i%2].Browser()
					b.SetCookie("better-auth.session_token", cookie)
					token := b.GET("/token").Want(200).Text("token")
					kids.add(kidOf(t, token))
				})
				c.advance(10 * time.Second)
				for _, s := range servers {
					keys := s.Browser().GET("/jwks").Want(200).Body
					for kid := range kids.counts {
						if !strings.Contains(keys, kid) {
							t.Errorf("the key %s is not published: %s", kid, keys)
						}
					}
				}
				c.advance(2 * time.Hour)
			}
		})
	}
}

func TestSignOutRace(t *testing.T) {
	t.Parallel()
	onEach(t, auth.Options{}, func(t *testing.T, s *authtest.Server, _ func() auth.Mail) {
		cookie := signUpAnn(s).Cookie("better-auth.session_token")
		atOnce(func(int) {
			b := s.Browser()
			b.SetCookie("better-auth.session_token", cookie)
			if r := b.POST("/sign-out", `{}`); r.StatusCode != http.StatusOK {
				t.Errorf("status %d", r.StatusCode)
			}
		})
		if n, err := s.Store().Count(t.Context(), "session", store.Ne("token", "")); err != nil || n != 0 {
			t.Errorf("%d sessions, %v", n, err)
		}
	})
}
