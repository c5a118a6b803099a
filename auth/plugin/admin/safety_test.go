package admin_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/plugin/bearer"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/twofactor"
	"github.com/lyceum/lyceum/auth/store"
)

// codeOf is the public code of an error.
func codeOf(err error) string {
	var public *auth.Error
	if errors.As(err, &public) {
		return public.Code
	}
	return fmt.Sprint(err)
}

func TestBansHoldAndLiftThemselves(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		c := &clock{time.Now().UTC().Truncate(time.Millisecond)}
		o := open(t, database, auth.Options{Now: c.Now}, admin.Options{DefaultBanExpiresIn: time.Hour})
		bob := o.user("bob", "user")
		browser, _ := o.signedIn(bob)
		browser.GET("/get-session").Want(200, `"bob"`)
		if _, err := o.p.Ban(t.Context(), nil, bob.ID, admin.Ban{}); err != nil {
			t.Fatal(err)
		}
		browser.GET("/get-session").Want(200, "null")
		if _, err := o.CreateSession(t.Context(), auth.NewSession{UserID: bob.ID}); codeOf(err) != "BANNED_USER" {
			t.Fatal("a banned user got a session:", err)
		}
		c.now = c.now.Add(time.Hour + time.Second)
		o.signedIn(bob)
		again, err := o.FindUser(t.Context(), bob.ID)
		if err != nil || again.Row.Bool("banned") || again.Row.Get("banExpires") != nil || again.Row.Get("banReason") != nil {
			t.Error("the ban did not lift itself:", again.Row.V, err)
		}
	})
}

// Whichever comes first, a ban leaves no session behind.
func TestBanAndSignInRace(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		o := open(t, database, auth.Options{}, admin.Options{})
		for round := range 10 {
			bob := o.user(fmt.Sprintf("bob%d", round), "user")
			var wg sync.WaitGroup
			for i := range 4 {
				wg.Add(1)
				go func() {
					defer wg.Done()
					if i == 1 {
						if _, err := o.p.Ban(context.Background(), nil, bob.ID, admin.Ban{}); err != nil {
							t.Error(err)
						}
						return
					}
					_, err := o.CreateSession(context.Background(), auth.NewSession{UserID: bob.ID})
					if err != nil && codeOf(err) != "BANNED_USER" {
						t.Error(err)
					}
				}()
			}
			wg.Wait()
			if n, err := o.Store().Count(t.Context(), "session", store.Eq("userId", bob.ID)); err != nil || n != 0 {
				t.Fatalf("%d sessions outlived the ban: %v", n, err)
			}
		}
	})
}

// A user who is removed while they sign in leaves nothing behind.
func TestRemovalAndSignInRace(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		o := open(t, database, auth.Options{}, admin.Options{})
		for round := range 10 {
			bob := o.user(fmt.Sprintf("bob%d", round), "user")
			var wg sync.WaitGroup
			for i := range 3 {
				wg.Add(1)
				go func() {
					defer wg.Done()
					if i == 1 {
						if err := o.p.RemoveUser(context.Background(), nil, bob.ID); err != nil {
							t.Error(err)
						}
						return
					}
					_, _ = o.CreateSession(context.Background(), auth.NewSession{UserID: bob.ID}) // may come too late
				}()
			}
			wg.Wait()
			if n, err := o.Store().Count(t.Context(), "session", store.Eq("userId", bob.ID)); err != nil || n != 0 {
				t.Fatalf("%d sessions of nobody: %v", n, err)
			}
		}
	})
}

