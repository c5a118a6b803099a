package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

// plainPasswords is the password plugin without the cost of hashing.
func plainPasswords() []auth.Plugin {
	return []auth.Plugin{password.New(password.Options{
		Hash:   func(_ context.Context, p string) (string, error) { return p, nil },
		Verify: func(_ context.Context, p, hash string) (bool, error) { return p == hash, nil },
	})}
}

// warm asks for the session until the cache answers.
func warm(t *testing.T, s *authtest.Server, browsers ...*authtest.Browser) {
	t.Helper()
	began := time.Now()
	for _, b := range browsers {
		for {
			s.SQL.Reset()
			b.GET("/get-session").Want(200, `{"session":{"expiresAt":"`)
			if len(s.SQL.All()) == 0 {
				break
			}
			if time.Since(began) > time.Minute {
				t.Fatal("the session cache does not answer")
			}
			time.Sleep(time.Millisecond)
		}
	}
}

func signUpAs(s *authtest.Server, name string) *authtest.Browser {
	b := s.Browser()
	b.POST("/sign-up/email", fmt.Sprintf(`{"name":%q,"email":"%s@example.com","password":"correct horse"}`, name, strings.ToLower(name))).Want(200)
	return b
}

func signInAs(s *authtest.Server, name string) *authtest.Browser {
	b := s.Browser()
	b.POST("/sign-in/email", fmt.Sprintf(`{"email":"%s@example.com","password":"correct horse"}`, name)).Want(200)
	return b
}

// tokenOf is the session token of a browser.
func tokenOf(b *authtest.Browser) string {
	token, _, _ := strings.Cut(b.Cookie("better-auth.session_token"), ".")
	return token
}

func TestSessionCacheAnswersWithoutStatements(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := authtest.NewOn(t, url, auth.Options{Plugins: plainPasswords()})
			ann := signUpAs(s, "Ann")
			first := ann.GET("/get-session").Want(200)
			warm(t, s, ann)
			again := ann.GET("/get-session").Want(200)
			if first.Body != again.Body || again.Header.Get("Set-Cookie") != first.Header.Get("Set-Cookie") {
				t.Errorf("the cache answers %s, the database %s", again.Body, first.Body)
			}
			// What asks for the database gets it, and a transaction sees its own writes.
			s.SQL.Reset()
			ann.POST("/revoke-other-sessions", `{}`).Want(200)
			if n := len(s.SQL.All()); n != 2 {
				t.Errorf("%d statements of a sensitive endpoint", n)
			}
			warm(t, s, ann)
			token := tokenOf(ann)
			failed := errors.New("no")
			err := s.InTx(t.Context(), func(ctx context.Context) error {
				if err := s.DeleteSession(ctx, token); err != nil {
					return err
				}
				if _, err := s.FindSession(ctx, token); !errors.Is(err, store.ErrNotFound) {
					t.Error("a transaction does not see what it deleted:", err)
				}
				return failed
			})
			if !errors.Is(err, failed) {
				t.Error(err)
			}
			ann.GET("/get-session").Want(200, `"name":"Ann"`)
		})
	}
}

// sessionEnds are the ways to end the second of Ann's two sessions in this process. Each
// must hold for the very next request.
func sessionEnds(s *authtest.Server) map[string]func(ctx context.Context, first, second *authtest.Browser) error {
	post := func(path, body string) func(context.Context, *authtest.Browser, *authtest.Browser) error {
		return func(_ context.Context, first, second *authtest.Browser) error {
			first.POST(path, strings.ReplaceAll(body, "TOKEN", tokenOf(second))).Want(200)
			return nil
		}
	}
	return map[string]func(ctx context.Context, first, second *authtest.Browser) error{
		"revoke-session":        post("/revoke-session", `{"token":"TOKEN"}`),
		"revoke-sessions":       post("/revoke-sessions", `{}`),
		"revoke-other-sessions": post("/revoke-other-sessions", `{}`),
		"change-password":       post("/change-password", `{"currentPassword":"correct horse","newPassword":"other horse","revokeOtherSessions":true}`),
		"delete-user":           post("/delete-user", `{"password":"correct horse"}`),
		"sign-out": func(_ context.Context, _, second *authtest.Browser) error {
			kept := second.Cookie("better-auth.session_token")
			second.POST("/sign-out", `{}`).Want(200)
			second.SetCookie("better-auth.session_token", kept)
			return nil
		},
		"DeleteSession": func(ctx context.Context, _, second *authtest.Browser) error {
			return s.DeleteSession(ctx, tokenOf(second))
		},
		"a plugin's Take": func(ctx context.Context, _, second *authtest.Browser) error {
			_, err := s.Store().Take(ctx, store.Query{Model: "session", Where: []store.Cond{store.Eq("token", tokenOf(second))}})
			return err
		},
		"a plugin's Delete by other fields": func(ctx context.Context, _, _ *authtest.Browser) error {
			_, err := s.Store().Delete(ctx, "session", store.Gt("expiresAt", time.Now()))
			return err
		},
		"a plugin's new token": func(ctx context.Context, _, second *authtest.Browser) error {
			_, err := s.Store().Update(ctx, "session", store.Values{"token": s.RandomString(32, auth.Alphanumeric)}, store.Eq("token", tokenOf(second)))
			return err
		},
		"a plugin's transaction": func(ctx context.Context, _, second *authtest.Browser) error {
			return s.Store().InTx(ctx, func(ctx context.Context) error {
				_, err := s.Store().UpdateAll(ctx, "session", store.Values{"userId": nobody(ctx, s)}, store.Eq("token", tokenOf(second)))
				if err == nil {
					_, err = s.Store().Delete(ctx, "user", store.Eq("email", "nobody@example.com"))
				}
				return err
			})
		},
	}
}

