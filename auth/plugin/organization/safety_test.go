package organization_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/store"
)

// wantCode fails unless an error has a public code.
func wantCode(t *testing.T, err error, code auth.Code) {
	t.Helper()
	var public *auth.Error
	if !errors.As(err, &public) || public.Code != code.Name {
		t.Errorf("%v, want %s", err, code.Name)
	}
}

// The owner of one organization tries the ids of another, naming their own.
func TestNothingCrosses(t *testing.T) {
	t.Parallel()
	attacks := []struct{ endpoint, input string }{
		{"POST remove-member", `{"memberIdOrEmail":"{victim}"}`},
		{"POST remove-member", `{"memberIdOrEmail":"{victimEmail}"}`},
		{"POST update-member-role", `{"memberId":"{victim}","role":"admin"}`},
		{"POST cancel-invitation", `{"invitationId":"{invitation}"}`},
		{"POST accept-invitation", `{"invitationId":"{invitation}"}`},
		{"POST reject-invitation", `{"invitationId":"{invitation}"}`},
		{"GET get-invitation", `id={invitation}`},
		{"POST invite-member", `{"email":"x@example.com","role":"member","teamId":"{team}"}`},
		{"POST invite-member", `{"email":"x@example.com","role":"writer"}`},
		{"POST update-team", `{"teamId":"{team}","data":{"name":"mine"}}`},
		{"POST remove-team", `{"teamId":"{team}"}`},
		{"POST set-active-team", `{"teamId":"{team}"}`},
		{"GET list-team-members", `teamId={team}`},
		{"GET list-user-teams", `userId={victimUser}`},
		{"POST add-team-member", `{"teamId":"{team}","userId":"{self}"}`},
		{"POST add-team-member", `{"teamId":"{own}","userId":"{victimUser}"}`},
		{"POST remove-team-member", `{"teamId":"{home}","userId":"{victimUser}"}`},
		{"POST update-role", `{"roleId":"{role}","data":{"permission":{}}}`},
		{"POST delete-role", `{"roleId":"{role}"}`},
		{"GET get-role", `roleId={role}`},
		{"GET get-active-member-role", `userId={victimUser}`},
		{"POST update-member-role", `{"memberId":"{ownMember}","role":["owner","writer"]}`},
	}
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, "", full())
		users := map[string]*auth.User{}
		for _, who := range []string{"member", "admin", "owner", "victim", "attacker"} {
			users[who] = w.user(who)
		}
		values := w.scene(users)
		own := w.organization(users["attacker"])
		browser, session := w.signedIn(users["attacker"])
		must(w.UpdateSession(t.Context(), session.Token, store.Values{"activeOrganizationId": own.Organization.ID}))(t)
		values["self"], values["own"], values["ownMember"] = users["attacker"].ID, own.Team.ID, own.Member.ID
		values["victimEmail"] = users["victim"].Email
		role := must(w.p.FindRole(t.Context(), values["org"], organization.RoleRef{Name: "writer"}))(t)
		values["role"] = role.ID
		before := w.snapshot(values["org"])
		for _, a := range attacks {
			method, path, _ := strings.Cut(a.endpoint, " ")
			target, body := "/organization/"+path, replace(a.input, values)
			if method == "GET" {
				target, body = target+"?"+body, ""
			}
			if r := browser.Do(method, target, body); r.StatusCode < 400 || r.StatusCode >= 500 {
				t.Errorf("%s %s: status %d: %s", a.endpoint, a.input, r.StatusCode, r.Body)
			}
		}
		if after := w.snapshot(values["org"]); after != before {
			t.Errorf("the organization has changed:\n%s\n%s", before, after)
		}
	})
}

// snapshot is everything an organization has, as text.
func (w *world) snapshot(id string) string {
	w.t.Helper()
	var text strings.Builder
	for _, model := range []string{"member", "invitation", "team", "organizationRole"} {
		rows := must(w.Store().List(context.Background(), store.Query{Model: model, Where: []store.Cond{store.Eq("organizationId", id)}, SortBy: "id"}))(w.t)
		for _, row := range rows {
			text.Write(auth.AppendRow(nil, row))
		}
	}
	places := must(w.Store().List(context.Background(), store.Query{Model: "teamMember", SortBy: "id"}))(w.t)
	for _, row := range places {
		text.Write(auth.AppendRow(nil, row))
	}
	return text.String()
}

