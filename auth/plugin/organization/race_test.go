package organization_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/store"
)

const crowd = 100

// atOnce runs something many times at the same moment and returns how often it worked. An
// error without a public half is a fault of the server and fails the test.
func atOnce(t *testing.T, n int, do func(i int) error) (worked int) {
	t.Helper()
	var group sync.WaitGroup
	var lock sync.Mutex
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			err := do(i)
			lock.Lock()
			defer lock.Unlock()
			var public *auth.Error
			switch {
			case err == nil:
				worked++
			case !errors.As(err, &public) || public.Status >= 500:
				t.Errorf("call %d: %v", i, err)
			}
		})
	}
	close(start)
	group.Wait()
	return worked
}

func TestRaces(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		three, ten := 3, 10
		o := full()
		o.MembershipLimit, o.OrganizationLimit, o.InvitationLimit, o.MaximumRoles = 12, &three, &ten, &three
		o.Teams.MaximumTeams, o.Teams.MaximumMembers = 4, &three
		w := open(t, database, "", o)
		n := 0
		for name, race := range map[string]func(*testing.T, *world){
			"a slug": raceSlug, "organizations of a user": raceOrganizations, "an invitation": raceAccept, "invitations of one": raceInvite,
			"places": racePlaces, "the last owners leave": raceLeave, "owners demote each other": raceDemote, "admins": raceAdmins,
			"a role": raceRole, "teams": raceTeams, "seats": raceSeats, "the last teams": raceRemoveTeams,
		} {
			n += 1000
			t.Run(name, func(t *testing.T) { race(t, &world{Server: w.Server, p: w.p, t: t, n: n}) })
		}
	})
}

// raceSlug goes through the endpoint, session and cookies included.
func raceSlug(t *testing.T, w *world) {
	browsers := make([]*authtest.Browser, 10)
	for i := range browsers {
		browsers[i], _ = w.signedIn(w.user("slug"))
	}
	worked := atOnce(t, crowd, func(i int) error {
		r := browsers[i%len(browsers)].POST("/organization/create", `{"name":"x","slug":"contested"}`)
		if r.StatusCode == 200 {
			return nil
		}
		return &auth.Error{Status: r.StatusCode, Message: r.Body}
	})
	if worked != 1 {
		t.Errorf("%d organizations have one slug", worked)
	}
}

func raceOrganizations(t *testing.T, w *world) {
	u := w.user("many")
	worked := atOnce(t, 20, func(i int) error {
		slug := "many-" + string(rune('a'+i))
		_, err := w.p.Create(t.Context(), u, organization.NewOrganization{Name: slug, Slug: slug})
		return err
	})
	if worked != 3 {
		t.Errorf("%d organizations, the limit is 3", worked)
	}
}

func (w *world) invited(o *organization.Organization, by *auth.User, guest *auth.User) string {
	w.t.Helper()
	return must(w.p.Invite(w.t.Context(), by, organization.NewInvitation{OrganizationID: o.ID, Email: guest.Email, Roles: []string{"member"}}))(w.t).ID
}

func (w *world) count(model, field, value string) int64 {
	w.t.Helper()
	return must(w.Store().Count(w.t.Context(), model, store.Eq(field, value)))(w.t)
}

func raceAccept(t *testing.T, w *world) {
	owner, guest := w.user("owner"), w.user("guest")
	school := w.organization(owner).Organization
	id := w.invited(school, owner, guest)
	worked := atOnce(t, crowd, func(i int) (err error) {
		switch i % 3 {
		case 0:
			_, err = w.p.Reject(t.Context(), guest, id)
		default:
			_, err = w.p.Accept(t.Context(), guest, id)
		}
		return err
	})
	if n := w.count("member", "userId", guest.ID); worked != 1 || n > 1 {
		t.Errorf("it was settled %d times, %d places", worked, n)
	}
}

func raceInvite(t *testing.T, w *world) {
	owner := w.user("owner")
	school := w.organization(owner).Organization
	worked := atOnce(t, crowd, func(int) error {
		_, err := w.p.Invite(t.Context(), owner, organization.NewInvitation{OrganizationID: school.ID, Email: "same@example.com", Roles: []string{"member"}})
		return err
	})
	if worked != 1 {
		t.Errorf("%d invitations of one address", worked)
	}
	worked = atOnce(t, 20, func(i int) error {
		email := string(rune('a'+i)) + "@example.com"
		_, err := w.p.Invite(t.Context(), owner, organization.NewInvitation{OrganizationID: school.ID, Email: email, Roles: []string{"member"}})
		return err
	})
	if worked != 9 {
		t.Errorf("%d further invitations, the limit is 10 in all", worked)
	}
}

func racePlaces(t *testing.T, w *world) {
	owner := w.user("owner")
	school := w.organization(owner).Organization
	users := make([]*auth.User, 20)
	for i := range users {
		users[i] = w.user("place")
	}
	worked := atOnce(t, crowd, func(i int) error {
		_, err := w.p.AddMember(t.Context(), organization.NewMember{OrganizationID: school.ID, UserID: users[i%20].ID, Roles: []string{"member"}})
		return err
	})
	if n := w.count("member", "organizationId", school.ID); worked != 11 || n != 12 {
		t.Errorf("%d joined, %d members, the limit is 12", worked, n)
	}
}

