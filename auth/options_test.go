package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

// TestEventsOfAnApplication: every kind of write can be seen, changed and refused from
// Options.Events, inside the transaction it belongs to.
func TestEventsOfAnApplication(t *testing.T) {
	t.Parallel()
	var seen []string
	see := func(what string) { seen = append(seen, what) }
	write := func(what string, more store.Values) []func(context.Context, *auth.Write) error {
		return []func(context.Context, *auth.Write) error{func(_ context.Context, w *auth.Write) error {
			see(what)
			for k, v := range more {
				w.Values[k] = v
			}
			return nil
		}}
	}
	s := authtest.New(t, auth.Options{
		Plugins: []auth.Plugin{password.New(password.Options{SendReset: func(context.Context, auth.Mail) error { return nil }})},
		Compat:  "reference",
		User:    auth.UserOptions{DeleteUser: auth.DeleteUserOptions{Enabled: true}},
		Events: auth.Events{
			UserCreating: write("user-creating", store.Values{"name": "Changed"}), UserUpdating: write("user-updating", nil), UserDeleting: write("user-deleting", nil),
			SessionCreating: write("session-creating", store.Values{"userAgent": "changed"}), SessionDeleting: write("session-deleting", nil),
			AccountCreating: write("account-creating", nil), AccountDeleting: write("account-deleting", nil),
			VerificationCreating: write("verification-creating", nil),
			UserCreated:          []func(context.Context, *auth.User) error{func(context.Context, *auth.User) error { see("user-created"); return nil }},
			UserDeleted:          []func(context.Context, *auth.User) error{func(context.Context, *auth.User) error { see("user-deleted"); return nil }},
			SessionCreated:       []func(context.Context, *auth.Session) error{func(context.Context, *auth.Session) error { see("session-created"); return nil }},
			SessionDeleted:       []func(context.Context, *auth.Session) error{func(context.Context, *auth.Session) error { see("session-deleted"); return nil }},
			AccountDeleted:       []func(context.Context, *auth.Account) error{func(context.Context, *auth.Account) error { see("account-deleted"); return nil }},
			VerificationCreated:  []func(context.Context, store.Row) error{func(context.Context, store.Row) error { see("verification-created"); return nil }},
		},
	})
	ann := s.Browser()
	ann.POST("/sign-up/email", annBody).Want(200, `"name":"Changed"`)
	ann.GET("/get-session").Want(200, `"userAgent":"changed"`)
	ann.POST("/request-password-reset", `{"email":"ann@example.com"}`).Want(200)
	ann.POST("/update-user", `{"image":"https://example.com/a.png"}`).Want(200)
	ann.POST("/delete-user", `{}`).Want(200)
	want := []string{
		"user-creating", "user-created", "account-creating", "session-creating", "session-created",
		"verification-creating", "verification-created", "user-updating",
		"user-deleting", "session-deleting", "session-deleted", "account-deleting", "account-deleted", "user-deleted",
	}
	if !slices.Equal(seen, want) {
		t.Errorf("events\n%v, want\n%v", seen, want)
	}
}

// TestEventsRefuse: a refusal leaves nothing behind, whatever step it comes at.
func TestEventsRefuse(t *testing.T) {
	t.Parallel()
	refuse := func(context.Context, *auth.Write) error { return auth.ErrVeto }
	for name, events := range map[string]auth.Events{
		"user":    {UserCreating: []func(context.Context, *auth.Write) error{refuse}},
		"account": {AccountCreating: []func(context.Context, *auth.Write) error{refuse}},
		"session": {SessionCreating: []func(context.Context, *auth.Write) error{refuse}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := authtest.New(t, auth.Options{Plugins: passwords(), Events: events})
			if r := s.Browser().POST("/sign-up/email", annBody); r.StatusCode < 400 {
				t.Errorf("status %d", r.StatusCode)
			}
			for _, model := range []string{"user", "account", "session"} {
				if n, err := s.Store().Count(t.Context(), model); err != nil || n != 0 {
					t.Errorf("%d rows in %s, %v", n, model, err)
				}
			}
		})
	}
}

