package api_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/internal/learntest"
)

// newRouter makes a router that logs into the buffer and numbers every request r1.
func newRouter(log *bytes.Buffer) *api.Router {
	return api.NewRouter(api.Options{
		Auth: learntest.Auth(), Log: slog.New(slog.NewTextHandler(log, nil)), NewID: func() string { return "r1" },
	})
}

func TestErrors(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	router := newRouter(&log)
	fail := func(err error) api.HandlerFunc {
		return func(http.ResponseWriter, *http.Request) error { return err }
	}
	router.Anyone("GET /foreign", fail(errors.New("password=hunter2")))
	refusal := api.Conflict("TAKEN", "It is %s.", "taken")
	refusal.Cause, refusal.Header = errors.New("row 7"), http.Header{"Retry-After": {"3"}}
	router.Anyone("GET /refusal", fail(errors.Join(errors.New("wrapped"), refusal)))
	router.Anyone("GET /panic", func(http.ResponseWriter, *http.Request) error { panic("kaboom") })
	router.Anyone("POST /only", fail(nil))
	router.Anyone("DELETE /only", fail(nil))

	reply := learntest.Do(router, "", "GET", "/foreign", "")
	learntest.Refused(t, reply, 500, "INTERNAL", "went wrong")
	if got := reply.Header().Get("X-Request-Id"); got != "r1" {
		t.Errorf("request id %q", got)
	}
	reply = learntest.Do(router, "", "GET", "/refusal", "")
	learntest.Refused(t, reply, 409, "TAKEN", "It is taken.")
	if got := reply.Header().Get("Retry-After"); got != "3" {
		t.Errorf("Retry-After %q", got)
	}
	learntest.Refused(t, learntest.Do(router, "", "GET", "/panic", ""), 500, "INTERNAL", "went wrong")
	learntest.Refused(t, learntest.Do(router, "", "GET", "/nowhere", ""), 404, "NOT_FOUND", "nothing")
	reply = learntest.Do(router, "", "GET", "/only", "")
	learntest.Refused(t, reply, 405, "METHOD_NOT_ALLOWED", "GET")
	if got := reply.Header().Get("Allow"); got != "DELETE, POST" {
		t.Errorf("Allow %q", got)
	}
	for _, want := range []string{"request=r1", "password=hunter2", "row 7", "panic=kaboom", "stack="} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
}

