package auth_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/valkey"
	"github.com/lyceum/lyceum/internal/valkeytest"
)

func openValkey(t *testing.T, address string) *valkey.DB {
	t.Helper()
	kv, err := valkey.Open(address, valkey.WithTimeout(30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kv.Close() })
	return kv
}

const annSignsUp = `{"name":"Ann","email":"ann@example.com","password":"a long phrase of ann"}`

func signUpWith(t *testing.T, kv store.Secondary, o auth.Options) (*authtest.Server, *authtest.Browser, string) {
	t.Helper()
	o.SecondaryStorage = kv
	o.Plugins = append([]auth.Plugin{password.New(password.Options{})}, o.Plugins...)
	s := authtest.New(t, o)
	ann := s.Browser()
	token := ann.POST("/sign-up/email", annSignsUp).Want(200).Text("token")
	return s, ann, token
}

// TestSessionsBesideTheDatabase: a session check asks secondary storage alone.
func TestSessionsBesideTheDatabase(t *testing.T) {
	t.Parallel()
	valkeytest.Each(t, func(t *testing.T, address string) {
		s, ann, _ := signUpWith(t, openValkey(t, address), auth.Options{})
		s.SQL.Reset()
		ann.GET("/get-session").Want(200, `"email":"ann@example.com"`)
		ann.GET("/list-sessions").Want(200, `"userId":"`)
		if all := s.SQL.All(); len(all) != 0 {
			t.Errorf("the database was asked: %q", all)
		}
		// Its schema has no table of sessions, and nothing is missing.
		if plan, err := s.Migrator().Plan(t.Context()); err != nil || !plan.Empty() {
			t.Error(plan, err)
		}
		if _, err := s.Store().Count(t.Context(), "session"); err == nil {
			t.Error("there is a table of sessions")
		}
	})
}