func TestOneAdministratorRemains(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		o := open(t, database, auth.Options{User: auth.UserOptions{DeleteUser: auth.DeleteUserOptions{Enabled: true}}}, admin.Options{})
		ann := o.user("ann", "admin")
		browser, _ := o.signedIn(ann)
		for _, call := range []struct{ path, body string }{
			{"/admin/set-role", `{"userId":"` + ann.ID + `","role":"user"}`},
			{"/admin/update-user", `{"userId":"` + ann.ID + `","data":{"role":["user"]}}`},
			{"/delete-user", `{}`},
		} {
			browser.POST(call.path, call.body).Want(400, "LAST_ADMIN")
		}
		bob := o.user("bob", "admin")
		if _, err := o.p.Ban(t.Context(), nil, bob.ID, admin.Ban{}); err != nil {
			t.Fatal(err)
		}
		browser.POST("/admin/set-role", `{"userId":"`+ann.ID+`","role":"user"}`).Want(400, "LAST_ADMIN") // a banned one does not count
		if _, err := o.p.Unban(t.Context(), nil, bob.ID); err != nil {
			t.Fatal(err)
		}
		// Two who demote each other at once: one is refused.
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, pair := range [][2]*auth.User{{ann, bob}, {bob, ann}} {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, errs[i] = o.p.SetRole(context.Background(), pair[0], pair[1].ID, "user")
			}()
		}
		wg.Wait()
		n, err := o.Store().Count(t.Context(), "user", store.Eq("role", "admin"))
		if err != nil || n != 1 || (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("%d administrators, %v, %v, %v", n, err, errs[0], errs[1])
		}
	})
}

func TestTokensAreNotShownToAdministrators(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		o := open(t, database, auth.Options{}, admin.Options{})
		chief, _ := o.signedIn(o.user("ann", "admin"))
		bob := o.user("bob", "user")
		browser, session := o.signedIn(bob)
		r := chief.POST("/admin/list-user-sessions", `{"userId":"`+bob.ID+`"}`).Want(200)
		if strings.Contains(r.Body, session.Token) {
			t.Fatal("an administrator sees a token:", r.Body)
		}
		var listed struct{ Sessions []struct{ Token string } }
		r.JSON(&listed)
		handle := listed.Sessions[0].Token
		thief := o.Browser()
		thief.SetCookie(o.CookieName("session_token"), auth.EscapeComponent(o.Sign(handle)))
		thief.GET("/get-session").Want(200, "null")
		chief.POST("/admin/revoke-user-session", `{"sessionToken":"`+handle+`"}`).Want(200)
		browser.GET("/get-session").Want(200, "null")
	})
}

func TestPasswordsSetByAdministratorsEndSessions(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		o := open(t, database, auth.Options{}, admin.Options{})
		chief, _ := o.signedIn(o.user("ann", "admin"))
		bob := o.user("bob", "user")
		browser, _ := o.signedIn(bob)
		body := func(p string) string { return `{"userId":"` + bob.ID + `","newPassword":"` + p + `"}` }
		chief.POST("/admin/set-user-password", body("password123")).Want(400)
		browser.GET("/get-session").Want(200, `"bob"`)
		chief.POST("/admin/set-user-password", body("a long new phrase")).Want(200, "true")
		browser.GET("/get-session").Want(200, "null")
		o.Browser().POST("/sign-in/email", `{"email":"bob@example.com","password":"a long new phrase"}`).Want(200)
	})
}

func TestImpersonationsStayShort(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		c := &clock{time.Now().UTC().Truncate(time.Millisecond)}
		o := open(t, database, auth.Options{Now: c.Now}, admin.Options{ImpersonationSessionDuration: 10 * time.Minute})
		s, err := o.p.Impersonate(t.Context(), o.user("ann", "admin"), o.user("bob", "user").ID)
		if err != nil {
			t.Fatal(err)
		}
		browser := o.browser(s.Session) // without the cookie that keeps it from being extended
		c.now = c.now.Add(5 * time.Minute)
		browser.GET("/get-session").Want(200, `"bob"`)
		c.now = c.now.Add(6 * time.Minute)
		browser.GET("/get-session").Want(200, "null")
	})
}

