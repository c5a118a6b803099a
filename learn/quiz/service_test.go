package quiz_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/internal/learntest"
	"github.com/lyceum/lyceum/learn/quiz"
)

const (
	attemptA = "11111111-1111-4111-8111-11111111111a"
	attemptB = "22222222-2222-4222-8222-22222222222b"
	path     = "/api/quizzes/rotations/attempts"
)

func serve(t testing.TB, database *db.DB, text string, limit func(string) error) (*quiz.Service, http.Handler) {
	t.Helper()
	var clock atomic.Int64 // each attempt a second later
	return serveAt(t, database, text, limit, func() time.Time {
		return time.Date(2026, 1, 1, 0, 0, int(clock.Add(1)), 0, time.UTC)
	})
}

func serveAt(
	t testing.TB, database *db.DB, text string, limit func(string) error, now func() time.Time,
) (*quiz.Service, http.Handler) {
	t.Helper()
	bank, err := quiz.Load(fstest.MapFS{"rotations.yaml": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	service := quiz.New(quiz.Options{Bank: func() (*quiz.Bank, error) { return bank, nil }, DB: database, Limit: limit, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	router := api.NewRouter(api.Options{Auth: learntest.Auth(), Log: slog.New(slog.DiscardHandler)})
	service.Register(router)
	return service, router
}

func body(attempt, answers string) string {
	return `{"attempt": "` + attempt + `", "answers": ` + answers + `}`
}

func post(handler http.Handler, user, attempt, answers string) *httptest.ResponseRecorder {
	return learntest.Do(handler, user, "POST", path, body(attempt, answers))
}

// TestViewHoldsNoAnswers looks at the whole reply: nothing said after answering may be in it.
func TestViewHoldsNoAnswers(t *testing.T) {
	t.Parallel()
	_, handler := serve(t, learntest.SQLite(t), rotations, nil)
	reply := learntest.Do(handler, "", "GET", "/api/quizzes/rotations", "")
	text := reply.Body.String()
	got := learntest.Reply[map[string]any](t, reply, 200)
	for _, secret := range []string{"right", "feedback", "Turn a book", "abelian", "explanation", "Too small", "60", "0.1", "answer", "tolerance"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in %s", secret, text)
		}
	}
	question := got["questions"].([]any)[0].(map[string]any)
	delete(got, "questions")
	want := map[string]any{"id": "rotations", "lesson": "body/legs/walk", "title": "Rotations", "passMark": 0.7}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	want = map[string]any{"id": "order", "type": "single", "prompt": "<p>Do <em>rotations</em> commute?</p>", "options": []any{
		map[string]any{"id": "always", "text": "Always"},
		map[string]any{"id": "rarely", "text": "If $R_1 * R_2$ share an <strong>axis</strong>"},
	}}
	if diff := cmp.Diff(want, question); diff != "" {
		t.Error(diff)
	}
	learntest.Refused(t, learntest.Do(handler, "", "GET", "/api/quizzes/rotation", ""), 404, "UNKNOWN_QUIZ", `did you mean "rotations"?`)
	learntest.Refused(t, learntest.Do(handler, "", "PUT", "/api/quizzes/rotations", ""), 405, "METHOD_NOT_ALLOWED", "PUT")
}

func TestAttempts(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		_, handler := serve(t, database, rotations, nil)
		right := `{"order": "rarely", "axes": ["x", "y"], "angle": 60}`
		first := post(handler, "", strings.ToUpper(attemptA), right)
		grade := learntest.Reply[quiz.Grade](t, first, 200)
		if grade.Attempt != attemptA || grade.Score != 3 || !grade.Passed {
			t.Errorf("%+v", grade)
		}
		same := `{ "angle": 6.0e1, "axes": ["x","y"],"order":"rarely"}`
		if again := post(handler, "", attemptA, same); again.Body.String() != first.Body.String() {
			t.Errorf("again: %s", again.Body)
		}
		// A quiz that has changed since must not change what was said.
		_, changed := serve(t, database, strings.ReplaceAll(rotations, "id: order", "id: commute"), nil)
		if again := post(changed, "", attemptA, right); again.Body.String() != first.Body.String() {
			t.Errorf("after the quiz changed: %s", again.Body)
		}
		learntest.Refused(t, post(handler, "", attemptA, `{"order": "always"}`), 409, "ATTEMPT_TAKEN", attemptA)

		// Repeated by a signed-in reader, the visitor's attempt becomes hers and nobody else's.
		if again := post(handler, "ada", attemptA, right); again.Body.String() != first.Body.String() {
			t.Errorf("signed in: %s", again.Body)
		}
		learntest.Refused(t, post(handler, "bob", attemptA, right), 409, "ATTEMPT_TAKEN", attemptA)
		if reply := post(handler, "ada", attemptB, `{}`); reply.Code != 200 {
			t.Errorf("no answers: %s", reply.Body)
		}
		type row = map[string]any
		want := []row{
			{"attempt": attemptB, "score": 0.0, "max": 4.0, "passed": false, "createdAt": "2026-01-01T00:00:02.000Z"},
			{"attempt": attemptA, "score": 3.0, "max": 4.0, "passed": true, "createdAt": "2026-01-01T00:00:01.000Z"},
		}
		if diff := cmp.Diff(want, learntest.Reply[[]row](t, learntest.Do(handler, "ada", "GET", path, ""), 200)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]row{}, learntest.Reply[[]row](t, learntest.Do(handler, "bob", "GET", path, ""), 200)); diff != "" {
			t.Error(diff)
		}
		learntest.Refused(t, post(handler, "deleted", "33333333-3333-4333-8333-33333333333c", `{}`), 401, "ACCOUNT_GONE", "")
	})
}

