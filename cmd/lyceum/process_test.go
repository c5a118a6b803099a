package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/lyceum/lyceum/internal/pgtest"
	"github.com/lyceum/lyceum/internal/porttest"
)

// process is `lyceum serve auth` as a process of its own, in an empty folder.
type process struct {
	t       *testing.T
	folder  string
	command *exec.Cmd
	origin  string
	address string
	log     *lockedBuffer
	done    chan error
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}
func (b *lockedBuffer) String() string { b.mu.Lock(); defer b.mu.Unlock(); return b.text.String() }

// run starts a server on a database, "" for a file in the folder, and waits until it is
// ready.
func run(t *testing.T, folder, database string, more ...string) *process {
	t.Helper()
	return runUnder(t, nil, folder, database, more...)
}

// runUnder is run by another program, which must become the server.
func runUnder(t *testing.T, program []string, folder, database string, more ...string) *process {
	t.Helper()
	listener, err := porttest.Listen()
	if err != nil {
		t.Fatal(err)
	}
	port := portOf(listener)
	listener.Close()
	p := &process{t: t, folder: folder, address: "127.0.0.1:" + port, origin: "http://localhost:" + port, log: &lockedBuffer{}, done: make(chan error, 1)}
	words := append(slices.Clone(program), append([]string{"lyceum", "serve", "auth", "--port", port}, more...)...)
	p.command = exec.Command(words[0], words[1:]...) // it ends by signals
	p.command.Dir = folder
	p.command.Env = append(os.Environ(), "LOG_LEVEL=debug", "DATABASE_URL="+database)
	p.command.Stdout, p.command.Stderr = p.log, p.log
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- p.command.Wait() }()
	t.Cleanup(func() {
		_ = p.command.Process.Kill()
		if t.Failed() {
			t.Logf("the server said:\n%s", p.log)
		}
	})
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		reply, err := http.Get("http://" + p.address + "/ready")
		if err == nil {
			reply.Body.Close()
			if reply.StatusCode == http.StatusOK {
				return p
			}
		}
		if time.Now().After(end) {
			t.Fatalf("not ready: %v", err)
		}
	}
}

// answer is what came back; status 0 when nothing did.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) text(name string) string {
	var m map[string]any
	_ = json.Unmarshal([]byte(a.body), &m)
	text, _ := m[name].(string)
	return text
}

// caller is a client with cookies of its own.
func (p *process) caller() func(method, path, body string) answer {
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return func(method, path, body string) answer {
		request, err := http.NewRequestWithContext(p.t.Context(), method, p.origin+path, strings.NewReader(body))
		if err != nil {
			p.t.Error(err)
			return answer{}
		}
		request.Header.Set("Origin", p.origin)
		if body != "" {
			request.Header.Set("Content-Type", "application/json")
		}
		reply, err := client.Do(request)
		if err != nil {
			return answer{body: err.Error()}
		}
		defer reply.Body.Close()
		text, err := io.ReadAll(reply.Body)
		if err != nil {
			return answer{body: err.Error()}
		}
		return answer{reply.StatusCode, reply.Header, string(text)}
	}
}

func person(i int) string {
	return fmt.Sprintf(`{"name":"P","email":"p%d@example.com","password":"correct horse"}`, i)
}

// databaseURLs are "" for a file, and an empty PostgreSQL database.
func databaseURLs(t *testing.T) map[string]string {
	return map[string]string{"sqlite": "", "postgres": pgtest.New(t)}
}

// TestKilledServerLeavesWholeUsers: whoever was told to be registered can sign in after a
// kill -9, and whoever was not can register: nobody is half there.
func TestKilledServerLeavesWholeUsers(t *testing.T) {
	t.Parallel()
	for name, url := range databaseURLs(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder, next := t.TempDir(), 0
			told := map[int]bool{}
			var mu sync.Mutex
			for round := range 3 {
				p := run(t, folder, url)
				var clients sync.WaitGroup
				heard := make(chan struct{}, 64)
				for range 6 {
					mu.Lock()
					i := next
					next++
					mu.Unlock()
					clients.Go(func() {
						ok := p.caller()("POST", "/api/auth/sign-up/email", person(i)).status == 200
						mu.Lock()
						told[i] = ok
						mu.Unlock()
						heard <- struct{}{}
					})
				}
				for range round + 1 { // die after the first, the second, the third answer
					<-heard
				}
				_ = p.command.Process.Kill()
				clients.Wait()
				<-p.done
			}
			p := run(t, folder, url)
			for i, registered := range told {
				signIn := p.caller()("POST", "/api/auth/sign-in/email", person(i))
				if signIn.status == 200 {
					continue
				}
				if registered {
					t.Errorf("%d was registered, and is gone: %d %s", i, signIn.status, signIn.body)
				}
				if again := p.caller()("POST", "/api/auth/sign-up/email", person(i)); again.status != 200 {
					t.Errorf("%d is half there: %d %s", i, again.status, again.body)
				}
			}
		})
	}
}

