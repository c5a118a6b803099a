package admin_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// everywhere runs a test on both databases.
func everywhere(t *testing.T, test func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+filepath.Join(t.TempDir(), "auth.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, pgtest.New(t))
	})
}

// office is a server with the plugin.
type office struct {
	*authtest.Server
	p *admin.Plugin
	t *testing.T
}

// support may do a little, without being an administrator.
func roles() access.Roles {
	return admin.Roles().With(access.Roles{"support": access.NewRole(access.Statements{
		"user": {"list", "get", "set-password", "set-role", "ban", "impersonate", "update"}, "session": {"list", "revoke"},
	})})
}

func open(t *testing.T, database string, server auth.Options, o admin.Options) *office {
	t.Helper()
	if o.Roles == nil {
		o.Roles = roles()
	}
	p := admin.New(o)
	server.Plugins = append(server.Plugins, password.New(password.Options{}), p)
	return &office{Server: authtest.NewOn(t, database, server), p: p, t: t}
}

// user makes somebody with a role.
func (o *office) user(name, role string) *auth.User {
	o.t.Helper()
	u, err := o.p.CreateUser(o.t.Context(), nil, admin.NewUser{
		Email: name + "@example.com", Name: name, Roles: []string{role},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return u
}

// signedIn is a browser of a user.
func (o *office) signedIn(u *auth.User) (*authtest.Browser, *auth.Session) {
	o.t.Helper()
	s, err := o.CreateSession(o.t.Context(), auth.NewSession{UserID: u.ID})
	if err != nil {
		o.t.Fatal(err)
	}
	return o.browser(s), s
}

func (o *office) browser(s *auth.Session) *authtest.Browser {
	b := o.Browser()
	b.SetCookie(o.CookieName("session_token"), auth.EscapeComponent(o.Sign(s.Token)))
	return b
}

// log are the records of an action, newest first.
func (o *office) log(action string) []store.Row {
	o.t.Helper()
	page, err := o.p.AuditLog(o.t.Context(), admin.AuditQuery{Action: action})
	if err != nil {
		o.t.Fatal(err)
	}
	rows := make([]store.Row, len(page.Entries))
	for i, e := range page.Entries {
		rows[i] = e.Row
	}
	return rows
}

// clock is a time that a test moves.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }
