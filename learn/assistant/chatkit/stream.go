package chatkit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Stream sends events to one client as Server-Sent Events. It is safe for concurrent use.
type Stream struct {
	w            http.ResponseWriter
	control      *http.ResponseController
	writeTimeout time.Duration
	gone         context.CancelCauseFunc
	stop         chan struct{}
	pings        sync.WaitGroup

	mu  sync.Mutex // guards w and err
	err error      // of the first write that failed
}

// ErrGone is the cause with which the context of a stream ends when the client cannot be written to any more.
var ErrGone = errors.New("the client went away")

// StreamTiming says how long things take.
type StreamTiming struct {
	Ping  time.Duration // between signs of life, so that proxies keep the connection; 15 s when zero
	Write time.Duration // for one event to reach the client; 10 s when zero
}

// OpenStream begins the reply, and returns a context that ends when the client is gone. Close must be called.
func OpenStream(ctx context.Context, w http.ResponseWriter, timing StreamTiming) (context.Context, *Stream) {
	if timing.Ping == 0 {
		timing.Ping = 15 * time.Second
	}
	if timing.Write == 0 {
		timing.Write = 10 * time.Second
	}
	ctx, gone := context.WithCancelCause(ctx)
	s := &Stream{
		w: w, control: http.NewResponseController(w), writeTimeout: timing.Write, gone: gone, stop: make(chan struct{}),
	}
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-cache")
	header.Set("X-Accel-Buffering", "no") // nginx would hold events back
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	s.mu.Lock()
	s.flush()
	s.mu.Unlock()
	s.pings.Go(func() { s.ping(timing.Ping) })
	return ctx, s
}

// Send writes one event and waits until it is on its way. After the first failure every call fails.
func (s *Stream) Send(event Event) error {
	text, err := json.Marshal(event)
	if err != nil {
		return fmt.Errorf("write a %s event: %w", event.Type, err)
	}
	line := make([]byte, 0, len(text)+8)
	line = append(line, "data: "...)
	line = append(line, text...) // JSON has no line breaks
	line = append(line, "\n\n"...)
	return s.write(line)
}

// Close stops the signs of life. The reply ends when the handler returns.
func (s *Stream) Close() {
	close(s.stop)
	s.pings.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.control.SetWriteDeadline(time.Time{}) // the connection may serve further requests
	s.gone(nil)
}

func (s *Stream) ping(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-ticker.C:
			if s.write([]byte(": ping\n\n")) != nil {
				return
			}
		}
	}
}

func (s *Stream) write(text []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	_ = s.control.SetWriteDeadline(time.Now().Add(s.writeTimeout)) // not every writer has deadlines
	if _, err := s.w.Write(text); err != nil {
		return s.fail(err)
	}
	return s.flush()
}

func (s *Stream) flush() error {
	if err := s.control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return s.fail(err)
	}
	return nil
}

func (s *Stream) fail(err error) error {
	s.err = fmt.Errorf("%w: %w", ErrGone, err)
	s.gone(s.err)
	return s.err
}