func nobody(ctx context.Context, s *authtest.Server) string {
	u, err := s.CreateUser(ctx, store.Values{"name": "Nobody", "email": "nobody@example.com"}, "test")
	if err != nil {
		panic(err)
	}
	return u.ID
}

func TestRevocationsHoldAtOnce(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := authtest.NewOn(t, url, auth.Options{
				Plugins: plainPasswords(), User: auth.UserOptions{DeleteUser: auth.DeleteUserOptions{Enabled: true}},
			})
			for end, act := range sessionEnds(s) {
				first := signUpAs(s, "Ann")
				second := signInAs(s, "ann")
				warm(t, s, first, second)
				if err := act(t.Context(), first, second); err != nil {
					t.Fatal(end, err)
				}
				if r := second.GET("/get-session"); r.StatusCode != http.StatusOK || r.Body != "null" {
					t.Errorf("after %s: %d %s", end, r.StatusCode, r.Body)
				}
				if _, err := s.Store().Delete(t.Context(), "user", store.Eq("email", "ann@example.com")); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestChangesShowAtOnce(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := authtest.NewOn(t, url, auth.Options{Plugins: plainPasswords(), Session: auth.SessionOptions{
				ModelOptions: auth.ModelOptions{AdditionalFields: []store.Field{{Name: "theme", Nullable: true}}},
			}, User: auth.UserOptions{ModelOptions: auth.ModelOptions{AdditionalFields: []store.Field{
				{Name: "role", Nullable: true}, {Name: "points", Type: store.Number, Nullable: true, Hidden: true},
			}}}})
			first := signUpAs(s, "Ann")
			second := signInAs(s, "ann")
			id := first.GET("/get-session").Text("user", "id")
			byID, ctx := store.Eq("id", id), t.Context()
			for i, act := range []func() error{
				func() error { first.POST("/update-user", `{"name":"0"}`).Want(200); return nil },
				func() error { _, err := s.UpdateUser(ctx, id, store.Values{"name": "1"}); return err },
				func() error { _, err := s.Store().Update(ctx, "user", store.Values{"name": "2"}, byID); return err },
				func() error {
					_, err := s.Store().UpdateAll(ctx, "user", store.Values{"name": "3"}, store.Ne("email", "x"))
					return err
				},
				func() error {
					_, err := s.Store().Increment(ctx, "user", "points", 1, store.Values{"name": "4"}, byID)
					return err
				},
				func() error {
					return s.InTx(ctx, func(ctx context.Context) error {
						_, err := s.UpdateUser(ctx, id, store.Values{"name": "5"})
						return err
					})
				},
			} {
				warm(t, s, first, second)
				if err := act(); err != nil {
					t.Fatal(i, err)
				}
				second.GET("/get-session").Want(200, fmt.Sprintf(`"name":"%d"`, i))
			}
			warm(t, s, second)
			second.POST("/update-session", `{"theme":"dark"}`).Want(200)
			second.GET("/get-session").Want(200, `"theme":"dark"`)
		})
	}
}

// Readers run all the time; what has returned before a read began must show in it.
func TestSessionCacheRace(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := authtest.NewOn(t, url, auth.Options{Plugins: plainPasswords()})
			ann := signUpAs(s, "Ann")
			warm(t, s, ann)
			id := ann.GET("/get-session").Text("user", "id")
			var tokens []string
			for range 40 {
				session, err := s.CreateSession(t.Context(), auth.NewSession{UserID: id})
				if err != nil {
					t.Fatal(err)
				}
				tokens = append(tokens, session.Token)
			}
			var revoked, renamed, done atomic.Int64 // how many tokens and names so far
			var wg sync.WaitGroup
			for reader := range 6 {
				wg.Go(func() {
					for i := reader; done.Load() == 0; i++ {
						gone, name, n := revoked.Load(), renamed.Load(), int64(i%len(tokens))
						found, err := s.FindSession(t.Context(), tokens[n])
						switch {
						case err != nil && !errors.Is(err, store.ErrNotFound):
							t.Error(err)
						case err == nil && n < gone:
							t.Errorf("session %d was found after %d had been revoked", n, gone)
						case err == nil && found.User.Name != "Ann" && found.User.Name < fmt.Sprintf("%03d", name):
							t.Errorf("name %s after %03d", found.User.Name, name)
						}
					}
				})
			}
			for i, token := range tokens {
				if err := s.DeleteSession(t.Context(), token); err != nil {
					t.Error(err)
				}
				revoked.Store(int64(i + 1))
				if _, err := s.UpdateUser(t.Context(), id, store.Values{"name": fmt.Sprintf("%03d", i+1)}); err != nil {
					t.Error(err)
				}
				renamed.Store(int64(i + 1))
				time.Sleep(time.Millisecond)
			}
			done.Store(1)
			wg.Wait()
		})
	}
}
