package organization_test

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
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/store"
)

// Statements per request; the reference's numbers are those it was measured with, the
// session included. Transactions are begun and ended besides.
func TestStatements(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, "", organization.Options{Teams: organization.TeamOptions{Enabled: true}})
		owner := w.user("owner")
		created := w.organization(owner)
		id := created.Organization.ID
		for range 120 {
			w.joined99(id)
		}
		browser, session := w.signedIn(owner)
		must(w.UpdateSession(t.Context(), session.Token, store.Values{"activeOrganizationId": id}))(t)
		browser.GET("/get-session").Want(200)
		for _, r := range []struct {
			method, target, body string
			most                 int
		}{
			{"GET", "list", "", 3}, // the reference: 4
			{"POST", "set-active", `{"organizationId":"` + id + `"}`, 4},              // 5
			{"POST", "has-permission", `{"permissions":{"member":["create"]}}`, 2},    // 4
			{"GET", "get-full-organization", "", 7},                                   // 8
			{"GET", "list-members?limit=100", "", 5},                                  // 7
			{"GET", "get-active-member", "", 2},                                       // 4
			{"POST", "invite-member", `{"email":"a@example.com","role":"member"}`, 7}, // 10
			{"POST", "create-team", `{"name":"x"}`, 4},                                // 7
			{"GET", "list-teams", "", 3},                                              // 5
		} {
			w.SQL.Reset()
			browser.Do(r.method, "/organization/"+r.target, r.body).Want(200)
			var ran []string
			for _, text := range w.SQL.All() {
				if verb, _, _ := strings.Cut(strings.ToLower(text), " "); verb != "begin" && verb != "commit" && verb != "begin;" && verb != "commit;" {
					ran = append(ran, text)
				}
			}
			if len(ran) > r.most {
				t.Errorf("%s took %d statements, not %d:\n%s", r.target, len(ran), r.most, strings.Join(ran, "\n"))
			}
		}
	})
}

// joined99 adds a new user behind the limit's back.
func (w *world) joined99(id string) {
	w.t.Helper()
	values := store.Values{"organizationId": id, "userId": w.user("m").ID, "role": "member", "createdAt": time.Now()}
	must(w.Store().Create(w.t.Context(), "member", values))(w.t)
}

// What lists look for has an index.
func TestListsHaveIndexes(t *testing.T) {
	t.Parallel()
	w := open(t, "sqlite:"+t.TempDir()+"/auth.db", "", full())
	for model, fields := range map[string][]string{
		"member": {"organizationId", "userId"}, "invitation": {"organizationId", "email"}, "team": {"organizationId"},
		"teamMember": {"teamId", "userId", "membershipKey"}, "organizationRole": {"organizationId", "role"}, "organization": {"slug"},
	} {
		for _, name := range fields {
			if f := w.Schema().Model(model).Field(name); !f.Index && !f.Unique {
				t.Errorf("%s.%s has no index", model, name)
			}
		}
	}
}

// Wildcards in a filter are text, and nonsense is refused.
func TestListMembersFilters(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		roles := access.OrganizationRoles().With(access.Roles{"a_b": access.NewRole(nil), "axb": access.NewRole(nil), "50%": access.NewRole(nil)})
		w := open(t, database, "", organization.Options{Roles: roles})
		owner := w.user("owner")
		school := w.organization(owner).Organization
		for role := range map[string]bool{"a_b": true, "axb": true, "50%": true} {
			w.joined(school, w.user("m"), role)
		}
		browser, _ := w.signedIn(owner)
		list := "/organization/list-members?organizationId=" + school.ID
		browser.GET(list+"&filterField=role&filterOperator=contains&filterValue=a_").Want(200, `"total":1`, `"role":"a_b"`)
		browser.GET(list+"&filterField=role&filterOperator=contains&filterValue=%25").Want(200, `"total":1`, `"role":"50%"`)
		browser.GET(list+"&filterField=role&filterOperator=starts_with&filterValue=%25").Want(200, `"members":[],"total":0`)
		browser.GET(list+"&filterField=createdAt&filterOperator=lt&filterValue=2020-01-01T00:00:00Z").Want(200, `"total":0`)
		browser.GET(list+"&filterField=organizationId&filterOperator=ne&filterValue="+school.ID).Want(200, `"total":0`)
		for _, bad := range []string{
			"limit=-1", "limit=1.5", "offset=-1", "limit=99999999999", "sortBy=nothing", "sortBy=role%3Bdrop", "filterField=password&filterValue=x",
			"filterField=role", "filterField=createdAt&filterValue=yesterday", "filterField=createdAt&filterOperator=contains&filterValue=2",
			"filterField=role&filterValue=a&filterValue=b",
		} {
			browser.GET(list+"&"+bad).Want(400, "VALIDATION_ERROR")
		}
	})
}

