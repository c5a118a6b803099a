package organization_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/organization"
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

// world is a server with the plugin.
type world struct {
	*authtest.Server
	p *organization.Plugin
	t *testing.T
	n int
}

// statements are the default vocabulary and lessons.
func statements() access.Statements {
	return access.OrganizationStatements().Merge(access.Statements{"lesson": {"read", "write", "publish"}})
}

func open(t *testing.T, database, compat string, o organization.Options) *world {
	t.Helper()
	return openWith(t, database, auth.Options{Compat: compat}, o)
}

func openWith(t *testing.T, database string, server auth.Options, o organization.Options) *world {
	t.Helper()
	if o.Control == nil {
		control, err := access.NewControl(statements())
		if err != nil {
			t.Fatal(err)
		}
		o.Control = control
	}
	p := organization.New(o)
	server.Plugins = []auth.Plugin{p}
	return &world{Server: authtest.NewOn(t, database, server), p: p, t: t}
}

// full has everything switched on.
func full() organization.Options {
	return organization.Options{DynamicRoles: true, Teams: organization.TeamOptions{Enabled: true}}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// user registers somebody with a verified address, without hashing a password.
func (w *world) user(name string) *auth.User {
	w.t.Helper()
	w.n++
	values := store.Values{"name": name, "email": fmt.Sprintf("%s%d@example.com", name, w.n), "emailVerified": true}
	return must(w.CreateUser(w.t.Context(), values, "test"))(w.t)
}

// signedIn is a browser with a session of a user.
func (w *world) signedIn(u *auth.User) (*authtest.Browser, *auth.Session) {
	w.t.Helper()
	session := must(w.CreateSession(w.t.Context(), auth.NewSession{UserID: u.ID}))(w.t)
	browser := w.Browser()
	browser.SetCookie(w.CookieName("session_token"), auth.EscapeComponent(w.Sign(session.Token)))
	return browser, session
}

// organization creates one with an owner.
func (w *world) organization(owner *auth.User) *organization.Created {
	w.t.Helper()
	w.n++
	name := fmt.Sprintf("school-%d", w.n)
	return must(w.p.Create(w.t.Context(), owner, organization.NewOrganization{Name: name, Slug: name}))(w.t)
}

// joined adds a user to an organization.
func (w *world) joined(o *organization.Organization, u *auth.User, roles ...string) *organization.Member {
	w.t.Helper()
	return must(w.p.AddMember(w.t.Context(), organization.NewMember{OrganizationID: o.ID, UserID: u.ID, Roles: roles}))(w.t)
}

// scene makes an organization of its own for one attempt.
func (w *world) scene(users map[string]*auth.User) map[string]string {
	w.t.Helper()
	ctx := w.t.Context()
	created := w.organization(users["owner"])
	o := created.Organization
	w.joined(o, users["admin"], "admin")
	w.joined(o, users["member"], "member")
	victim := w.joined(o, users["victim"], "member")
	team := must(w.p.CreateTeam(ctx, nil, o.ID, "Green", nil))(w.t)
	must(w.p.AddTeamMember(ctx, nil, o.ID, created.Team.ID, users["victim"].ID))(w.t)
	permissions, _ := access.ParsePermissions(`{"lesson":["write"]}`)
	must(w.p.CreateRole(ctx, nil, o.ID, "writer", permissions, nil))(w.t)
	invitation := must(w.p.Invite(ctx, users["owner"], organization.NewInvitation{
		OrganizationID: o.ID, Email: "guest@example.com", Roles: []string{"member"},
	}))(w.t)
	return map[string]string{
		"org": o.ID, "team": team.ID, "home": created.Team.ID, "victim": victim.ID, "victimUser": users["victim"].ID,
		"invitation": invitation.ID, "fresh": "fresh-" + o.Slug,
	}
}

// owners counts who holds the owner's role.
func (w *world) owners(id string) int {
	w.t.Helper()
	members := must(w.p.ListMembers(context.Background(), organization.MemberQuery{OrganizationID: id}))(w.t)
	n := 0
	for _, m := range members.List {
		for _, role := range m.Roles() {
			if role == "owner" {
				n++
			}
		}
	}
	return n
}

// replace fills {names} in a text.
func replace(text string, values map[string]string) string {
	for name, value := range values {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}
