package auth_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

const (
	tokenName = "better-auth.session_token"
	dataName  = "better-auth.session_data"
)

func inMemory(t *testing.T, o auth.Options) *authtest.Server {
	t.Helper()
	o.Plugins = []auth.Plugin{password.New(password.Options{})}
	return authtest.NewOn(t, "memory:", o)
}

// elsewhere is the same person at another server.
func elsewhere(s *authtest.Server, b *authtest.Browser) *authtest.Browser {
	other := s.Browser()
	other.SetCookie(tokenName, b.Cookie(tokenName))
	other.SetCookie(dataName, b.Cookie(dataName))
	return other
}

// TestProcessesShareASecret: what one process puts into cookies, another accepts, without
// asking its memory.
func TestProcessesShareASecret(t *testing.T) {
	t.Parallel()
	one, two := inMemory(t, auth.Options{}), inMemory(t, auth.Options{})
	ann := one.Browser()
	ann.POST("/sign-up/email", annSignsUp).Want(200)
	if strings.Count(ann.Cookie(dataName), ".") != 4 {
		t.Errorf("the session is not encrypted: %s", ann.Cookie(dataName))
	}
	there := elsewhere(two, ann)
	two.SQL.Reset()
	there.GET("/get-session").Want(200, `"email":"ann@example.com"`)
	there.POST("/revoke-session", `{"token":"unknown"}`).Want(200)
	there.POST("/update-user", `{"name":"Änn"}`).Want(200)
	elsewhere(one, there).GET("/get-session").Want(200, `"name":"Änn"`)
	there.POST("/sign-out", `{}`).Want(200)
	there.GET("/get-session").Want(200, "null")

	stranger := authtest.NewOn(t, "memory:", auth.Options{Secret: strings.Repeat("another secret ", 3)})
	elsewhere(stranger, ann).GET("/get-session").Want(200, "null")
}

// TestCookieIsRenewed: in the last fifth of its life, or when the options say, and never
// beyond the session's.
func TestCookieIsRenewed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		refresh auth.RefreshCacheOptions
		after   time.Duration
		want    bool
	}{
		"early":            {after: 79 * time.Minute},
		"in the last part": {after: 81 * time.Minute, want: true},
		"as asked":         {refresh: auth.RefreshCacheOptions{UpdateAge: 50 * time.Minute}, after: 51 * time.Minute, want: true},
		"not as asked":     {refresh: auth.RefreshCacheOptions{UpdateAge: time.Minute}, after: 90 * time.Minute},
		"never":            {refresh: auth.RefreshCacheOptions{UpdateAge: -1}, after: 99 * time.Minute},
		"switched off":     {refresh: auth.RefreshCacheOptions{Disabled: true}, after: 99 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			o := auth.Options{Now: clock.Now}
			o.Session.CookieCache = auth.CookieCacheOptions{MaxAge: 100 * time.Minute, RefreshCache: tc.refresh}
			one, two := inMemory(t, o), inMemory(t, o)
			ann := one.Browser()
			ann.POST("/sign-up/email", annSignsUp).Want(200)
			there := elsewhere(two, ann)
			clock.advance(tc.after)
			before := there.Cookie(dataName)
			there.GET("/get-session").Want(200, `"email":"ann@example.com"`)
			if renewed := there.Cookie(dataName) != before; renewed != tc.want {
				t.Errorf("renewed: %v, want %v", renewed, tc.want)
			}
			clock.advance(8 * 24 * time.Hour)
			there.GET("/get-session").Want(200, "null")
		})
	}
}

// TestRenewalsOutliveTheCookie: looked at again and again, a session lasts its whole life, and
// no longer.
func TestRenewalsOutliveTheCookie(t *testing.T) {
	t.Parallel()
	clock := newClock()
	o := auth.Options{Now: clock.Now}
	o.Session.CookieCache.MaxAge = 10 * time.Hour
	one, two := inMemory(t, o), inMemory(t, o)
	ann := one.Browser()
	ann.POST("/sign-up/email", annSignsUp).Want(200)
	there := elsewhere(two, ann)
	for i := range 18 { // of 9 h are less than 7 days
		clock.advance(9 * time.Hour)
		if i%2 == 0 {
			there.GET("/get-session").Want(200, `"email":"ann@example.com"`)
		} else {
			there.GET("/list-accounts").Want(200)
		}
	}
	clock.advance(9 * time.Hour)
	there.GET("/get-session").Want(200, "null")
}

// TestMemoryIsSwept: sessions that have expired take no room.
func TestMemoryIsSwept(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := inMemory(t, auth.Options{Now: clock.Now})
	s.Browser().POST("/sign-up/email", annSignsUp).Want(200)
	for range 3 {
		clock.advance(8 * 24 * time.Hour)
		s.Browser().POST("/sign-in/email", `{"email":"ann@example.com","password":"a long phrase of ann"}`).Want(200)
		if n, err := s.Store().Count(t.Context(), "session"); err != nil || n != 1 {
			t.Errorf("%d sessions, %v", n, err)
		}
	}
}

// TestNeverSetIsAbsent: rows in memory say nothing about what was never set.
func TestNeverSetIsAbsent(t *testing.T) {
	t.Parallel()
	var o auth.Options
	o.User.AdditionalFields = []store.Field{{Name: "nickname", Nullable: true}}
	s := inMemory(t, o)
	ann := s.Browser()
	ann.POST("/sign-up/email", annSignsUp).Want(200)
	if body := ann.GET("/get-session").Want(200).Body; strings.Contains(body, "nickname") || strings.Contains(body, "image") {
		t.Errorf("names what was never set: %s", body)
	}
	ann.POST("/update-user", `{"nickname":null}`).Want(200)
	ann.GET("/get-session").Want(200, `"nickname":null`)
}

// TestStatelessAtOnce: one connection serves everybody.
func TestStatelessAtOnce(t *testing.T) {
	t.Parallel()
	s := inMemory(t, auth.Options{})
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			b := s.Browser()
			b.POST("/sign-up/email", strings.ReplaceAll(annSignsUp, "ann@", strings.Repeat("n", i+1)+"@")).Want(200)
			b.GET("/get-session").Want(200, `"name":"Ann"`)
			b.GET("/list-sessions").Want(200, `"userId"`)
		})
	}
	wg.Wait()
	if n, err := s.Store().Count(t.Context(), "user"); err != nil || n != 20 {
		t.Errorf("%d users, %v", n, err)
	}
}