// TestPanicAfterReplyBegan expects a broken connection: a cut reply must not look whole.
func TestPanicAfterReplyBegan(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	router := newRouter(&log)
	router.Anyone("GET /", func(w http.ResponseWriter, _ *http.Request) error {
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write([]byte("half"))
		panic("kaboom")
	})
	server := httptest.NewServer(router)
	defer server.Close()
	response, err := server.Client().Get(server.URL)
	if err != nil {
		return
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := new(bytes.Buffer).ReadFrom(response.Body); err == nil {
		t.Error("the reply ended as if it were complete")
	}
}

func TestSignedIn(t *testing.T) {
	t.Parallel()
	auth := learntest.Auth()
	called := 0
	handler := func(w http.ResponseWriter, _ *http.Request, user *api.User) error {
		called++
		return api.WriteJSON(w, http.StatusOK, user.ID)
	}
	router := api.NewRouter(api.Options{Auth: auth, Log: slog.New(slog.DiscardHandler)})
	router.SignedIn("GET /mine", handler)
	if reply := learntest.Do(router, "", "GET", "/mine", ""); reply.Code != 401 || called != 0 {
		t.Errorf("a visitor got %d", reply.Code)
	}
	reply := learntest.Do(router, "ada", "GET", "/mine", "")
	if got := learntest.Reply[string](t, reply, 200); got != "ada" {
		t.Errorf("user %q", got)
	}
	if got := reply.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
	auth.User = func(context.Context) (*api.User, bool) { return nil, false }
	broken := api.NewRouter(api.Options{Auth: auth, Log: slog.New(slog.DiscardHandler)})
	broken.SignedIn("GET /mine", handler)
	learntest.Refused(t, learntest.Do(broken, "ada", "GET", "/mine", ""), 500, "INTERNAL", "")
}

func TestReadJSON(t *testing.T) {
	t.Parallel()
	router := newRouter(new(bytes.Buffer))
	router.Anyone("POST /", func(w http.ResponseWriter, r *http.Request) error {
		var body struct {
			Text  string `json:"text"`
			Flag  *bool  `json:"flag"`
			Count int    `json:"count"`
			Inner struct {
				List []string `json:"list"`
			} `json:"inner"`
		}
		if err := api.ReadJSON(w, r, 100, &body); err != nil {
			return err
		}
		return api.WriteJSON(w, http.StatusOK, body.Text)
	})
	for _, test := range []struct {
		body    string
		status  int
		message string
	}{
		{`{"text": 5}`, 400, `"text" must be a string, not a number.`},
		{`{"flag": "yes"}`, 400, `"flag" must be true or false, not a string.`},
		{`{"count": true}`, 400, `"count" must be a number, not true or false.`},
		{`{"count": 1.5}`, 400, `"count" cannot be 1.5.`},
		{`{"inner": {"list": {}}}`, 400, `"inner.list" must be a list, not an object.`},
		{`[]`, 400, `The body must be an object, not a list.`},
		{`{"txt": 1}`, 400, `There is no field "txt".`},
		{`{"text": "a"`, 400, "ends in the middle"},
		{`{text}`, 400, "not valid JSON, at byte 2"},
		{` `, 400, "empty"},
		{`{} {}`, 400, "nothing after it"},
		{`{"text": "` + strings.Repeat("a", 100) + `"}`, 413, "larger than 100 bytes"},
		{`{}` + strings.Repeat(" ", 100), 413, "larger than 100 bytes"},
	} {
		code := "INVALID_BODY"
		if test.status == 413 {
			code = "BODY_TOO_LARGE"
		}
		learntest.Refused(t, learntest.Do(router, "", "POST", "/", test.body), test.status, code, test.message)
	}
	reply := learntest.Do(router, "", "POST", "/", `{"text": "ü"}`+"\n")
	if got := learntest.Reply[string](t, reply, 200); got != "ü" {
		t.Errorf("read %q", got)
	}
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "application/json-patch+json"} {
		request := httptest.NewRequest("POST", "/", strings.NewReader("{}"))
		request.Header.Set("Content-Type", kind)
		recorder := httptest.NewRecorder()
		router.ServeHTTP(recorder, request)
		learntest.Refused(t, recorder, 415, "UNSUPPORTED_MEDIA_TYPE", "application/json")
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	document, err := api.NewDocument(map[string]int{"a": 1})
	if err != nil {
		t.Fatal(err)
	}
	router := newRouter(new(bytes.Buffer))
	router.Anyone("GET /", func(w http.ResponseWriter, r *http.Request) error {
		document.Serve(w, r)
		return nil
	})
	reply := learntest.Do(router, "", "GET", "/", "")
	if reply.Body.String() != `{"a":1}` || reply.Header().Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("%v %s", reply.Header(), reply.Body)
	}
	request := httptest.NewRequest("GET", "/", nil)
	request.Header.Set("If-None-Match", reply.Header().Get("Etag"))
	again := httptest.NewRecorder()
	router.ServeHTTP(again, request)
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("asked with the tag: %d %s", again.Code, again.Body)
	}
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	limiter := api.NewLimiter(3, 2, func() time.Time { return now })
	allow := func(key string, want bool) {
		t.Helper()
		if err := limiter.Allow(key); (err == nil) != want {
			t.Errorf("%s: %v", key, err)
		}
	}
	for range 3 {
		allow("a", true)
	}
	var refusal *api.Error
	if err := limiter.Allow("a"); !errors.As(err, &refusal) || refusal.Status != 429 || refusal.Header.Get("Retry-After") != "20" {
		t.Errorf("refusal %+v", refusal)
	}
	allow("b", true)
	now = now.Add(20 * time.Second)
	allow("a", true)
	allow("a", false)
	allow("c", true) // takes the place of b, not of a
	allow("a", false)
	for range 3 {
		allow("b", true) // forgotten, so it starts afresh
	}
}

func TestRemoteIP(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7:99":              "192.0.2.7",
		"[::ffff:192.0.2.7]:99":     "192.0.2.7",
		"[2001:db8:1:2:3:4:5:6]:99": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:99":         "fe80::/64",
		"@":                         "@",
	} {
		if got := api.RemoteIP(&http.Request{RemoteAddr: address}); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
