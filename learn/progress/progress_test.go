package progress_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/course"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/internal/learntest"
	"github.com/lyceum/lyceum/learn/progress"
)

var now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func book(t *testing.T) *course.Course {
	t.Helper()
	page := &fstest.MapFile{Data: []byte("---\ntitle: T\nminutes: 1\n---\n")}
	book, err := course.Load(fstest.MapFS{
		"contents.yaml": {Data: []byte(`title: T
parts: [{slug: p, title: P, chapters: [{slug: c, title: C, lessons: [
  {slug: one, title: One}, {slug: two, title: Two}, {slug: later, title: Later}]}]}]
`)},
		"01-p/01-c/01-one.mdx": page,
		"01-p/01-c/02-two.mdx": page,
	}, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// claims records what was claimed and fails for the id "broken".
type claims struct {
	mu  sync.Mutex
	got []string
}

func (c *claims) Claim(_ context.Context, q db.Querier, user string, attempts []string) error {
	if _, ok := q.(*sql.Tx); !ok {
		return errors.New("not in a transaction")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range attempts {
		if id == "broken" {
			return api.BadRequest("INVALID_ATTEMPT", "Broken.")
		}
		c.got = append(c.got, user+" "+id)
	}
	return nil
}

func serve(t *testing.T, database *db.DB) (http.Handler, *claims) {
	t.Helper()
	claims := &claims{}
	router := api.NewRouter(api.Options{Auth: learntest.Auth(), Log: slog.New(slog.DiscardHandler)})
	progress.New(progress.Options{Course: book(t), DB: database, Now: func() time.Time { return now }, Attempts: claims}).Register(router)
	return router, claims
}

// entry writes what the API says about a lesson in one line.
func entry(e progress.Entry) string {
	anchor := "-"
	if e.Anchor != nil {
		anchor = "#" + *e.Anchor
	}
	completed := "-"
	if !e.CompletedAt.IsZero() {
		completed = e.CompletedAt.Format("15:04")
	}
	return fmt.Sprintf("%s %v %s %s %s", e.Lesson, e.Completed, anchor, e.UpdatedAt.Format("15:04"), completed)
}

func TestPut(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		handler, _ := serve(t, database)
		for _, step := range []struct{ change, want string }{
			{`"anchor": "a", "at": "2026-06-01T10:00:00Z"`, "p/c/one false #a 10:00 -"},
			{`"at": "2026-06-01T10:30:00Z"`, "p/c/one false #a 10:30 -"},                                      // keeps what is not said
			{`"anchor": "old", "at": "2026-06-01T09:00:00Z"`, "p/c/one false #a 10:30 -"},                     // the newest anchor wins
			{`"completed": true, "at": "2026-06-01T09:30:00Z"`, "p/c/one true #a 10:30 09:30"},                // late news of a completion counts
			{`"completed": true, "anchor": "b", "at": "2026-06-01T11:00:00Z"`, "p/c/one true #b 11:00 09:30"}, // the first completion stays
			{`"completed": true, "at": "2026-06-01T09:00:00Z"`, "p/c/one true #b 11:00 09:00"},
			{`"completed": false, "at": "2026-06-01T10:59:00Z"`, "p/c/one true #b 11:00 09:00"}, // too old to undo
			{`"completed": false, "at": "2026-06-01T11:01:00Z"`, "p/c/one false #b 11:01 -"},
			{`"anchor": "", "at": "2030-01-01T00:00:00Z"`, "p/c/one false - 12:00 -"}, // the future is now
			{`"anchor": "überblick-2_x", "completed": true`, "p/c/one true #überblick-2_x 12:00 12:00"},
			{`"anchor": null, "completed": null, "at": null`, "p/c/one true #überblick-2_x 12:00 12:00"},
		} {
			reply := learntest.Do(handler, "ada", "PUT", "/api/progress", `{"lesson": "p/c/one", `+step.change+`}`)
			if got := entry(learntest.Reply[progress.Entry](t, reply, 200)); got != step.want {
				t.Errorf("%s: %s, want %s", step.change, got, step.want)
			}
		}
		got := learntest.Reply[progress.State](t, learntest.Do(handler, "bob", "GET", "/api/progress", ""), 200)
		if len(got.Lessons) != 0 || got.Last != nil {
			t.Errorf("another user sees %+v", got)
		}
	})
}

func TestPutRefusals(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		handler, _ := serve(t, database)
		for _, test := range []struct{ body, code, message string }{
			{`{"lesson": "p/c/tow"}`, "UNKNOWN_LESSON", `no lesson "p/c/tow" (did you mean "p/c/two"?)`},
			{`{"lesson": "p/c/later"}`, "UNKNOWN_LESSON", `"p/c/later" is not written yet`},
			{`{}`, "UNKNOWN_LESSON", `no lesson ""`},
			{`{"lesson": "p/c/one", "anchor": "#a"}`, "INVALID_PROGRESS", "without #"},
			{`{"lesson": "p/c/one", "anchor": "a b"}`, "INVALID_PROGRESS", "the id of a heading"},
			{`{"lesson": "p/c/one", "anchor": "a\u0000"}`, "INVALID_PROGRESS", "the id of a heading"},
			{`{"lesson": "p/c/one", "anchor": "` + strings.Repeat("a", 301) + `"}`, "INVALID_PROGRESS", "300 bytes"},
			{`{"lesson": "p/c/one", "at": "1970-01-01T00:00:00Z"}`, "INVALID_PROGRESS", "before the year 2000"},
			{`{"lesson": "p/c/one", "at": "yesterday"}`, "INVALID_BODY", "A time must be written as in"},
			{`{"lesson": "p/c/one", "at": 17}`, "INVALID_BODY", "A time must be written as in"},
			{`{"lesson": "p/c/one", "completed": "yes"}`, "INVALID_BODY", `"completed" must be true or false`},
			{`{"lesson": "p/c/one", "done": true}`, "INVALID_BODY", `no field "done"`},
		} {
			learntest.Refused(t, learntest.Do(handler, "ada", "PUT", "/api/progress", test.body), 400, test.code, test.message)
		}
		large := `{"lesson": "` + strings.Repeat("a", 4<<10) + `"}`
		learntest.Refused(t, learntest.Do(handler, "ada", "PUT", "/api/progress", large), 413, "BODY_TOO_LARGE", "4096 bytes")
		learntest.Refused(t, learntest.Do(handler, "deleted", "PUT", "/api/progress", `{"lesson": "p/c/one"}`), 401, "ACCOUNT_GONE", "")
		if reply := learntest.Do(handler, "", "PUT", "/api/progress", `{"lesson": "p/c/one"}`); reply.Code != 401 {
			t.Errorf("a visitor: %d", reply.Code)
		}
		got := learntest.Reply[progress.State](t, learntest.Do(handler, "ada", "GET", "/api/progress", ""), 200)
		if len(got.Lessons) != 0 {
			t.Errorf("something was stored: %+v", got)
		}
	})
}