func TestOnError(t *testing.T) {
	t.Parallel()
	var told []string
	s := authtest.New(t, auth.Options{Plugins: passwords(), OnAPIError: auth.APIErrorOptions{OnError: func(c *auth.Call, err error) {
		var public *auth.Error
		if errors.As(err, &public) {
			told = append(told, fmt.Sprintf("%s %d %s", c.Path, public.Status, public.Code))
		}
	}}})
	s.Browser().POST("/sign-in/email", `{"email":"ann@example.com","password":"wrong password"}`).Want(401)
	s.Browser().GET("/get-session").Want(200)
	s.Browser().GET("/list-sessions").Want(401)
	if want := []string{"/sign-in/email 401 INVALID_EMAIL_OR_PASSWORD", "/list-sessions 401 UNAUTHORIZED"}; !slices.Equal(told, want) {
		t.Errorf("told %v", told)
	}
}

func TestErrorPageStyle(t *testing.T) {
	t.Parallel()
	style := auth.ErrorPageStyle{Background: "oklch(0.2 0 0)", Primary: "#ff8800", DefaultFamily: "Georgia, serif"}
	s := authtest.New(t, auth.Options{Environment: "production", OnAPIError: auth.APIErrorOptions{ErrorPage: style}})
	s.Browser().GET("/error?error=<x>").Want(200, "body{background:oklch(0.2 0 0)}", "a{color:#ff8800}", "Georgia, serif", "UNKNOWN")
	for _, bad := range []string{"red;}*{color:red", "url(https://evil.example/x)", "red</style>", "\"", "expression(1)\\"} {
		_, err := auth.New(auth.Options{Secret: strings.Repeat("x", 32), OnAPIError: auth.APIErrorOptions{ErrorPage: auth.ErrorPageStyle{Border: bad}}})
		if err == nil || !strings.Contains(err.Error(), "ErrorPage.Border") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestBackgroundTasks(t *testing.T) {
	t.Parallel()
	var tasks []func(context.Context)
	sent := 0
	s := authtest.New(t, auth.Options{
		Plugins:  []auth.Plugin{password.New(password.Options{SendReset: func(context.Context, auth.Mail) error { sent++; return nil }})},
		Advanced: auth.AdvancedOptions{BackgroundTasks: func(task func(context.Context)) { tasks = append(tasks, task) }},
	})
	ann := s.Browser()
	ann.POST("/sign-up/email", annBody).Want(200)
	ann.POST("/request-password-reset", `{"email":"ann@example.com"}`).Want(200)
	if sent != 0 || len(tasks) != 1 {
		t.Fatalf("%d mails sent, %d tasks", sent, len(tasks))
	}
	tasks[0](t.Context())
	if sent != 1 {
		t.Error("the task sent nothing")
	}
}

func TestIdentifiersAreStored(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{Verification: auth.VerificationOptions{
		StoreIdentifier: "hashed",
		Overrides: []auth.IdentifierOverride{
			{Prefix: "plain:", StoreIdentifier: "plain"},
			{Prefix: "own:", HashIdentifier: func(id string) string { return "#" + id }},
		},
	}})
	for identifier, stored := range map[string]string{
		"plain:a": "plain:a", "own:a": "#own:a",
		"reset-password:pmBn7Tdspj4yivBBFkjvckRB": "Th61e9K4f5Az-T2Tn9EDNxK33J64AIDHfbLuNRcCXhs",
	} {
		if err := s.CreateVerification(t.Context(), identifier, "x", time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Store().Count(t.Context(), "verification", store.Eq("identifier", stored)); err != nil || n != 1 {
			t.Errorf("%s: %d rows under %s, %v", identifier, n, stored, err)
		}
		if row, err := s.TakeVerification(t.Context(), identifier); err != nil || row.String("value") != "x" {
			t.Errorf("%s: %v", identifier, err)
		}
	}
	if _, err := auth.New(auth.Options{Secret: strings.Repeat("x", 32), Verification: auth.VerificationOptions{StoreIdentifier: "hased"}}); err == nil {
		t.Error("an unknown form was accepted")
	}
}

func TestFindManyLimit(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{Plugins: passwords(), Advanced: auth.AdvancedOptions{FindManyLimit: 2}})
	ann := s.Browser()
	id := ann.POST("/sign-up/email", annBody).Want(200).Text("user", "id")
	for range 3 {
		if _, err := s.CreateSession(t.Context(), auth.NewSession{UserID: id}); err != nil {
			t.Fatal(err)
		}
	}
	sessions, err := s.Sessions(t.Context(), id)
	if err != nil || len(sessions) != 2 {
		t.Errorf("%d sessions, %v", len(sessions), err)
	}
}

func TestSyntheticUser(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{
		Plugins: []auth.Plugin{password.New(password.Options{
			NoAutoSignIn: true,
			SyntheticUser: func(v store.Values) store.Values {
				return store.Values{"role": "reader", "name": v["name"].(string) + "!"}
			},
		})},
		User: auth.UserOptions{ModelOptions: auth.ModelOptions{AdditionalFields: []store.Field{{Name: "role", Nullable: true, NoInput: true}}}},
	})
	s.Browser().POST("/sign-up/email", annBody).Want(200, `"role":null`)
	s.Browser().POST("/sign-up/email", annBody).Want(200, `"role":"reader"`, `"name":"Ann!"`, `"token":null`)
}