func TestListsRefuseWhatTheyCannotAnswer(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		o := open(t, database, auth.Options{User: auth.UserOptions{ModelOptions: auth.ModelOptions{AdditionalFields: []store.Field{
			{Name: "secret", Nullable: true, Hidden: true},
		}}}}, admin.Options{})
		chief, _ := o.signedIn(o.user("ann", "admin"))
		o.user("b_b", "user")
		o.user("bob", "user")
		for query, want := range map[string]int{
			"filterField=secret&filterValue=x": 400, "sortBy=secret": 400, "filterField=x&filterValue=x": 400,
			"limit=1001": 400, "limit=-1": 400, "offset=1.5": 400, "filterField=banned&filterValue=maybe": 400,
			"filterField=createdAt&filterValue=yesterday": 400, "filterField=banned&filterValue=tr&filterOperator=contains": 400,
			"limit=1000": 200, "filterField=createdAt&filterValue=2020-01-01T00:00:00Z&filterOperator=gt": 200,
		} {
			if r := chief.GET("/admin/list-users?" + query); r.StatusCode != want {
				t.Errorf("%s: status %d, want %d: %s", query, r.StatusCode, want, r.Body)
			}
		}
		chief.GET("/admin/list-users?searchValue=b_b").Want(200, `"total":1`)
		chief.GET("/admin/list-users?searchValue=%25").Want(200, `"total":0`)
	})
}

// Whatever way a session comes, and in whatever order plugins are given: an impersonation
// makes no way in that outlives it.
func TestImpersonationsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	p := admin.New(admin.Options{})
	o := &office{p: p, t: t, Server: authtest.New(t, auth.Options{
		Plugins:           []auth.Plugin{p, bearer.New(bearer.Options{}), twofactor.New(twofactor.Options{AllowPasswordless: true}), password.New(password.Options{})},
		User:              auth.UserOptions{ChangeEmail: auth.ChangeEmailOptions{Enabled: true}, DeleteUser: auth.DeleteUserOptions{Enabled: true}},
		EmailVerification: auth.EmailVerificationOptions{Send: func(context.Context, auth.Mail) error { return nil }},
	})}
	chief, victim := o.user("chief", "admin"), o.user("victim", "user")
	s, err := o.p.Impersonate(t.Context(), chief, victim.ID)
	if err != nil {
		t.Fatal(err)
	}
	const body = `{"newEmail":"mine@example.com"}`
	o.browser(s.Session).POST("/change-email", body).Want(403, "IMPERSONATED_SESSION")
	app := o.Browser()
	app.Header.Set("Authorization", "Bearer "+s.Session.Token)
	app.POST("/change-email", body).Want(403, "IMPERSONATED_SESSION")
	for _, path := range []string{"/delete-user", "/unlink-account", "/two-factor/enable", "/two-factor/get-totp-uri"} {
		o.browser(s.Session).POST(path, `{"accountId":"x","password":"x"}`).Want(403, "IMPERSONATED_SESSION")
	}
	own, _ := o.signedIn(victim)
	own.POST("/change-email", body).Want(200)
	own.POST("/delete-user", `{}`).Want(200)
}

// Who may set passwords or addresses, or change users, does not become somebody who administers
// more than they do, though neither is an administrator.
func TestNobodyBecomesWhoAdministersMore(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		all := roles().With(access.Roles{
			"remover": access.NewRole(access.Statements{"user": {"list", "delete"}}),
			"teacher": access.NewRole(access.Statements{"lesson": {"publish"}}),
		})
		o := open(t, database, auth.Options{}, admin.Options{Roles: all})
		support, _ := o.signedIn(o.user("support", "support"))
		chief, _ := o.signedIn(o.user("chief", "admin"))
		for name, more := range map[string]bool{"remover": true, "teacher": false, "user": false, "support": false} {
			u := o.user("a-"+name, name)
			password := `{"userId":"` + u.ID + `","newPassword":"correct horse battery"}`
			update := `{"userId":"` + u.ID + `","data":{"name":"x"}}`
			if more {
				support.POST("/admin/set-user-password", password).Want(403, "YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD")
				support.POST("/admin/update-user", update).Want(403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_USERS")
			} else {
				support.POST("/admin/set-user-password", password).Want(200)
				support.POST("/admin/update-user", update).Want(200)
			}
			chief.POST("/admin/set-user-password", password).Want(200)
		}
	})
}
