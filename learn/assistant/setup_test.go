package assistant_test

import (
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lyceum/lyceum/learn/assistant"
	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/course"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/internal/learntest"
	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
)

const front = "---\ntitle: T\nminutes: 1\n---\n\n"

// docs is a small book.
var docs = fstest.MapFS{
	"contents.yaml": {Data: []byte(`title: Book
parts:
  - slug: motion
    title: Motion
    chapters:
      - slug: walking
        title: Walking
        lessons: [{slug: falling, title: Falling}, {slug: pid, title: PID}, {slug: later, title: Later}]
`)},
	"01-motion/01-walking/01-falling.mdx": {Data: []byte(front + `## The capture point

There is one place for the foot from which the body comes to rest,

$$
\xi = x + T v .
$$

It is called the capture point. It runs away from the foot. Whoever controls it controls the walk. A fourth sentence.

## Honest limits

- **Reach.** Legs are only so long.
- **Size.** Feet have a size, which this model leaves out.
`)},
	"01-motion/01-walking/02-pid.mdx": {Data: []byte(front + `## Windup

The integral grows while the motor is blocked. This is windup.

` + "```python run id=a\nintegral = 0\n```\n\n```python check=a\nassert integral == 42, 'hidden answer'\n```\n" + `
## Honest limits

The capture point is not the subject here, damping is.
`)},
}

// lessons are the written lessons of a book, for the index.
func lessons(book *course.Course) []chunk.Lesson {
	var list []chunk.Lesson
	for _, part := range book.Parts {
		for _, chapter := range part.Chapters {
			for _, l := range chapter.Lessons {
				if l.Written {
					path := []string{part.Title, chapter.Title, l.Title}
					list = append(list, chunk.Lesson{ID: l.ID, File: l.File, URL: l.URL, Path: path})
				}
			}
		}
	}
	return list
}

// service makes an assistant of the small book.
func service(t *testing.T, database *db.DB, change func(*assistant.Options)) (*assistant.Service, http.Handler) {
	t.Helper()
	return serviceOf(t, database, docs, change)
}

func serviceOf(t *testing.T, database *db.DB, docs fs.FS, change func(*assistant.Options)) (*assistant.Service, http.Handler) {
	t.Helper()
	book, err := course.Load(docs, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	passages, err := chunk.Parse(docs, lessons(book), chunk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	idx := index.New(database)
	if _, err := idx.Replace(t.Context(), passages); err != nil {
		t.Fatal(err)
	}
	options := assistant.Options{
		DB: database, Index: idx, Course: book, Auth: learntest.Auth(), Version: "1.2.3", Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&options)
	}
	s, err := assistant.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return s, s.Handler()
}

// request sends a request of a user; user "" is a visitor.
func request(h http.Handler, user, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if user != "" {
		r.Header.Set("Authorization", user)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// ask puts a question in a new thread, or in the one named, and returns the events.
func ask(t *testing.T, h http.Handler, thread, question, metadata string) []chatkit.Event {
	t.Helper()
	text, _ := json.Marshal(question)
	operation, params := "threads.create", ""
	if thread != "" {
		operation, params = "threads.add_user_message", `"thread_id":"`+thread+`",`
	}
	if metadata == "" {
		metadata = "{}"
	}
	body := `{"type":"` + operation + `","params":{` + params + `"input":{"content":[{"type":"input_text","text":` + string(text) + `}]}},"metadata":` + metadata + `}`
	w := request(h, "ada", "POST", "/assistant/chatkit", body)
	if w.Code != http.StatusOK {
		t.Fatalf("%q: status %d: %s", question, w.Code, w.Body)
	}
	return parse(t, w.Body.String())
}

func parse(t *testing.T, stream string) []chatkit.Event {
	t.Helper()
	var events []chatkit.Event
	for event := range strings.SplitSeq(strings.TrimSuffix(stream, "\n\n"), "\n\n") {
		var parsed chatkit.Event
		if err := json.Unmarshal([]byte(strings.TrimPrefix(event, "data: ")), &parsed); err != nil {
			t.Fatalf("event %q: %v", event, err)
		}
		events = append(events, parsed)
	}
	return events
}

// answerOf is the assistant's message as it was finally sent.
func answerOf(t *testing.T, events []chatkit.Event) chatkit.Content {
	t.Helper()
	for _, event := range events {
		if event.Type == "thread.item.done" && event.Item.Type == chatkit.AssistantMessage {
			return event.Item.Content[0]
		}
	}
	t.Fatalf("no answer among %d events", len(events))
	return chatkit.Content{}
}

// cited are the addresses of an answer's citations.
func cited(content chatkit.Content) string {
	var urls []string
	for _, note := range content.Annotations {
		urls = append(urls, note.Source.Data["url"].(string))
	}
	return strings.Join(urls, " ")
}

func last(events []chatkit.Event, kind string) *chatkit.Event {
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Type == kind {
			return &events[i]
		}
	}
	return nil
}

func threadOf(events []chatkit.Event) string { return events[0].Thread.ID }