// TestListsLoseNobody: sessions made at once are all on the list, and all end at once.
func TestListsLoseNobody(t *testing.T) {
	t.Parallel()
	valkeytest.Each(t, func(t *testing.T, address string) {
		s, ann, token := signUpWith(t, openValkey(t, address), auth.Options{})
		me, err := s.FindSession(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range 30 {
			group.Go(func() {
				if _, err := s.CreateSession(context.Background(), auth.NewSession{UserID: me.User.ID}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		list, err := s.Sessions(t.Context(), me.User.ID)
		if err != nil || len(list) != 31 {
			t.Fatalf("%d sessions are listed (%v)", len(list), err)
		}
		ann.POST("/revoke-sessions", `{}`).Want(200)
		for _, session := range list {
			if _, err := s.FindSession(t.Context(), session.Token); !errors.Is(err, store.ErrNotFound) {
				t.Fatal("a session outlived its revocation:", err)
			}
		}
	})
}

// TestRevokedStaysRevoked: refreshing and changing a user while a session ends does not bring
// it back.
func TestRevokedStaysRevoked(t *testing.T) {
	t.Parallel()
	kv := openValkey(t, valkeytest.New(t))
	s, _, token := signUpWith(t, kv, auth.Options{})
	me, err := s.FindSession(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 20 {
		session, err := s.CreateSession(t.Context(), auth.NewSession{UserID: me.User.ID})
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		group.Go(func() { _ = s.DeleteSession(context.Background(), session.Token) })
		group.Go(func() {
			_, _ = s.UpdateSession(context.Background(), session.Token, store.Values{"expiresAt": time.Now().Add(time.Hour)})
		})
		group.Go(func() {
			_, _ = s.UpdateUser(context.Background(), me.User.ID, store.Values{"name": fmt.Sprint("Ann ", round)})
		})
		group.Wait()
		if _, err := s.FindSession(t.Context(), session.Token); !errors.Is(err, store.ErrNotFound) {
			t.Fatalf("round %d: a session that was ended is back (%v)", round, err)
		}
	}
}

// TestFailedSignUpLeavesNoSession: what was written beside the database is taken back.
func TestFailedSignUpLeavesNoSession(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	refuse := plugin{"refuse", func(b *auth.Builder) error {
		b.Events().SignedIn = append(b.Events().SignedIn, func(*auth.Call, *auth.SignIn, *auth.SessionUser) error {
			return auth.FailText(403, "no")
		})
		return nil
	}}
	s := authtest.New(t, auth.Options{
		SecondaryStorage: openValkey(t, "valkey://"+m.Addr()), Plugins: []auth.Plugin{password.New(password.Options{}), refuse},
	})
	s.Browser().POST("/sign-up/email", annSignsUp).Want(403)
	for _, key := range m.Keys() {
		if !strings.Contains(key, "|") {
			t.Errorf("%s is left", key)
		}
	}
	if n, err := s.Store().Count(t.Context(), "user"); n != 0 || err != nil {
		t.Error(n, "users are left", err)
	}
}

// TestStorageGoneAndBack: 503 at once, no half of a user, and all is well when it is back.
func TestStorageGoneAndBack(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	s, ann, _ := signUpWith(t, openValkey(t, "valkey://"+m.Addr()), auth.Options{})
	m.Close()
	begun := time.Now()
	for _, r := range []*authtest.Reply{
		ann.GET("/get-session"), ann.GET("/list-sessions"), ann.POST("/revoke-sessions", `{}`),
		s.Browser().POST("/sign-up/email", strings.ReplaceAll(annSignsUp, "ann@", "bob@")),
	} {
		r.Want(503)
		if r.Header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		if len(r.Header["Set-Cookie"]) > 0 {
			t.Error("a cookie was set:", r.Header["Set-Cookie"])
		}
	}
	if spent := time.Since(begun); spent > 10*time.Second {
		t.Errorf("4 requests took %s", spent)
	}
	if n, err := s.Store().Count(t.Context(), "user"); n != 1 || err != nil {
		t.Error(n, "users", err)
	}
	if err := m.Restart(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(10 * time.Second)
	for ann.GET("/get-session").StatusCode != 200 {
		if time.Now().After(deadline) {
			t.Fatal("it does not recover")
		}
		time.Sleep(20 * time.Millisecond)
	}
	ann.GET("/get-session").Want(200, "ann@example.com")
}

// TestValuesWorkOnce: the same one-time value a hundred times at once, in secondary storage
// alone and with a row besides.
func TestValuesWorkOnce(t *testing.T) {
	t.Parallel()
	for _, inDatabase := range []bool{false, true} {
		t.Run(fmt.Sprint(inDatabase), func(t *testing.T) {
			t.Parallel()
			s, _, _ := signUpWith(t, openValkey(t, valkeytest.New(t)), auth.Options{
				Verification: auth.VerificationOptions{StoreInDatabase: inDatabase, StoreIdentifier: "hashed"},
			})
			if err := s.CreateVerification(t.Context(), "once", "value", time.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
			if row, err := s.FindVerification(t.Context(), "once"); err != nil || row.String("value") != "value" {
				t.Fatal(row, err)
			}
			var won atomic.Int64
			var group sync.WaitGroup
			for range 100 {
				group.Go(func() {
					row, err := s.TakeVerification(context.Background(), "once")
					if err == nil && row.String("value") == "value" {
						won.Add(1)
					} else if !errors.Is(err, store.ErrNotFound) {
						t.Error(err)
					}
				})
			}
			group.Wait()
			if won.Load() != 1 {
				t.Errorf("it worked %d times", won.Load())
			}
		})
	}
}

// TestValuesChange: compare and swap, and removal.
func TestValuesChange(t *testing.T) {
	t.Parallel()
	s, _, _ := signUpWith(t, openValkey(t, valkeytest.New(t)), auth.Options{})
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.CreateVerification(ctx, "code", "123:0", time.Now().Add(time.Hour)))
	must(s.UpdateVerification(ctx, "code", store.Values{"value": "123:1"}, store.Eq("value", "123:0")))
	if err := s.UpdateVerification(ctx, "code", store.Values{"value": "123:2"}, store.Eq("value", "123:0")); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	if row, err := s.FindVerification(ctx, "code"); err != nil || row.String("value") != "123:1" {
		t.Error(row, err)
	}
	must(s.DeleteVerification(ctx, "code"))
	if _, err := s.FindVerification(ctx, "code"); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
}

// TestOutstandingEnds: a new password ends the reset tokens that were handed out before.
func TestOutstandingEnds(t *testing.T) {
	t.Parallel()
	kv := openValkey(t, valkeytest.New(t))
	s, ann, token := signUpWith(t, kv, auth.Options{})
	me, err := s.FindSession(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	make := func(name string) {
		t.Helper()
		if err := s.CreateVerification(t.Context(), "reset-password:"+name, me.User.ID, time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	make("old")
	ann.POST("/change-password", `{"currentPassword":"a long phrase of ann","newPassword":"quite another phrase"}`).Want(200)
	s.Browser().POST("/reset-password", `{"newPassword":"a third long phrase","token":"old"}`).Want(400, "INVALID_TOKEN")
	time.Sleep(2 * time.Millisecond)
	make("new")
	s.Browser().POST("/reset-password", `{"newPassword":"a third long phrase","token":"new"}`).Want(200)
}

// TestGuessesAreShared: what is guessed on one node counts on the other.
func TestGuessesAreShared(t *testing.T) {
	t.Parallel()
	database := "sqlite:" + t.TempDir() + "/auth.db"
	kv := openValkey(t, valkeytest.New(t))
	for name, o := range map[string]auth.Options{
		"secondary": {SecondaryStorage: kv}, "database": {RateLimit: auth.RateLimitOptions{Storage: "database"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			node := func() *authtest.Server {
				own := o
				own.Plugins = []auth.Plugin{password.New(password.Options{})}
				return authtest.NewOn(t, database+name, own)
			}
			one, other := node(), node()
			one.Browser().POST("/sign-up/email", annSignsUp).Want(200)
			statuses := map[int]int{}
			for i := range 14 {
				node := one
				if i%2 == 1 {
					node = other
				}
				r := node.Browser().POST("/sign-in/email", `{"email":"ann@example.com","password":"a wrong guess"}`)
				statuses[r.StatusCode]++
			}
			if statuses[401] != 10 || statuses[429] != 4 {
				t.Errorf("statuses: %v", statuses)
			}
		})
	}
}

// TestForeignValues: what is no session under a token signs nobody in and breaks nothing.
func TestForeignValues(t *testing.T) {
	t.Parallel()
	kv := openValkey(t, valkeytest.New(t))
	s, ann, token := signUpWith(t, kv, auth.Options{})
	good, err := kv.Get(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"", "null", "1", "[]", "{}", "{", `{"session":null,"user":null}`, `{"session":{},"user":{}}`, `"text"`,
		strings.Replace(good, `"userId":"`, `"userId":null,"x":"`, 1), strings.Replace(good, `"expiresAt":"`, `"expiresAt":"x`, 1),
		strings.Replace(good, `"user":{`, `"nobody":{`, 1), strings.Repeat("[", 100_000),
	} {
		if err := kv.Set(t.Context(), token, text, time.Minute); err != nil {
			t.Fatal(err)
		}
		if got, err := s.FindSession(t.Context(), token); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%.40s: %v, %v", text, got, err)
		}
	}
	if err := kv.Set(t.Context(), token, good, time.Minute); err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"x", "{}", `[1,null,{}]`, `[{"token":1,"expiresAt":"x"}]`} {
		var user struct{ User struct{ ID string } }
		if err := json.Unmarshal([]byte(good), &user); err != nil {
			t.Fatal(err)
		}
		if err := kv.Set(t.Context(), "active-sessions-"+user.User.ID, list, time.Minute); err != nil {
			t.Fatal(err)
		}
		ann.GET("/list-sessions").Want(200, "[]")
	}
	ann.GET("/get-session").Want(200, "ann@example.com")
}

// A key that holds no session is nothing to revoke, and its existence nobody's business.
func TestRevokingWhatIsNoSession(t *testing.T) {
	t.Parallel()
	for compat, want := range map[string]int{"": 200, "reference": 500} {
		kv := openValkey(t, valkeytest.New(t))
		s, ann, _ := signUpWith(t, kv, auth.Options{Compat: compat})
		id := ann.GET("/get-session").Text("user", "id")
		if r := ann.POST("/revoke-session", `{"token":"active-sessions-`+id+`"}`); r.StatusCode != want {
			t.Errorf("compat %q: %d %s", compat, r.StatusCode, r.Body)
		}
		ann.GET("/get-session").Want(200, "ann@example.com")
		if list, err := s.Sessions(t.Context(), id); err != nil || len(list) != 1 {
			t.Errorf("compat %q: %d sessions are listed (%v)", compat, len(list), err)
		}
	}
}

// TestChangedSessionsKeepTheirMoment: only a refresh, and the person's own fields, move
// updatedAt of a session in secondary storage, as in the reference.
func TestChangedSessionsKeepTheirMoment(t *testing.T) {
	t.Parallel()
	valkeytest.Each(t, func(t *testing.T, address string) {
		var ahead atomic.Int64
		now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		s, _, token := signUpWith(t, openValkey(t, address), auth.Options{Now: now})
		before, err := s.FindSession(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		ahead.Store(int64(time.Hour))
		changed, err := s.UpdateSession(t.Context(), token, store.Values{"userAgent": "another"})
		if err != nil || changed.UserAgent != "another" || !changed.UpdatedAt.Equal(before.Session.UpdatedAt) {
			t.Errorf("%+v, %v; want it updated at %v", changed, err, before.Session.UpdatedAt)
		}
	})
}

// TestFieldsOfKeptSessions: fields have the types they were declared with, and a change loses no hidden one.
func TestFieldsOfKeptSessions(t *testing.T) {
	t.Parallel()
	s, ann, token := signUpWith(t, openValkey(t, valkeytest.New(t)), auth.Options{
		Session: auth.SessionOptions{ModelOptions: auth.ModelOptions{AdditionalFields: []store.Field{
			{Name: "theme", Nullable: true}, {Name: "trace", Nullable: true, Hidden: true, Default: func() any { return "inner" }},
		}}},
	})
	ann.POST("/update-session", `{"theme":7}`).Want(200, `"theme":"7"`)
	if r := ann.GET("/get-session").Want(200, `"theme":"7"`); strings.Contains(r.Body, "trace") {
		t.Errorf("a hidden field is shown: %s", r.Body)
	}
	if found, err := s.FindSession(t.Context(), token); err != nil || found.Session.Row.String("trace") != "inner" {
		t.Errorf("the hidden field is lost: %v", err)
	}
}
