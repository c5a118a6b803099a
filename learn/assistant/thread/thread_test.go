package thread_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/internal/pgtest"
	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/assistant/thread"
	"github.com/lyceum/lyceum/learn/db"
)

var start = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// onEach runs a test on both databases, with two users.
func onEach(t *testing.T, test func(t *testing.T, s *thread.Store, database *db.DB)) {
	for name, target := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "threads.db") },
		"postgres": func(t *testing.T) string { return pgtest.New(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database, err := db.Open(t.Context(), target(t))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { database.Close() })
			exec(t, database, `CREATE TABLE "user" (id TEXT PRIMARY KEY)`)
			if err := db.Migrate(t.Context(), database, db.MigrateOptions{}); err != nil {
				t.Fatal(err)
			}
			exec(t, database, `INSERT INTO "user" VALUES ('ada'), ('bob')`)
			test(t, thread.New(database), database)
		})
	}
}

func exec(t *testing.T, database *db.DB, query string, args ...any) {
	t.Helper()
	if _, err := database.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func at(seconds int) chatkit.Time {
	return chatkit.Time{Time: start.Add(time.Duration(seconds) * time.Second)}
}

func turn(id, in string) chatkit.Turn {
	return chatkit.Turn{ID: id, Thread: in, Until: time.Now().Add(time.Minute)}
}

func user(id, in, text string) chatkit.Item {
	return chatkit.Item{
		ID: id, ThreadID: in, CreatedAt: at(0), Type: chatkit.UserMessage, Content: []chatkit.Content{{Type: chatkit.InputText, Text: text}},
	}
}

func assistant(id, in, text string, notes ...chatkit.Annotation) chatkit.Item {
	return chatkit.Item{
		ID: id, ThreadID: in, CreatedAt: at(0), Type: chatkit.AssistantMessage,
		Content: []chatkit.Content{{Type: chatkit.OutputText, Text: text, Annotations: notes}},
	}
}

func hidden(id, in string) chatkit.Item {
	item := user(id, in, "stopped")
	item.Type = chatkit.HiddenContext
	return item
}

// create makes a thread of ada's with a question, an answer and a hidden item, and no turn.
func create(t *testing.T, s *thread.Store, id string) {
	t.Helper()
	first := turn("turn-"+id, id)
	made := chatkit.Thread{ID: id, Title: "Title " + id, CreatedAt: at(0), Status: chatkit.Status{Type: "active"}}
	must(t, s.Create(t.Context(), "ada", made, user(id+".1", id, "Question?"), first))
	must(t, s.Add(t.Context(), first, assistant(id+".2", id, "Answer."), hidden(id+".3", id)))
	must(t, s.End(t.Context(), first))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: error %v, want %v", what, err, kind)
	}
}

func itemIDs(items []chatkit.Item) string {
	var ids []string
	for _, item := range items {
		ids = append(ids, item.ID)
	}
	return strings.Join(ids, " ")
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, _ *db.DB) {
		ctx := t.Context()
		index, interactive := 7, true
		asked := user("u", "t", "")
		asked.QuotedText = "quoted \"text\""
		asked.InferenceOptions = &chatkit.InferenceOptions{Model: "m", ToolChoice: &chatkit.ToolChoice{ID: "x"}}
		asked.Content = []chatkit.Content{
			{Type: chatkit.InputText, Text: "About "},
			{Type: chatkit.InputTag, ID: "l", Text: "@lesson", Data: map[string]any{"n": 1.0}, Interactive: &interactive},
		}
		answer := assistant("a", "t", "Ünïcode 🤖 'quotes'", chatkit.Annotation{Type: "annotation", Index: &index, Source: chatkit.Source{
			Type: "entity", ID: "l#a", Title: "T", Interactive: true, Data: map[string]any{"url": "/book/l#a"},
		}})
		first := turn("one", "t")
		made := chatkit.Thread{ID: "t", Title: "T", CreatedAt: at(5), Status: chatkit.Status{Type: "active"}}
		must(t, s.Create(ctx, "ada", made, asked, first))
		must(t, s.Add(ctx, first, answer))
		got, err := chatkit.WithItems(ctx, s, "ada", "t")
		must(t, err)
		made.Items = chatkit.Page[chatkit.Item]{Data: []chatkit.Item{asked, answer}}
		if diff := cmp.Diff(made, got); diff != "" {
			t.Error(diff)
		}
		renamed, err := s.SetTitle(ctx, "ada", "t", "New")
		if err != nil || renamed.Title != "New" || !renamed.CreatedAt.Equal(made.CreatedAt.Time) {
			t.Errorf("renamed: %+v, %v", renamed, err)
		}
	})
}