// A role that may invite and change members gives no more than it has.
func TestNobodyGivesMoreThanTheyHave(t *testing.T) {
	t.Parallel()
	roles := access.OrganizationRoles().With(access.Roles{
		"clerk": access.NewRole(access.Statements{"invitation": {"create"}, "member": {"update"}, "lesson": {"read"}, "ac": {"create", "update"}}),
		"guest": access.NewRole(access.Statements{"lesson": {"read"}}),
		"chief": access.NewRole(access.Statements{"lesson": {"read", "publish"}}),
	})
	everywhere(t, func(t *testing.T, database string) {
		o := full()
		o.Roles = roles
		w := open(t, database, "", o)
		owner, clerk, other := w.user("owner"), w.user("clerk"), w.user("other")
		school := w.organization(owner).Organization
		w.joined(school, clerk, "clerk")
		target := w.joined(school, other, "guest")
		ctx := t.Context()

		for role, code := range map[string]*auth.Code{
			"guest": nil, "clerk": nil, "chief": &organization.YouAreNotAllowedToInviteUserWithThisRole,
			"admin": &organization.YouAreNotAllowedToInviteUserWithThisRole, "owner": &organization.YouAreNotAllowedToInviteUserWithThisRole,
		} {
			_, err := w.p.Invite(ctx, clerk, organization.NewInvitation{OrganizationID: school.ID, Email: role + "@example.com", Roles: []string{"guest", role}})
			if code == nil && err != nil {
				t.Errorf("inviting as %s: %v", role, err)
			} else if code != nil {
				wantCode(t, err, *code)
			}
			_, err = w.p.UpdateMemberRole(ctx, clerk, school.ID, target.ID, []string{role})
			if code == nil && err != nil {
				t.Errorf("making a %s: %v", role, err)
			} else if code != nil {
				wantCode(t, err, organization.YouAreNotAllowedToUpdateThisMember)
			}
		}
		// Nor does anybody send such an invitation again.
		if _, err := w.p.Invite(ctx, owner, organization.NewInvitation{OrganizationID: school.ID, Email: "boss@example.com", Roles: []string{"chief"}}); err != nil {
			t.Fatal(err)
		}
		_, err := w.p.Invite(ctx, clerk, organization.NewInvitation{OrganizationID: school.ID, Email: "boss@example.com", Roles: []string{"guest"}, Resend: true})
		wantCode(t, err, organization.YouAreNotAllowedToInviteUserWithThisRole)
		// Own roles are no way around it.
		for _, text := range []string{`{"lesson":["publish"]}`, `{"lesson":["read"],"organization":["delete"]}`} {
			permissions, _ := access.ParsePermissions(text)
			_, err := w.p.CreateRole(ctx, clerk, school.ID, "mine", permissions, nil)
			wantCode(t, err, organization.YouAreNotAllowedToCreateARole)
		}
		permissions, _ := access.ParsePermissions(`{"lesson":["read"]}`)
		must(w.p.CreateRole(ctx, clerk, school.ID, "mine", permissions, nil))(t)
		more, _ := access.ParsePermissions(`{"lesson":["publish"]}`)
		_, err = w.p.UpdateRole(ctx, clerk, school.ID, organization.RoleRef{Name: "mine"}, organization.RoleUpdate{Allow: &more})
		wantCode(t, err, organization.YouAreNotAllowedToUpdateARole)
		// Nor is renaming a role to one that is held under its old name.
		must(w.p.CreateRole(ctx, nil, school.ID, "chef", more, nil))(t)
		must(w.p.UpdateMemberRole(ctx, nil, school.ID, target.ID, []string{"mine"}))(t)
		must(w.p.UpdateRole(ctx, clerk, school.ID, organization.RoleRef{Name: "mine"}, organization.RoleUpdate{Name: "aside"}))(t)
		_, err = w.p.UpdateRole(ctx, clerk, school.ID, organization.RoleRef{Name: "chef"}, organization.RoleUpdate{Name: "mine"})
		wantCode(t, err, organization.YouAreNotAllowedToUpdateARole)
		for _, name := range []string{"", "x,owner", " padded", "a\x00b", strings.Repeat("x", 300)} {
			_, err := w.p.CreateRole(ctx, nil, school.ID, name, permissions, nil)
			wantCode(t, err, auth.ValidationError)
		}
		// Roles that do not exist are given by nobody, not even the application.
		_, err = w.p.UpdateMemberRole(ctx, nil, school.ID, target.ID, []string{"king"})
		wantCode(t, err, organization.RoleNotFound)
		_, err = w.p.AddMember(ctx, organization.NewMember{OrganizationID: school.ID, UserID: w.user("new").ID, Roles: []string{"king"}})
		wantCode(t, err, organization.RoleNotFound)
	})
}

