package assistant_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/assistant"
	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/course"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/internal/learntest"
	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
	"github.com/lyceum/lyceum/site"
)

func TestQuotations(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		_, h := service(t, database, nil)
		for _, test := range []struct{ question, lesson, text, cites string }{
			{
				"What is the capture point?", "",
				"The book says:\n\n> There is one place for the foot from which the body comes to rest,\n> \n> $$\\xi = x + T v .$$\n> \n> " +
					"It is called the capture point. It runs away from the foot. Whoever controls it controls the walk.\n\n" +
					"> The capture point is not the subject here, damping is.",
				capture + " " + limits,
			},
			{
				"honest limits", "motion/walking/pid",
				"The book says:\n\n> The capture point is not the subject here, damping is.\n\n> - **", "",
			},
			{
				"Which robots can fly to the moon?", "",
				"The book does not say.", "",
			},
			{
				"Does damping explain elephants in Kenya eating bamboo?", "",
				"The book does not say. These sections come closest:\n\n- [T › Honest limits](/book/motion/walking/pid#honest-limits)", "",
			},
			{"?!", "", "The book does not say.", ""},
		} {
			metadata, _ := json.Marshal(map[string]string{"lesson": test.lesson})
			events := ask(t, h, "", test.question, string(metadata))
			again := ask(t, h, "", test.question, string(metadata))
			answer := answerOf(t, events)
			if diff := cmp.Diff(answer, answerOf(t, again)); diff != "" {
				t.Errorf("%q is answered in two ways: %s", test.question, diff)
			}
			if test.lesson != "" { // only what is quoted first
				if !strings.HasPrefix(answer.Text, strings.TrimSuffix(test.text, "- **")) {
					t.Errorf("%q in %s: %s", test.question, test.lesson, answer.Text)
				}
				continue
			}
			if answer.Text != test.text || cited(answer) != test.cites {
				t.Errorf("%q:\n%s\nciting %s; want\n%s\nciting %s", test.question, answer.Text, cited(answer), test.text, test.cites)
			}
		}
	})
}

// TestCitations checks what a citation carries, and that its place in the file holds what was quoted.
func TestCitations(t *testing.T) {
	t.Parallel()
	_, h := service(t, learntest.SQLite(t), nil)
	answer := answerOf(t, ask(t, h, "", "What is windup?", ""))
	note := answer.Annotations[0]
	if *note.Index != len(answer.Text) || note.Source.Type != "entity" || note.Source.Title != "Windup" || !note.Source.Interactive {
		t.Errorf("annotation %+v", note)
	}
	data := note.Source.Data
	file := string(docs["01-motion/01-walking/02-pid.mdx"].Data)
	if got, want := file[int(data["start"].(float64)):int(data["end"].(float64))], "The integral grows while the motor is blocked. This is windup."; got != want {
		t.Errorf("the source is %q", got)
	}
	if data["lesson"] != "motion/walking/pid" || data["anchor"] != "windup" || data["url"] != "/book/motion/walking/pid#windup" {
		t.Errorf("data %v", data)
	}
}

// TestAccess checks that text a reader may not open reaches neither the answer, nor its counts, nor the suggestions.
func TestAccess(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		_, h := service(t, database, func(o *assistant.Options) {
			secret := chunk.Chunk{
				ID: "s#s.1", Lesson: "s", Anchor: "s", URL: "/book/s#s", Path: []string{"P", "C", "L", "Zygote canary"}, Access: "premium",
				Blocks: []chunk.Block{{Kind: chunk.Prose, Text: "The zygote canary sings.", End: 9}},
			}
			if _, err := o.Index.(*index.FullText).Replace(t.Context(), []chunk.Chunk{secret}); err != nil {
				t.Fatal(err)
			}
			o.Access = func(user *api.User) []string {
				if user.ID == "bob" {
					return []string{chunk.Public, "premium"}
				}
				return []string{chunk.Public}
			}
		})
		const body = `{"query":"What is the zygote canary?"}`
		if reply := request(h, "ada", "POST", "/assistant/chatkit", body).Body.String(); strings.Contains(reply, "sings") || strings.Contains(reply, "/book/s") {
			t.Errorf("ada reads %s", reply)
		}
		if reply := request(h, "bob", "POST", "/assistant/chatkit", body).Body.String(); !strings.Contains(reply, "sings") {
			t.Errorf("bob reads %s", reply)
		}
	})
}

