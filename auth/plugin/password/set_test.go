package password_test

import (
	"errors"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

// TestSet: the server gives a password to who has none, by the rules, and only then.
func TestSet(t *testing.T) {
	t.Parallel()
	p := password.New(password.Options{})
	s := authtest.New(t, auth.Options{Plugins: []auth.Plugin{p}})
	u, err := s.CreateUser(t.Context(), store.Values{"name": "Ann", "email": "ann@example.com"}, "import")
	if err != nil {
		t.Fatal(err)
	}
	set := func(text, want string) {
		t.Helper()
		var refusal *auth.Error
		err := p.Set(t.Context(), u.ID, text)
		if errors.As(err, &refusal) && refusal.Code == want || err == nil && want == "" {
			return
		}
		t.Errorf("%q: %v, want %q", text, err, want)
	}
	set("short", "PASSWORD_TOO_SHORT")
	set("a long phrase of ann", "")
	set("another phrase of ann", "PASSWORD_ALREADY_SET")
	b := s.Browser()
	b.POST("/sign-in/email", `{"email":"ann@example.com","password":"another phrase of ann"}`).Want(401)
	b.POST("/sign-in/email", `{"email":"ann@example.com","password":"a long phrase of ann"}`).Want(200)
}
