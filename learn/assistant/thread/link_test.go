package thread_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/assistant/thread"
	"github.com/lyceum/lyceum/learn/db"
)

// owners are the users of the threads t1, t2, …, "" for none.
func owners(t *testing.T, database *db.DB) []string {
	t.Helper()
	rows, err := database.QueryContext(t.Context(), `SELECT coalesce(user_id, '') FROM threads ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var owner string
		if err := rows.Scan(&owner); err != nil {
			t.Fatal(err)
		}
		list = append(list, owner)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// Threads go to the users of the table, once; what cannot be followed is told and changes
// nothing, and a dry run says the same and writes nothing.
func TestLink(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, _ *thread.Store, database *db.DB) {
		exec(t, database, `CREATE TABLE "odd ""name""" (thread_id TEXT, new_user_id TEXT)`)
		for _, id := range []string{"t1", "t2", "t3", "t4"} {
			exec(t, database, `INSERT INTO threads (id, created_at, updated_at) VALUES ($1, '2025-01-02 03:04:05', '2025-01-02 03:04:05')`, id)
		}
		exec(t, database, `UPDATE threads SET user_id = 'bob' WHERE id IN ('t2', 't3')`)
		exec(t, database, `INSERT INTO "odd ""name""" VALUES ('t1', 'ada'), ('t2', 'bob'), ('t3', 'ada'), ('t4', 'nobody'), ('gone', 'ada')`)
		before := []string{"", "bob", "bob", ""}
		want := thread.Linked{Linked: 1, Already: 1, Problems: []string{
			"thread gone does not exist", "thread t3 belongs to another user already, bob", "thread t4 goes to the user nobody, who does not exist",
		}}
		link := func(dryRun bool, coming map[string]bool) thread.Linked {
			t.Helper()
			got, err := thread.Link(t.Context(), database, `odd "name"`, db.MigrateOptions{}, dryRun, coming)
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(got.Problems)
			return got
		}
		if diff := cmp.Diff(want, link(true, nil)); diff != "" {
			t.Error("dry run:", diff)
		}
		if got := link(true, map[string]bool{"nobody": true}); got.Linked != 2 || len(got.Problems) != 2 {
			t.Errorf("a dry run with users to come: %+v", got)
		}
		if diff := cmp.Diff(before, owners(t, database)); diff != "" {
			t.Error("a dry run has written:", diff)
		}
		if diff := cmp.Diff(want, link(false, nil)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"ada", "bob", "bob", ""}, owners(t, database)); diff != "" {
			t.Error(diff)
		}
		if got := link(false, nil); got.Linked != 0 || got.Already != 2 {
			t.Errorf("again: %+v", got)
		}
		exec(t, database, `UPDATE threads SET user_id = NULL WHERE id = 't4'`)
		exec(t, database, `INSERT INTO "odd ""name""" VALUES ('t4', 'ada'), ('t4', 'bob')`)
		if got := link(false, nil); got.Linked != 1 || !strings.Contains(strings.Join(got.Problems, "\n"), "thread t4 is in the mapping twice") {
			t.Errorf("a thread that is there twice: %+v", got)
		}
		if _, err := thread.Link(t.Context(), database, "missing", db.MigrateOptions{}, false, nil); err == nil || !strings.Contains(err.Error(), "thread_id and new_user_id") {
			t.Errorf("no mapping table: %v", err)
		}
	})
}
