package auth_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// proxy stands in front of a server, knows the connections that listen for changes by what
// they say, and can do harm to them alone.
type proxy struct {
	listener        net.Listener
	network, target string
	says            string

	mu    sync.Mutex
	links []*link // that listen
}

// link is one connection through a proxy.
type link struct {
	program net.Conn
	mu      sync.Mutex
	held    chan struct{} // nothing passes until it is closed
}

// newProxy returns a proxy and a database's URL through it.
func newProxy(t *testing.T, database string) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	p := startProxy(t, "tcp", u.Host, "LISTEN ")
	u.Host = p.listener.Addr().String()
	return p, u.String()
}

func startProxy(t *testing.T, network, target, says string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, network: network, target: target, says: says}
	t.Cleanup(func() { _ = l.Close(); p.cut() })
	go p.accept()
	return p
}

func (p *proxy) accept() {
	for {
		program, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial(p.network, p.target)
		if err != nil {
			_ = program.Close()
			continue
		}
		l := &link{program: program}
		go p.copy(l, server, program)
		go p.copy(l, program, server)
	}
}

func (p *proxy) copy(l *link, to, from net.Conn) {
	defer func() { _, _ = to.Close(), from.Close() }()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if bytes.Contains(buffer[:n], []byte(p.says)) {
			p.mu.Lock()
			p.links = append(p.links, l)
			p.mu.Unlock()
		}
		l.mu.Lock()
		held := l.held
		l.mu.Unlock()
		if held != nil {
			<-held
		}
		if _, failed := to.Write(buffer[:n]); failed != nil || err != nil {
			return
		}
	}
}

// stall lets nothing through any more, without a word.
func (p *proxy) stall() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.links {
		l.mu.Lock()
		if l.held == nil {
			l.held = make(chan struct{})
		}
		l.mu.Unlock()
	}
}

// cut resets the connections, stalled ones too.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.links {
		if tcp, ok := l.program.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = l.program.Close()
		l.mu.Lock()
		if l.held != nil {
			close(l.held)
			l.held = nil
		}
		l.mu.Unlock()
	}
	p.links = nil
}

// directly runs a statement past the proxy and past the engine.
func directly(t *testing.T, database, text string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(context.Background(), text, args...); err != nil {
		t.Fatal(err)
	}
}

// Without its connection the cache falls silent before it could be wrong, and comes back by
// itself.
func TestCutConnection(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func(*proxy){"a silent stall": (*proxy).stall, "a reset": (*proxy).cut} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := pgtest.New(t)
			between, through := newProxy(t, database)
			s := authtest.NewOn(t, through, auth.Options{Plugins: plainPasswords()})
			ann, bob := signUpAs(s, "Ann"), signUpAs(s, "Bob")
			warm(t, s, ann, bob)
			harm(between)
			directly(t, database, `delete from session where token = $1`, tokenOf(ann))
			directly(t, database, `update "user" set name = 'Bobby' where email = 'bob@example.com'`)
			time.Sleep(promise)
			if r := ann.GET("/get-session"); r.StatusCode != 200 || r.Body != "null" {
				t.Errorf("%d %s", r.StatusCode, r.Body)
			}
			bob.GET("/get-session").Want(200, "Bobby")
			warm(t, s, bob)
			bob.GET("/get-session").Want(200, "Bobby")
		})
	}
}

// Where triggers are missing nothing is cached, from the moment they go until they are back.
func TestWithoutTriggers(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	s := authtest.NewOn(t, database, auth.Options{Plugins: plainPasswords()})
	ann := signUpAs(s, "Ann")
	for _, harm := range []string{
		`drop trigger lyceum_notice_1_delete on session`, `alter table "user" disable trigger all`, `drop function lyceum_notice_1 cascade`,
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

// A user who does not own the tables works without triggers rather than fail for want of
// them, and learns of it once.
func TestTablesOfOthers(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	owner := authtest.NewOn(t, database, auth.Options{
		Plugins: plainPasswords(), Session: auth.SessionOptions{Cache: auth.SessionCacheOptions{Disabled: true}},
	})
	role := "limited_" + strings.ToLower(owner.RandomString(12, auth.Alphanumeric))
	directly(t, database, "create role "+role)
	t.Cleanup(func() {
		directly(t, database, "drop owned by "+role)
		directly(t, database, "drop role "+role)
	})
	directly(t, database, "grant select, insert, update, delete on all tables in schema public to "+role)
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("role", role)
	u.RawQuery = query.Encode()
	said := &lines{}
	s := authtest.NewOn(t, u.String(), auth.Options{Plugins: plainPasswords(), Log: slog.New(slog.NewTextHandler(said, nil))})
	ann := signUpAs(s, "Ann")
	for range 3 {
		s.SQL.Reset()
		ann.GET("/get-session").Want(200, "Ann")
		if n := len(s.SQL.All()); n != 1 {
			t.Errorf("%d statements", n)
		}
		time.Sleep(promise)
	}
	if text := said.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "triggers are missing") {
		t.Errorf("the log says %q", text)
	}
}

// lines is a log in memory.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
