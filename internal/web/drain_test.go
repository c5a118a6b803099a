package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

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
		o.DrainTimeout = 4 * time.Second
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
