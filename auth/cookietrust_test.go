package auth_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/store"
)

// cookieCached is a server with sessions in cookies too, and a clock of its own.
func cookieCached(t *testing.T, url, strategy string) (*authtest.Server, *clock) {
	t.Helper()
	c := newClock()
	return authtest.NewOn(t, url, auth.Options{
		Plugins: plainPasswords(), Now: c.Now, User: auth.UserOptions{DeleteUser: auth.DeleteUserOptions{Enabled: true}},
		Session: auth.SessionOptions{CookieCache: auth.CookieCacheOptions{Enabled: true, Strategy: strategy}},
	}), c
}

// believed asks until the cookie answers: no statement, and no new cookie.
func believed(t testing.TB, s *authtest.Server, c *clock, browsers ...*authtest.Browser) {
	t.Helper()
	began := time.Now()
	for _, b := range browsers {
		for {
			c.advance(6 * time.Second) // past what clocks may differ by
			b.GET("/get-session").Want(200, `{"session":{`)
			s.SQL.Reset()
			if r := b.GET("/get-session").Want(200, `{"session":{`); len(s.SQL.All()) == 0 && r.Header.Get("Set-Cookie") == "" {
				break
			}
			if time.Since(began) > time.Minute {
				t.Fatal("the cookie is never believed")
			}
			time.Sleep(time.Millisecond)
		}
	}
}

// Whatever ends a session in this process holds for the very next request, in the reference
// only when the cookie has expired.
func TestCookieCacheTellsTheTruth(t *testing.T) { //nolint:tparallel // strategies share a database
	t.Parallel()
	for name, url := range databases(t) {
		for _, strategy := range []string{"compact", "jwt", "jwe"} {
			t.Run(name+" "+strategy, func(t *testing.T) {
				if name == "sqlite" {
					url = "sqlite:" + t.TempDir() + "/auth.db"
				}
				s, c := cookieCached(t, url, strategy)
				for end, act := range sessionEnds(s) {
					first := signUpAs(s, "Ann")
					second := signInAs(s, "ann")
					believed(t, s, c, first, second)
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
				ann, other := signUpAs(s, "Ann"), signInAs(s, "ann")
				believed(t, s, c, ann, other)
				ann.POST("/update-user", `{"name":"Anna"}`).Want(200)
				other.GET("/get-session").Want(200, `"name":"Anna"`)
				other.POST("/delete-user", `{"password":"correct horse"}`).Want(200)
			})
		}
	}
}

// What another process does holds within the promise, and so it does when the database has
// stopped telling of it.
func TestCookieCacheAndAnotherProcess(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := cookieCached(t, url, "compact")
			process := startOther(t, url)
			commands := []string{
				"end TOKEN", "name USER Anna", "sql delete from session where token = 'TOKEN'",
				`sql update "user" set name = 'Anna' where id = 'USER'`, `sql delete from "user" where id = 'USER'`,
			}
			if name == "postgres" {
				commands = append(commands, "sql truncate session", "sql drop function lyceum_notice_1 cascade", "sql delete from session")
			}
			for i, command := range commands {
				ann := signUpAs(s, fmt.Sprintf("Ann%d", i))
				if i < len(commands)-1 || name == "sqlite" { // then it is believed no more
					believed(t, s, c, ann)
				}
				user := ann.GET("/get-session").Text("user", "id")
				process.do(t, strings.NewReplacer("TOKEN", tokenOf(ann), "USER", user).Replace(command))
				time.Sleep(promise)
				s.SQL.Reset()
				r := ann.GET("/get-session").Want(200)
				switch {
				case strings.Contains(command, "drop function"):
					if len(s.SQL.All()) == 0 {
						t.Error("a cookie is believed though nobody tells of changes")
					}
				case strings.Contains(command, "Anna"):
					r.Want(200, `"name":"Anna"`)
				case r.Body != "null":
					t.Errorf("after %s: %s", command, r.Body)
				}
			}
		})
	}
}

// Where nobody tells of changes, a cookie spares nothing.
func TestCookieCacheWithoutNews(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{Plugins: plainPasswords(), Session: auth.SessionOptions{
		Cache: auth.SessionCacheOptions{Disabled: true}, CookieCache: auth.CookieCacheOptions{Enabled: true},
	}})
	ann := signUpAs(s, "Ann")
	ann.GET("/get-session").Want(200, "Ann")
	if err := s.DeleteSession(context.Background(), tokenOf(ann)); err != nil {
		t.Fatal(err)
	}
	ann.GET("/get-session").Want(200, "null")
}

// A stateless session is its cookie; the process that ended it knows better.
func TestStatelessSessionsEndWhereTheyAreEnded(t *testing.T) {
	t.Parallel()
	one, two := inMemory(t, auth.Options{User: auth.UserOptions{DeleteUser: auth.DeleteUserOptions{Enabled: true}}}), inMemory(t, auth.Options{})
	ann := one.Browser()
	ann.POST("/sign-up/email", annSignsUp).Want(200)
	copied, there := elsewhere(one, ann), elsewhere(two, ann)
	there.POST("/update-user", `{"name":"Anne"}`).Want(200)
	there.GET("/get-session").Want(200, `"name":"Anne"`)
	ann.POST("/update-user", `{"name":"Änn"}`).Want(200)
	copied.GET("/get-session").Want(200, `"name":"Änn"`)
	time.Sleep(2 * time.Millisecond) // a cookie written by a change is believed for the rest of its millisecond
	ann.POST("/sign-out", `{}`).Want(200)
	copied.GET("/get-session").Want(200, "null")

	ann.POST("/sign-in/email", `{"email":"ann@example.com","password":"a long phrase of ann"}`).Want(200)
	copied = elsewhere(one, ann)
	ann.POST("/delete-user", `{"password":"a long phrase of ann"}`).Want(200)
	copied.GET("/get-session").Want(200, "null")
}

// Valkey tells of changes too.
func TestCookieCacheBesideSecondaryStorage(t *testing.T) {
	t.Parallel()
	address := realValkey(t)
	c := newClock()
	s := authtest.New(t, auth.Options{
		SecondaryStorage: openValkey(t, address), Plugins: plainPasswords(), Now: c.Now,
		Session: auth.SessionOptions{CookieCache: auth.CookieCacheOptions{Enabled: true}},
	})
	process := startProcess(t, otherClientEnv+"="+address)
	for i, end := range []func(token string){
		func(token string) { process.do(t, "DEL\tbetter-auth:"+token); time.Sleep(promise) },
		func(token string) { _ = s.DeleteSession(t.Context(), token) },
		func(string) { process.do(t, "FLUSHALL"); time.Sleep(promise) },
	} {
		ann := signUpAs(s, fmt.Sprintf("Ann%d", i))
		believed(t, s, c, ann)
		end(tokenOf(ann))
		if r := ann.GET("/get-session").Want(200); r.Body != "null" {
			t.Errorf("%d: %s", i, r.Body)
		}
	}
}
