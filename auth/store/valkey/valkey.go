// Package valkey keeps the engine's short-lived values in Valkey or Redis, version 6.2 or
// later: sessions, one-time values, counters, and notices between processes.
//
//	kv, err := valkey.Open("valkey://:password@localhost:6379/0")
//	auth.New(auth.Options{SecondaryStorage: kv, …})
//
// A *DB is a store.Secondary, a store.Swapper and a store.KeyWatcher. Keys and values are
// the reference's (npm @better-auth/redis-storage), so that a Node Better Auth can share the
// server.
//
// # Losing the server
//
// Every call has one time limit (WithTimeout); after it, or when nobody answers, the
// error is store.ErrUnavailable. What changes something is never sent twice; a read is, if
// all it met was a connection that had been lost while it was idle. The next call connects
// anew, so that a server that has come back is used at once.
//
// # Secrets
//
// Keys are secrets: a session's is its token. Errors never repeat what was sent nor
// what the server has said about it, only the server's error code.
package valkey

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/valkey-io/valkey-go"

	"github.com/lyceum/lyceum/auth/store"
)

// DefaultPrefix is put before every key, as the reference's package does.
const DefaultPrefix = "better-auth:"

// DB is a Valkey or Redis server. It is safe for concurrent use. Make it with Open.
type DB struct {
	option  valkey.ClientOption
	prefix  string
	timeout time.Duration

	mu     sync.Mutex
	dial   *attempt
	closed bool
	feeds  []*feed
}

var (
	_ store.Secondary  = (*DB)(nil)
	_ store.Swapper    = (*DB)(nil)
	_ store.KeyWatcher = (*DB)(nil)
)

// attempt is one try to connect. client and err are set when done is closed.
type attempt struct {
	done   chan struct{}
	client valkey.Client
	err    error
}

// Option changes how a server is used.
type Option func(*DB)

// WithPrefix replaces DefaultPrefix; "" is none.
func WithPrefix(prefix string) Option { return func(db *DB) { db.prefix = prefix } }

// WithTimeout bounds one call, the wait for a connection included; default 2 s.
func WithTimeout(d time.Duration) Option { return func(db *DB) { db.timeout = d } }

// Open takes an address: valkey://, valkeys:// (TLS), redis://, rediss:// (TLS) or unix://,
// with user, password and database as usual, and ?addr=host:port for the further
// nodes of a cluster. It does not connect yet; an unreachable server shows in the first
// call.
func Open(address string, opts ...Option) (*DB, error) {
	option, err := valkey.ParseURL(address)
	if err != nil {
		return nil, errors.New("valkey: the address must look like valkey://user:password@host:6379/0") // it may hold a password
	}
	db := &DB{option: option, prefix: DefaultPrefix, timeout: 2 * time.Second}
	for _, o := range opts {
		o(db)
	}
	db.option.ForceSingleClient = len(option.InitAddress) == 1
	db.option.DisableCache = true // no copies here: a revocation must hold at once
	db.option.RetryDelay = retry
	db.option.Dialer.Timeout = db.timeout
	db.option.ConnWriteTimeout = db.timeout
	return db, nil
}

// retry says that a read is sent again at once, until it has met every lost connection; of
// changes the client never asks. -1 is not at all.
func retry(attempts int, _ valkey.Completed, err error) time.Duration {
	const connections = 8 // more than the client keeps to one server
	if attempts > connections || !(errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)) {
		return -1
	}
	return 0
}

// Address names a server without its password.
func Address(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "?"
	}
	return u.Scheme + "://" + u.Host + u.Path
}

// client is the connected client. Callers that meet while it connects share one try.
func (db *DB) client(ctx context.Context) (valkey.Client, error) {
	db.mu.Lock()
	if db.closed {
		db.mu.Unlock()
		return nil, fmt.Errorf("%w: valkey: closed", store.ErrUnavailable)
	}
	a := db.dial
	if a == nil {
		a = &attempt{done: make(chan struct{})}
		db.dial = a
		go db.connect(a)
	}
	db.mu.Unlock()
	select {
	case <-a.done:
		return a.client, explain(ctx, a.err)
	case <-ctx.Done():
		return nil, explain(ctx, ctx.Err())
	}
}

// connect finishes an attempt; one that failed is forgotten, so that the next call tries
// again.
func (db *DB) connect(a *attempt) {
	a.client, a.err = valkey.NewClient(db.option)
	db.mu.Lock()
	defer db.mu.Unlock()
	if a.err != nil && db.dial == a {
		db.dial = nil
	}
	if db.closed && a.client != nil {
		a.client.Close()
	}
	close(a.done)
}

// do sends one command.
func (db *DB) do(ctx context.Context, build func(b valkey.Builder) valkey.Completed) (valkey.ValkeyResult, error) {
	inner, cancel := context.WithTimeout(ctx, db.timeout)
	defer cancel()
	client, err := db.client(inner)
	if err != nil {
		return valkey.ValkeyResult{}, err
	}
	result := client.Do(inner, build(client.B()))
	return result, explain(ctx, result.Error())
}

// Ping reports whether the server answers. store.ErrUnavailable if not.
func (db *DB) Ping(ctx context.Context) error {
	_, err := db.do(ctx, func(b valkey.Builder) valkey.Completed { return b.Ping().Build() })
	return err
}

// Close ends all connections. Later calls are store.ErrUnavailable.
func (db *DB) Close() error {
	for _, f := range db.watchers() {
		f.Close()
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	db.closed = true
	if a := db.dial; a != nil {
		select {
		case <-a.done:
			a.client.Close()
		default: // connect sees that it is too late
		}
	}
	return nil
}

// explain maps an error to the contract's. ctx is the caller's: that it was cancelled
// is the caller's affair, not the server's.
func explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if valkey.IsValkeyNil(err) {
		return store.ErrNotFound
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("valkey: %w", context.Canceled)
	}
	var said *valkey.ValkeyError
	if !errors.As(err, &said) {
		return fmt.Errorf("%w: valkey: %w", store.ErrUnavailable, err)
	}
	// The rest of the message may repeat keys and values.
	code, _, _ := strings.Cut(said.Error(), " ")
	if code == "ERR" || code == "WRONGTYPE" {
		return fmt.Errorf("valkey: the server answered %s", code)
	}
	return fmt.Errorf("%w: valkey: the server answered %s", store.ErrUnavailable, code)
}
