package learn_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lyceum/lyceum/learn"
	"github.com/lyceum/lyceum/learn/assistant"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/internal/learntest"
	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
)

// readers are the columns of the table: a visitor, the reader whose things it is about, another reader, and one with a
// token that is good still though the account is gone.
var readers = [4]string{"", "ada", "bob", "ghost"}

// The kinds of rows: for all; for who is signed in; for who is and still has an account; for whose thread it is.
var (
	anyone  = [4]string{"200", "200", "200", "200"}
	known   = [4]string{"401", "200", "200", "200"}
	account = [4]string{"401", "200", "200", "401 ACCOUNT_GONE"}
	owner   = [4]string{"401", "200", "404 THREAD_NOT_FOUND", "404 THREAD_NOT_FOUND"}
)

type permission struct {
	route, path, body string
	want              [4]string
}

// permissions say who may call what. {thread} and {item} are ada's.
var permissions = []permission{
	{"GET /api/course", "", "", anyone},
	{"GET /api/quizzes/{id}", "/api/quizzes/first", "", anyone},
	{"POST /api/quizzes/{id}/attempts", "/api/quizzes/first/attempts", `{"attempt":"{uuid}","answers":{"q":2}}`, [4]string{"200", "200", "200", "401 ACCOUNT_GONE"}},
	{"GET /api/quizzes/{id}/attempts", "/api/quizzes/first/attempts", "", known},
	{"GET /api/progress", "", "", known},
	{"PUT /api/progress", "", `{"lesson":"p/c/one","completed":true}`, account},
	{"POST /api/progress/merge", "", `{"lessons":[{"lesson":"p/c/one","completed":true,"anchor":"a","updatedAt":"2025-12-31T00:00:00.000Z"}],"attempts":[]}`, account},
	{"GET /api/me", "", "", known},

	{"GET /assistant/health", "", "", anyone},
	{"GET /assistant/thread/{id}", "/assistant/thread/{thread}", "", [4]string{"404 THREAD_NOT_FOUND", "200", "404 THREAD_NOT_FOUND", "404 THREAD_NOT_FOUND"}},
	{"DELETE /assistant/thread/{id}", "/assistant/thread/{thread}", "", [4]string{"401", "204", "404 THREAD_NOT_FOUND", "404 THREAD_NOT_FOUND"}},
	{"POST /assistant/chatkit", "", `{"type":"threads.create","params":{"input":` + question + `}}`, account},
	{"POST /assistant/chatkit", "", `{"type":"threads.list","params":{}}`, known},
	{"POST /assistant/chatkit", "", `{"type":"threads.add_user_message","params":{"thread_id":"{thread}","input":` + question + `}}`, owner},
	{"POST /assistant/chatkit", "", `{"type":"threads.retry_after_item","params":{"thread_id":"{thread}","item_id":"{item}"}}`, owner},
	{"POST /assistant/chatkit", "", `{"type":"threads.get_by_id","params":{"thread_id":"{thread}"}}`, owner},
	{"POST /assistant/chatkit", "", `{"type":"threads.update","params":{"thread_id":"{thread}","title":"Mine"}}`, owner},
	{"POST /assistant/chatkit", "", `{"type":"threads.delete","params":{"thread_id":"{thread}"}}`, owner},
	{"POST /assistant/chatkit", "", `{"type":"items.list","params":{"thread_id":"{thread}"}}`, owner},
	{"POST /assistant/chatkit", "", `{"type":"items.feedback","params":{"thread_id":"{thread}","item_ids":["{item}"],"kind":"positive"}}`, owner},
}

const question = `{"content":[{"type":"input_text","text":"What is one?"}]}`

// TestPermissionMatrix plays every cell, with a thread of its own, and fails when an endpoint has no row.
func TestPermissionMatrix(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		handler, routes := everything(t, database)
		for _, route := range routes {
			if !slices.ContainsFunc(permissions, func(row permission) bool { return row.route == route }) {
				t.Errorf("%s has no row: who may call it?", route)
			}
		}
		for n, row := range permissions {
			if !slices.Contains(routes, row.route) {
				t.Errorf("there is no endpoint %s", row.route)
			}
			for i, who := range readers {
				uuid := fmt.Sprintf("%08d-1111-4111-8111-%012d", n, i)
				if got, body := row.play(t, handler, who, uuid); got != row.want[i] {
					t.Errorf("%s %s as %q: %s, want %s: %.300s", row.route, row.body, who, got, row.want[i], body)
				}
			}
		}
	})
}

// play returns the status with the code of a refusal, and the body.
func (p permission) play(t *testing.T, handler http.Handler, who, uuid string) (outcome, body string) {
	t.Helper()
	thread, item := threadOf(t, handler)
	fill := strings.NewReplacer("{thread}", thread, "{item}", item, "{uuid}", uuid).Replace
	method, path, _ := strings.Cut(p.route, " ")
	reply := learntest.Do(handler, who, method, fill(cmp.Or(p.path, path)), fill(p.body))
	var refusal struct{ Code string }
	_ = json.Unmarshal(reply.Body.Bytes(), &refusal)
	return strings.TrimSpace(fmt.Sprint(reply.Code, " ", refusal.Code)), reply.Body.String()
}

// everything is the platform's API and the assistant's.
func everything(t *testing.T, database *db.DB) (http.Handler, []string) {
	t.Helper()
	settings := options(database)
	lesson := settings.Book.(fstest.MapFS)["01-p/01-c/01-one.mdx"]
	lesson.Data = append(lesson.Data, "\n## One\n\nOne is the number after nought.\n"...)
	platform, err := learn.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	lessons := []chunk.Lesson{{ID: "p/c/one", File: "01-p/01-c/01-one.mdx", URL: "/book/p/c/one", Path: []string{"P", "C", "One"}}}
	passages, err := chunk.Parse(settings.Book, lessons, chunk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	book := index.New(database)
	if _, err := book.Replace(t.Context(), passages); err != nil {
		t.Fatal(err)
	}
	helper, err := assistant.New(assistant.Options{
		DB: database, Index: book, Course: platform.Course(), Auth: settings.Auth, AnswersPerMinute: 1000, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/api/", platform.Handler())
	mux.Handle("/assistant/", helper.Handler())
	return mux, append(platform.Routes(), helper.Routes()...)
}

var ids = regexp.MustCompile(`"id":"([^"]+)"`)

// threadOf makes a conversation of ada's and returns it and its question.
func threadOf(t *testing.T, handler http.Handler) (thread, item string) {
	t.Helper()
	reply := learntest.Do(handler, "ada", "POST", "/assistant/chatkit", `{"type":"threads.create","params":{"input":`+question+`}}`)
	found := ids.FindAllStringSubmatch(reply.Body.String(), 2)
	if reply.Code != 200 || len(found) != 2 {
		t.Fatalf("status %d: %s", reply.Code, reply.Body)
	}
	return found[0][1], found[1][1]
}
