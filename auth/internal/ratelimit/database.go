package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// Model is the logical name of the table.
const Model = "rateLimit"

// Table is the reference's table for counters (better-auth-core, section 6.1).
func Table(name string, columns map[string]string) store.Table {
	return store.Table{Model: Model, Name: name, Fields: []store.Field{
		{Name: "key", Unique: true, Column: columns["key"]},
		{Name: "count", Type: store.Number, Column: columns["count"]},
		{Name: "lastRequest", Type: store.Number, BigInt: true, Column: columns["lastRequest"]},
	}}
}

// Database counts in a table by the same rule as Memory. Every step is decided by one
// conditional statement, so that of any number of callers, in any number of processes, no
// more than max pass. Do not call it in a transaction: it expects to see what others do.
type Database struct {
	Store store.Store
	Log   *slog.Logger
	// Longest is the longest window in use, in ns: rows idle for longer are removed.
	Longest atomic.Int64

	pruned atomic.Int64
}

const (
	// pruneEvery bounds how often one process looks for idle rows.
	pruneEvery = time.Minute
	// attempts bounds how often a caller starts again because another one was faster.
	attempts = 20
)

// Allow counts one request. A refused request changes nothing. It takes two statements, one
// when it refuses.
func (d *Database) Allow(ctx context.Context, key string, max int, window time.Duration, now time.Time) (bool, time.Duration, error) {
	if old := d.Longest.Load(); int64(window) > old {
		d.Longest.CompareAndSwap(old, int64(window))
	}
	for range attempts {
		row, err := d.Store.Find(ctx, store.Query{Model: Model, Where: []store.Cond{store.Eq("key", key)}})
		switch {
		case errors.Is(err, store.ErrNotFound):
			_, err = d.Store.Create(ctx, Model, store.Values{"key": key, "count": 1, "lastRequest": now.UnixMilli()})
		case err == nil && elapsed(row, now) >= window:
			err = d.restart(ctx, key, row, now)
		case err == nil && row.Int("count") >= int64(max):
			return false, window - elapsed(row, now), nil
		case err == nil:
			_, err = d.Store.Increment(ctx, Model, "count", 1, store.Values{"lastRequest": now.UnixMilli()},
				store.Eq("key", key), store.Gt("lastRequest", now.Add(-window).UnixMilli()), store.Lt("count", max))
		}
		if err == nil {
			return true, 0, nil
		}
		if !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrNotFound) {
			return false, 0, err
		}
	}
	return false, 0, fmt.Errorf("%w: a counter changed %d times while it was read", store.ErrUnavailable, attempts)
}

func elapsed(row store.Row, now time.Time) time.Duration {
	return now.Sub(time.UnixMilli(row.Int("lastRequest")))
}

// restart begins a new window, unless somebody else has.
func (d *Database) restart(ctx context.Context, key string, row store.Row, now time.Time) error {
	_, err := d.Store.Update(ctx, Model, store.Values{"count": 1, "lastRequest": now.UnixMilli()},
		store.Eq("key", key), store.Lte("lastRequest", row.Int("lastRequest")))
	if err == nil {
		d.prune(ctx, now)
	}
	return err
}

// prune removes idle rows. Failing to is not the caller's concern.
func (d *Database) prune(ctx context.Context, now time.Time) {
	last := d.pruned.Load()
	if now.UnixNano()-last < int64(pruneEvery) || !d.pruned.CompareAndSwap(last, now.UnixNano()) {
		return
	}
	cutoff := now.Add(-time.Duration(d.Longest.Load())).UnixMilli()
	if _, err := d.Store.Delete(ctx, Model, store.Lt("lastRequest", cutoff)); err != nil {
		d.Log.Warn("removing idle counters failed", "error", err)
	}
}

// Forget drops what is known of a key.
func (d *Database) Forget(ctx context.Context, key string) {
	if _, err := d.Store.Delete(ctx, Model, store.Eq("key", key)); err != nil {
		d.Log.Warn("removing a counter failed", "error", err)
	}
}