// proxy stands between a server and its database and can be cut.
type proxy struct {
	mu     sync.Mutex
	target string
	cut    bool
	conns  []net.Conn
}

func (x *proxy) serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		x.mu.Lock()
		if x.cut {
			conn.Close()
			x.mu.Unlock()
			continue
		}
		far, err := net.Dial("tcp", x.target) // a test's own address
		if err != nil {
			conn.Close()
			x.mu.Unlock()
			continue
		}
		x.conns = append(x.conns, conn, far)
		x.mu.Unlock()
		go func() { _, _ = io.Copy(far, conn); far.Close() }()
		go func() { _, _ = io.Copy(conn, far); conn.Close() }()
	}
}

func (x *proxy) set(cut bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.cut = cut
	for _, conn := range x.conns {
		conn.Close()
	}
	x.conns = nil
}

// TestLostDatabase: without its database the server answers 503 with a time to try again,
// soon, and goes on by itself when the database is back.
func TestLostDatabase(t *testing.T) {
	t.Parallel()
	server, err := pgtest.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	url, err := server.NewDatabase(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	far, rest := hostOf(t, url)
	listener, err := porttest.Listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	between := &proxy{target: far}
	go between.serve(listener)
	p := run(t, t.TempDir(), rest(listener.Addr().String()))
	call := p.caller()
	if got := call("POST", "/api/auth/sign-up/email", person(1)); got.status != 200 {
		t.Fatal(got)
	}
	between.set(true)
	for _, path := range []string{"/api/auth/get-session", "/api/auth/list-sessions", "/api/auth/get-session"} {
		start := time.Now()
		got := call("GET", path, "")
		if got.status != 503 || got.header.Get("Retry-After") == "" || got.text("code") != "SERVICE_UNAVAILABLE" {
			t.Errorf("%s without a database: %d %s", path, got.status, got.body)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", path, took)
		}
	}
	if got := call("GET", "/ready", ""); got.status != 503 {
		t.Errorf("ready without a database: %d", got.status)
	}
	if got := call("GET", "/health", ""); got.status != 200 {
		t.Errorf("not alive without a database: %d", got.status)
	}
	between.set(false)
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if got := call("GET", "/api/auth/get-session", ""); got.status == 200 && strings.Contains(got.body, "p1@example.com") {
			return
		} else if time.Now().After(end) {
			t.Fatalf("the database is back, the server is not: %d %s", got.status, got.body)
		}
	}
}

// hostOf splits a database URL into its address and what makes a URL of another address.
func hostOf(t *testing.T, url string) (address string, at func(string) string) {
	t.Helper()
	start := strings.Index(url, "://") + 3
	if i := strings.LastIndexByte(url, '@'); i > 0 {
		start = i + 1
	}
	end := start + strings.IndexByte(url[start:], '/')
	if end < start || strings.IndexByte(url[start:end], ':') < 0 {
		t.Skipf("the test server has no TCP address: %s", url)
	}
	return url[start:end], func(other string) string { return url[:start] + other + url[end:] }
}

// TestTerminatedServerAnswersFirst: what is under way at SIGTERM is answered, then nobody is
// let in, and the status is 0.
func TestTerminatedServerAnswersFirst(t *testing.T) {
	t.Parallel()
	p := run(t, t.TempDir(), "")
	var clients sync.WaitGroup
	begun, stopping := make(chan struct{}, 6), make(chan struct{})
	for i := range 6 {
		clients.Go(func() {
			if status, err := p.signUpSlowly(i, begun, stopping); status != 200 {
				t.Errorf("a request under way was answered %d, %v", status, err)
			}
		})
	}
	for range 6 {
		<-begun
	}
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	close(stopping)
	clients.Wait()
	if err := <-p.done; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if conn, err := net.Dial("tcp", p.address); err == nil { // a test's own address
		conn.Close()
		t.Error("somebody was let in after the end")
	}
}

