package chatkit_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/assistant/thread"
)

const hello = `{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Hello?"}]}}}`

func again(thread string) string {
	return fmt.Sprintf(`{"type":"threads.add_user_message","params":{"thread_id":%q,"input":{"content":[{"type":"input_text","text":"Again?"}]}}}`, thread)
}

// respond is a responder made of a function.
type respond func(ctx context.Context, question chatkit.Question, answer *chatkit.Answer) error

func (f respond) Respond(ctx context.Context, question chatkit.Question, answer *chatkit.Answer) error {
	return f(ctx, question, answer)
}

// serve starts a server for ada.
func serve(t *testing.T, options chatkit.Options) (*chatkit.Server, *thread.Store, string) {
	t.Helper()
	store := thread.New(database(t, filepath.Join(t.TempDir(), "chatkit.db")))
	options.Store, options.Log = store, discard()
	server := chatkit.New(options)
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := server.Serve(w, r, &api.User{ID: "ada"})
		if refusal, ok := errors.AsType[*api.Error](err); ok {
			http.Error(w, refusal.Code, refusal.Status)
		} else if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
	t.Cleanup(listener.Close)
	return server, store, listener.URL
}

// send posts and reads the whole reply.
func send(t *testing.T, url, body string) (status int, reply string) {
	t.Helper()
	response, err := post(t.Context(), url, body)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer response.Body.Close()
	return response.StatusCode, readAll(t, response.Body)
}

// open posts, and reads up to the event that holds a text.
func open(ctx context.Context, t *testing.T, url, body, until string) (*http.Response, *bufio.Reader) {
	t.Helper()
	response, err := post(ctx, url, body)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	lines := bufio.NewReader(response.Body)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ended before %q: %v", until, err)
		}
		if strings.Contains(line, until) {
			return response, lines
		}
	}
}

var threadID = regexp.MustCompile(`thr_[0-9a-f]{32}`)

