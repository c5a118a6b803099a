package permissiontest

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/plugin/emailotp"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/store"
)

var thing = regexp.MustCompile(`\{[a-z]+(-[a-z]+)*\}`)

// fill replaces the {things} of a text. Each is made once in a cell.
func (c *cell) fill(text string) string {
	return thing.ReplaceAllStringFunc(text, func(name string) string {
		name = strings.Trim(name, "{}")
		if v, made := c.things[name]; made {
			return v
		}
		maker := c.makers[name]
		if maker == nil {
			c.t.Fatalf("nobody knows what {%s} is", name)
		}
		v := maker(c)
		c.things[name] = v
		return v
	})
}

// makers make what rows are about.
type makers map[string]func(c *cell) string

func everything() makers {
	all := makers{
		"fresh": func(c *cell) string { return c.name("fresh") }, // a name that nobody has
		"phone": func(c *cell) string { return fmt.Sprintf("+4917%08d", c.made.Add(1)) },
	}
	for _, some := range []makers{people(), schools(), secrets(), ceremonies(), belongings()} {
		maps.Copy(all, some)
	}
	return all
}

// people: who asks, an ordinary user, and another administrator of the site.
func people() makers {
	return makers{
		"my-email":    func(c *cell) string { return c.me.Email },
		"my-name":     func(c *cell) string { return c.me.Name },
		"my-phone":    func(c *cell) string { return c.me.Row.String("phoneNumber") },
		"my-session":  func(c *cell) string { return c.tokenOf(c.own) },
		"victim":      func(c *cell) string { return c.person("user").ID },
		"boss":        func(c *cell) string { return c.person("admin").ID },
		"their-email": func(c *cell) string { return c.email(c.fill("{victim}")) },
		"their-session": func(c *cell) string {
			return must(c.CreateSession(c.t.Context(), auth.NewSession{UserID: c.fill("{victim}")}))(c.t).Token
		},
		"boss-session": func(c *cell) string {
			return must(c.CreateSession(c.t.Context(), auth.NewSession{UserID: c.fill("{boss}")}))(c.t).Token
		},
	}
}

func (c *cell) email(userID string) string { return must(c.FindUser(c.t.Context(), userID))(c.t).Email }

// schools: {org} is the organisation, {member} its member {victim}, {co-owner} an owner beside the first, {home} its
// first team with {victim} in it, {team} its second, {writer} a role of its own. {my-org} is the outsider's own
// organisation; for others it is {org}.
func schools() makers {
	return makers{
		"org":      func(c *cell) string { return c.organization().Organization.ID },
		"my-org":   func(c *cell) string { return c.fill("{org}") },
		"co-owner": func(c *cell) string { return c.joins(c.person("user"), "owner").ID },
		"slug":     func(c *cell) string { return c.organization().Organization.Slug },
		"member": func(c *cell) string {
			return c.joins(must(c.FindUser(c.t.Context(), c.fill("{victim}")))(c.t), "member").ID
		},
		"home": func(c *cell) string {
			c.fill("{member}")
			made := c.organization()
			must(c.organizations.AddTeamMember(c.t.Context(), nil, made.Organization.ID, made.Team.ID, c.fill("{victim}")))(c.t)
			return made.Team.ID
		},
		"team": func(c *cell) string {
			return must(c.organizations.CreateTeam(c.t.Context(), nil, c.fill("{org}"), "Green", nil))(c.t).ID
		},
		"writer": func(c *cell) string {
			permissions, _ := access.ParsePermissions(`{"lesson":["write"]}`)
			must(c.organizations.CreateRole(c.t.Context(), nil, c.fill("{org}"), "writer", permissions, nil))(c.t)
			return "writer"
		},
		"invitation": func(c *cell) string { return c.invite(c.organization(), c.fill("{their-email}")) },
		"my-invitation": func(c *cell) string { // to another organisation
			return c.invite(c.found(c.person("user")), c.me.Email)
		},
		"organization-key": func(c *cell) string {
			return c.key("school", c.fill("{org}"))
		},
	}
}

// invite invites an address.
func (c *cell) invite(to *organization.Created, email string) string {
	c.t.Helper()
	owner := must(c.FindUser(c.t.Context(), to.Member.UserID))(c.t)
	return must(c.organizations.Invite(c.t.Context(), owner, organization.NewInvitation{
		OrganizationID: to.Organization.ID, Email: email, Roles: []string{"member"},
	}))(c.t).ID
}

// secrets: what a person gets by mail or phone, or holds.
func secrets() makers {
	return makers{
		"verification": func(c *cell) string {
			must(c.UpdateUser(c.t.Context(), c.me.ID, store.Values{"emailVerified": false}))(c.t)
			return c.mailed("/send-verification-email", fmt.Sprintf(`{"email":%q}`, c.me.Email), c.me.Email)
		},
		"reset": func(c *cell) string {
			return c.mailed("/request-password-reset", fmt.Sprintf(`{"email":%q}`, c.me.Email), c.me.Email)
		},
		"link": func(c *cell) string {
			return c.mailed("/sign-in/magic-link", fmt.Sprintf(`{"email":%q}`, c.me.Email), c.me.Email)
		},
		"deletion": func(c *cell) string {
			token := c.name("deletion")
			if err := c.CreateVerification(c.t.Context(), "delete-account-"+token, c.me.ID, c.Options().Now().AddDate(0, 0, 1)); err != nil {
				c.t.Fatal(err)
			}
			return token
		},
		"one-time-token": func(c *cell) string { return c.own.GET("/one-time-token/generate").Want(200).Text("token") },
		"sign-in-code":   func(c *cell) string { return c.code(emailotp.SignIn) },
		"email-code":     func(c *cell) string { return c.code(emailotp.EmailVerification) },
		"password-code":  func(c *cell) string { return c.code(emailotp.ForgetPassword) },
		"address-code": func(c *cell) string {
			to := c.fill("{fresh}") + "@example.com"
			return c.mailed("/email-otp/request-email-change", fmt.Sprintf(`{"newEmail":%q}`, to), to)
		},
		"my-phone-code": func(c *cell) string { return c.texted("/phone-number/send-otp", c.fill("{my-phone}")) },
		"phone-code":    func(c *cell) string { return c.texted("/phone-number/send-otp", c.fill("{phone}")) },
		"phone-reset":   func(c *cell) string { return c.texted("/phone-number/request-password-reset", c.fill("{my-phone}")) },
	}
}

// mailed asks for a mail and returns its secret.
func (c *cell) mailed(path, body, to string) string {
	c.own.POST(path, body).Want(200)
	return c.Mail.Last(to).Token
}

func (c *cell) texted(path, number string) string {
	return c.mailed(path, fmt.Sprintf(`{"phoneNumber":%q}`, number), number)
}

func (c *cell) code(t emailotp.Type) string {
	return must(c.mailedCodes.Create(c.t.Context(), c.me.Email, t))(c.t)
}

// state is that of a sign-in at the provider "school".
func state(c *cell) string {
	to := c.own.POST("/sign-in/social", `{"provider":"school","callbackURL":"/home"}`).Want(200).Text("url")
	return must(url.Parse(to))(c.t).Query().Get("state")
}
