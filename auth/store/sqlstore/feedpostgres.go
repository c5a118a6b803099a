package sqlstore

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lyceum/lyceum/auth/store"
)

const (
	// checkTimeout is how long the listening connection may be silent before another is made.
	checkTimeout = 2 * time.Second
	// quiet is how long nobody has asked when checks become rare.
	quiet = 2 * time.Second
	// rareCheck is the time between checks then.
	rareCheck = 30 * time.Second
	// firstRetry doubles up to lastRetry, the pause when the database sends no notices.
	firstRetry = 50 * time.Millisecond
	lastRetry  = 2 * time.Second
)

// notices listens to the triggers of watched tables on a connection of its own.
//
// A check is a round trip on that connection. PostgreSQL signals listeners before it tells
// a writer that its transaction is committed, and a backend sends pending notices before it
// is ready for the next statement. So when a check is answered, every change that was
// complete when the check was sent has been reported: the feed is current for the bound from
// then on, and falls silent by itself when the connection does. A check also looks
// whether the triggers are still there.
type notices struct {
	store.Watch
	config *pgx.ConnConfig
	tables []string // quoted
	names  []string // of the triggers

	start     sync.Once
	stop      context.CancelFunc
	done      chan struct{}
	listening atomic.Bool
	confirmed moment       // when the last answered check was sent
	asked     atomic.Int64 // Unix nanoseconds
	wake      chan struct{}
}

func newNotices(w store.Watch, tables []string, config *pgx.ConnConfig) *notices {
	n := &notices{Watch: w, config: config, tables: tables, done: make(chan struct{}), wake: make(chan struct{}, 1)}
	for _, t := range noticeTriggers {
		n.names = append(n.names, t.name)
	}
	n.config.OnNotification = func(_ *pgconn.PgConn, notice *pgconn.Notification) { n.Changed(changeIn(notice.Payload)) }
	return n
}

// changeIn reads a notice. One that it does not understand is about any row.
func changeIn(payload string) store.Change {
	model, id, ok := strings.Cut(payload, ":")
	if !ok {
		return store.Change{}
	}
	return store.Change{Model: model, Field: "id", Value: id}
}

func (n *notices) state() store.FeedState {
	n.start.Do(func() {
		ctx, cancel := context.WithCancel(context.Background())
		n.stop = cancel
		go n.run(ctx)
	})
	n.asked.Store(time.Now().UnixNano())
	if !n.listening.Load() {
		return store.FeedOff
	}
	if n.confirmed.recent(n.Bound) {
		return store.FeedCurrent
	}
	select {
	case n.wake <- struct{}{}:
	default:
	}
	return store.FeedLate
}

func (n *notices) close() {
	n.start.Do(func() { close(n.done) })
	if n.stop != nil {
		n.stop()
	}
	<-n.done
}

// run listens for as long as the database is open. It logs once that it cannot, and once
// that it can again.
func (n *notices) run(ctx context.Context) {
	defer close(n.done)
	pause, off := firstRetry, false
	ready := func() {
		if off {
			n.Log.Info("changes by others are noticed again: sessions are cached")
		}
		pause, off = firstRetry, false
	}
	for ctx.Err() == nil {
		err := n.listen(ctx, ready)
		if ctx.Err() != nil {
			return
		}
		if !off {
			n.Log.Warn("changes by others are not noticed: sessions are not cached", "error", err)
			off = true
		}
		var why *uselessError
		if errors.As(err, &why) {
			pause = lastRetry
		}
		sleep(ctx, pause)
		pause = min(2*pause, lastRetry)
	}
}

// uselessError: the database is there, but sends no notices.
type uselessError struct{ reason string }

func (e *uselessError) Error() string { return e.reason }

// listen connects, and reports changes until the connection fails.
func (n *notices) listen(ctx context.Context, ready func()) error {
	conn, err := n.connect(ctx)
	if err != nil {
		return err
	}
	defer func() {
		limit, cancel := context.WithTimeout(context.Background(), firstRetry)
		defer cancel()
		_ = conn.Close(limit)
	}()
	if err := n.check(ctx, conn); err != nil {
		return err
	}
	n.Changed(store.Change{})
	n.listening.Store(true)
	ready()
	defer func() {
		n.listening.Store(false)
		n.confirmed.forget()
		n.Changed(store.Change{})
	}()
	for {
		sent := time.Now()
		if err := n.check(ctx, conn); err != nil {
			return err
		}
		n.confirmed.set(sent)
		if err := n.wait(ctx, conn, sent); err != nil {
			return err
		}
	}
}

func (n *notices) connect(ctx context.Context) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, n.config)
	if err != nil {
		return nil, err
	}
	if _, err = conn.Exec(ctx, "LISTEN "+noticeChannel); err != nil {
		_ = conn.Close(ctx)
		return nil, err
	}
	return conn, nil
}

// checkNotices counts the triggers that fire.
const checkNotices = `SELECT pg_backend_pid(), (SELECT count(*) FROM pg_catalog.pg_trigger
	WHERE tgrelid = ANY (ARRAY(SELECT to_regclass(t)::oid FROM unnest($1::text[]) AS t))
	AND tgname = ANY ($2::text[]) AND tgenabled = 'A')`

// check is one round trip; see notices.
func (n *notices) check(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	var pid, triggers int64
	if err := conn.QueryRow(ctx, checkNotices, n.tables, n.names).Scan(&pid, &triggers); err != nil {
		return err
	}
	switch {
	case uint32(pid) != conn.PgConn().PID():
		return &uselessError{"a pooler is between this process and PostgreSQL, which may keep its notices"}
	case int(triggers) < len(n.tables)*len(n.names):
		return &uselessError{"triggers are missing on " + strings.Join(n.tables, " or ") + "; migrate as the tables' owner"}
	}
	return nil
}

// wait reports notices until it is time for the next check: soon while somebody asks.
func (n *notices) wait(ctx context.Context, conn *pgx.Conn, sent time.Time) error {
	pause := n.Bound / 4
	asleep := time.Since(time.Unix(0, n.asked.Load())) > quiet
	if asleep {
		pause = rareCheck
	}
	ctx, cancel := context.WithDeadline(ctx, sent.Add(pause))
	defer cancel()
	if asleep {
		stop := n.wakes(ctx, cancel)
		defer stop()
	}
	for {
		err := conn.PgConn().WaitForNotification(ctx)
		switch {
		case err == nil:
			continue
		case conn.IsClosed():
			return err
		}
		return nil // time is up; if it is the database's, the next check fails
	}
}

// wakes cancels a long wait as soon as somebody asks.
func (n *notices) wakes(ctx context.Context, cancel context.CancelFunc) (stop func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-n.wake:
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