func TestThreads(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		_, h := service(t, database, nil)
		id := threadOf(ask(t, h, "", "What is windup?", ""))
		path := "/assistant/thread/" + id
		var unknown string
		for i, where := range []string{"/assistant/thread/thr_unknown", path} {
			for _, user := range []string{"", "bob"} {
				reply := request(h, user, "GET", where, "")
				if reply.Code != http.StatusNotFound {
					t.Errorf("%q reads %s: %d", user, where, reply.Code)
				}
				if i == 0 {
					unknown = reply.Body.String()
				} else if reply.Body.String() != unknown {
					t.Errorf("a foreign thread is told from none: %s", reply.Body)
				}
			}
			if reply := request(h, "bob", "DELETE", where, ""); reply.Code != http.StatusNotFound || reply.Body.String() != unknown {
				t.Errorf("bob deletes %s: %d %s", where, reply.Code, reply.Body)
			}
			if reply := request(h, "", "DELETE", where, ""); reply.Code != http.StatusUnauthorized {
				t.Errorf("a visitor deletes %s: %d", where, reply.Code)
			}
		}
		var own chatkit.Thread
		if reply := request(h, "ada", "GET", path, ""); reply.Code != http.StatusOK || json.Unmarshal(reply.Body.Bytes(), &own) != nil {
			t.Errorf("the owner: %d %s", reply.Code, reply.Body)
		}
		if own.Title != "What is windup?" || len(own.Items.Data) != 2 {
			t.Errorf("the owner's thread: %+v", own)
		}
		if _, err := database.ExecContext(t.Context(), `UPDATE threads SET public = $1`, true); err != nil {
			t.Fatal(err)
		}
		for _, user := range []string{"", "bob"} {
			if reply := request(h, user, "GET", path, ""); reply.Code != http.StatusOK || !strings.Contains(reply.Body.String(), "windup") {
				t.Errorf("%q reads a public thread: %d", user, reply.Code)
			}
		}
		if reply := request(h, "ada", "DELETE", path, ""); reply.Code != http.StatusNoContent || reply.Body.Len() != 0 {
			t.Errorf("deleted: %d %s", reply.Code, reply.Body)
		}
		if reply := request(h, "ada", "GET", path, ""); reply.Code != http.StatusNotFound {
			t.Errorf("afterwards: %d", reply.Code)
		}
	})
}

// TestStatuses checks what is answered without a stream.
func TestStatuses(t *testing.T) {
	t.Parallel()
	_, h := service(t, learntest.SQLite(t), nil)
	for _, test := range []struct {
		user, method, path, body string
		status                   int
		reply                    string
	}{
		{"", "POST", "/assistant/chatkit", `{"query":"Hello?"}`, 401, ""},
		{"ada", "POST", "/assistant/chatkit", ``, 415, "UNSUPPORTED_MEDIA_TYPE"},
		{"ada", "POST", "/assistant/chatkit", `{}`, 400, "INVALID_BODY"},
		{"ada", "POST", "/assistant/chatkit", `{"type":"input.transcribe"}`, 400, "UNSUPPORTED_OPERATION"},
		{"ada", "POST", "/assistant/chatkit", `{"query":"` + strings.Repeat("x", 2001) + `"}`, 400, "longer than 2000"},
		{"ada", "POST", "/assistant/chatkit", `{"query":"` + strings.Repeat("x", 70_000) + `"}`, 413, "BODY_TOO_LARGE"},
		{"ada", "POST", "/assistant/chatkit", `{"query":"Hello?","thread_id":"thr_no"}`, 404, "THREAD_NOT_FOUND"},
		{"ada", "GET", "/assistant/chatkit", ``, 405, "METHOD_NOT_ALLOWED"},
		{"ada", "GET", "/assistant/nothing", ``, 404, "NOT_FOUND"},
		{"", "GET", "/assistant/health", ``, 200, `{"status":"healthy","version":"1.2.3","checks":{"database":"ok","index":"ok","model":"off"}}`},
	} {
		reply := request(h, test.user, test.method, test.path, test.body)
		if reply.Code != test.status || !strings.Contains(reply.Body.String(), test.reply) {
			t.Errorf("%s %s %.40s: %d %s", test.method, test.path, test.body, reply.Code, reply.Body)
		}
	}
}

