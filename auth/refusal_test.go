package auth_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/store"
)

// refusalsOf is what the audit log says a person was refused.
func refusalsOf(t *testing.T, s *authtest.Server, actorID string) []store.Row {
	t.Helper()
	rows, err := s.Store().List(t.Context(), store.Query{Model: "auditLog", Limit: store.NoLimit, SortBy: "createdAt", Where: []store.Cond{
		store.Eq("actorId", actorID), store.Ne("outcome", admin.Done),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// What members and would-be administrators are refused is on record: the same once an hour,
// and no more of one person than anybody wants to read.
func TestRefusalsAreRecorded(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		start, ahead := time.Now(), atomic.Int64{}
		off := false
		s := authtest.NewOn(t, database, auth.Options{
			Now: func() time.Time { return start.Add(time.Duration(ahead.Load())) }, RateLimit: auth.RateLimitOptions{Enabled: &off},
			Plugins: append(passwords(), admin.New(admin.Options{}), organization.New(organization.Options{})),
		})
		ann, bob, cid := signUpAnn(s), signUpAs(s, "Bob"), signUpAs(s, "Cid")
		bobID, cidID := bob.GET("/get-session").Text("user", "id"), cid.GET("/get-session").Text("user", "id")
		school := ann.POST("/organization/create", `{"name":"School","slug":"school"}`).Want(200).Text("id")
		remove := `{"memberIdOrEmail":"ann@example.com","organizationId":"` + school + `"}`

		s.Browser().POST("/organization/remove-member", remove).Want(401)
		bob.POST("/organization/remove-member", `{"memberIdOrEmail":7}`).Want(400, "VALIDATION_ERROR")
		bob.POST("/organization/has-permission", `{"permissions":{"member":["create"]},"organizationId":"`+school+`"}`)
		if rows := refusalsOf(t, s, bobID); len(rows) != 0 {
			t.Errorf("%d refusals of nothing", len(rows))
		}
		code := bob.POST("/organization/remove-member", remove).Text("code")
		for range 5 {
			s.SQL.Reset()
			bob.POST("/organization/remove-member", remove)
			if all := strings.Join(s.SQL.All(), "\n"); strings.Contains(all, "auditLog") {
				t.Errorf("the same refusal is written again:\n%s", all)
			}
		}
		rows := refusalsOf(t, s, bobID)
		if len(rows) != 1 {
			t.Fatalf("%d refusals", len(rows))
		}
		r := rows[0]
		if r.String("action") != "remove-member" || code == "" || r.String("outcome") != code || r.String("targetId") != school || r.String("ipAddress") == "" {
			t.Errorf("the record is %v, the answer was %s", r.V, code)
		}
		if detail := fmt.Sprintf("%s", r.Get("detail")); !strings.Contains(detail, "ann@example.com") {
			t.Errorf("the detail is %s", detail)
		}
		ahead.Add(int64(time.Hour))
		bob.POST("/organization/remove-member", remove)
		if n := len(refusalsOf(t, s, bobID)); n != 2 {
			t.Errorf("%d refusals an hour later", n)
		}
		for i := range 50 {
			bob.POST("/admin/ban-user", fmt.Sprintf(`{"userId":"nobody-%d"}`, i)).Want(403)
			bob.POST("/organization/delete", fmt.Sprintf(`{"organizationId":"nothing-%d"}`, i))
		}
		if n := len(refusalsOf(t, s, bobID)); n != 21 {
			t.Errorf("%d refusals of one person, 20 of them within an hour", n)
		}
		for _, long := range []string{strings.Repeat("x", 100_000), `a\u0000b`} {
			cid.POST("/admin/ban-user", `{"userId":"`+long+`"}`).Want(403)
			cid.POST("/organization/leave", `{"organizationId":"`+long+`"}`)
		}
		cid.POST("/organization/invite-member", `{"email":"`+strings.Repeat("x", 1000)+`@example.com","role":"member","organizationId":"`+school+`"}`)
		for _, r := range refusalsOf(t, s, cidID) {
			if !r.IsZero() && (len(r.String("targetId")) > 128 || len(fmt.Sprint(r.Get("detail"))) > 2000) {
				t.Errorf("the record is %v", r.V)
			}
		}
		if n := len(refusalsOf(t, s, cidID)); n < 2 {
			t.Errorf("%d refusals of Cid, who is not kept off the record by Bob", n)
		}
	})
}
