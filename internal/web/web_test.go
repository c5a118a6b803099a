package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
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
	case <-time.After(20 * time.Second):
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

// TestStopDropsNothing stops a service under load from kept and from fresh connections. A request may find the door
// closed, which the client can see and retry elsewhere; once a connection is open, its request must be answered.
func TestStopDropsNothing(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *Options) { o.DrainDelay = 300 * time.Millisecond }, func(s *Service) {
		s.Handle("POST /work", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(5 * time.Millisecond)
			echo(w, r)
		}))
	})
	var answered, refused atomic.Int64
	var clients sync.WaitGroup
	for i := range 8 {
		transport := &http.Transport{DisableKeepAlives: i%2 == 0}
		client := &http.Client{Transport: transport}
		clients.Go(func() {
			defer transport.CloseIdleConnections()
			for {
				reply, err := client.Post("http://"+s.address+"/work", "text/plain", strings.NewReader("x"))
				if opening := (*net.OpError)(nil); errors.As(err, &opening) && opening.Op == "dial" {
					refused.Add(1)
					return
				}
				if err != nil {
					t.Errorf("dropped: %v", err)
					return
				}
				body, err := io.ReadAll(reply.Body)
				reply.Body.Close()
				if err != nil || string(body) != "x" {
					t.Errorf("half a reply %q: %v", body, err)
				}
				answered.Add(1)
			}
		})
	}
	for answered.Load() < 100 {
		time.Sleep(time.Millisecond)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	clients.Wait()
	if refused.Load() != 8 {
		t.Errorf("%d of 8 clients ended at a closed door", refused.Load())
	}
}

// TestStopsAtOnce repeats what once failed by chance: the listener may be closed before http.Server closes it.
func TestStopsAtOnce(t *testing.T) {
	t.Parallel()
	for range 50 {
		s := start(t, func(o *Options) { o.DrainDelay = 0 }, nil)
		s.get(t, "/health")
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStopWaitsForRunningRequestsOnlySoLong(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	s := start(t, func(o *Options) { o.DrainTimeout = 100 * time.Millisecond }, func(s *Service) {
		s.Handle("GET /hang", http.HandlerFunc(func(_ http.ResponseWriter, _ *http.Request) { close(entered); <-release }))
	})
	defer close(release)
	go func() {
		if reply, err := http.Get("http://" + s.address + "/hang"); err == nil {
			reply.Body.Close()
		}
	}()
	<-entered
	if err := s.stop(); err == nil || !strings.Contains(err.Error(), "still ran") {
		t.Errorf("stop: %v", err)
	}
}

func TestLongRepliesAreHurried(t *testing.T) {
	t.Parallel()
	entered, end := make(chan struct{}), make(chan struct{})
	s := start(t, func(o *Options) {
		o.DrainTimeout = 800 * time.Millisecond
		o.Hurry = func(context.Context) error { close(end); return nil }
	}, func(s *Service) {
		s.Handle("GET /long", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "begun, ")
			_ = http.NewResponseController(w).Flush()
			close(entered)
			<-end
			_, _ = io.WriteString(w, "ended in order")
		}))
	})
	answer := make(chan string, 1)
	go func() { answer <- send(t, s.address, "GET /long HTTP/1.0\r\n\r\n") }()
	<-entered
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if got := <-answer; !strings.Contains(got, "begun, ended in order") {
		t.Error(got)
	}
}

func TestStoppingIsNotReady(t *testing.T) {
	t.Parallel()
	s := start(t, nil, nil)
	s.stopping.Store(true)
	// It returns because the service closes the connection.
	got := send(t, s.address, "GET /ready HTTP/1.1\r\nHost: x\r\n\r\n")
	if !strings.Contains(got, " 503 ") || !strings.Contains(got, `"stopping"`) || !strings.Contains(got, "Connection: close") {
		t.Error(got)
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	handler := CORS([]string{"https://book.example", "https://*.wild.example", "myapp://"}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Retry-After", "3")
		w.Header().Add("Access-Control-Expose-Headers", "set-auth-token")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	ask := func(method, origin, preflight string) *http.Response {
		request := httptest.NewRequest(method, "http://api.example/api/auth/get-session", nil)
		request.Header.Set("Origin", origin)
		if preflight != "" {
			request.Header.Set("Access-Control-Request-Method", preflight)
			request.Header.Set("Access-Control-Request-Headers", "authorization,content-type")
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		return recorder.Result()
	}
	good := ask("GET", "https://book.example", "")
	if h := good.Header; h.Get("Access-Control-Allow-Origin") != "https://book.example" || h.Get("Access-Control-Allow-Credentials") != "true" ||
		strings.Join(h.Values("Access-Control-Expose-Headers"), ",") != "set-auth-token,X-Retry-After" || h.Get("Vary") == "" {
		t.Errorf("trusted: %v", h)
	}
	before := ask("OPTIONS", "https://book.example", "PUT")
	if h := before.Header; before.StatusCode != 204 || h.Get("Access-Control-Allow-Methods") != "PUT" || h.Get("Access-Control-Allow-Headers") == "" {
		t.Errorf("preflight: %d %v", before.StatusCode, h)
	}
	for _, origin := range []string{"https://evil.example", "https://x.wild.example", "http://book.example", "https://book.example.evil.example", "null"} {
		for _, preflight := range []string{"", "PUT"} {
			method := "GET"
			if preflight != "" {
				method = "OPTIONS"
			}
			if h := ask(method, origin, preflight).Header; h.Get("Access-Control-Allow-Origin") != "" || h.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s %s: %v", method, origin, h)
			}
		}
	}
	plain := http.NewServeMux()
	if got := CORS([]string{"https://*.x.example"}, plain); got != http.Handler(plain) {
		t.Error("a layer without origins")
	}
}

func TestExposingStreams(t *testing.T) {
	t.Parallel()
	s := start(t, nil, func(s *Service) {
		s.Handle("GET /stream", CORS([]string{"https://book.example"}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "first\n")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			<-r.Context().Done()
		})))
	})
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.address+"/stream", nil)
	request.Header.Set("Origin", "https://book.example")
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if line, err := bufio.NewReader(reply.Body).ReadString('\n'); err != nil || line != "first\n" {
		t.Errorf("%q, %v", line, err)
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
