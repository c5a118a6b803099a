// Package authtest runs an auth server in a test: a database of its own, a browser with
// a cookie jar, and a mailbox.
//
//	s := authtest.New(t, auth.Options{Plugins: []auth.Plugin{password.New(password.Options{})}})
//	ann := s.Browser()
//	ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
//	ann.GET("/get-session").Want(200)
//
// Missing options get values good for tests: SQLite in a temporary folder, a fixed secret,
// http://localhost:3000 as the base URL. Set LYCEUM_TEST_DUMP to keep the database.
package authtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// Secret is the secret of test servers.
const Secret = "test-secret-0123456789-abcdefghijklmnop-XYZ"

// Server is a running auth server.
type Server struct {
	*auth.Auth
	URL  string // of the endpoints, base path included
	Mail *Mailbox
	SQL  *Statements
	t    testing.TB

	embedded bool // the database is SQLite
}

// Statements records the SQL a server runs, when it opened its database itself.
type Statements struct {
	mu   sync.Mutex
	list []string
}

// Reset forgets what has been recorded.
func (s *Statements) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = nil
}

// All returns the statements since the last Reset.
func (s *Statements) All() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.list...)
}

func (s *Statements) add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, text)
}

// New starts a server that ends with the test.
func New(t testing.TB, o auth.Options) *Server {
	t.Helper()
	return NewOn(t, "sqlite:"+filepath.Join(folder(t), "auth.db"), o)
}

// folder is a temporary folder, kept when the developer asks for it.
func folder(t testing.TB) string {
	if os.Getenv("LYCEUM_TEST_DUMP") == "" {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("", "authtest-")
	if err != nil {
		t.Fatal(err)
	}
	t.Log("the database is kept in", dir)
	return dir
}

// patient: a machine with much else to do is not an unavailable database.
var patient = sqlstore.WithTimeout(30 * time.Second)

// NewOn is New on a database URL.
func NewOn(t testing.TB, database string, o auth.Options) *Server {
	t.Helper()
	s := &Server{t: t, Mail: &Mailbox{}, SQL: &Statements{}, embedded: !strings.HasPrefix(database, "postgres")}
	if o.Secret == "" && len(o.Secrets) == 0 {
		o.Secret = Secret
	}
	if o.BaseURL == "" && len(o.DynamicBaseURL.AllowedHosts) == 0 {
		o.BaseURL = "http://localhost:3000"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(logWriter{t}, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	if o.Database == nil {
		db, err := sqlstore.Open(context.Background(), database, sqlstore.WithTracer(s.SQL.add), patient)
		if err != nil {
			t.Fatal(err)
		}
		o.Database = db
	}
	a, err := auth.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(a.Handler())
	t.Cleanup(func() {
		srv.Close()
		_ = a.Close()
	})
	s.Auth, s.URL = a, srv.URL+a.Options().BasePath
	return s
}

// logWriter sends the server's warnings to the test's log.
type logWriter struct{ t testing.TB }

func (w logWriter) Write(p []byte) (int, error) {
	w.t.Logf("%s", bytes.TrimRight(p, "\n"))
	return len(p), nil
}

// Browser is a client with cookies of its own. Origin is sent with every request unless
// empty.
type Browser struct {
	Client *http.Client
	Origin string
	Header http.Header
	server *Server
}

// Browser returns a client without cookies.
func (s *Server) Browser() *Browser {
	jar, _ := cookiejar.New(nil)
	return &Browser{
		server: s, Origin: auth.OriginOf(s.BaseURL()), Header: http.Header{},
		Client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// Cookie returns the browser's cookie of a full name, "" if it has none.
func (b *Browser) Cookie(name string) string {
	u, _ := url.Parse(b.server.URL)
	for _, c := range b.Client.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// SetCookie gives the browser a cookie, value as it travels.
func (b *Browser) SetCookie(name, value string) {
	u, _ := url.Parse(b.server.URL)
	b.Client.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// GET asks for a path below the base path.
func (b *Browser) GET(path string) *Reply { return b.Do("GET", path, "") }

// POST sends a JSON body.
func (b *Browser) POST(path, body string) *Reply { return b.Do("POST", path, body) }

// Do sends any request. A body is JSON unless Header says otherwise.
func (b *Browser) Do(method, path, body string) *Reply {
	b.server.t.Helper()
	target := path
	if !strings.HasPrefix(path, "http") {
		target = b.server.URL + path
	}
	req, err := http.NewRequest(method, target, strings.NewReader(body))
	if err != nil {
		b.server.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if b.Origin != "" {
		req.Header.Set("Origin", b.Origin)
	}
	for name, values := range b.Header {
		req.Header[name] = values
	}
	res, err := b.Client.Do(req)
	if err != nil {
		b.server.t.Error(err)
		return &Reply{t: b.server.t, Response: &http.Response{Header: http.Header{}}}
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.server.t.Error(err)
	}
	return &Reply{Response: res, Body: string(text), t: b.server.t}
}

// Reply is a response that has been read.
type Reply struct {
	*http.Response
	Body string
	t    testing.TB
}

// Want fails the test unless the status is this one and the body contains all texts.
func (r *Reply) Want(status int, contains ...string) *Reply {
	r.t.Helper()
	if r.StatusCode != status {
		r.t.Fatalf("status %d, want %d: %s", r.StatusCode, status, r.Body)
	}
	for _, text := range contains {
		if !strings.Contains(r.Body, text) {
			r.t.Fatalf("body lacks %q: %s", text, r.Body)
		}
	}
	return r
}

// JSON decodes the body into v.
func (r *Reply) JSON(v any) {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.Body), v); err != nil {
		r.t.Fatalf("%v: %s", err, r.Body)
	}
}

// Text returns a member of the body by its path, "" if there is none.
func (r *Reply) Text(path ...string) string {
	var v any
	if json.Unmarshal([]byte(r.Body), &v) != nil {
		return ""
	}
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	s, _ := v.(string)
	return s
}

// Letter is a mail that was sent.
type Letter struct{ Kind, To, URL, Token string }

// Mailbox collects mails.
type Mailbox struct {
	mu      sync.Mutex
	letters []Letter
}

// Deliver adds a mail.
func (m *Mailbox) Deliver(l Letter) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.letters = append(m.letters, l)
}

// Last returns the newest mail to an address; the zero Letter if there is none.
func (m *Mailbox) Last(to string) Letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := len(m.letters) - 1; i >= 0; i-- {
		if strings.EqualFold(m.letters[i].To, to) {
			return m.letters[i]
		}
	}
	return Letter{}
}

// Len is the number of mails so far.
func (m *Mailbox) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.letters)
}
