package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

var generous = Limits{Header: 5 * time.Second, Body: 5 * time.Second, BodyBytes: 1 << 10, Write: 5 * time.Second, Idle: 5 * time.Second}

// running is a service on a real port.
type running struct {
	*Service
	address string
	log     *safeBuffer
	stop    func() error // ends the context and waits
}

// safeBuffer may be written and read at once.
type safeBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}
func (b *safeBuffer) String() string { b.mu.Lock(); defer b.mu.Unlock(); return b.text.String() }

func start(t *testing.T, change func(*Options), mount func(*Service)) *running {
	t.Helper()
	log := &safeBuffer{}
	options := Options{
		Name: "test", Limits: generous, DrainDelay: 50 * time.Millisecond, DrainTimeout: 5 * time.Second, Version: "v1",
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&options)
	}
	r := &running{Service: New(options), log: log}
	if mount != nil {
		mount(r.Service)
	}
	listener, err := Listen(t.Context(), "127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	r.address = listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Serve(ctx, listener) }()
	var once sync.Once
	var result error
	r.stop = func() error {
		once.Do(func() { cancel(); result = <-done })
		return result
	}
	t.Cleanup(func() { _ = r.stop() })
	return r
}

func (r *running) get(t *testing.T, path string) (int, http.Header, string) {
	t.Helper()
	reply, err := http.Get("http://" + r.address + path)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, reply.Header, string(body)
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func TestProbes(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	s := start(t, func(o *Options) {
		o.Checks = []Check{{Name: "database", Run: func(context.Context) error {
			if broken.Load() {
				return errors.New("secret cause")
			}
			return nil
		}}}
	}, nil)
	if status, _, body := s.get(t, "/health"); status != 200 || body != `{"status":"ok","service":"test"}`+"\n" {
		t.Errorf("health: %d %s", status, body)
	}
	if status, _, body := s.get(t, "/ready"); status != 200 || !strings.Contains(body, `"database":"ok"`) {
		t.Errorf("ready: %d %s", status, body)
	}
	broken.Store(true)
	status, _, body := s.get(t, "/ready")
	if status != 503 || !strings.Contains(body, `"database":"failed"`) || strings.Contains(body, "secret cause") {
		t.Errorf("not ready: %d %s", status, body)
	}
	if !strings.Contains(s.log.String(), "secret cause") {
		t.Error("the cause is not in the log")
	}
}

func TestHTTPSOnly(t *testing.T) {
	t.Parallel()
	for _, https := range []bool{false, true} {
		s := start(t, func(o *Options) { o.HTTPS = https }, nil)
		for _, path := range []string{"/health", "/nowhere"} {
			if _, h, _ := s.get(t, path); (h.Get("Strict-Transport-Security") != "") != https {
				t.Errorf("%s with HTTPS %v: %v", path, https, h)
			}
		}
	}
}

func TestVerbatimPaths(t *testing.T) {
	t.Parallel()
	s := start(t, nil, func(s *Service) {
		s.HandleVerbatim("/api/auth", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path) }))
		s.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "page") }))
	})
	for _, path := range []string{"/api/auth", "/api/auth/", "/api/auth//ok", "/api/auth/../ok/"} {
		if got := send(t, s.address, "GET "+path+" HTTP/1.0\r\n\r\n"); !strings.HasSuffix(got, "\r\n\r\n"+path) {
			t.Errorf("%s: %q", path, got)
		}
	}
	if _, _, body := s.get(t, "/api/authority"); body != "page" {
		t.Errorf("a longer name: %s", body)
	}
}

func TestBodyTooLarge(t *testing.T) {
	t.Parallel()
	s := start(t, nil, func(s *Service) { s.Handle("POST /echo", http.HandlerFunc(echo)) })
	post := func(body io.Reader) int {
		reply, err := http.Post("http://"+s.address+"/echo", "text/plain", body)
		if err != nil {
			t.Fatal(err)
		}
		reply.Body.Close()
		return reply.StatusCode
	}
	if got := post(strings.NewReader(strings.Repeat("x", 1<<10))); got != 200 {
		t.Errorf("largest body: %d", got)
	}
	if got := post(strings.NewReader(strings.Repeat("x", 1<<10+1))); got != 413 {
		t.Errorf("announced too large: %d", got)
	}
	chunked := struct{ io.Reader }{strings.NewReader(strings.Repeat("x", 1<<10+1))}
	if got := post(chunked); got != 400 {
		t.Errorf("too large without announcement: %d", got)
	}
}

// send writes raw text to a service and returns all it answers until it closes the connection.
func send(t *testing.T, address string, parts ...string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, part := range parts {
		if _, err := io.WriteString(conn, part); err != nil {
			t.Fatal(err)
		}
	}
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	answer, err := io.ReadAll(conn)
	if err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Fatalf("%v after %q", err, answer)
	}
	return string(answer)
}

