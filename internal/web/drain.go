package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	lastCall  = 10 * time.Millisecond // in which waiting connections are still accepted as usual
	newComer  = time.Second           // a connection without a request for longer is only a browser's precaution
	drainStep = 5 * time.Millisecond
)

// door is a listener that closes without breaking connections that stand in its queue: it lets them in first.
//
// http.Server.Shutdown alone is not enough: it resets what waits in the queue, and connections that are accepted but
// have not been read from are closed without an answer.
type door struct {
	net.Listener
	shutting bool       // since the last call is over; only Accept looks at it
	late     []net.Conn // let in by the last call
	closed   chan struct{}
}

func newDoor(listener net.Listener) *door {
	return &door{Listener: listener, closed: make(chan struct{})}
}

// Accept is called by one goroutine, that of http.Server.Serve.
func (d *door) Accept() (net.Conn, error) {
	if !d.shutting {
		conn, err := d.Listener.Accept()
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return conn, err
		}
		d.shutting = true
		d.late = emptyQueue(d.Listener)
		_ = d.Listener.Close() // an error would leave nothing to do
	}
	if len(d.late) > 0 {
		conn := d.late[0]
		d.late = d.late[1:]
		return conn, nil
	}
	close(d.closed)
	return nil, net.ErrClosed // now Serve returns, and the connections go on
}

// Close may come after the door has closed itself; that is no mistake of http.Server's, which calls it.
func (d *door) Close() error {
	if err := d.Listener.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// shut makes the last call and waits until the listener is closed.
func (d *door) shut() {
	timed, ok := d.Listener.(interface{ SetDeadline(time.Time) error })
	if !ok || timed.SetDeadline(time.Now().Add(lastCall)) != nil {
		_ = d.Listener.Close()
		return
	}
	<-d.closed
}

// guests counts the connections that have a request or may be about to send their first.
type guests struct {
	mu   sync.RWMutex
	seen map[net.Conn]*guest
}

// guest is a connection. Two changes of its state for each request must cost little.
type guest struct {
	entered time.Time
	state   atomic.Int32 // an http.ConnState
}

func (g *guests) track(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateActive, http.StateIdle:
		g.mu.RLock()
		one := g.seen[conn]
		g.mu.RUnlock()
		one.state.Store(int32(state))
	case http.StateNew:
		g.mu.Lock()
		defer g.mu.Unlock()
		g.seen[conn] = &guest{entered: time.Now()}
	default:
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.seen, conn)
	}
}

func (g *guests) waiting() bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	for _, one := range g.seen {
		switch http.ConnState(one.state.Load()) {
		case http.StateActive:
			return true
		case http.StateNew:
			if time.Since(one.entered) < newComer {
				return true
			}
		}
	}
	return false
}

// leave waits until nobody is waiting or ctx ends.
func (g *guests) leave(ctx context.Context) {
	ticker := time.NewTicker(drainStep)
	defer ticker.Stop()
	for g.waiting() {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
