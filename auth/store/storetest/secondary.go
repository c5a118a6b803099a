package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// Secondary tests a store.Secondary, and what it can do beside. Values must expire as
// time passes.
func Secondary(t *testing.T, kv store.Secondary) {
	ctx := t.Context()
	missing := func(key string) {
		t.Helper()
		if v, err := kv.Get(ctx, key); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Get(%s) = %q, %v", key, v, err)
		}
	}
	has := func(key, want string) {
		t.Helper()
		if v, err := kv.Get(ctx, key); err != nil || v != want {
			t.Errorf("Get(%s) = %q, %v; want %q", key, v, err, want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	missing("a")
	must(kv.Set(ctx, "a", "an é\x00\n", time.Hour))
	must(kv.Set(ctx, "b", "for ever", 0))
	must(kv.Set(ctx, "short", "gone soon", time.Second))
	has("a", "an é\x00\n")
	has("b", "for ever")
	must(kv.Set(ctx, "a", "", time.Hour))
	has("a", "")
	must(kv.Delete(ctx, "a", "b", "never there"))
	must(kv.Delete(ctx))
	missing("a")
	missing("b")

	must(kv.Set(ctx, "once", "x", time.Hour))
	if n := winners(t, 50, func(ctx context.Context) bool {
		v, err := kv.GetAndDelete(ctx, "once")
		return err == nil && v == "x"
	}); n != 1 {
		t.Errorf("a value was taken %d times", n)
	}
	if n := winners(t, 50, func(ctx context.Context) bool {
		n, err := kv.Increment(ctx, "count", time.Second)
		return err == nil && n <= 7
	}); n != 7 {
		t.Errorf("%d increments gave 7 or less", n)
	}
	if swapper, ok := kv.(store.Swapper); ok {
		swaps(t, kv, swapper)
	}
	time.Sleep(1200 * time.Millisecond)
	missing("short")
	if n, err := kv.Increment(ctx, "count", time.Second); n != 1 || err != nil {
		t.Errorf("a counter whose time is over: %d, %v", n, err)
	}
}

func swaps(t *testing.T, kv store.Secondary, swapper store.Swapper) {
	t.Helper()
	ctx := t.Context()
	for _, step := range []struct {
		old, value string
		ttl        time.Duration
		want       bool
	}{
		{"x", "1", time.Hour, false}, {"", "1", time.Hour, true}, {"", "2", time.Hour, false}, {"1", "2", time.Hour, true},
		{"1", "", 0, false}, {"2", "", 0, true}, {"2", "3", time.Hour, false},
	} {
		if ok, err := swapper.Swap(ctx, "swapped", step.old, step.value, step.ttl); ok != step.want || err != nil {
			t.Errorf("Swap %q to %q: %v, %v", step.old, step.value, ok, err)
		}
	}
	if v, err := kv.Get(ctx, "swapped"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what was swapped for nothing is %q, %v", v, err)
	}
	if n := winners(t, 50, func(ctx context.Context) bool {
		ok, err := swapper.Swap(ctx, "raced", "", "x", time.Hour)
		return ok && err == nil
	}); n != 1 {
		t.Errorf("one change was made %d times", n)
	}
}

// winners counts how many of n concurrent tries succeed.
func winners(t *testing.T, n int, try func(ctx context.Context) bool) int {
	t.Helper()
	var won atomic.Int64
	var group sync.WaitGroup
	start := make(chan struct{})
	for range n {
		group.Go(func() {
			<-start
			if try(t.Context()) {
				won.Add(1)
			}
		})
	}
	close(start)
	group.Wait()
	return int(won.Load())
}
