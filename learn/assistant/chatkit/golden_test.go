package chatkit_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/internal/pgtest"
	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/assistant/thread"
	"github.com/lyceum/lyceum/learn/db"
)

var update = flag.Bool("update", false, "write what the server answers into the golden files")

// script is a responder that does what a golden file says.
type script struct{ steps []string }

func (s *script) Respond(ctx context.Context, question chatkit.Question, answer *chatkit.Answer) error {
	for _, step := range s.steps {
		verb, rest, _ := strings.Cut(step, " ")
		var err error
		switch verb {
		case "progress":
			icon, text, _ := strings.Cut(rest, " ")
			err = answer.Progress(icon, text)
		case "write":
			text, quoted := strconv.Unquote(rest)
			if quoted != nil {
				return quoted
			}
			err = answer.Write(text)
		case "cite":
			err = answer.Cite(chatkit.Source{
				Type: "entity", ID: rest, Title: "Title of " + rest, Interactive: true, Data: map[string]any{"url": "/book/" + rest},
			})
		case "warn":
			err = answer.Warn(rest)
		case "question": // says what the responder was asked
			text := fmt.Sprintf("%s asks %q about %q in %q after", question.User.ID, question.Text, question.Quoted, question.Lesson)
			for _, item := range question.History {
				text += fmt.Sprintf(" %s %q", item.Type, item.Text())
			}
			err = answer.Write(text)
		case "stop": // the reader leaves
			question.User.Claims["leave"].(context.CancelFunc)()
			<-ctx.Done()
			err = ctx.Err()
		case "fail":
			return &chatkit.Failure{Message: rest}
		case "failretry":
			return &chatkit.Failure{Message: rest, Retry: true, Cause: errors.New("the cause")}
		case "error":
			return errors.New(rest)
		case "panic":
			panic(rest)
		default:
			return fmt.Errorf("unknown step %q", step)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// TestGolden plays the files of testdata. A file is a conversation with one server:
//
//	# a remark
//	! write "Hello"              what the responder does from now on, step by step
//	> ada {"type":"threads.…"}   a request of a user
//	< 200 text/event-stream      the status and content type
//	{"type":"thread.created",…}  the events, or the reply, as JSON
//
// A new case is a new file, made with the flag -update and then read with care.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			t.Run("sqlite", func(t *testing.T) {
				got := play(t, filepath.Join(t.TempDir(), "golden.db"), string(want))
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
						t.Fatal(err)
					}
				} else if diff := cmp.Diff(string(want), got); diff != "" {
					t.Error(diff)
				}
			})
			t.Run("postgres", func(t *testing.T) {
				if diff := cmp.Diff(string(want), play(t, pgtest.New(t), string(want))); diff != "" && !*update {
					t.Error(diff)
				}
			})
		})
	}
}

// play sends the requests of a golden file and returns the file with the replies that came.
func play(t *testing.T, target, file string) string {
	t.Helper()
	responder := &script{}
	server := chatkit.New(chatkit.Options{
		Store: thread.New(database(t, target)), Responder: responder, Log: slog.New(slog.DiscardHandler),
		Now: clock(), NewID: counter(), BusyWait: time.Nanosecond,
	})
	var played strings.Builder
	fresh := true // the next step begins a new script
	for line := range strings.Lines(file) {
		kind, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch kind {
		case "#", "":
			played.WriteString(line)
		case "!":
			if fresh {
				responder.steps, fresh = nil, false
			}
			responder.steps = append(responder.steps, rest)
			played.WriteString(line)
		case ">":
			fresh = true
			user, body, _ := strings.Cut(rest, " ")
			played.WriteString(line + exchange(server, user, body))
		default:
			if kind != "<" && !strings.HasPrefix(line, "{") {
				t.Fatalf("a line I do not understand: %s", line)
			}
		}
	}
	return played.String()
}

// exchange sends one request and writes down the reply.
func exchange(server *chatkit.Server, user, body string) string {
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, "/assistant/chatkit", strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	err := server.Serve(recorder, request, &api.User{ID: user, Claims: map[string]any{"leave": leave}})
	if err != nil {
		refusal, _ := errors.AsType[*api.Error](err)
		if refusal == nil {
			return "< error " + err.Error() + "\n"
		}
		return fmt.Sprintf("< %d %s\n{%q:%q}\n", refusal.Status, refusal.Code, "message", refusal.Message)
	}
	reply := recorder.Body.String()
	if recorder.Header().Get("Content-Type") == "text/event-stream" {
		reply = events(reply)
	} else {
		reply += "\n"
	}
	return fmt.Sprintf("< %d %s\n%s", recorder.Code, recorder.Header().Get("Content-Type"), reply)
}

// events takes the events out of a stream, which must be nothing but lines "data: …" with an empty line after each.
func events(stream string) string {
	var list strings.Builder
	for event := range strings.SplitAfterSeq(stream, "\n\n") {
		if event == "" {
			continue
		}
		text, isData := strings.CutPrefix(event, "data: ")
		text, isWhole := strings.CutSuffix(text, "\n\n")
		if !isData || !isWhole || strings.Contains(text, "\n") {
			return fmt.Sprintf("not an event: %q\n", event)
		}
		list.WriteString(text + "\n")
	}
	return list.String()
}

// clock goes a second further with every look.
func clock() func() time.Time {
	var mu sync.Mutex
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}
}

// counter makes ids in the order in which they are asked for.
func counter() func(string) string {
	var mu sync.Mutex
	last := map[string]int{}
	return func(prefix string) string {
		mu.Lock()
		defer mu.Unlock()
		last[prefix]++
		return fmt.Sprintf("%s_%d", prefix, last[prefix])
	}
}

func database(t testing.TB, target string) *db.DB {
	t.Helper()
	opened, err := db.Open(context.Background(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	for _, statement := range []string{`CREATE TABLE "user" (id TEXT PRIMARY KEY)`, `INSERT INTO "user" VALUES ('ada'), ('bob')`} {
		if _, err := opened.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Migrate(context.Background(), opened, db.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	return opened
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// post makes a request of a client.
func post(ctx context.Context, url, body string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	return http.DefaultClient.Do(request)
}

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	var all bytes.Buffer
	if _, err := all.ReadFrom(r); err != nil {
		t.Errorf("read a stream: %v", err)
	}
	return all.String()
}