// TestOthers checks that foreign and unknown threads are told apart by nothing.
func TestOthers(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, _ *db.DB) {
		ctx := t.Context()
		create(t, s, "t")
		page := chatkit.PageRequest{Limit: 9, Order: chatkit.Descending}
		var messages [2][]string
		for i, id := range []string{"t", "unknown"} {
			_, err1 := s.Thread(ctx, "bob", id)
			_, err2 := s.Items(ctx, "bob", id, page)
			_, err3 := s.SetTitle(ctx, "bob", id, "stolen")
			err4 := s.Delete(ctx, "bob", id)
			_, err5 := s.Begin(ctx, "bob", user("x", id, "hi"), turn("x", id))
			_, _, err6 := s.Retry(ctx, "bob", id, "t.1", turn("x", id))
			err7 := s.Rate(ctx, "bob", id, []string{"t.2"}, chatkit.Positive)
			_, err8 := s.Readable(ctx, "bob", id)
			_, err9 := s.Readable(ctx, "", id)
			err10 := s.Add(ctx, turn("guessed", id), user("x", id, "hi"))
			for n, err := range []error{err1, err2, err3, err4, err5, err6, err7, err8, err9, err10} {
				want(t, fmt.Sprintf("call %d on %s", n+1, id), err, chatkit.ErrNotFound)
				messages[i] = append(messages[i], err.Error())
			}
			if history, err := s.History(ctx, "bob", id, 9); err != nil || len(history) != 0 {
				t.Errorf("history of %s: %d items, %v", id, len(history), err)
			}
		}
		if diff := cmp.Diff(messages[0], messages[1]); diff != "" {
			t.Errorf("foreign and unknown differ: %s", diff)
		}
		if threads, err := s.Threads(ctx, "bob", page); err != nil || len(threads.Data) != 0 {
			t.Errorf("bob sees %d threads, %v", len(threads.Data), err)
		}
		got, err := chatkit.WithItems(ctx, s, "ada", "t")
		if err != nil || got.Title != "Title t" || itemIDs(got.Items.Data) != "t.1 t.2" {
			t.Errorf("afterwards ada has %q with %s, %v", got.Title, itemIDs(got.Items.Data), err)
		}
	})
}

func TestTurns(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, database *db.DB) {
		ctx := t.Context()
		create(t, s, "t")
		one, two := turn("one", "t"), turn("two", "t")
		_, err := s.Begin(ctx, "ada", user("q2", "t", "Second?"), one)
		must(t, err)
		_, err = s.Begin(ctx, "ada", user("q3", "t", "Third?"), two)
		want(t, "a second turn", err, chatkit.ErrBusy)
		_, _, err = s.Retry(ctx, "ada", "t", "t.1", two)
		want(t, "a retry meanwhile", err, chatkit.ErrBusy)
		want(t, "adding without turn", s.Add(ctx, two, assistant("a3", "t", "x")), chatkit.ErrNotFound)
		must(t, s.End(ctx, two)) // not the one under way: nothing happens
		must(t, s.Add(ctx, one, assistant("a2", "t", "Second.")))
		must(t, s.End(ctx, one))
		must(t, s.End(ctx, one))
		want(t, "adding after the end", s.Add(ctx, one, assistant("a4", "t", "x")), chatkit.ErrNotFound)

		dead := turn("dead", "t")
		dead.Until = time.Now().Add(-time.Second)
		_, err = s.Begin(ctx, "ada", user("q3", "t", "Third?"), dead)
		must(t, err)
		_, err = s.Begin(ctx, "ada", user("q4", "t", "Fourth?"), two)
		must(t, err) // the dead one has run out
		want(t, "adding after another turn began", s.Add(ctx, dead, assistant("a4", "t", "x")), chatkit.ErrNotFound)
		must(t, s.End(ctx, two))
		history, err := s.History(ctx, "ada", "t", 100)
		must(t, err)
		if got := itemIDs(history); got != "t.1 t.2 t.3 q2 a2 q3 q4" {
			t.Errorf("items %s", got)
		}
		history, err = s.History(ctx, "ada", "t", 2)
		if err != nil || itemIDs(history) != "q3 q4" {
			t.Errorf("newest two: %s, %v", itemIDs(history), err)
		}
		exec(t, database, `UPDATE threads SET status = 'locked'`)
		_, err = s.Begin(ctx, "ada", user("q5", "t", "Fifth?"), one)
		want(t, "a locked thread", err, chatkit.ErrLocked)
	})
}