// TestAttemptRace sends one attempt many times at once, as impatient clients do. The clock, which is read just before
// storing, holds every request back until all of them have seen that nothing is stored yet.
func TestAttemptRace(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		replies := make([]string, 16)
		var ready, group sync.WaitGroup
		ready.Add(len(replies))
		_, handler := serveAt(t, database, rotations, nil, func() time.Time {
			ready.Done()
			ready.Wait()
			return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		})
		for i := range replies {
			group.Go(func() {
				reply := post(handler, "ada", attemptA, `{"order": "rarely"}`)
				replies[i] = fmt.Sprint(reply.Code, reply.Body)
			})
		}
		group.Wait()
		for _, reply := range replies {
			if reply != replies[0] || !strings.HasPrefix(reply, "200") {
				t.Errorf("replies differ:\n%s\n%s", replies[0], reply)
			}
		}
		var rows int
		if err := database.QueryRow(`SELECT count(*) FROM quiz_attempts`).Scan(&rows); err != nil || rows != 1 {
			t.Errorf("%d rows, %v", rows, err)
		}
	})
}

func TestAttemptRefusals(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		_, handler := serve(t, database, rotations, nil)
		for _, test := range []struct{ answers, message string }{
			{`{"ordre": "always"}`, `no question "ordre" (did you mean "order"?)`},
			{`{"order": "never"}`, `Question "order" has no option "never".`},
			{`{"order": ["always"]}`, `The answer to "order" must be the id of an option.`},
			{`{"order": 1}`, `must be the id of an option`},
			{`{"axes": "x"}`, `The answer to "axes" must be a list of option ids.`},
			{`{"axes": ["x", "x"]}`, `names option "x" twice`},
			{`{"axes": [null]}`, `has no option ""`},
			{`{"angle": "60"}`, `The answer to "angle" must be a number.`},
			{`{"angle": true}`, `must be a number`},
			{`{"angle": 1e999}`, `cannot be read`},
			{`{"order": "\u0000"}`, `has no option`},
			{`null`, `"answers" is missing`},
		} {
			learntest.Refused(t, post(handler, "ada", attemptA, test.answers), 400, "INVALID_ANSWER", test.message)
		}
		for _, answers := range []string{`{"angle": NaN}`, `{"angle": Infinity}`, `[]`} {
			learntest.Refused(t, post(handler, "", attemptA, answers), 400, "INVALID_BODY", "")
		}
		for _, id := range []string{"", "1", "{" + attemptA[:34] + "}", "urn:uuid:" + attemptA, strings.ReplaceAll(attemptA, "-", ""), "00000000-0000-0000-0000-000000000000"} {
			learntest.Refused(t, post(handler, "", id, `{}`), 400, "INVALID_ATTEMPT", "UUID")
		}
		learntest.Refused(t, learntest.Do(handler, "", "POST", "/api/quizzes/x/attempts", body(attemptA, `{}`)), 404, "UNKNOWN_QUIZ", "")
		learntest.Refused(t, post(handler, "", attemptA, `{"x": "`+strings.Repeat("x", 64<<10)+`"}`), 413, "BODY_TOO_LARGE", "")
		var rows int
		if err := database.QueryRow(`SELECT count(*) FROM quiz_attempts`).Scan(&rows); err != nil || rows != 0 {
			t.Errorf("%d rows, %v", rows, err)
		}
		// A number no database can hold as it is written is one that float64 can.
		if reply := post(handler, "", attemptA, `{"angle": 1e-99999}`); reply.Code != 200 {
			t.Errorf("a tiny number: %s", reply.Body)
		}
	})
}

