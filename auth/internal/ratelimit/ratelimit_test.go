package ratelimit_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/internal/ratelimit"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/auth/store/valkey"
	"github.com/lyceum/lyceum/internal/pgtest"
	"github.com/lyceum/lyceum/internal/valkeytest"
)

type limiter interface {
	Allow(ctx context.Context, key string, max int, window time.Duration, now time.Time) (bool, time.Duration, error)
	Forget(ctx context.Context, key string)
}

// table opens a migrated table of counters and counts the statements.
func table(t *testing.T, url string) (*ratelimit.Database, *atomic.Int64) {
	t.Helper()
	statements := &atomic.Int64{}
	db, err := sqlstore.Open(t.Context(), url, sqlstore.WithTimeout(time.Minute), sqlstore.WithTracer(func(string) { statements.Add(1) }))
	if err != nil {
		t.Fatal(err)
	}
	ids := atomic.Int64{}
	schema, err := store.Compile([]store.Table{ratelimit.Table("", nil)}, store.SchemaOptions{
		IDs: store.RandomID, Now: time.Now, NewID: func(string) string { return strconv.FormatInt(ids.Add(1), 10) },
	})
	if err != nil {
		t.Fatal(err)
	}
	s, migrator, err := db.Bind(schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	plan, err := migrator.Plan(t.Context())
	if err == nil {
		err = migrator.Apply(t.Context(), plan)
	}
	if err != nil {
		t.Fatal(err)
	}
	statements.Store(0)
	return &ratelimit.Database{Store: s, Log: slog.New(slog.DiscardHandler)}, statements
}

func tables(t *testing.T, test func(t *testing.T, d *ratelimit.Database, statements *atomic.Int64)) {
	for name, url := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "a.db"), "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, n := table(t, url)
			test(t, d, n)
		})
	}
}

// TestExactlyMax: of many at once, max pass, on every storage.
func TestExactlyMax(t *testing.T) {
	t.Parallel()
	race := func(t *testing.T, l limiter) {
		t.Helper()
		const max = 7
		for round, now := range []time.Time{time.Now(), time.Now().Add(time.Hour)} {
			if _, secondary := l.(*ratelimit.Secondary); secondary && round > 0 {
				l.Forget(t.Context(), "k") // its windows are the server's
			}
			var passed, failed atomic.Int64
			var group sync.WaitGroup
			for range 60 {
				group.Go(func() {
					ok, _, err := l.Allow(t.Context(), "k", max, time.Minute, now)
					if err != nil {
						failed.Add(1)
						t.Error(err)
					}
					if ok {
						passed.Add(1)
					}
				})
			}
			group.Wait()
			if passed.Load() != max || failed.Load() > 0 {
				t.Errorf("round %d: %d passed, want %d", round, passed.Load(), max)
			}
		}
	}
	t.Run("memory", func(t *testing.T) { t.Parallel(); race(t, ratelimit.NewMemory()) })
	tables(t, func(t *testing.T, d *ratelimit.Database, _ *atomic.Int64) { race(t, d) })
	valkeytest.Each(t, func(t *testing.T, address string) {
		kv, err := valkey.Open(address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = kv.Close() })
		race(t, &ratelimit.Secondary{Storage: kv, Log: slog.New(slog.DiscardHandler)})
	})
}

// TestSlidingWindow: memory and table agree; and never more statements than the
// reference's two, three when a window begins anew.
func TestSlidingWindow(t *testing.T) {
	t.Parallel()
	start := time.Now()
	steps := []struct {
		at         time.Duration
		ok         bool
		retry      time.Duration
		statements int64
	}{
		{0, true, 0, 2}, {time.Second, true, 0, 2}, {2 * time.Second, false, 9 * time.Second, 1},
		{10 * time.Second, false, time.Second, 1}, {11 * time.Second, true, 0, 3}, {20 * time.Second, true, 0, 2}, {29 * time.Second, false, time.Second, 1},
	}
	play := func(t *testing.T, l limiter, statements *atomic.Int64) {
		t.Helper()
		for _, s := range steps {
			ok, retry, err := l.Allow(t.Context(), "k", 2, 10*time.Second, start.Add(s.at))
			if ok != s.ok || retry.Round(10*time.Millisecond) != s.retry || err != nil {
				t.Errorf("after %s: %v, %s, %v", s.at, ok, retry, err)
			}
			if n := statements.Swap(0); n > s.statements {
				t.Errorf("after %s: %d statements", s.at, n)
			}
		}
		l.Forget(t.Context(), "k")
		if ok, _, err := l.Allow(t.Context(), "k", 1, time.Hour, start); !ok || err != nil {
			t.Error("a forgotten key is remembered", err)
		}
	}
	t.Run("memory", func(t *testing.T) { t.Parallel(); play(t, ratelimit.NewMemory(), &atomic.Int64{}) })
	tables(t, func(t *testing.T, d *ratelimit.Database, n *atomic.Int64) { play(t, d, n) })
}

// TestIdleRowsGo: a counter whose longest possible window is over is removed, no other.
func TestIdleRowsGo(t *testing.T) {
	t.Parallel()
	tables(t, func(t *testing.T, d *ratelimit.Database, _ *atomic.Int64) {
		now := time.Now()
		allow := func(key string, window time.Duration, at time.Time) {
			t.Helper()
			if ok, _, err := d.Allow(t.Context(), key, 5, window, at); !ok || err != nil {
				t.Fatal(key, err)
			}
		}
		allow("idle", time.Minute, now.Add(-3*time.Hour))
		allow("long", time.Hour, now.Add(-50*time.Minute))
		allow("again", time.Minute, now.Add(-2*time.Minute))
		allow("again", time.Minute, now)
		rows, err := d.Store.List(t.Context(), store.Query{Model: ratelimit.Model, SortBy: "key"})
		if err != nil || len(rows) != 2 || rows[0].String("key") != "again" || rows[1].String("key") != "long" {
			t.Error(rows, err)
		}
	})
}
