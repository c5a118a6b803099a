package learn_test

import (
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/lyceum/lyceum/learn"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/internal/learntest"
)

const quizText = `id: first
lesson: p/c/one
title: First
pass: 1
questions:
  - id: q
    type: numeric
    prompt: One and one?
    answer: 2
    tolerance: 0.1
    explanation: Count.
`

func options(database *db.DB) learn.Options {
	return learn.Options{
		DB:   database,
		Auth: learntest.Auth(),
		Log:  slog.New(slog.DiscardHandler),
		Now:  func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) },
		Book: fstest.MapFS{
			"contents.yaml":        {Data: []byte("title: T\nparts: [{slug: p, title: P, chapters: [{slug: c, title: C, lessons: [{slug: one, title: One}, {slug: two, title: Two}]}]}]\n")},
			"01-p/01-c/01-one.mdx": {Data: []byte("---\ntitle: T\nminutes: 1\nquiz: first\n---\n\n<Quiz id=\"first\" />\n")},
		},
		Quizzes: fstest.MapFS{"first.yaml": {Data: []byte(quizText)}},
	}
}

// TestNewcomer follows a visitor who reads, answers a quiz, makes an account, and finds everything there.
func TestNewcomer(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		platform, err := learn.New(options(database))
		if err != nil {
			t.Fatal(err)
		}
		h := platform.Handler()
		for _, path := range []string{"/api/course", "/api/quizzes/first"} {
			if reply := learntest.Do(h, "", "GET", path, ""); reply.Code != 200 {
				t.Errorf("%s: %d", path, reply.Code)
			}
		}
		const attempt = "11111111-1111-4111-8111-111111111111"
		posted := learntest.Do(h, "", "POST", "/api/quizzes/first/attempts", `{"attempt": "`+attempt+`", "answers": {"q": 2}}`)
		if grade := learntest.Reply[map[string]any](t, posted, 200); grade["passed"] != true {
			t.Errorf("%v", grade)
		}
		for _, path := range []string{"/api/progress", "/api/me", "/api/quizzes/first/attempts"} {
			if reply := learntest.Do(h, "", "GET", path, ""); reply.Code != 401 {
				t.Errorf("%s: a visitor got %d", path, reply.Code)
			}
		}
		merge := `{"lessons": [{"lesson": "p/c/one", "completed": true, "anchor": "a", "updatedAt": "2025-12-31T00:00:00.000Z"}], "attempts": ["` + attempt + `"]}`
		reply := learntest.Do(h, "ada", "POST", "/api/progress/merge", merge)
		const want = `{"lessons":[{"lesson":"p/c/one","completed":true,"anchor":"a","updatedAt":"2025-12-31T00:00:00.000Z","completedAt":"2025-12-31T00:00:00.000Z"}],` +
			`"last":{"lesson":"p/c/one","url":"/book/p/c/one","anchor":"a","updatedAt":"2025-12-31T00:00:00.000Z"}}`
		if got := reply.Body.String(); got != want {
			t.Errorf("%s", got)
		}
		list := learntest.Reply[[]map[string]any](t, learntest.Do(h, "ada", "GET", "/api/quizzes/first/attempts", ""), 200)
		if len(list) != 1 || list[0]["attempt"] != attempt {
			t.Errorf("%v", list)
		}
		if me := learntest.Reply[map[string]any](t, learntest.Do(h, "ada", "GET", "/api/me", ""), 200); me["sub"] != "ada" {
			t.Errorf("%v", me)
		}
		if _, err := database.Exec(`DELETE FROM "user"`); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := database.QueryRow(`SELECT (SELECT count(*) FROM lesson_progress) + (SELECT count(*) FROM quiz_attempts)`).Scan(&left); err != nil || left != 0 {
			t.Errorf("%d rows of a deleted account are left, %v", left, err)
		}
		learntest.Refused(t, learntest.Do(h, "ada", "POST", "/api/progress/merge", merge), 401, "ACCOUNT_GONE", "Sign in again")
	})
}

func TestNewRefusals(t *testing.T) {
	t.Parallel()
	database := learntest.SQLite(t)
	for name, test := range map[string]struct {
		change func(*learn.Options)
		want   string
	}{
		"no database": {func(o *learn.Options) { o.DB = nil }, "DB and Auth are needed"},
		"no quiz": {
			func(o *learn.Options) { o.Quizzes = fstest.MapFS{} },
			`01-p/01-c/01-one.mdx:7: there is no quiz "first"`,
		},
		"quiz of another lesson": {
			func(o *learn.Options) {
				o.Quizzes = fstest.MapFS{"first.yaml": {Data: []byte(strings.Replace(quizText, "p/c/one", "p/c/two", 1))}}
			},
			`first.yaml:1: quiz "first" names lesson "p/c/two", but 01-p/01-c/01-one.mdx shows it`,
		},
		"quiz of no lesson": {
			func(o *learn.Options) {
				o.Quizzes.(fstest.MapFS)["x.yaml"] = &fstest.MapFile{Data: []byte(strings.NewReplacer("first", "x", "p/c/one", "p/c/x").Replace(quizText))}
			},
			`x.yaml:1: quiz "x" names lesson "p/c/x", which the book does not have`,
		},
		"book and quiz": {
			func(o *learn.Options) {
				o.Book, o.Quizzes = fstest.MapFS{}, fstest.MapFS{"x.yaml": {Data: []byte("a: 1")}}
			},
			`x.yaml:1: unknown key "a"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(database)
			test.change(&o)
			if _, err := learn.New(o); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

// TestTheBook loads the book of this repository and expects no warning either.
func TestTheBook(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	o := options(learntest.SQLite(t))
	o.Book, o.Quizzes = os.DirFS("../site/docs"), os.DirFS("../site/quizzes")
	o.Log = slog.New(slog.NewTextHandler(io.Writer(&log), nil))
	platform, err := learn.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if log.Len() > 0 {
		t.Error(log.String())
	}
	if len(platform.Course().Lessons()) < 10 {
		t.Errorf("the book has %d lessons", len(platform.Course().Lessons()))
	}
}
