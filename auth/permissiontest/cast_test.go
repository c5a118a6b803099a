package permissiontest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/store"
)

// cast are the columns of the table.
var cast = []string{"nobody", "user", "member", "admin", "owner", "outsider", "siteadmin", "banned", "impersonated"}

const secretWord = "correct horse"

// cell is one cell of the table: who asks, and everything that the request is about. Nothing in
// it is seen by another cell.
type cell struct {
	*server
	t    *testing.T
	role string

	// me is who asks; for nobody, and for a request that somebody else's browser makes,
	// whose things it is about.
	me *auth.User
	// own is a browser in which they are signed in, asking the one that sends the request.
	own, asking *authtest.Browser
	things      map[string]string
	school      *organization.Created // made when it is first needed
}

// newCell makes somebody of a role. The banned are so only after become.
func (s *server) newCell(t *testing.T, role string) *cell {
	t.Helper()
	c := &cell{server: s, t: t, role: role, things: map[string]string{}}
	switch role {
	case "siteadmin", "banned":
		c.me = c.person("admin")
	default:
		c.me = c.person("user")
	}
	c.own = c.signedIn(c.me)
	c.asking = c.own
	if !c.has("organization") {
		return c.alone(role)
	}
	switch role {
	case "member", "admin":
		c.joins(c.me, role)
		c.visits(c.organization().Organization.ID)
	case "owner", "banned", "impersonated":
		c.visits(c.organization().Organization.ID)
	case "outsider":
		c.things["my-org"] = c.found(c.me).Organization.ID
		c.visits(c.organization().Organization.ID)
	}
	return c
}

// alone are the roles that need no organisation, for servers that have none. A guest came in
// without an account.
func (c *cell) alone(role string) *cell {
	if role == "guest" {
		c.own = c.Browser()
		c.own.POST("/sign-in/anonymous", "{}").Want(200)
	}
	return c
}

// become turns who asks into what only the request shall see.
func (c *cell) become() {
	c.t.Helper()
	id := fmt.Sprintf(`{"userId":%q}`, c.me.ID)
	if c.chief == nil && c.has("admin") {
		c.chief = c.person("admin")
	}
	switch c.role {
	case "nobody":
		c.asking = c.sharing(c.Browser())
	case "banned":
		c.asking = c.own
		c.signedIn(c.chief).POST("/admin/ban-user", id).Want(200)
	case "impersonated":
		admin := c.signedIn(c.chief)
		admin.POST("/admin/impersonate-user", id).Want(200)
		c.asking = c.sharing(admin)
		if c.school != nil {
			must(c.UpdateSession(c.t.Context(), c.tokenOf(admin), store.Values{"activeOrganizationId": c.school.Organization.ID}))(c.t)
		}
	}
}

func (s *server) has(plugin string) bool { return len(s.EndpointsOf(plugin)) > 0 }

// name is new each time.
func (s *server) name(what string) string { return fmt.Sprintf("%s-%d", what, s.made.Add(1)) }

// person registers somebody who has a way of signing in for every plugin.
func (c *cell) person(siteRole string) *auth.User {
	c.t.Helper()
	name := fmt.Sprintf("person%d", c.made.Add(1))
	values := store.Values{"name": name, "email": name + "@example.com", "emailVerified": true}
	if c.has("username") {
		values["username"], values["displayUsername"] = name, name
	}
	if c.has("phone-number") {
		values["phoneNumber"], values["phoneNumberVerified"] = fmt.Sprintf("+4915%08d", c.made.Add(1)), true
	}
	if c.has("admin") {
		values["role"] = siteRole
	}
	u := must(c.CreateUser(c.t.Context(), values, "test"))(c.t)
	if err := c.StoreHash(c.t.Context(), u.ID, "hash of "+secretWord); err != nil {
		c.t.Fatal(err)
	}
	return u
}

func (c *cell) signedIn(u *auth.User) *authtest.Browser {
	c.t.Helper()
	b := c.Browser()
	b.POST("/sign-in/email", fmt.Sprintf(`{"email":%q,"password":%q}`, u.Email, secretWord)).Want(200)
	return b
}

// tokenOf is the token of a browser's session.
func (c *cell) tokenOf(b *authtest.Browser) string {
	c.t.Helper()
	token, _, _ := strings.Cut(auth.DecodeCookie(b.Cookie(c.CookieName("session_token"))), ".")
	return token
}

// sharing gives a browser what my own one has begun: the cookies of ceremonies, but not of sessions.
func (c *cell) sharing(b *authtest.Browser) *authtest.Browser {
	for _, name := range []string{"state", "better-auth-passkey", "two_factor"} {
		name = "better-auth." + name
		if value := c.own.Cookie(name); value != "" {
			b.SetCookie(name, value)
		}
	}
	return b
}

// visits makes an organisation the active one of my session, whether I am in it or not.
func (c *cell) visits(organizationID string) {
	c.t.Helper()
	must(c.UpdateSession(c.t.Context(), c.tokenOf(c.own), store.Values{"activeOrganizationId": organizationID}))(c.t)
}

// organization is what the table calls {org}. Its owner is who asks, if that is their role.
func (c *cell) organization() *organization.Created {
	c.t.Helper()
	if c.school != nil {
		return c.school
	}
	founder := c.me
	switch c.role {
	case "owner", "banned", "impersonated":
	default:
		founder = c.person("user")
	}
	c.school = c.found(founder)
	return c.school
}

func (c *cell) found(founder *auth.User) *organization.Created {
	c.t.Helper()
	name := c.name("school")
	return must(c.organizations.Create(c.t.Context(), founder, organization.NewOrganization{Name: name, Slug: name}))(c.t)
}

func (c *cell) joins(u *auth.User, role string) *organization.Member {
	c.t.Helper()
	return must(c.organizations.AddMember(c.t.Context(), organization.NewMember{
		OrganizationID: c.organization().Organization.ID, UserID: u.ID, Roles: []string{role},
	}))(c.t)
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