// TestTogether lets many begin a turn at once: exactly one may.
func TestTogether(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, _ *db.DB) {
		create(t, s, "t")
		var group sync.WaitGroup
		var mu sync.Mutex
		outcomes := map[string]int{}
		for n := range 8 {
			group.Go(func() {
				id := fmt.Sprint("m", n)
				_, err := s.Begin(t.Context(), "ada", user(id, "t", "At once?"), turn(id, "t"))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					outcomes["begun"]++
				case errors.Is(err, chatkit.ErrBusy):
					outcomes["busy"]++
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		if outcomes["begun"] != 1 || outcomes["busy"] != 7 {
			t.Errorf("outcomes %v", outcomes)
		}
		page, err := s.Items(t.Context(), "ada", "t", chatkit.PageRequest{Limit: 50, Order: chatkit.Ascending})
		if err != nil || len(page.Data) != 3 {
			t.Errorf("%d items, %v; want the two from before and one more", len(page.Data), err)
		}
	})
}

func TestRetry(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, _ *db.DB) {
		ctx := t.Context()
		create(t, s, "t")
		create(t, s, "other")
		one := turn("one", "t")
		for _, item := range []string{"t.2", "t.3", "other.1", "unknown"} {
			_, _, err := s.Retry(ctx, "ada", "t", item, one)
			want(t, "retry after "+item, err, chatkit.ErrNotFound)
		}
		thread, message, err := s.Retry(ctx, "ada", "t", "t.1", one) // the failed ones left no turn
		if err != nil || thread.ID != "t" || message.Text() != "Question?" {
			t.Fatalf("retry: %+v, %+v, %v", thread, message, err)
		}
		must(t, s.Add(ctx, one, assistant("new", "t", "Better.")))
		history, err := s.History(ctx, "ada", "t", 9)
		if err != nil || itemIDs(history) != "t.1 new" {
			t.Errorf("items %s, %v", itemIDs(history), err)
		}
	})
}

func TestDelete(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, database *db.DB) {
		ctx := t.Context()
		create(t, s, "t")
		create(t, s, "kept")
		must(t, s.Rate(ctx, "ada", "t", []string{"t.2"}, chatkit.Negative))
		one := turn("one", "t")
		_, err := s.Begin(ctx, "ada", user("q", "t", "?"), one)
		must(t, err)
		must(t, s.Delete(ctx, "ada", "t"))
		want(t, "an answer to a deleted thread", s.Add(ctx, one, assistant("late", "t", "x")), chatkit.ErrNotFound)
		must(t, s.End(ctx, one))
		want(t, "deleting again", s.Delete(ctx, "ada", "t"), chatkit.ErrNotFound)
		for table, n := range map[string]int{"threads": 1, "thread_items": 3, "thread_feedback": 0} {
			var got int
			must(t, database.QueryRowContext(ctx, `SELECT count(*) FROM `+table).Scan(&got))
			if got != n {
				t.Errorf("%s has %d rows, want %d", table, got, n)
			}
		}
	})
}