func TestSlowSendersAreCut(t *testing.T) {
	t.Parallel()
	short := func(o *Options) { o.Limits.Header, o.Limits.Body = 200*time.Millisecond, 200*time.Millisecond }
	s := start(t, short, func(s *Service) {
		s.Handle("POST /echo", http.HandlerFunc(echo))
		s.Handle("POST /ignore", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	})
	// Each returns only because the service closes the connection.
	send(t, s.address, "POST /echo HTTP/1.1\r\nHost: x\r\n")
	if got := send(t, s.address, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"); !strings.Contains(got, " 400 ") {
		t.Errorf("half a body: %q", got)
	}
	if got := send(t, s.address, "POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"); !strings.Contains(got, " 204 ") {
		t.Errorf("half a body that nobody reads: %q", got)
	}
	if got := send(t, s.address, "GET /health HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 64<<10)+"\r\n\r\n"); !strings.Contains(got, " 431 ") {
		t.Errorf("large header: %q", got)
	}
}

// TestStreamsOutliveTheLimits has a stream that lasts longer than every limit, after a body that was read to its end.
func TestStreamsOutliveTheLimits(t *testing.T) {
	t.Parallel()
	const limit = 150 * time.Millisecond
	s := start(t, func(o *Options) { o.Limits.Body, o.Limits.Write, o.Limits.Idle = limit, limit, limit }, func(s *Service) {
		s.Handle("POST /stream", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := io.ReadAll(r.Body); err != nil {
				t.Error(err)
			}
			for i := range 10 {
				fmt.Fprintf(w, "data: %d\n\n", i)
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
					t.Errorf("the request ended early: %v", context.Cause(r.Context()))
					return
				case <-time.After(limit / 3):
				}
			}
			time.Sleep(2 * limit)
			fmt.Fprint(w, "end")
		}))
	})
	reply, err := http.Post("http://"+s.address+"/stream", "text/plain", strings.NewReader("question"))
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil || !strings.HasSuffix(string(body), "data: 9\n\nend") {
		t.Errorf("%v after %q", err, body)
	}
}

func TestReadersWhoStopReadingAreCut(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	s := start(t, func(o *Options) { o.Limits.Write = 200 * time.Millisecond }, func(s *Service) {
		s.Handle("GET /flood", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			piece := make([]byte, 64<<10)
			for {
				if _, err := w.Write(piece); err != nil {
					ended <- err
					return
				}
			}
		}))
	})
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET /flood HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Error("the writer still waits for a reader who does not read")
	}
}

func TestPanics(t *testing.T) {
	t.Parallel()
	s := start(t, nil, func(s *Service) {
		s.Handle("GET /early", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("hunter2 is in the log only") }))
		s.Handle("GET /late", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "half")
			panic("late")
		}))
	})
	status, header, body := s.get(t, "/early")
	var reply struct{ Code, Message string }
	if err := json.Unmarshal([]byte(body), &reply); err != nil || status != 500 || reply.Code != "INTERNAL" || strings.Contains(body, "hunter2") {
		t.Errorf("%d %s", status, body)
	}
	if log := s.log.String(); !strings.Contains(log, "hunter2") || !strings.Contains(log, header.Get("X-Request-Id")) {
		t.Errorf("log: %s", log)
	}
	late, err := http.Get("http://" + s.address + "/late")
	if err == nil {
		_, err = io.ReadAll(late.Body)
		late.Body.Close()
	}
	if err == nil {
		t.Error("half a reply looked whole")
	}
}

func TestLogAndMetricsHoldNoTokens(t *testing.T) {
	t.Parallel()
	s := start(t, nil, func(s *Service) {
		s.Handle("/api/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "missing") {
				http.NotFound(w, r)
			}
		}))
	})
	s.get(t, "/api/reset-password/Hunter2TokenHunter2Token?token=Hunter2")
	s.get(t, "/api/threads/6f9619ff-8b86-d011-b42d-00c04fc964ff/items")
	s.get(t, "/api/missing/anything")
	for i := range 2 * maxRoutes {
		s.get(t, "/api/"+strings.Repeat("x", i%segmentLength+1)+"/"+strings.Repeat("y", i/segmentLength+1))
	}
	_, _, text := s.get(t, "/metrics")
	if strings.Contains(strings.ToLower(s.log.String()+text), "hunter2") || strings.Contains(text, "6f9619ff") {
		t.Error("a token or identifier was written")
	}
	for _, want := range []string{
		`http_request_duration_seconds_count{method="GET",route="/api/reset-password/:id",service="test",status="200"} 1`,
		`http_request_duration_seconds_count{method="GET",route="/api/threads/:id/items",service="test",status="200"} 1`,
		`http_request_duration_seconds_count{method="GET",route="/api/",service="test",status="404"} 1`,
		`route="other"`, `lyceum_build_info{goversion=`, `http_requests_running{service="test"} 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if got := strings.Count(text, "http_request_duration_seconds_count{"); got > maxRoutes+5 {
		t.Errorf("%d routes are told apart", got)
	}
}

func TestRoute(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/":                               "/",
		"/api/auth/sign-in/email":         "/api/auth/sign-in/email",
		"/api/auth/callback/github":       "/api/auth/callback/github",
		"/api/auth/reset-password/aB3dE":  "/api/auth/reset-password/:id",
		"/assistant/thread/thr_9f":        "/assistant/thread/:id",
		"/api//x/../y":                    "/api//x/../y",
		"/a/b/c/d/e/f/g":                  "/a/b/c/d/e/…",
		"/api/" + strings.Repeat("a", 33): "/api/:id",
		"/api/ada@example.com":            "/api/:id",
	} {
		if got := Route(path); got != want {
			t.Errorf("Route(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestListenExplains(t *testing.T) {
	t.Parallel()
	listener, err := Listen(t.Context(), "127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	_, err = Listen(t.Context(), "127.0.0.1", port)
	if want := fmt.Sprintf("port %d is in use by another program: stop it, or choose another port with --port", port); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := Listen(t.Context(), "no.such.host.invalid", 0); err == nil {
		t.Error("an unknown host was accepted")
	}
}

func FuzzRoute(f *testing.F) {
	f.Add("/api/auth/verify-email/eyJ.a.b")
	f.Fuzz(func(t *testing.T, path string) {
		route := Route(path)
		for _, r := range strings.ReplaceAll(strings.ReplaceAll(route, ":id", ""), "…", "") {
			if (r < 'a' || r > 'z') && !strings.ContainsRune("/-._", r) {
				t.Fatalf("%q gave %q", path, route)
			}
		}
	})
}
