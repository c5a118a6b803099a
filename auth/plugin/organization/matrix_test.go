package organization_test

import (
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/store"
)

// matrix says who may call what: the status for nobody, for a stranger who owns another
// organization and whose session still names this one, and for a member, an admin and an owner.
// A POST has a body, a GET a query.
var matrix = []struct {
	endpoint, input string
	want            [5]int
}{
	{"POST create", `{"name":"x","slug":"{fresh}"}`, [5]int{401, 200, 200, 200, 200}},
	{"POST update", `{"organizationId":"{org}","data":{"name":"x"}}`, [5]int{401, 400, 403, 200, 200}},
	{"POST delete", `{"organizationId":"{org}"}`, [5]int{401, 400, 403, 403, 200}},
	{"POST check-slug", `{"slug":"free"}`, [5]int{401, 200, 200, 200, 200}},
	{"POST set-active", `{"organizationId":"{org}"}`, [5]int{401, 403, 200, 200, 200}},
	{"GET get-organization", `organizationId={org}`, [5]int{401, 403, 200, 200, 200}},
	{"GET get-full-organization", `organizationId={org}`, [5]int{401, 403, 200, 200, 200}},
	{"GET list", ``, [5]int{401, 200, 200, 200, 200}},
	{"POST has-permission", `{"organizationId":"{org}","permissions":{}}`, [5]int{401, 401, 200, 200, 200}},

	{"GET list-members", `organizationId={org}`, [5]int{401, 403, 200, 200, 200}},
	{"GET get-active-member", ``, [5]int{401, 400, 200, 200, 200}},
	{"GET get-active-member-role", `userId={victimUser}`, [5]int{401, 403, 200, 200, 200}},
	{"POST remove-member", `{"memberIdOrEmail":"{victim}","organizationId":"{org}"}`, [5]int{401, 400, 401, 200, 200}},
	{"POST update-member-role", `{"memberId":"{victim}","role":"admin","organizationId":"{org}"}`, [5]int{401, 400, 403, 200, 200}},
	{"POST leave", `{"organizationId":"{org}"}`, [5]int{401, 400, 200, 200, 400}},

	{"POST invite-member", `{"email":"{fresh}@example.com","role":"admin","organizationId":"{org}"}`, [5]int{401, 400, 403, 200, 200}},
	{"POST cancel-invitation", `{"invitationId":"{invitation}"}`, [5]int{401, 400, 403, 200, 200}},
	{"POST accept-invitation", `{"invitationId":"{invitation}"}`, [5]int{401, 403, 403, 403, 403}},
	{"POST reject-invitation", `{"invitationId":"{invitation}"}`, [5]int{401, 403, 403, 403, 403}},
	{"GET get-invitation", `id={invitation}`, [5]int{401, 403, 403, 403, 403}},
	{"GET list-invitations", `organizationId={org}`, [5]int{401, 403, 403, 200, 200}},
	{"GET list-user-invitations", ``, [5]int{400, 200, 200, 200, 200}},

	{"POST create-team", `{"name":"x","organizationId":"{org}"}`, [5]int{401, 403, 403, 200, 200}},
	{"POST update-team", `{"teamId":"{team}","data":{"name":"x"}}`, [5]int{401, 403, 403, 200, 200}},
	{"POST remove-team", `{"teamId":"{team}","organizationId":"{org}"}`, [5]int{401, 403, 403, 200, 200}},
	{"GET list-teams", `organizationId={org}`, [5]int{401, 403, 200, 200, 200}},
	{"POST set-active-team", `{"teamId":"{home}"}`, [5]int{401, 403, 403, 403, 200}},
	{"GET list-user-teams", `userId={victimUser}&organizationId={org}`, [5]int{401, 403, 403, 200, 200}},
	{"GET list-team-members", `teamId={home}`, [5]int{401, 400, 400, 400, 200}},
	{"POST add-team-member", `{"teamId":"{team}","userId":"{victimUser}","organizationId":"{org}"}`, [5]int{401, 400, 403, 200, 200}},
	{"POST remove-team-member", `{"teamId":"{home}","userId":"{victimUser}","organizationId":"{org}"}`, [5]int{401, 400, 403, 200, 200}},

	{"POST create-role", `{"role":"{fresh}","permission":{"team":["create"]},"organizationId":"{org}"}`, [5]int{401, 403, 403, 200, 200}},
	{"POST update-role", `{"roleName":"writer","data":{"permission":{}},"organizationId":"{org}"}`, [5]int{401, 403, 403, 200, 200}},
	{"POST delete-role", `{"roleName":"writer","organizationId":"{org}"}`, [5]int{401, 403, 403, 200, 200}},
	{"GET list-roles", `organizationId={org}`, [5]int{401, 403, 200, 200, 200}},
	{"GET get-role", `roleName=writer&organizationId={org}`, [5]int{401, 403, 200, 200, 200}},
}

var cast = [5]string{"nobody", "stranger", "member", "admin", "owner"}

func TestPermissionMatrix(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, "", full())
		users := map[string]*auth.User{}
		browsers := map[string]*authtest.Browser{"nobody": w.Browser()}
		sessions := map[string]*auth.Session{}
		for _, who := range []string{"stranger", "member", "admin", "owner", "victim"} {
			users[who] = w.user(who)
			browsers[who], sessions[who] = w.signedIn(users[who])
		}
		w.organization(users["stranger"])
		for _, row := range matrix {
			for i, who := range cast {
				values := w.scene(users)
				if s := sessions[who]; s != nil {
					set := store.Values{"activeOrganizationId": values["org"], "activeTeamId": nil}
					must(w.UpdateSession(t.Context(), s.Token, set))(t)
				}
				method, path, _ := strings.Cut(row.endpoint, " ")
				target, body := "/organization/"+path, replace(row.input, values)
				if method == "GET" {
					target, body = target+"?"+body, ""
				}
				if r := browsers[who].Do(method, target, body); r.StatusCode != row.want[i] {
					t.Errorf("%s as %s: status %d, want %d: %s", row.endpoint, who, r.StatusCode, row.want[i], r.Body)
				}
			}
		}
	})
}

// scene makes an organization of its own for one cell of the matrix.
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

// Whoever adds an endpoint has to say who may call it.
func TestMatrixIsComplete(t *testing.T) {
	t.Parallel()
	w := open(t, "sqlite:"+t.TempDir()+"/auth.db", "", full())
	known := map[string]bool{}
	for _, row := range matrix {
		known[row.endpoint] = true
	}
	n := 0
	for _, e := range w.Endpoints() {
		path, ours := strings.CutPrefix(e.Path, "/organization/")
		if !ours {
			continue
		}
		n++
		if !known[e.Method+" "+path] {
			t.Errorf("%s %s has no row", e.Method, e.Path)
		}
		if e.Summary == "" {
			t.Errorf("%s %s has no summary", e.Method, e.Path)
		}
	}
	if n != len(matrix) || n != 36 {
		t.Errorf("%d endpoints, %d rows", n, len(matrix))
	}
}