func TestMerge(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		handler, claims := serve(t, database)
		for _, body := range []string{
			`{"lesson": "p/c/one", "completed": true, "anchor": "account", "at": "2026-06-01T10:00:00Z"}`,
			`{"lesson": "p/c/two", "anchor": "account", "at": "2026-06-01T10:00:00Z"}`,
		} {
			if reply := learntest.Do(handler, "ada", "PUT", "/api/progress", body); reply.Code != 200 {
				t.Fatal(reply.Body)
			}
		}
		merge := `{"lessons": [
			{"lesson": "p/c/two", "completed": true, "anchor": "browser", "updatedAt": "2026-06-01T09:00:00Z"},
			{"lesson": "p/c/one", "completed": false, "anchor": "browser", "updatedAt": "2026-06-01T11:00:00Z"},
			{"lesson": "p/c/renamed", "completed": true, "anchor": null, "updatedAt": "2026-06-01T11:00:00Z"}
		], "attempts": ["x", "y"]}`
		for range 2 { // merging twice changes nothing
			state := learntest.Reply[progress.State](t, learntest.Do(handler, "ada", "POST", "/api/progress/merge", merge), 200)
			var lessons []string
			for _, e := range state.Lessons {
				lessons = append(lessons, entry(e))
			}
			want := []string{"p/c/one true #browser 11:00 10:00", "p/c/two true #account 10:00 09:00"}
			if diff := cmp.Diff(want, lessons); diff != "" {
				t.Error(diff)
			}
			if state.Last.Lesson != "p/c/one" || state.Last.URL != "/book/p/c/one" || *state.Last.Anchor != "browser" {
				t.Errorf("last: %+v", state.Last)
			}
			if diff := cmp.Diff([]string{"p/c/renamed"}, state.Skipped); diff != "" {
				t.Error(diff)
			}
		}
		if diff := cmp.Diff([]string{"ada x", "ada y", "ada x", "ada y"}, claims.got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMergeRefusals(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		handler, _ := serve(t, database)
		const one = `{"lesson": "p/c/one", "completed": true, "updatedAt": "2026-06-01T09:00:00Z"}`
		for _, test := range []struct{ body, code, message string }{
			{`{"lessons": [` + one + `], "attempts": ["broken"]}`, "INVALID_ATTEMPT", "Broken."},
			{`{"lessons": [` + one + `, {"lesson": "p/c/two", "completed": true}]}`, "INVALID_PROGRESS", `Lesson "p/c/two" has no updatedAt.`},
			{`{"lessons": [` + one + `, {"lesson": "p/c/two", "anchor": "a/b", "updatedAt": "2026-06-01T09:00:00Z"}]}`, "INVALID_PROGRESS", "anchor"},
			{`{"lessons": [` + one + strings.Repeat(","+one, 500) + `]}`, "INVALID_PROGRESS", "At most 500"},
			{`{"lessons": {}}`, "INVALID_BODY", `"lessons" must be a list`},
		} {
			learntest.Refused(t, learntest.Do(handler, "ada", "POST", "/api/progress/merge", test.body), 400, test.code, test.message)
		}
		learntest.Refused(t, learntest.Do(handler, "deleted", "POST", "/api/progress/merge", `{"lessons": [`+one+`]}`), 401, "ACCOUNT_GONE", "")
		reply := learntest.Do(handler, "ada", "GET", "/api/progress", "")
		if got := reply.Body.String(); got != `{"lessons":[],"last":null}` {
			t.Errorf("half a merge was stored: %s", got)
		}
	})
}