func TestHealthFails(t *testing.T) {
	t.Parallel()
	database := learntest.SQLite(t)
	_, h := service(t, database, func(o *assistant.Options) {
		o.Model = assistant.Extractive{}
		if _, err := o.Index.Replace(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	})
	want := `{"status":"unhealthy","version":"1.2.3","checks":{"database":"ok","index":"empty","model":"on"}}`
	if reply := request(h, "", "GET", "/assistant/health", ""); reply.Code != 503 || reply.Body.String() != want {
		t.Errorf("%d %s", reply.Code, reply.Body)
	}
	database.Close()
	want = `{"status":"unhealthy","version":"1.2.3","checks":{"database":"failed","index":"failed","model":"on"}}`
	if reply := request(h, "", "GET", "/assistant/health", ""); reply.Code != 503 || reply.Body.String() != want {
		t.Errorf("%d %s", reply.Code, reply.Body)
	}
}

// slow is an agent that writes and then waits.
type slow struct {
	written chan struct{}
	release chan struct{}
}

func (s slow) Answer(ctx context.Context, _ assistant.Turn, out assistant.Writer) error {
	if err := out.Write("So far"); err != nil {
		return err
	}
	s.written <- struct{}{}
	select {
	case <-s.release:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	agent := slow{written: make(chan struct{}), release: make(chan struct{})}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	_, h := service(t, learntest.SQLite(t), func(o *assistant.Options) {
		o.Model, o.Streams, o.AnswersPerMinute, o.Now = agent, 2, 5, func() time.Time { return now }
	})
	const body = `{"query":"What is windup?"}`
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() { request(h, "ada", "POST", "/assistant/chatkit", body) })
		<-agent.written
	}
	if reply := request(h, "ada", "POST", "/assistant/chatkit", body); reply.Code != 429 || !strings.Contains(reply.Body.String(), "TOO_MANY_ANSWERS") || reply.Header().Get("Retry-After") == "" {
		t.Errorf("a third answer at a time: %d %s", reply.Code, reply.Body)
	}
	group.Go(func() { request(h, "bob", "POST", "/assistant/chatkit", body) })
	<-agent.written // others are not affected
	close(agent.release)
	group.Wait()
	go func() {
		for range 2 {
			<-agent.written
		}
	}()
	for range 2 {
		if reply := request(h, "ada", "POST", "/assistant/chatkit", body); reply.Code != 200 {
			t.Errorf("when the others have ended: %d %s", reply.Code, reply.Body)
		}
	}
	if reply := request(h, "ada", "POST", "/assistant/chatkit", body); reply.Code != 429 || !strings.Contains(reply.Body.String(), "TOO_MANY_REQUESTS") {
		t.Errorf("too many a minute: %d %s", reply.Code, reply.Body)
	}
	if reply := request(h, "ada", "POST", "/assistant/chatkit", `{"type":"threads.list"}`); reply.Code != 200 {
		t.Errorf("looking is not limited: %d", reply.Code)
	}
}

// TestShutdown ends the service as a program does: first the assistant, then the HTTP server.
func TestShutdown(t *testing.T) {
	t.Parallel()
	agent := slow{written: make(chan struct{}, 1), release: make(chan struct{})}
	s, h := service(t, learntest.SQLite(t), func(o *assistant.Options) { o.Model = agent })
	server := httptest.NewServer(h)
	defer server.Close()
	reply := make(chan string, 1)
	go func() {
		r, _ := http.NewRequest("POST", server.URL+"/assistant/chatkit", strings.NewReader(`{"query":"What is windup?"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "ada")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Error(err)
			reply <- ""
			return
		}
		defer response.Body.Close()
		var text strings.Builder
		buffer := make([]byte, 4096)
		for {
			n, err := response.Body.Read(buffer)
			text.Write(buffer[:n])
			if err != nil {
				if err.Error() != "EOF" {
					t.Errorf("the stream was cut: %v", err)
				}
				break
			}
		}
		reply <- text.String()
	}()
	<-agent.written
	if err := errors.Join(s.Shutdown(t.Context()), server.Config.Shutdown(t.Context())); err != nil {
		t.Error(err)
	}
	if text := <-reply; !strings.Contains(text, "The server is restarting") || !strings.Contains(text, "So far") {
		t.Errorf("the stream: %s", text)
	}
}

// TestBook asks the real book, and follows every citation to a section that is there.
func TestBook(t *testing.T) {
	t.Parallel()
	docs, err := fs.Sub(site.Docs, "docs")
	if err != nil {
		t.Fatal(err)
	}
	book, err := course.Load(docs, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	passages, err := chunk.Parse(docs, lessons(book), chunk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]bool{}
	for _, passage := range passages {
		places[passage.URL] = true
	}
	_, h := serviceOf(t, learntest.SQLite(t), docs, nil)
	for question, where := range map[string]string{
		"What is the capture point?":                 "the-capture-point",
		"Why does noise average away, but bias not?": "two-ways-of-being-wrong",
		"What is integral windup?":                   "windup",
		"What is gating?":                            "does-the-filter-tell-the-truth-about-itself",
	} {
		answer := answerOf(t, ask(t, h, "", question, ""))
		if len(answer.Annotations) == 0 || !strings.Contains(cited(answer), where) {
			t.Errorf("%q cites %s", question, cited(answer))
		}
		for url := range strings.FieldsSeq(cited(answer)) {
			if !places[url] {
				t.Errorf("%q cites %s, which is not there", question, url)
			}
		}
	}
}

// TestFollowUp asks a question that means nothing without the one before.
func TestFollowUp(t *testing.T) {
	t.Parallel()
	_, h := service(t, learntest.SQLite(t), nil)
	first := ask(t, h, "", "What is windup?", "")
	if answer := answerOf(t, ask(t, h, threadOf(first), "And why is that?", "")); !strings.Contains(cited(answer), "#windup") {
		t.Errorf("the second answer: %s", answer.Text)
	}
}