// only returns the one thread that ada has.
func only(t *testing.T, store *thread.Store) chatkit.Thread {
	t.Helper()
	page, err := store.Threads(t.Context(), "ada", chatkit.PageRequest{Limit: 10, Order: chatkit.Ascending})
	if err != nil || len(page.Data) != 1 {
		t.Fatalf("%d threads, %v", len(page.Data), err)
	}
	got, err := chatkit.WithItems(t.Context(), store, "ada", page.Data[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestReaderLeaves(t *testing.T) {
	t.Parallel()
	left := make(chan error, 1)
	_, store, url := serve(t, chatkit.Options{Responder: respond(func(ctx context.Context, _ chatkit.Question, answer *chatkit.Answer) error {
		if err := answer.Write("So far"); err != nil {
			return err
		}
		<-ctx.Done()
		left <- answer.Write(", so good")
		return ctx.Err()
	})})
	ctx, leave := context.WithCancel(t.Context())
	open(ctx, t, url, hello, "So far")
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("writing to a reader who left: %v", err)
	}
	id := only(t, store).ID
	// The next message waits until the answer is stored, and sees what happened.
	for {
		status, _ := send(t, url, fmt.Sprintf(`{"type":"threads.update","params":{"thread_id":%q,"title":"x"}}`, id))
		history, err := store.History(t.Context(), "ada", id, 10)
		if status != http.StatusOK || err != nil {
			t.Fatalf("status %d, %v", status, err)
		}
		if len(history) == 3 {
			if history[1].Text() != "So far" || history[2].Type != chatkit.HiddenContext {
				t.Errorf("stored %+v", history)
			}
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if items := only(t, store).Items.Data; len(items) != 2 {
		t.Errorf("the reader sees %d items", len(items))
	}
}

func TestOneAnswerAtATime(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		wait time.Duration
		want int
	}{"refused": {time.Nanosecond, http.StatusConflict}, "waits": {time.Minute, http.StatusOK}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			_, store, url := serve(t, chatkit.Options{BusyWait: test.wait, Responder: respond(
				func(_ context.Context, question chatkit.Question, answer *chatkit.Answer) error {
					if question.Text == "Hello?" {
						if err := answer.Write("Wait"); err != nil {
							return err
						}
						<-release
					}
					return answer.Write(" done.")
				})})
			_, lines := open(t.Context(), t, url, hello, "Wait")
			id := only(t, store).ID
			second := make(chan int)
			go func() {
				status, _ := send(t, url, again(id))
				second <- status
			}()
			if test.want == http.StatusConflict {
				if got := <-second; got != test.want {
					t.Errorf("status %d", got)
				}
				close(release)
			} else {
				time.Sleep(20 * time.Millisecond) // it may come before or after; the outcome is the same
				close(release)
				if got := <-second; got != test.want {
					t.Errorf("status %d", got)
				}
			}
			readAll(t, lines)
			texts := ""
			for _, item := range only(t, store).Items.Data {
				texts += item.Text() + "|"
			}
			if want := map[int]string{409: "Hello?|Wait done.|", 200: "Hello?|Wait done.|Again?| done.|"}[test.want]; texts != want {
				t.Errorf("stored %s", texts)
			}
		})
	}
}

// TestManyAtOnce sends messages to one thread all at once: each is answered or refused, and none is half there.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	_, store, url := serve(t, chatkit.Options{BusyWait: time.Nanosecond, Responder: respond(
		func(_ context.Context, question chatkit.Question, answer *chatkit.Answer) error {
			return answer.Write("re: " + question.Message.ID)
		})})
	send(t, url, hello)
	id := only(t, store).ID
	var group sync.WaitGroup
	var mu sync.Mutex
	statuses := map[int]int{}
	for range 12 {
		group.Go(func() {
			status, _ := send(t, url, again(id))
			mu.Lock()
			defer mu.Unlock()
			statuses[status]++
		})
	}
	group.Wait()
	if statuses[200]+statuses[409] != 12 || statuses[200] == 0 {
		t.Errorf("statuses %v", statuses)
	}
	history, err := store.History(t.Context(), "ada", id, 100)
	if err != nil || len(history) != 2+2*statuses[200] {
		t.Fatalf("%d items after %d answers, %v", len(history), 1+statuses[200], err)
	}
	for i := 0; i < len(history); i += 2 {
		if got, want := history[i+1].Text(), "re: "+history[i].ID; got != want {
			t.Errorf("item %d is %q, want %q", i+1, got, want)
		}
	}
}

func TestShutdown(t *testing.T) {
	t.Parallel()
	server, store, url := serve(t, chatkit.Options{Responder: respond(func(ctx context.Context, _ chatkit.Question, answer *chatkit.Answer) error {
		if err := answer.Write("So far"); err != nil {
			return err
		}
		<-ctx.Done()
		return ctx.Err()
	})})
	_, lines := open(t.Context(), t, url, hello, "So far")
	if err := server.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	rest := readAll(t, lines)
	for _, want := range []string{`"thread.item.done"`, `{"type":"error","code":"custom","message":"The server is restarting. Ask again in a moment.","allow_retry":true}`} {
		if !strings.Contains(rest, want) {
			t.Errorf("the end of the stream lacks %s: %s", want, rest)
		}
	}
	if status, reply := send(t, url, hello); status != http.StatusServiceUnavailable || !strings.Contains(reply, "SHUTTING_DOWN") {
		t.Errorf("afterwards: %d %s", status, reply)
	}
	items := only(t, store).Items.Data
	if len(items) != 2 || items[1].Text() != "So far" {
		t.Errorf("stored %+v", items)
	}
}