// TestTogether sends changes of one lesson and merges of several at once: the outcome is that of any order.
func TestTogether(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		handler, _ := serve(t, database)
		var group sync.WaitGroup
		for minute := range 12 {
			group.Go(func() {
				at := fmt.Sprintf("2026-06-01T10:%02d:00Z", minute)
				lessons := []string{"p/c/one", "p/c/two"}
				first, second := lessons[minute%2], lessons[1-minute%2]
				body := fmt.Sprintf(`{"lessons": [{"lesson": %q, "completed": %v, "anchor": "m%d", "updatedAt": %q},
					{"lesson": %q, "anchor": "m%d", "updatedAt": %q}]}`, first, minute == 3, minute, at, second, minute, at)
				if reply := learntest.Do(handler, "ada", "POST", "/api/progress/merge", body); reply.Code != 200 {
					t.Error(reply.Body)
				}
				put := fmt.Sprintf(`{"lesson": "p/c/one", "anchor": "m%d", "at": %q}`, minute, at)
				if reply := learntest.Do(handler, "ada", "PUT", "/api/progress", put); reply.Code != 200 {
					t.Error(reply.Body)
				}
			})
		}
		group.Wait()
		state := learntest.Reply[progress.State](t, learntest.Do(handler, "ada", "GET", "/api/progress", ""), 200)
		for i, want := range []string{"p/c/one false #m11 10:11 -", "p/c/two true #m11 10:11 10:03"} {
			if got := entry(state.Lessons[i]); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
	})
}