// signUpSlowly says when the server waits for the body, which it sends once it may.
func (p *process) signUpSlowly(i int, begun chan<- struct{}, may <-chan struct{}) (int, error) {
	body, text := io.Pipe()
	asked := func() {
		begun <- struct{}{}
		<-may
		_, err := io.WriteString(text, person(i))
		text.CloseWithError(err)
	}
	ctx := httptrace.WithClientTrace(p.t.Context(), &httptrace.ClientTrace{Got100Continue: func() { go asked() }})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.origin+"/api/auth/sign-up/email", body)
	if err != nil {
		return 0, err
	}
	request.Header = http.Header{"Origin": {p.origin}, "Content-Type": {"application/json"}, "Expect": {"100-continue"}}
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	reply, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	return reply.StatusCode, reply.Body.Close()
}

// say sends bytes on a connection of its own and returns what comes back until the server
// closes it.
func (p *process) say(parts ...string) string {
	conn, err := net.Dial("tcp", p.address) // a test's own address
	if err != nil {
		p.t.Error(err)
		return ""
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	for _, part := range parts {
		if _, err := io.WriteString(conn, part); err != nil {
			break
		}
	}
	got, _ := io.ReadAll(conn)
	return string(got)
}

// TestHostileConnections: what no client sends is refused at the door and hurts nobody.
func TestHostileConnections(t *testing.T) { //nolint:tparallel // the server is asked once more when all are done
	t.Parallel()
	p := run(t, t.TempDir(), "", "--set", "server.headerTimeout=1s", "--set", "server.bodyTimeout=1s", "--set", "server.idleTimeout=1s")
	const start = "POST /api/auth/sign-out HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	for name, c := range map[string]struct{ say, want string }{
		"a header that does not end":         {"GET /api/auth/ok HTTP/1.1\r\nHost: x\r\nX-", " 40"},
		"a body that does not come":          {start + "Content-Length: 100\r\n\r\n{", " 4"},
		"two lengths":                        {start + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}", " 400 "},
		"a length with a sign":               {start + "Content-Length: +2\r\n\r\n{}", " 400 "},
		"an unknown transfer coding":         {start + "Transfer-Encoding: xchunked\r\n\r\n", " 501 "},
		"two transfer codings":               {start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", " 501 "},
		"a space before the colon":           {start + "Content-Length : 2\r\n\r\n{}", " 400 "},
		"a bad chunk":                        {start + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", " 400 "},
		"two hosts":                          {"GET /api/auth/ok HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", " 400 "},
		"no host":                            {"GET /api/auth/ok HTTP/1.1\r\n\r\n", " 400 "},
		"a nul in a header":                  {"GET /api/auth/ok HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n", " 400 "},
		"a cookie beyond all measure":        {"GET /api/auth/get-session HTTP/1.1\r\nHost: x\r\nCookie: a=" + strings.Repeat("x", 80_000) + "\r\n\r\n", " 431 "},
		"too many headers":                   {"GET /api/auth/ok HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X-A: b\r\n", 10_000) + "\r\n", " 431 "},
		"a body of more than a mebibyte":     {start + "Content-Length: 1048577\r\n\r\n", " 413 "},
		"a chunk of more than a mebibyte":    {start + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n" + strings.Repeat(" ", 0x100001) + "\r\n0\r\n\r\n", " 413 "},
		"compressed nonsense":                {start + "Connection: close\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00", " 400 "},
		"a form of parts":                    {"POST /api/auth/sign-in/email HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 5\r\n\r\n--x--", " 415 "},
		"the answer to a request within one": {start + "Connection: close\r\nContent-Length: 43\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/auth/ok HTTP/1.1\r\nHost: x\r\n\r\n", " 200 "},
	} {
		t.Run(name, func(t *testing.T) {
			got := p.say(c.say)
			first, _, _ := strings.Cut(got, "\r\n")
			if !strings.Contains(first, c.want) {
				t.Errorf("answered %q", first)
			}
			if n := strings.Count(got, "HTTP/1.1 "); n > 1 {
				t.Errorf("%d answers to one request", n)
			}
		})
	}
	if got := p.caller()("GET", "/api/auth/ok", ""); got.status != 200 {
		t.Errorf("afterwards: %d %s", got.status, got.body)
	}
}

// TestSlowClientsDoNotKeepOthersOut opens many connections that never finish their header.
func TestSlowClientsDoNotKeepOthersOut(t *testing.T) {
	t.Parallel()
	p := run(t, t.TempDir(), "")
	for i := range 300 {
		conn, err := net.Dial("tcp", p.address) // a test's own address
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nX-"+strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.caller()("GET", "/api/auth/ok", ""); got.status != 200 {
		t.Errorf("%d %s", got.status, got.body)
	}
}
