// Package listener keeps the one connection on which a server reports what others change,
// and knows whether its reports can be relied upon.
//
// It is a store.Feed for any server of which two things are true: it reports a change to
// those who listen before it tells the writer that the change is done, and what it sends on
// one connection arrives in the order in which it happened. Then, when a round trip on the
// listening connection (a check) is answered, every change that was complete when the check
// was sent has been reported: the feed is current for its bound from then on, and falls
// silent by itself when the connection does.
package listener

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

const (
	// CheckTimeout is how long the connection may be silent before another is made.
	CheckTimeout = 2 * time.Second
	// quiet is how long nobody has asked when checks become rare.
	quiet = 2 * time.Second
	// rareCheck is the time between checks then.
	rareCheck = 30 * time.Second
	// firstRetry doubles up to lastRetry, the pause when the server reports nothing.
	firstRetry = 50 * time.Millisecond
	lastRetry  = 2 * time.Second
)

// Conn is a connection that listens. Its methods are called by one goroutine.
type Conn interface {
	// Check makes a round trip and looks whether the server still reports. A *Useless when
	// it does not.
	Check(ctx context.Context) error
	// Wait hands on what is reported until ctx ends, which is no error, or the connection.
	Wait(ctx context.Context) error
	// Close takes little time.
	Close()
}

// Useless says that the server is there, but reports nothing.
type Useless struct{ Reason string }

func (e *Useless) Error() string { return e.Reason }

// Listener is a feed. Make it with New.
type Listener struct {
	bound   time.Duration
	log     *slog.Logger
	connect func(ctx context.Context) (Conn, error)
	missed  func()

	start     sync.Once
	stop      context.CancelFunc
	done      chan struct{}
	listening atomic.Bool
	confirmed Moment       // when the last answered check was sent
	asked     atomic.Int64 // Unix nanoseconds
	wake      chan struct{}
}

// New returns a feed that connects when it is first asked for its state. missed is called
// whenever changes may have gone unreported.
func New(bound time.Duration, log *slog.Logger, connect func(ctx context.Context) (Conn, error), missed func()) *Listener {
	return &Listener{
		bound: bound, log: log, connect: connect, missed: missed,
		done: make(chan struct{}), wake: make(chan struct{}, 1),
	}
}

// State says what can be relied upon. It never waits.
func (l *Listener) State(context.Context) store.FeedState {
	l.start.Do(func() {
		ctx, cancel := context.WithCancel(context.Background())
		l.stop = cancel
		go l.run(ctx)
	})
	l.asked.Store(time.Now().UnixNano())
	if !l.listening.Load() {
		return store.FeedOff
	}
	if l.confirmed.Recent(l.bound) {
		return store.FeedCurrent
	}
	select {
	case l.wake <- struct{}{}:
	default:
	}
	return store.FeedLate
}

// Close ends the connection; the feed is off from then on.
func (l *Listener) Close() {
	l.start.Do(func() { close(l.done) })
	if l.stop != nil {
		l.stop()
	}
	<-l.done
}

// run listens until Close. It logs once that it cannot, and once that it can again.
func (l *Listener) run(ctx context.Context) {
	defer close(l.done)
	pause, off := firstRetry, false
	ready := func() {
		if off {
			l.log.Info("changes by others are noticed again: sessions are cached")
		}
		pause, off = firstRetry, false
	}
	for ctx.Err() == nil {
		err := l.listen(ctx, ready)
		if ctx.Err() != nil {
			return
		}
		if !off {
			l.log.Warn("changes by others are not noticed: sessions are not cached", "error", err)
			off = true
		}
		var why *Useless
		if errors.As(err, &why) {
			pause = lastRetry
		}
		sleep(ctx, pause)
		pause = min(2*pause, lastRetry)
	}
}

// listen connects, and reports changes until the connection fails.
func (l *Listener) listen(ctx context.Context, ready func()) error {
	opening, cancel := context.WithTimeout(ctx, CheckTimeout)
	defer cancel()
	conn, err := l.connect(opening)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := check(ctx, conn); err != nil {
		return err
	}
	l.missed()
	l.listening.Store(true)
	ready()
	defer func() {
		l.listening.Store(false)
		l.confirmed.Forget()
		l.missed()
	}()
	for {
		sent := time.Now()
		if err := check(ctx, conn); err != nil {
			return err
		}
		l.confirmed.Set(sent)
		if err := l.wait(ctx, conn, sent); err != nil {
			return err
		}
	}
}

func check(ctx context.Context, conn Conn) error {
	ctx, cancel := context.WithTimeout(ctx, CheckTimeout)
	defer cancel()
	return conn.Check(ctx)
}

// wait hands on reports until it is time for the next check: soon while somebody asks.
func (l *Listener) wait(ctx context.Context, conn Conn, sent time.Time) error {
	pause := l.bound / 4
	asleep := time.Since(time.Unix(0, l.asked.Load())) > quiet
	if asleep {
		pause = rareCheck
	}
	ctx, cancel := context.WithDeadline(ctx, sent.Add(pause))
	defer cancel()
	if asleep {
		stop := l.wakes(ctx, cancel)
		defer stop()
	}
	return conn.Wait(ctx)
}

// wakes cancels a long wait as soon as somebody asks.
func (l *Listener) wakes(ctx context.Context, cancel context.CancelFunc) (stop func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-l.wake:
			cancel()
		case <-ctx.Done():
		}
	}()
	return func() { cancel(); <-done }
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