func TestRate(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, database *db.DB) {
		ctx := t.Context()
		create(t, s, "t")
		create(t, s, "other")
		must(t, s.Rate(ctx, "ada", "t", []string{"t.1", "t.2", "t.2"}, chatkit.Positive))
		must(t, s.Rate(ctx, "ada", "t", []string{"t.2"}, chatkit.Positive))
		must(t, s.Rate(ctx, "ada", "t", []string{"t.2"}, chatkit.Negative))
		for _, item := range []string{"t.3", "other.2", "unknown"} { // hidden, elsewhere, nowhere
			want(t, item, s.Rate(ctx, "ada", "t", []string{"t.1", item}, chatkit.Negative), chatkit.ErrNotFound)
		}
		rows, err := database.QueryContext(ctx, `SELECT item_id, kind FROM thread_feedback ORDER BY item_id`)
		must(t, err)
		defer rows.Close()
		got := ""
		for rows.Next() {
			var item, kind string
			must(t, rows.Scan(&item, &kind))
			got += item + "=" + kind + " "
		}
		if got != "t.1=positive t.2=negative " {
			t.Errorf("feedback %s", got)
		}
	})
}

func TestPublic(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, database *db.DB) {
		ctx := t.Context()
		create(t, s, "t")
		if _, err := s.Readable(ctx, "ada", "t"); err != nil {
			t.Errorf("the owner: %v", err)
		}
		_, err := s.Readable(ctx, "", "t")
		want(t, "a visitor", err, chatkit.ErrNotFound)
		exec(t, database, `UPDATE threads SET public = $1 WHERE id = 't'`, true)
		for _, reader := range []string{"", "bob", "ada"} {
			got, err := s.Readable(ctx, reader, "t")
			if err != nil || itemIDs(got.Items.Data) != "t.1 t.2" {
				t.Errorf("reader %q of a public thread: %s, %v", reader, itemIDs(got.Items.Data), err)
			}
		}
		want(t, "bob deletes a public thread", s.Delete(ctx, "bob", "t"), chatkit.ErrNotFound)
	})
}

func TestAccountGone(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, _ *db.DB) {
		made := chatkit.Thread{ID: "t", CreatedAt: at(0), Status: chatkit.Status{Type: "active"}}
		want(t, "create", s.Create(t.Context(), "gone", made, user("u", "t", "?"), turn("one", "t")), chatkit.ErrAccountGone)
		_, err := s.Thread(t.Context(), "gone", "t")
		want(t, "afterwards", err, chatkit.ErrNotFound)
	})
}

// TestEarlierRows reads what the assistant before this one stored.
func TestEarlierRows(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, database *db.DB) {
		exec(t, database, `INSERT INTO threads (id, user_id, title, metadata, created_at, updated_at)
			VALUES ('old', 'ada', NULL, '{"title": "x"}', $1, $1)`, db.At(start))
		for n, row := range []struct{ kind, role, content, sources, metadata any }{
			{"user_message", "user", "Old question", nil, nil},
			{"assistant_message", "assistant", "Old answer", `[{"title": "no annotation"}]`, `{"model": "m"}`},
			{nil, "assistant", "Without type", `{"not": "a list"}`, `["not an object"]`},
			{"end_of_turn", nil, nil, nil, nil},
			{nil, nil, "Nobody's", nil, nil},
		} {
			exec(t, database, `INSERT INTO thread_items (id, thread_id, type, role, content, sources, metadata, created_at, position)
				VALUES ($1, 'old', $2, $3, $4, $5, $6, $7, $8)`, fmt.Sprint("i", n), row.kind, row.role, row.content, row.sources,
				row.metadata, db.At(start), n+1)
		}
		got, err := chatkit.WithItems(t.Context(), s, "ada", "old")
		must(t, err)
		text := ""
		for _, item := range got.Items.Data {
			text += fmt.Sprintf("%s %s %q %d; ", item.ID, item.Type, item.Text(), len(item.Content[0].Annotations))
		}
		if want := `i0 user_message "Old question" 0; i1 assistant_message "Old answer" 0; i2 assistant_message "Without type" 0; `; text != want {
			t.Errorf("items %s", text)
		}
	})
}