func TestAttemptLimit(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	limiter := api.NewLimiter(2, 100, func() time.Time { return now })
	_, handler := serve(t, learntest.SQLite(t), rotations, limiter.Allow)
	for range 2 {
		if reply := post(handler, "", attemptA, `{}`); reply.Code != 200 {
			t.Errorf("%s", reply.Body)
		}
	}
	reply := post(handler, "", attemptA, `{}`)
	learntest.Refused(t, reply, 429, "TOO_MANY_REQUESTS", "30 seconds")
	if got := reply.Header().Get("Retry-After"); got != "30" {
		t.Errorf("Retry-After %q", got)
	}
	if reply := post(handler, "ada", attemptB, `{}`); reply.Code != 200 {
		t.Errorf("a user at the same address: %s", reply.Body)
	}
}

func TestClaim(t *testing.T) {
	t.Parallel()
	learntest.OnEach(t, func(t *testing.T, database *db.DB) {
		service, handler := serve(t, database, rotations, nil)
		post(handler, "", attemptA, `{}`)
		post(handler, "bob", attemptB, `{}`)
		ids := []string{attemptB, strings.ToUpper(attemptA), "44444444-4444-4444-8444-444444444444"}
		if err := service.Claim(t.Context(), database, "ada", ids); err != nil {
			t.Fatal(err)
		}
		for user, want := range map[string]string{"ada": attemptA, "bob": attemptB} {
			list := learntest.Reply[[]map[string]any](t, learntest.Do(handler, user, "GET", path, ""), 200)
			if len(list) != 1 || list[0]["attempt"] != want {
				t.Errorf("%s has %v", user, list)
			}
		}
		if err := service.Claim(t.Context(), database, "ada", []string{"x"}); err == nil {
			t.Error("claimed what is no attempt")
		}
	})
}

// FuzzAttemptBody posts arbitrary bodies: whatever comes, the reply is JSON and never an internal error.
func FuzzAttemptBody(f *testing.F) {
	f.Add([]byte(body(attemptA, `{"order": "rarely", "axes": ["x"], "angle": 60.05}`)))
	f.Add([]byte(body(attemptB, `{"axes": [], "angle": -1e-300, "order": null}`)))
	f.Add([]byte(`{"attempt": 1}`))
	_, handler := serve(f, learntest.SQLite(f), rotations, nil)
	f.Fuzz(func(t *testing.T, text []byte) {
		request := httptest.NewRequest("POST", path, bytes.NewReader(text))
		request.Header.Set("Content-Type", "application/json")
		reply := httptest.NewRecorder()
		handler.ServeHTTP(reply, request)
		if reply.Code >= 500 || !strings.HasPrefix(reply.Header().Get("Content-Type"), "application/json") {
			t.Errorf("%d %s", reply.Code, reply.Body)
		}
	})
}
