package changes

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// world is a record with a clock and a feed.
type world struct {
	*Record
	now   time.Time
	state store.FeedState
}

func (w *world) State(context.Context) store.FeedState { return w.state }

func newWorld() *world {
	w := &world{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), state: store.FeedCurrent}
	w.Record = New(func() time.Time { return w.now }, 5*time.Minute)
	w.Attach(w)
	w.now = w.now.Add(time.Minute)
	return w
}

func (w *world) since(ago time.Duration, names ...string) bool {
	return w.Since(context.Background(), w.now.Add(-ago), names...)
}

func TestSince(t *testing.T) {
	t.Parallel()
	ann := []string{"session of ann", "token of ann", "ann"}
	second := time.Second
	for name, tc := range map[string]struct {
		change store.Change
		later  time.Duration
		ago    time.Duration
		want   bool
	}{
		"her session":             {change: store.Change{Model: "session", Field: "id", Value: ann[0]}, ago: second, want: true},
		"her token":               {change: store.Change{Model: "session", Field: "token", Value: ann[1]}, ago: second, want: true},
		"her sessions":            {change: store.Change{Model: "session", Field: "userId", Value: ann[2]}, ago: second, want: true},
		"herself":                 {change: store.Change{Model: "user", Field: "id", Value: ann[2]}, ago: second, want: true},
		"before it was said":      {change: store.Change{Model: "user", Field: "id", Value: ann[2]}, later: 20 * second, ago: second},
		"just before":             {change: store.Change{Model: "user", Field: "id", Value: ann[2]}, later: 4 * second, ago: second, want: true},
		"somebody else":           {change: store.Change{Model: "user", Field: "id", Value: "bob"}, ago: second},
		"any session":             {change: store.Change{Model: "session"}, ago: second, want: true},
		"anything":                {change: store.Change{}, ago: second, want: true},
		"by another field":        {change: store.Change{Model: "user", Field: "email", Value: "ann"}, ago: second, want: true},
		"anything, before":        {change: store.Change{}, later: 20 * second, ago: second},
		"before there was a feed": {change: store.Change{Model: "user", Field: "id", Value: "bob"}, ago: 2 * time.Minute, want: true},
		"in the future":           {change: store.Change{Model: "user", Field: "id", Value: "bob"}, ago: -time.Minute, want: true},
		"nearly now":              {change: store.Change{Model: "user", Field: "id", Value: "bob"}, ago: -second},
	} {
		w := newWorld()
		w.Changed(tc.change)
		w.now = w.now.Add(tc.later)
		if got := w.since(tc.ago, ann...); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
		for _, w.state = range []store.FeedState{store.FeedLate, store.FeedOff} {
			if !w.since(tc.ago, ann...) {
				t.Errorf("%s: believed with a feed that is %d", name, w.state)
			}
		}
	}
}

// More changes than can be remembered: none is overlooked, old ones go.
func TestBounds(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for i := range most/2 + 10 {
		w.Changed(store.Change{Model: "user", Field: "id", Value: "old" + strconv.Itoa(i)})
	}
	w.now = w.now.Add(10 * time.Minute)
	for i := range most/2 - 5 {
		w.Changed(store.Change{Model: "user", Field: "id", Value: strconv.Itoa(i)})
	}
	if n := w.count.Load(); n > most/2 {
		t.Errorf("%d are remembered, old ones among them", n)
	}
	if w.since(time.Minute, "nobody") || !w.since(time.Second, "7") || w.since(time.Second, "old7") {
		t.Error("what was forgotten because of its age counts for all")
	}
	for i := range most {
		w.Changed(store.Change{Model: "user", Field: "id", Value: "more" + strconv.Itoa(i)})
	}
	if n := w.count.Load(); n > most {
		t.Errorf("%d are remembered", n)
	}
	for _, name := range []string{"7", "more7", "more" + strconv.Itoa(most-1), "nobody"} {
		if !w.since(time.Second, name) {
			t.Error("overlooked:", name)
		}
	}
	if w.now = w.now.Add(time.Minute); w.since(time.Second, "nobody") {
		t.Error("nothing is believed any more")
	}
}

// What has returned is seen, however many change and ask.
func TestRace(t *testing.T) {
	t.Parallel()
	w := newWorld()
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 20_000 {
				name := strconv.Itoa(g) + "/" + strconv.Itoa(i)
				w.Changed(store.Change{Model: "session", Field: "token", Value: name})
				if !w.since(time.Second, name) {
					t.Error("overlooked:", name)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkSince(b *testing.B) {
	w := newWorld()
	for i := range 10_000 {
		w.Changed(store.Change{Model: "user", Field: "id", Value: strconv.Itoa(i)})
	}
	ctx := context.Background()
	for b.Loop() {
		if w.Since(ctx, w.now, "session of ann", "token of ann", "ann") {
			b.Fatal("changed")
		}
	}
}

// TestSettled: what is written after a change, in the same millisecond too, is believed until
// the next one.
func TestSettled(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_000_000)
	r := New(func() time.Time { return now }, time.Minute)
	r.Changed(store.Change{Model: "user", Field: "id", Value: "ann"})
	if !r.Since(t.Context(), now, "ann") || r.Since(t.Context(), now, "bob") {
		t.Error("a change does not count in its own millisecond, or for others")
	}
	written := r.Settled(now, "session", "ann").Truncate(time.Millisecond)
	if r.Since(t.Context(), written, "session", "ann") {
		t.Error("what the change has written is not believed")
	}
	now = now.Add(time.Millisecond)
	r.Changed(store.Change{Model: "session", Field: "id", Value: "session"})
	if !r.Since(t.Context(), written, "session", "ann") {
		t.Error("another change does not count")
	}
}
