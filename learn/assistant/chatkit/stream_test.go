package chatkit_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lyceum/lyceum/learn/assistant/chatkit"
)

// sink is a client whose connection the test controls.
type sink struct {
	mu        sync.Mutex
	header    http.Header
	written   strings.Builder
	flushed   int // bytes
	deadlines []time.Time
	err       error
}

func (s *sink) Header() http.Header {
	if s.header == nil {
		s.header = http.Header{}
	}
	return s.header
}
func (s *sink) WriteHeader(int) {}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	return s.written.Write(p)
}

func (s *sink) FlushError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flushed = s.written.Len()
	return s.err
}

func (s *sink) SetWriteDeadline(at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deadlines = append(s.deadlines, at)
	return nil
}

func (s *sink) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written.String()
}

func TestStreamPings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &sink{}
		ctx, stream := chatkit.OpenStream(t.Context(), w, chatkit.StreamTiming{})
		if w.Header().Get("Content-Type") != "text/event-stream" || w.Header().Get("X-Accel-Buffering") != "no" {
			t.Errorf("header %v", w.Header())
		}
		time.Sleep(46 * time.Second)
		synctest.Wait()
		if got, want := w.text(), ": ping\n\n: ping\n\n: ping\n\n"; got != want {
			t.Errorf("after 46 s: %q", got)
		}
		if err := stream.Send(chatkit.Event{Type: "notice"}); err != nil {
			t.Error(err)
		}
		if last := w.deadlines[len(w.deadlines)-1]; !last.Equal(time.Now().Add(10 * time.Second)) {
			t.Errorf("an event has until %v, now is %v", last, time.Now())
		}
		if w.flushed != len(w.text()) {
			t.Errorf("%d of %d bytes were flushed", w.flushed, len(w.text()))
		}
		stream.Close()
		if last := w.deadlines[len(w.deadlines)-1]; !last.IsZero() {
			t.Errorf("the deadline stays on the connection: %v", last)
		}
		time.Sleep(time.Minute)
		if n := strings.Count(w.text(), "ping"); n != 3 {
			t.Errorf("%d pings, some after the end", n)
		}
		if ctx.Err() == nil {
			t.Error("the context outlives the stream")
		}
	})
}

func TestStreamGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken pipe")
		w := &sink{}
		ctx, stream := chatkit.OpenStream(t.Context(), w, chatkit.StreamTiming{})
		defer stream.Close()
		w.mu.Lock()
		w.err = broken
		w.mu.Unlock()
		time.Sleep(16 * time.Second) // the ping notices
		synctest.Wait()
		if cause := context.Cause(ctx); !errors.Is(cause, chatkit.ErrGone) || !errors.Is(cause, broken) {
			t.Errorf("cause %v", cause)
		}
		w.mu.Lock()
		w.err = nil
		w.mu.Unlock()
		if err := stream.Send(chatkit.Event{Type: "notice"}); !errors.Is(err, chatkit.ErrGone) {
			t.Errorf("sending after a failure: %v", err)
		}
		if w.text() != "" {
			t.Errorf("written after a failure: %q", w.text())
		}
	})
}

// TestStreamTogether sends from many goroutines; with -race it also proves that the pings do not interfere.
func TestStreamTogether(t *testing.T) {
	t.Parallel()
	w := &sink{}
	_, stream := chatkit.OpenStream(t.Context(), w, chatkit.StreamTiming{Ping: time.Millisecond})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				if err := stream.Send(chatkit.Event{Type: "progress_update", Text: "line\nbreak"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	stream.Close()
	count := 0
	for event := range strings.SplitSeq(w.text(), "\n\n") {
		switch text, isData := strings.CutPrefix(event, "data: "); {
		case isData:
			count++
			if !json.Valid([]byte(text)) {
				t.Errorf("event %q", event)
			}
		case event != ": ping" && event != "":
			t.Errorf("torn: %q", event)
		}
	}
	if count != 400 {
		t.Errorf("%d events", count)
	}
}

// TestStreamFlushes reads events from a real server while the next one has not been sent.
func TestStreamFlushes(t *testing.T) {
	t.Parallel()
	next := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, stream := chatkit.OpenStream(r.Context(), w, chatkit.StreamTiming{})
		defer stream.Close()
		for range 3 {
			<-next
			if err := stream.Send(chatkit.Event{Type: "notice", Message: "<b>"}); err != nil {
				t.Error(err)
			}
		}
	}))
	defer server.Close()
	response, err := post(t.Context(), server.URL, "{}")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	for range 3 {
		next <- struct{}{}
		for _, want := range []string{"data: {\"type\":\"notice\",\"message\":\"\\u003cb\\u003e\"}\n", "\n"} {
			if line, err := lines.ReadString('\n'); err != nil || line != want {
				t.Fatalf("line %q, %v", line, err)
			}
		}
	}
	if _, err := lines.ReadByte(); err != io.EOF {
		t.Errorf("after the end: %v", err)
	}
}

func BenchmarkStreamSend(b *testing.B) {
	_, stream := chatkit.OpenStream(b.Context(), nullWriter{}, chatkit.StreamTiming{})
	defer stream.Close()
	event := chatkit.Event{
		Type: "thread.item.updated", ItemID: "msg_0123456789abcdef0123456789abcdef",
		Update: &chatkit.Update{Type: "assistant_message.content_part.text_delta", Delta: " a few words"},
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := stream.Send(event); err != nil {
			b.Fatal(err)
		}
	}
}

type nullWriter struct{}

func (nullWriter) Header() http.Header              { return http.Header{} }
func (nullWriter) WriteHeader(int)                  {}
func (nullWriter) Write(p []byte) (int, error)      { return len(p), nil }
func (nullWriter) FlushError() error                { return nil }
func (nullWriter) SetWriteDeadline(time.Time) error { return nil }
