package admin_test

import (
	"context"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/admin"
)

func TestActionsAreRecorded(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		o := open(t, database, auth.Options{}, admin.Options{})
		ann, bob := o.user("ann", "admin"), o.user("bob", "user")
		chief, _ := o.signedIn(ann)
		id := `{"userId":"` + bob.ID + `"`
		for _, call := range []struct{ action, body string }{
			{"set-role", id + `,"role":["user","support"]}`},
			{"create-user", `{"email":"eve@example.com","name":"Eve","password":"a long phrase"}`},
			{"update-user", id + `,"data":{"name":"Bob"}}`},
			{"ban-user", id + `,"banReason":"Spam"}`},
			{"unban-user", id + `}`},
			{"revoke-user-sessions", id + `}`},
			{"revoke-user-session", `{"sessionToken":"nothing"}`},
			{"set-user-password", id + `,"newPassword":"another long phrase"}`},
			{"impersonate-user", id + `}`},
			{"stop-impersonating", `{}`},
			{"remove-user", id + `}`},
		} {
			chief.POST("/admin/"+call.action, call.body).Want(200)
			records := o.log(call.action)
			switch {
			case len(records) == 0:
				t.Errorf("%s left no record", call.action)
			case records[0].String("actorId") != ann.ID || records[0].String("outcome") != admin.Done || records[0].String("ipAddress") == "":
				t.Errorf("%s: %v", call.action, records[0].V)
			case strings.HasPrefix(call.body, id) && records[0].String("targetId") != bob.ID:
				t.Errorf("%s names %q", call.action, records[0].String("targetId"))
			}
		}
		all := chief.GET("/admin/audit-log?limit=1000").Want(200).Body
		for _, secret := range []string{"a long phrase", "another long phrase"} {
			if strings.Contains(all, secret) {
				t.Error("the log holds a secret:", all)
			}
		}
	})
}

// What fails leaves no trace but the refusal.
func TestRecordsFollowTheirAction(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		broken := false
		events := auth.Events{UserUpdated: []func(context.Context, *auth.User) error{func(context.Context, *auth.User) error {
			if broken {
				return errors.New("broken")
			}
			return nil
		}}}
		o := open(t, database, auth.Options{Events: events}, admin.Options{})
		ann, bob := o.user("ann", "admin"), o.user("bob", "user")
		chief, _ := o.signedIn(ann)
		broken = true
		chief.POST("/admin/ban-user", `{"userId":"`+bob.ID+`"}`).Want(500)
		if records := o.log("ban-user"); len(records) != 0 {
			t.Error("a failed action is on record:", records)
		}
		// An action that cannot be recorded does not happen.
		err := o.InTx(t.Context(), func(ctx context.Context) error {
			if err := o.p.RemoveUser(ctx, ann, bob.ID); err != nil {
				t.Error(err)
			}
			return errors.New("changed my mind")
		})
		if _, missing := o.FindUser(t.Context(), bob.ID); err == nil || missing != nil || len(o.log("remove-user")) != 0 {
			t.Error("removal and record did not go together:", missing, o.log("remove-user"))
		}
		user, _ := o.signedIn(bob)
		user.POST("/admin/remove-user", `{"userId":"`+ann.ID+`"}`).Want(403)
		if records := o.log("remove-user"); len(records) != 1 || records[0].String("outcome") != "YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS" || records[0].String("actorId") != bob.ID {
			t.Error("the refusal is not on record:", records)
		}
	})
}

func TestTheLogIsFilteredPagedAndTakenAway(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		c := &clock{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
		o := open(t, database, auth.Options{Now: c.Now}, admin.Options{})
		ann := o.user("ann", "admin")
		chief, _ := o.signedIn(ann)
		for _, target := range []string{"one", "two", "=1+1"} {
			c.now = c.now.Add(time.Minute)
			e := admin.Entry{Action: "grade", TargetID: target, Detail: auth.Object{{Key: "note", Value: "a,b\n\"c\""}}}
			if err := o.p.Record(t.Context(), ann, e); err != nil {
				t.Fatal(err)
			}
		}
		for query, want := range map[string]string{
			"action=grade":                            `"total":3`,
			"action=grade&limit=1":                    `"targetId":"=1+1"`,
			"targetId=two":                            `"total":1`,
			"actorId=" + ann.ID:                       `"total":3`,
			"since=2026-01-02T03:06:05Z":              `"total":2`,
			"action=grade&until=2026-01-02T03:06:05Z": `"targetId":"one"`,
			"outcome=REFUSED":                         `"total":0`,
		} {
			chief.GET("/admin/audit-log?"+query).Want(200, want)
		}
		for _, query := range []string{"limit=1001", "since=yesterday", "offset=-1"} {
			chief.GET("/admin/audit-log?" + query).Want(400)
		}
		r := chief.GET("/admin/audit-log/export?action=grade&format=csv").Want(200)
		lines, err := csv.NewReader(strings.NewReader(r.Body)).ReadAll()
		if err != nil || len(lines) != 4 || lines[1][5] != "'=1+1" || !strings.Contains(r.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%q, %v", lines, err)
		}
		r = chief.GET("/admin/audit-log/export?action=grade").Want(200)
		if n := strings.Count(r.Body, "\n"); n != 3 || !strings.HasPrefix(r.Body, `{"action":"grade"`) {
			t.Errorf("%d lines: %s", n, r.Body)
		}
		if n := len(o.log("export-audit-log")); n != 2 {
			t.Errorf("%d exports are on record", n)
		}
	})
}

// Records of the same instant are told apart by their ids: each is on one page.
func TestPagesOfOneInstant(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, database string) {
		c := &clock{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
		o := open(t, database, auth.Options{Now: c.Now}, admin.Options{})
		ann := o.user("ann", "admin")
		for range 7 {
			if err := o.p.Record(t.Context(), ann, admin.Entry{Action: "grade"}); err != nil {
				t.Fatal(err)
			}
		}
		seen := map[string]bool{}
		for offset := range 7 {
			page, err := o.p.AuditLog(t.Context(), admin.AuditQuery{Action: "grade", Limit: 1, Offset: offset})
			if err != nil || page.Total != 7 || len(page.Entries) != 1 {
				t.Fatalf("page %d: %+v, %v", offset, page, err)
			}
			seen[page.Entries[0].ID()] = true
		}
		if len(seen) != 7 {
			t.Errorf("%d of 7 records are on the pages", len(seen))
		}
	})
}

func FuzzExport(f *testing.F) {
	for _, seed := range []string{"", "=1", "a", "\t=1", "-1", "@x", "a\nb", `"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		out := admin.Harmless(cell)
		if out != "" && strings.ContainsRune("=+-@\t\r\n|%", rune(out[0])) || strings.TrimPrefix(out, "'") != strings.TrimPrefix(cell, "'") {
			t.Errorf("%q became %q", cell, out)
		}
	})
}