// A hook's error leaves nothing behind, whatever had been written before it.
func TestHooksStopEverything(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		stop := errors.New("no")
		var refuse string
		when := func(name string) error {
			if refuse == name {
				return stop
			}
			return nil
		}
		o := full()
		o.Hooks = organization.Hooks{
			AfterCreateOrganization: func(context.Context, *organization.Organization, *organization.Member, *auth.User) error {
				return when("create")
			},
			BeforeCreateOrganization: func(_ context.Context, values store.Values, _ *auth.User) error {
				values["metadata"] = `{"by":"hook"}`
				return nil
			},
			AfterAcceptInvitation: func(context.Context, *organization.Invitation, *organization.Member, *auth.User, *organization.Organization) error {
				return when("accept")
			},
			AfterRemoveMember: func(context.Context, *organization.Member, *auth.User, *organization.Organization) error {
				return when("remove")
			},
			AfterDeleteTeam: func(context.Context, *organization.Team, *auth.User, *organization.Organization) error {
				return when("team")
			},
		}
		w := open(t, database, "", o)
		owner, guest := w.user("owner"), w.user("guest")
		refuse = "create"
		if _, err := w.p.Create(t.Context(), owner, organization.NewOrganization{Name: "x", Slug: "stopped"}); !errors.Is(err, stop) {
			t.Error(err)
		}
		if n := w.count("organization", "slug", "stopped"); n != 0 || w.count("member", "userId", owner.ID) != 0 {
			t.Error("a stopped creation left something")
		}
		refuse = "accept"
		created := w.organization(owner)
		school := created.Organization
		if school.Metadata != `{"by":"hook"}` {
			t.Errorf("a hook's value was lost: %s", school.Metadata)
		}
		id := w.invited(school, owner, guest)
		third := w.joined(school, w.user("third"), "member")
		must(w.p.CreateTeam(t.Context(), owner, school.ID, "x", nil))(t)
		browser, _ := w.signedIn(guest)
		for name, do := range map[string]func() error{
			"accept": func() error {
				browser.POST("/organization/accept-invitation", `{"invitationId":"`+id+`"}`).Want(500)
				browser.GET("/get-session").Want(200, `"activeOrganizationId":null`)
				return stop
			},
			"remove": func() error {
				_, _, err := w.p.Remove(t.Context(), owner, school.ID, third.ID)
				return err
			},
			"team": func() error { return w.p.RemoveTeam(t.Context(), owner, school.ID, created.Team.ID) },
		} {
			refuse = name
			before := w.snapshot(school.ID)
			if err := do(); !errors.Is(err, stop) {
				t.Errorf("%s: %v", name, err)
			}
			if after := w.snapshot(school.ID); after != before {
				t.Errorf("%s left something:\n%s\n%s", name, before, after)
			}
		}
	})
}

// Invitations are mailed once they are there, with an address to build the link from.
func TestInvitationMail(t *testing.T) {
	t.Parallel()
	var mails []organization.InvitationMail
	var lock sync.Mutex
	w := open(t, "sqlite:"+t.TempDir()+"/auth.db", "", organization.Options{
		SendInvitation: func(_ context.Context, m organization.InvitationMail) error {
			lock.Lock()
			defer lock.Unlock()
			mails = append(mails, m)
			return errors.New("the mail server is away")
		},
	})
	owner := w.user("owner")
	school := w.organization(owner).Organization
	browser, _ := w.signedIn(owner)
	invite := `{"email":"Guest@Example.com","role":["admin","member"],"organizationId":"` + school.ID + `"}`
	browser.POST("/organization/invite-member", invite).Want(200, `"email":"guest@example.com","role":"admin,member","status":"pending"`)
	browser.POST("/organization/invite-member", invite).Want(400, "USER_IS_ALREADY_INVITED")
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	m := mails[0]
	if got := fmt.Sprint(m.Email, m.Role, m.Organization.ID == school.ID, m.InviterUser.ID == owner.ID, m.Inviter.Role, m.Origin, m.ID == m.Invitation.ID); got != "guest@example.comadmin,membertrue trueownerhttp://localhost:3000true" {
		t.Error(got)
	}
}

// A person may be invited twice, by different ways, but is a member once.
func TestAcceptingTwiceMakesOneMember(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, "", full())
		owner, guest := w.user("owner"), w.user("guest")
		school := w.organization(owner).Organization
		id := w.invited(school, owner, guest)
		w.joined(school, guest, "member")
		_, err := w.p.Accept(t.Context(), guest, id)
		wantCode(t, err, organization.UserIsAlreadyAMemberOfThisOrganization)
		if n := w.count("member", "userId", guest.ID); n != 1 {
			t.Errorf("%d places", n)
		}
	})
}

// Texts are bounded as those of profiles are.
func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	w := open(t, "sqlite:"+t.TempDir()+"/auth.db", "", full())
	owner := w.user("owner")
	browser, _ := w.signedIn(owner)
	browser.POST("/organization/create", `{"name":"a\u0000b","slug":"bad"}`).Want(400, "[body.name]")
	browser.POST("/organization/create", `{"name":"x","slug":"`+strings.Repeat("x", 300)+`"}`).Want(400, "[body.slug]")
	browser.POST("/organization/create", `{"name":"x","slug":"bad","logo":"javascript:alert(1)"}`).Want(400, "[body.logo]")
	browser.POST("/organization/create", `{"name":"x","slug":"bad","metadata":{"a":"`+strings.Repeat("x", 20000)+`"}}`).Want(400, "[body.metadata]")
	browser.POST("/organization/create", `{"name":"x","slug":"good","logo":"https://example.com/l.png"}`).Want(200)
	browser.POST("/organization/create-team", `{"name":"a\u202eb"}`).Want(400, "[body.name]")
	if n := w.count("organization", "slug", "bad"); n != 0 {
		t.Errorf("%d organizations were made", n)
	}
}

func TestMistakesInOptions(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]organization.Options{
		"creator role": {CreatorRole: "king"},
	} {
		if _, err := auth.New(auth.Options{Plugins: []auth.Plugin{organization.New(o)}}); err == nil || !strings.Contains(err.Error(), "CreatorRole") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
