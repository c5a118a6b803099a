package admin_test

import (
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/store"
)

var cast = [6]string{"nobody", "user", "banned", "impersonated", "support", "admin"}

// matrix says what a role of the application's own may, beside those of package
// permissiontest, which has every endpoint: the status for each of the cast. The banned one was
// an administrator, whose session has ended; the impersonated one is an administrator whom
// another impersonates; support has such a role. A POST has a body, a GET a query.
var matrix = []struct {
	endpoint, input string
	want            [6]int
}{
	{"POST set-role", `{"userId":"{victim}","role":"user"}`, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST set-role", `{"userId":"{victim}","role":"admin"}`, [6]int{401, 403, 401, 403, 403, 200}},
	{"POST set-role", `{"userId":"{boss}","role":"user"}`, [6]int{401, 403, 401, 403, 403, 200}},
	{"GET get-user", `id={victim}`, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST create-user", `{"email":"{fresh}@example.com","name":"x"}`, [6]int{401, 403, 401, 403, 403, 200}},
	{"POST update-user", `{"userId":"{victim}","data":{"name":"x"}}`, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST update-user", `{"userId":"{victim}","data":{"email":"{fresh}@example.com"}}`, [6]int{401, 403, 401, 403, 403, 200}},
	{"POST update-user", `{"userId":"{boss}","data":{"name":"x"}}`, [6]int{401, 403, 401, 403, 403, 200}},
	{"GET list-users", ``, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST list-user-sessions", `{"userId":"{victim}"}`, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST unban-user", `{"userId":"{victim}"}`, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST ban-user", `{"userId":"{victim}"}`, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST ban-user", `{"userId":"{boss}"}`, [6]int{401, 403, 401, 403, 403, 200}},
	{"POST impersonate-user", `{"userId":"{victim}"}`, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST impersonate-user", `{"userId":"{boss}"}`, [6]int{401, 403, 401, 403, 403, 403}},
	{"POST stop-impersonating", `{}`, [6]int{401, 400, 401, 500, 400, 400}},
	{"POST revoke-user-session", `{"sessionToken":"{session}"}`, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST revoke-user-session", `{"sessionToken":"{bossSession}"}`, [6]int{401, 403, 401, 403, 403, 200}},
	{"POST revoke-user-sessions", `{"userId":"{victim}"}`, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST revoke-user-sessions", `{"userId":"{boss}"}`, [6]int{401, 403, 401, 403, 403, 200}},
	{"POST remove-user", `{"userId":"{victim}"}`, [6]int{401, 403, 401, 403, 403, 200}},
	{"POST set-user-password", `{"userId":"{victim}","newPassword":"a long new phrase"}`, [6]int{401, 403, 401, 403, 200, 200}},
	{"POST set-user-password", `{"userId":"{boss}","newPassword":"a long new phrase"}`, [6]int{401, 403, 401, 403, 403, 200}},
	{"POST has-permission", `{"permissions":{"user":["list"]}}`, [6]int{401, 200, 401, 200, 200, 200}},
	{"GET audit-log", ``, [6]int{401, 403, 401, 403, 403, 200}},
	{"GET audit-log/export", ``, [6]int{401, 403, 401, 403, 403, 200}},
}

func TestPermissionMatrix(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		o := open(t, database, auth.Options{}, admin.Options{})
		chief := o.user("chief", "admin")
		for i, who := range cast {
			for n, row := range matrix {
				// Nothing that one cell does is seen by the next.
				name := strings.ToLower(who) + "-" + string(rune('a'+n))
				values := o.scene(name)
				browser := o.as(who, name, chief)
				method, path, _ := strings.Cut(row.endpoint, " ")
				target, body := "/admin/"+path, values.Replace(row.input)
				if method == "GET" {
					target, body = target+"?"+body, ""
				}
				if r := browser.Do(method, target, body); r.StatusCode != row.want[i] {
					t.Errorf("%s %s as %s: status %d, want %d: %s", row.endpoint, row.input, who, r.StatusCode, row.want[i], r.Body)
				}
			}
		}
	})
}

// scene makes those whom one cell of the matrix is about.
func (o *office) scene(name string) *strings.Replacer {
	o.t.Helper()
	victim, boss := o.user("victim-"+name, "user"), o.user("boss-"+name, "admin")
	_, session := o.signedIn(victim)
	_, bossSession := o.signedIn(boss)
	return strings.NewReplacer(
		"{victim}", victim.ID, "{boss}", boss.ID, "{fresh}", "fresh-"+name,
		"{session}", session.Token, "{bossSession}", bossSession.Token,
	)
}

// as is a browser of one of the cast.
func (o *office) as(who, name string, chief *auth.User) *authtest.Browser {
	o.t.Helper()
	switch who {
	case "nobody":
		return o.Browser()
	case "banned":
		u := o.user(who+name, "admin")
		b, _ := o.signedIn(u)
		if _, err := o.p.Ban(o.t.Context(), nil, u.ID, admin.Ban{}); err != nil {
			o.t.Fatal(err)
		}
		return b
	case "impersonated":
		s, err := o.CreateSession(o.t.Context(), auth.NewSession{
			UserID: o.user(who+name, "admin").ID, Values: store.Values{"impersonatedBy": chief.ID},
		})
		if err != nil {
			o.t.Fatal(err)
		}
		return o.browser(s)
	}
	b, _ := o.signedIn(o.user(who+name, who))
	return b
}
