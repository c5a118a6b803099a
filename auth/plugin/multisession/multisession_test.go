package multisession_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/multisession"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/internal/pgtest"
)

func TestAccounts(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := authtest.NewOn(t, url, auth.Options{Plugins: []auth.Plugin{password.New(password.Options{}), multisession.New(multisession.Options{})}})
			browser := s.Browser()
			for _, who := range []string{"ann", "bob", "cid"} {
				browser.POST("/sign-up/email", fmt.Sprintf(`{"name":%q,"email":"%s@example.com","password":"correct horse"}`, who, who)).Want(200)
			}
			s.SQL.Reset()
			list := browser.GET("/multi-session/list-device-sessions").Want(200, "ann@example.com", "bob@example.com", "cid@example.com")
			if n := len(s.SQL.All()); n != 1 {
				t.Errorf("the list took %d statements, the reference takes one: %s", n, s.SQL.All())
			}
			if strings.Count(list.Body, `"session":`) != 3 {
				t.Error(list.Body)
			}
			// Ending a user's sessions elsewhere holds here at once.
			user, err := s.FindUserByEmail(t.Context(), "bob@example.com")
			if err != nil {
				t.Fatal(err)
			}
			if err := s.DeleteSessions(t.Context(), user.ID); err != nil {
				t.Fatal(err)
			}
			if left := browser.GET("/multi-session/list-device-sessions").Want(200); strings.Contains(left.Body, "bob@example.com") {
				t.Error("a revoked session is still listed")
			}
			browser.POST("/sign-out", `{}`).Want(200)
			browser.GET("/multi-session/list-device-sessions").Want(200, "[]")
			for _, who := range []string{"ann", "cid"} {
				user, err := s.FindUserByEmail(t.Context(), who+"@example.com")
				if err != nil {
					t.Fatal(err)
				}
				if sessions, err := s.Sessions(t.Context(), user.ID); err != nil || len(sessions) != 0 {
					t.Errorf("%s has %d sessions left: %v", who, len(sessions), err)
				}
			}
		})
	}
}