func TestFieldsChangedByUpdates(t *testing.T) {
	t.Parallel()
	n := int64(0)
	s := authtest.New(t, auth.Options{Plugins: passwords(), User: auth.UserOptions{ModelOptions: auth.ModelOptions{AdditionalFields: []store.Field{
		{Name: "revision", Type: store.Number, Nullable: true, NoInput: true, OnUpdate: func() any { n++; return n }},
	}}}})
	ann := s.Browser()
	ann.POST("/sign-up/email", annBody).Want(200, `"revision":null`)
	ann.POST("/update-user", `{"name":"Anna"}`).Want(200)
	ann.GET("/get-session").Want(200, `"revision":1`)
}

func TestDynamicBaseURL(t *testing.T) {
	t.Parallel()
	for _, d := range []auth.DynamicBaseURL{
		{AllowedHosts: []string{"a.example"}, Protocol: "ftp"},
		{AllowedHosts: []string{"a.example"}, Fallback: "a.example"},
		{AllowedHosts: []string{"a.example"}, Fallback: "https://a.example/auth"},
	} {
		if _, err := auth.New(auth.Options{Secret: strings.Repeat("x", 32), DynamicBaseURL: d}); err == nil || !strings.Contains(err.Error(), "DynamicBaseURL") {
			t.Errorf("%+v: %v", d, err)
		}
	}
}

// A foreign host without a fallback is refused, and nothing else is: the reference's own
// server ends there.
func TestForeignHostWithoutFallback(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{DynamicBaseURL: auth.DynamicBaseURL{AllowedHosts: []string{"a.example"}}, Plugins: plainPasswords()})
	ask := func(host, path string) int {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+host+"/api/auth"+path, nil)
		s.Handler().ServeHTTP(w, r)
		return w.Code
	}
	for _, test := range []struct {
		host, path string
		want       int
	}{{"evil.example", "/get-session", 500}, {"evil.example", "/nowhere", 500}, {"a.example", "/get-session", 200}} {
		if got := ask(test.host, test.path); got != test.want {
			t.Errorf("%s%s: %d, want %d", test.host, test.path, got, test.want)
		}
	}
}

// TestHooksAroundEndpoints: the application's hooks see every endpoint, may answer in its
// place and change what it answers.
func TestHooksAroundEndpoints(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{
		Plugins: passwords(),
		Before: func(c *auth.Call) (any, error) {
			switch {
			case c.Path == "/sign-up/email" && strings.Contains(fmt.Sprint(c.Body), "evil"):
				return nil, &auth.Error{Status: http.StatusForbidden, Code: "NOT_YOU", Message: "Not you"}
			case c.Path == "/ok":
				return auth.Object{{Key: "ok", Value: "before"}}, nil
			}
			return nil, nil
		},
		After: func(c *auth.Call, result any, err error) (any, error) {
			c.Header.Set("X-After", c.Path)
			var public *auth.Error
			if errors.As(err, &public) && public.Code == "INVALID_EMAIL_OR_PASSWORD" {
				return nil, &auth.Error{Status: http.StatusTeapot, Code: "OTHER", Message: "Other"}
			}
			return result, err
		},
	})
	b := s.Browser()
	b.POST("/sign-up/email", strings.Replace(annBody, "Ann", "evil", 1)).Want(403, "NOT_YOU")
	if r := b.GET("/ok").Want(200, `{"ok":"before"}`); r.Header.Get("X-After") != "" {
		t.Error("the after hook ran although there was no endpoint")
	}
	if r := b.POST("/sign-in/email", `{"email":"ann@example.com","password":"wrong password"}`).Want(418, "OTHER"); r.Header.Get("X-After") != "/sign-in/email" {
		t.Error("the after hook did not run")
	}
}