func TestShutdownWaits(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	server, _, url := serve(t, chatkit.Options{Responder: respond(func(_ context.Context, _ chatkit.Question, answer *chatkit.Answer) error {
		err := answer.Write("So far")
		<-release // a responder that does not listen
		return err
	})})
	_, lines := open(t.Context(), t, url, hello, "So far")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := server.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	close(release)
	readAll(t, lines)
	if err := server.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	released := make(chan struct{}, 1)
	var mu sync.Mutex
	var refuse error
	_, store, url := serve(t, chatkit.Options{
		MaxBody: 1000, MaxTurn: 2 * time.Second,
		Admit: func(user *api.User) (func(), error) {
			mu.Lock()
			defer mu.Unlock()
			return func() { released <- struct{}{} }, refuse
		},
		Responder: respond(func(ctx context.Context, _ chatkit.Question, answer *chatkit.Answer) error {
			if err := answer.Write(strings.Repeat("é", 31_999)); err != nil {
				return err
			}
			if err := answer.Write("ab"); err == nil || !strings.Contains(err.Error(), "too long") {
				t.Errorf("an endless answer: %v", err)
			}
			<-ctx.Done()
			return ctx.Err()
		}),
	})
	if status, reply := send(t, url, hello); status != http.StatusOK || !strings.Contains(reply, `"message":"The answer took too long and was broken off.","allow_retry":true`) {
		t.Errorf("a slow answer: %d, %.200s", status, reply[max(0, len(reply)-500):])
	}
	<-released
	if status, reply := send(t, url, strings.Replace(hello, "Hello?", strings.Repeat("x", 1000), 1)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a large body: %d %s", status, reply)
	}
	if response, err := http.Post(url, "text/plain", strings.NewReader(hello)); err != nil || response.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("a form: %v, %v", response, err)
	} else {
		response.Body.Close()
	}
	mu.Lock()
	refuse = &api.Error{Status: http.StatusTooManyRequests, Code: "NO"}
	mu.Unlock()
	if status, _ := send(t, url, hello); status != http.StatusTooManyRequests {
		t.Errorf("not admitted: %d", status)
	}
	if status, _ := send(t, url, `{"type":"threads.list"}`); status != http.StatusOK {
		t.Errorf("looking is not answering: %d", status)
	}
	only(t, store) // what was refused made nothing
}

func TestDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	written, deleted := make(chan struct{}), make(chan struct{})
	_, store, url := serve(t, chatkit.Options{Responder: respond(func(_ context.Context, _ chatkit.Question, answer *chatkit.Answer) error {
		err := answer.Write("So far")
		close(written)
		<-deleted
		return err
	})})
	reply := make(chan string)
	go func() {
		_, text := send(t, url, hello)
		reply <- text
	}()
	<-written
	if err := store.Delete(t.Context(), "ada", only(t, store).ID); err != nil {
		t.Fatal(err)
	}
	close(deleted)
	text := <-reply
	if !strings.Contains(text, "This conversation was deleted") || strings.Contains(text, "thread.updated") {
		t.Errorf("the stream: %s", text)
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	_, store, url := serve(t, chatkit.Options{Responder: respond(func(_ context.Context, _ chatkit.Question, answer *chatkit.Answer) error {
		return answer.Write("x")
	})})
	send(t, url, hello)
	if id := only(t, store).ID; !threadID.MatchString(id) {
		t.Errorf("id %q", id)
	}
}

// FuzzParseRequest checks that nothing crashes, that errors are refusals, and that what passes is within its limits.
func FuzzParseRequest(f *testing.F) {
	for _, seed := range []string{
		hello, again("thr_1"), `{"query":"x","context":{"page_context":{"current_lesson":"l"}}}`, `{"type":"threads.list","params":{"after":"MTIgdGhyXzE"}}`,
		`{"type":"items.feedback","params":{"thread_id":"t","item_ids":["a"],"kind":"positive"}}`, `{"type":"threads.update","params":{"title":"\u0000"}}`,
		`{"type":"threads.create","params":{"input":{"content":[{"type":"input_tag","id":"i","text":"@","data":{"a":"\u0000"}}]}}}`, `[]`, `{"type":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		request, err := chatkit.ParseRequest(body)
		if err != nil {
			refusal, ok := errors.AsType[*api.Error](err)
			if !ok || refusal.Status != http.StatusBadRequest || refusal.Message == "" {
				t.Errorf("error %v", err)
			}
			return
		}
		text := request.Input.Text()
		if len([]rune(text)) > chatkit.MaxQuestion || strings.ContainsRune(text+request.Title+request.Thread+request.Lesson, 0) {
			t.Errorf("passed: %+v", request)
		}
		streams := request.Operation == "threads.create" || request.Operation == "threads.add_user_message"
		if streams && strings.TrimSpace(text) == "" {
			t.Error("an empty question passed")
		}
	})
}