// compat: reference restores what is less safe.
func TestReferenceBehaviour(t *testing.T) {
	t.Parallel()
	for _, compat := range []string{"", "reference"} {
		o := full()
		o.Roles = access.OrganizationRoles().With(access.Roles{"clerk": access.NewRole(access.Statements{"invitation": {"create"}})})
		w := open(t, "sqlite:"+t.TempDir()+"/auth.db", compat, o)
		owner, clerk := w.user("owner"), w.user("clerk")
		school, foreign := w.organization(owner).Organization, w.organization(w.user("foreign"))
		w.joined(school, clerk, "clerk")
		_, granted := w.p.Invite(t.Context(), clerk, organization.NewInvitation{OrganizationID: school.ID, Email: "a@example.com", Roles: []string{"admin"}})
		_, told := w.p.UpdateMemberRole(t.Context(), owner, school.ID, foreign.Member.ID, []string{"member"})
		deleted := w.DeleteUser(t.Context(), owner.ID)
		browser, _ := w.signedIn(clerk)
		team := browser.GET("/organization/list-team-members?teamId=nowhere").Want(400)
		if compat == "" {
			wantCode(t, granted, organization.YouAreNotAllowedToInviteUserWithThisRole)
			wantCode(t, told, organization.MemberNotFound)
			wantCode(t, deleted, organization.YouCannotLeaveTheOrganizationAsTheOnlyOwner)
			team.Want(400, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM")
			continue
		}
		wantCode(t, told, organization.YouAreNotAllowedToUpdateThisMember)
		team.Want(400, "TEAM_NOT_FOUND")
		if granted != nil || deleted != nil {
			t.Error(granted, deleted)
		}
	}
}

// Deleting a user takes no organization's last owner away.
func TestDeletingUsersKeepsOwners(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, "", full())
		owner, second := w.user("owner"), w.user("second")
		shared, alone := w.organization(owner).Organization, w.organization(owner).Organization
		member := w.joined(shared, second, "member")
		wantCode(t, w.DeleteUser(t.Context(), owner.ID), organization.YouCannotLeaveTheOrganizationAsTheOnlyOwner)
		if _, err := w.p.Find(t.Context(), alone.ID); err != nil {
			t.Error("a refused deletion took an organization:", err)
		}
		must(w.p.UpdateMemberRole(t.Context(), owner, shared.ID, member.ID, []string{"owner"}))(t)
		if err := w.DeleteUser(t.Context(), owner.ID); err != nil {
			t.Fatal(err)
		}
		if n := w.owners(shared.ID); n != 1 {
			t.Errorf("%d owners", n)
		}
		if _, err := w.p.Find(t.Context(), alone.ID); !errors.Is(err, store.ErrNotFound) {
			t.Error("an organization without members is left:", err)
		}
	})
}

// Invitations whose ids can be guessed need a verified address.
func TestGuessableInvitationsNeedAVerifiedAddress(t *testing.T) {
	t.Parallel()
	forced := true
	for name, o := range map[string]auth.Options{
		"serial":     {Advanced: auth.AdvancedOptions{IDs: store.SerialID}},
		"own ids":    {Advanced: auth.AdvancedOptions{GenerateID: counter()}},
		"forced":     {},
		"random ids": {},
	} {
		options := full()
		if name == "forced" {
			options.RequireEmailVerification = &forced
		}
		w := openWith(t, "sqlite:"+t.TempDir()+"/auth.db", o, options)
		school := w.organization(w.user("owner")).Organization
		guest := must(w.CreateUser(t.Context(), store.Values{"name": "g", "email": "guest@example.com"}, "test"))(t)
		owner := must(w.p.ListMembers(t.Context(), organization.MemberQuery{OrganizationID: school.ID}))(t)
		i := must(w.p.Invite(t.Context(), owner.Users[owner.List[0].UserID], organization.NewInvitation{
			OrganizationID: school.ID, Email: "guest@example.com", Roles: []string{"member"},
		}))(t)
		_, err := w.p.Accept(t.Context(), guest, i.ID)
		if name == "random ids" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		wantCode(t, err, organization.EmailVerificationRequiredBeforeAcceptingOrRejectingInvitation)
	}
}

func counter() func(string) string {
	n := 0
	return func(string) string { n++; return fmt.Sprintf("id-%d", n) }
}

// An address that is another one in lower case is not that of the invited person, though some
// comparisons without regard to case say so.
func TestInvitationsAreForOneAddress(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, "", full())
		owner := w.user("owner")
		school := w.organization(owner).Organization
		i := must(w.p.Invite(t.Context(), owner, organization.NewInvitation{OrganizationID: school.ID, Email: "sam@example.com", Roles: []string{"member"}}))(t)
		eve := must(w.CreateUser(t.Context(), store.Values{"name": "eve", "email": "\u017fam@example.com", "emailVerified": true}, "test"))(t)
		browser, _ := w.signedIn(eve)
		browser.POST("/organization/accept-invitation", `{"invitationId":"`+i.ID+`"}`).Want(403, "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION")
		browser.GET("/organization/get-invitation?id="+i.ID).Want(403, "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION")
	})
}
