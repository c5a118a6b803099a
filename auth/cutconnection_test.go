package auth_test

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// wire is a proxy in front of PostgreSQL that knows the connection that listens for
// notices and can do harm to it alone.
type wire struct {
	listener net.Listener
	target   string

	mu        sync.Mutex
	listening []net.Conn // the program's end
	stalled   chan struct{}
}

// newWire returns a proxy and the database's URL through it.
func newWire(t *testing.T, database string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, target: u.Host, stalled: make(chan struct{})}
	close(w.stalled)
	t.Cleanup(func() { _ = l.Close(); w.release() })
	go w.accept()
	u.Host = l.Addr().String()
	return w, u.String()
}

func (w *wire) accept() {
	for {
		program, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.target)
		if err != nil {
			_ = program.Close()
			continue
		}
		link := &link{w: w, program: program}
		go link.copy(server, program)
		go link.copy(program, server)
	}
}

// link is one connection through the proxy.
type link struct {
	w       *wire
	program net.Conn
	mu      sync.Mutex
	held    func() <-chan struct{} // set on the one that listens
}

func (l *link) copy(to, from net.Conn) {
	defer func() { _ = to.Close(); _ = from.Close() }()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if bytes.Contains(buffer[:n], []byte("LISTEN ")) {
			l.w.found(l)
		}
		l.mu.Lock()
		held := l.held
		l.mu.Unlock()
		if held != nil {
			<-held()
		}
		if _, failed := to.Write(buffer[:n]); failed != nil || err != nil {
			return
		}
	}
}

func (w *wire) found(l *link) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listening = append(w.listening, l.program)
	l.held = func() <-chan struct{} {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.stalled
	}
}

// stall lets nothing through on connections that listen, without a word; release does again.
func (w *wire) stall() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stalled = make(chan struct{})
}

func (w *wire) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.stalled:
	default:
		close(w.stalled)
	}
}

// cut resets the connections that listen.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.listening {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = c.Close()
	}
	w.listening = nil
}

// directly runs a statement past the proxy and past the engine.
func directly(t *testing.T, database, text string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), text, args...); err != nil {
		t.Fatal(err)
	}
}

// Without its connection the cache falls silent before it could be wrong, and comes back by
// itself.
func TestCutConnection(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	proxy, through := newWire(t, database)
	s := authtest.NewOn(t, through, auth.Options{Plugins: plainPasswords()})
	for name, harm := range map[string]func(){"a silent stall": proxy.stall, "a reset": proxy.cut} {
		ann, bob := signUpAs(s, "Ann"), signUpAs(s, "Bob")
		warm(t, s, ann, bob)
		harm()
		directly(t, database, `delete from session where token = $1`, tokenOf(ann))
		directly(t, database, `update "user" set name = 'Bobby' where email = 'bob@example.com'`)
		time.Sleep(promise)
		if r := ann.GET("/get-session"); r.StatusCode != 200 || r.Body != "null" {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.Body)
		}
		bob.GET("/get-session").Want(200, "Bobby")
		proxy.mu.Lock()
		stalled := proxy.stalled
		proxy.mu.Unlock()
		select {
		case <-stalled:
		default:
			s.SQL.Reset()
			bob.GET("/get-session").Want(200, "Bobby")
			if n := len(s.SQL.All()); n != 1 {
				t.Errorf("%s: %d statements while nothing is heard", name, n)
			}
		}
		proxy.release()
		warm(t, s, bob)
		directly(t, database, `delete from "user"`)
	}
}

// A stalled connection is given up for a new one.
func TestStalledConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	proxy, through := newWire(t, pgtest.New(t))
	s := authtest.NewOn(t, through, auth.Options{Plugins: plainPasswords()})
	ann := signUpAs(s, "Ann")
	warm(t, s, ann)
	proxy.stall()
	proxy.mu.Lock()
	proxy.stalled = closed // for those to come
	proxy.mu.Unlock()
	_ = io.Discard
	warm(t, s, ann)
}

var closed = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// Where there are no triggers nothing is cached, and where they go, no longer.
func TestWithoutTriggers(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	s := authtest.NewOn(t, database, auth.Options{Plugins: plainPasswords()})
	ann := signUpAs(s, "Ann")
	for _, harm := range []string{
		`drop trigger lyceum_notice_1_delete on session`, `alter table "user" disable trigger all`,
		`alter table "user" enable replica trigger lyceum_notice_1_update`, `drop function lyceum_notice_1 cascade`,
	} {
		warm(t, s, ann)
		directly(t, database, harm)
		directly(t, database, `update "user" set name = $1`, harm)
		time.Sleep(promise)
		ann.GET("/get-session").Want(200, string(auth.JSON(harm)))
		s.SQL.Reset()
		ann.GET("/get-session").Want(200)
		if n := len(s.SQL.All()); n != 1 {
			t.Errorf("%d statements after %s", n, harm)
		}
		plan, err := s.Migrator().Plan(t.Context())
		if err != nil || len(plan.Problems) > 0 || len(plan.Statements) == 0 {
			t.Fatalf("plan after %s: %+v, %v", harm, plan, err)
		}
		if err := s.Migrator().Apply(t.Context(), plan); err != nil {
			t.Fatal(err)
		}
		if plan, err := s.Migrator().Plan(t.Context()); err != nil || !plan.Empty() {
			t.Errorf("plan after its application: %+v, %v", plan, err)
		}
	}
	warm(t, s, ann)
}

// A user who does not own the tables can neither make triggers nor fail for want of them.
func TestTriggersOfOthers(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	off := auth.SessionOptions{Cache: auth.SessionCacheOptions{Disabled: true}}
	authtest.NewOn(t, database, auth.Options{Plugins: plainPasswords(), Session: off})
	role := "limited_" + strings.ToLower(authtest.New(t, auth.Options{Session: off}).RandomString(12, auth.Alphanumeric))
	directly(t, database, "create role "+role)
	t.Cleanup(func() {})
	directly(t, database, "grant select, insert, update, delete on all tables in schema public to "+role)
	s := authtest.NewOn(t, database+"&role="+role, auth.Options{Plugins: plainPasswords()})
	ann := signUpAs(s, "Ann")
	time.Sleep(promise)
	for range 3 {
		s.SQL.Reset()
		ann.GET("/get-session").Want(200, "Ann")
		if n := len(s.SQL.All()); n != 1 {
			t.Errorf("%d statements", n)
		}
	}
	directly(t, database, "drop owned by "+role)
	directly(t, database, "drop role "+role)
	_ = store.ErrNotFound
}
