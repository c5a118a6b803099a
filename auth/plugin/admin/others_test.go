package admin_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/plugin/organization"
)

// school is the plugin of organizations with all that it can do.
func school() *organization.Plugin {
	control, err := access.NewControl(access.OrganizationStatements())
	if err != nil {
		panic(err)
	}
	return organization.New(organization.Options{
		SendInvitation: func(context.Context, organization.InvitationMail) error { return nil },
		Control:        control, Roles: access.OrganizationRoles(), DynamicRoles: true,
		Teams: organization.TeamOptions{Enabled: true},
	})
}

// What happens in organizations is recorded: once, with who, whom and where.
func TestOrganizationsAreRecorded(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		o := open(t, database, auth.Options{Plugins: []auth.Plugin{school()}}, admin.Options{})
		annUser, bobUser := o.user("ann", "user"), o.user("bob", "user")
		for _, u := range []*auth.User{annUser, bobUser} {
			if _, err := o.UpdateUser(t.Context(), u.ID, map[string]any{"emailVerified": true}); err != nil {
				t.Fatal(err)
			}
		}
		ann, _ := o.signedIn(annUser)
		bob, _ := o.signedIn(bobUser)
		ids := map[string]string{"BOB": bobUser.ID}
		filled := func(text string) string {
			for name, id := range ids {
				text = strings.ReplaceAll(text, name, id)
			}
			return text
		}
		const org = `{"organizationId":"ORG"`
		for _, step := range []struct {
			byBob                      bool
			path, body, action, target string
			keep, from                 string // remember a member of the answer
		}{
			{path: "create", body: `{"name":"School","slug":"school"}`, action: "create-organization", target: "ORG", keep: "ORG", from: "id"},
			{path: "update", body: org + `,"data":{"name":"High School"}}`, action: "update-organization", target: "ORG"},
			{path: "invite-member", body: org + `,"email":"bob@example.com","role":"member"}`, action: "invite-member", target: "ORG", keep: "INV", from: "id"},
			{path: "cancel-invitation", body: `{"invitationId":"INV"}`, action: "cancel-invitation", target: "ORG"},
			{path: "invite-member", body: org + `,"email":"bob@example.com","role":"member"}`, action: "invite-member", target: "ORG", keep: "INV", from: "id"},
			{byBob: true, path: "reject-invitation", body: `{"invitationId":"INV"}`, action: "reject-invitation", target: "BOB"},
			{path: "invite-member", body: org + `,"email":"bob@example.com","role":"member"}`, action: "invite-member", target: "ORG", keep: "INV", from: "id"},
			{byBob: true, path: "accept-invitation", body: `{"invitationId":"INV"}`, action: "accept-invitation", target: "BOB", keep: "MEMBER", from: "member.id"},
			{path: "update-member-role", body: org + `,"memberId":"MEMBER","role":"admin"}`, action: "update-member-role", target: "BOB"},
			{path: "create-team", body: org + `,"name":"Choir"}`, action: "create-team", target: "ORG", keep: "TEAM", from: "id"},
			{path: "update-team", body: `{"teamId":"TEAM","data":{"name":"Band","organizationId":"ORG"}}`, action: "update-team", target: "ORG"},
			{path: "add-team-member", body: org + `,"teamId":"TEAM","userId":"BOB"}`, action: "add-team-member", target: "BOB"},
			{path: "remove-team-member", body: org + `,"teamId":"TEAM","userId":"BOB"}`, action: "remove-team-member", target: "BOB"},
			{path: "remove-team", body: org + `,"teamId":"TEAM"}`, action: "remove-team", target: "ORG"},
			{path: "create-role", body: org + `,"role":"coach","permission":{"team":["create"]}}`, action: "create-role", target: "ORG"},
			{path: "update-role", body: org + `,"roleName":"coach","data":{"permission":{"team":["update"]}}}`, action: "update-role", target: "ORG"},
			{path: "delete-role", body: org + `,"roleName":"coach"}`, action: "delete-role", target: "ORG"},
			{byBob: true, path: "leave", body: org + `}`, action: "leave-organization", target: "BOB"},
			{path: "invite-member", body: org + `,"email":"bob@example.com","role":"member"}`, action: "invite-member", target: "ORG", keep: "INV", from: "id"},
			{byBob: true, path: "accept-invitation", body: `{"invitationId":"INV"}`, action: "accept-invitation", target: "BOB"},
			{path: "remove-member", body: org + `,"memberIdOrEmail":"bob@example.com"}`, action: "remove-member", target: "BOB"},
			{path: "delete", body: org + `}`, action: "delete-organization", target: "ORG"},
		} {
			before := len(o.log(""))
			b, actor := ann, annUser
			if step.byBob {
				b, actor = bob, bobUser
			}
			r := b.POST("/organization/"+step.path, filled(step.body)).Want(200)
			if step.keep != "" {
				ids[step.keep] = r.Text(strings.Split(step.from, ".")...)
			}
			records := o.log("")
			if len(records) != before+1 {
				t.Errorf("%s left %d records", step.path, len(records)-before)
				continue
			}
			row := o.log(step.action)[0]
			if row.String("actorId") != actor.ID || row.String("targetId") != filled(step.target) || row.String("ipAddress") == "" {
				t.Errorf("%s: %v", step.action, row.V)
			}
			if detail := string(auth.AppendRow(nil, row)); step.target == "BOB" && !strings.Contains(detail, ids["ORG"]) {
				t.Errorf("%s does not say where: %s", step.action, detail)
			}
		}
		ann.POST("/organization/create", `{"name":"School"}`).Want(400)
	})
}

// An action that cannot be recorded does not happen, and one that is refused is recorded as that.
func TestOthersFollowTheirRecord(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		broken := errors.New("the log is full")
		var full bool
		plugin := school()
		o := open(t, database, auth.Options{Plugins: []auth.Plugin{plugin}, Events: auth.Events{
			Acted: []func(context.Context, *auth.Action) error{func(context.Context, *auth.Action) error {
				if full {
					return broken
				}
				return nil
			}},
		}}, admin.Options{})
		annUser := o.user("ann", "user")
		ann, _ := o.signedIn(annUser)
		before := len(o.log(""))
		full = true
		ann.POST("/organization/create", `{"name":"School","slug":"school"}`).Want(500)
		full = false
		if n := len(o.log("")); n != before {
			t.Errorf("%d records of what did not happen", n-before)
		}
		ann.POST("/organization/create", `{"name":"School","slug":"school"}`).Want(200)
		ann.POST("/organization/create", `{"name":"School","slug":"school"}`).Want(400)
		outcomes := map[string]int{}
		for _, row := range o.log("create-organization") {
			outcomes[row.String("outcome")]++
		}
		if len(outcomes) != 2 || outcomes[admin.Done] != 1 || outcomes["ORGANIZATION_ALREADY_EXISTS"] != 1 {
			t.Errorf("the records say %v", outcomes)
		}
		// The Go API says who.
		created, err := plugin.Create(t.Context(), annUser, organization.NewOrganization{Name: "Other", Slug: "other"})
		if err != nil {
			t.Fatal(err)
		}
		if row := o.log("create-organization")[0]; row.String("actorId") != annUser.ID || row.String("targetId") != created.Organization.ID {
			t.Errorf("%v", row.V)
		}
	})
}