func raceLeave(t *testing.T, w *world) {
	owners := []*auth.User{w.user("one"), w.user("two")}
	school := w.organization(owners[0]).Organization
	second := w.joined(school, owners[1], "owner", "member")
	worked := atOnce(t, crowd, func(i int) (err error) {
		if i%4 == 3 { // the second owner is removed by the first at the same time
			_, _, err = w.p.Remove(t.Context(), owners[0], school.ID, second.ID)
			return err
		}
		_, err = w.p.Leave(t.Context(), owners[i%2], school.ID)
		return err
	})
	if n := w.owners(school.ID); worked != 1 || n != 1 {
		t.Errorf("%d left, %d owners stay", worked, n)
	}
}

func raceDemote(t *testing.T, w *world) {
	owners := []*auth.User{w.user("one"), w.user("two")}
	created := w.organization(owners[0])
	school := created.Organization
	places := []string{created.Member.ID, w.joined(school, owners[1], "owner").ID}
	atOnce(t, crowd, func(i int) error {
		// Each demotes the other, or steps down.
		_, err := w.p.UpdateMemberRole(t.Context(), owners[i%2], school.ID, places[(i/2)%2], []string{"member"})
		return err
	})
	if n := w.owners(school.ID); n != 1 {
		t.Errorf("%d owners are left", n)
	}
}

func raceAdmins(t *testing.T, w *world) {
	owner := w.user("owner")
	school := w.organization(owner).Organization
	admins := []*auth.User{w.user("one"), w.user("two")}
	places := []string{w.joined(school, admins[0], "admin").ID, w.joined(school, admins[1], "admin").ID}
	worked := atOnce(t, crowd, func(i int) error {
		_, err := w.p.UpdateMemberRole(t.Context(), admins[i%2], school.ID, places[1-i%2], []string{"member"})
		return err
	})
	roles := ""
	for _, u := range admins {
		roles += must(w.p.FindMember(t.Context(), school.ID, u.ID))(t).Role + " "
	}
	if worked < 1 || roles != "admin member " && roles != "member admin " {
		t.Errorf("after two admins demoted each other %d times they are %s", worked, roles)
	}
}

func raceRole(t *testing.T, w *world) {
	owner := w.user("owner")
	school := w.organization(owner).Organization
	permissions, _ := access.ParsePermissions(`{"ac":["read"]}`)
	worked := atOnce(t, crowd, func(int) error {
		_, err := w.p.CreateRole(t.Context(), owner, school.ID, "reader", permissions, nil)
		return err
	})
	if worked != 1 {
		t.Errorf("%d roles have one name", worked)
	}
	worked = atOnce(t, 10, func(i int) error {
		_, err := w.p.CreateRole(t.Context(), owner, school.ID, "reader"+string(rune('a'+i)), permissions, nil)
		return err
	})
	if worked != 2 {
		t.Errorf("%d further roles, the limit is 3 in all", worked)
	}
}

func raceTeams(t *testing.T, w *world) {
	owner := w.user("owner")
	school := w.organization(owner).Organization
	worked := atOnce(t, 20, func(int) error {
		_, err := w.p.CreateTeam(t.Context(), owner, school.ID, "x", nil)
		return err
	})
	if worked != 3 {
		t.Errorf("%d further teams, the limit is 4 in all", worked)
	}
}

func raceSeats(t *testing.T, w *world) {
	owner := w.user("owner")
	created := w.organization(owner)
	users := make([]*auth.User, 10)
	for i := range users {
		users[i] = w.user("seat")
		w.joined(created.Organization, users[i], "member")
	}
	atOnce(t, crowd, func(i int) error {
		_, err := w.p.AddTeamMember(t.Context(), owner, created.Organization.ID, created.Team.ID, users[i%10].ID)
		return err
	})
	row := must(w.Store().Find(context.Background(), store.Query{Model: "team", Where: []store.Cond{store.Eq("id", created.Team.ID)}}))(t)
	if n := w.count("teamMember", "teamId", created.Team.ID); n != 3 || row.Int("memberCount") != 3 {
		t.Errorf("%d members, %d counted, the limit is 3", n, row.Int("memberCount"))
	}
}

func raceRemoveTeams(t *testing.T, w *world) {
	owner := w.user("owner")
	created := w.organization(owner)
	id := created.Organization.ID
	teams := []string{created.Team.ID, must(w.p.CreateTeam(t.Context(), owner, id, "x", nil))(t).ID}
	worked := atOnce(t, crowd, func(i int) error { return w.p.RemoveTeam(t.Context(), owner, id, teams[i%2]) })
	if n := w.count("team", "organizationId", id); worked != 1 || n != 1 {
		t.Errorf("%d were removed, %d are left", worked, n)
	}
}
