package ratelimit

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

func allow(t testing.TB, m *Memory, key string, now time.Time) bool {
	t.Helper()
	ok, _, err := m.Allow(t.Context(), key, 2, time.Minute, now)
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

func TestWindow(t *testing.T) {
	t.Parallel()
	m, now := NewMemory(), time.Unix(1_000_000, 0)
	for i, want := range []bool{true, true, false, false} {
		if got := allow(t, m, "a", now); got != want {
			t.Errorf("request %d: %v", i+1, got)
		}
	}
	if !allow(t, m, "b", now) || !allow(t, m, "a", now.Add(time.Minute)) {
		t.Error("another key, or a new window, was refused")
	}
	m.Forget(t.Context(), "b")
	for _, want := range []bool{true, true, false} {
		if got := allow(t, m, "b", now); got != want {
			t.Errorf("after Forget: %v", got)
		}
	}
}

// TestFull: what clients write must neither grow the memory nor take the time of others.
func TestFull(t *testing.T) {
	t.Parallel()
	m, now := NewMemory(), time.Unix(1_000_000, 0)
	for i := range maxEntries {
		allow(t, m, strconv.Itoa(i), now)
	}
	swept := m.swept
	for i := range 1000 {
		allow(t, m, "new"+strconv.Itoa(i), now.Add(time.Millisecond))
	}
	if len(m.entries) > maxEntries {
		t.Errorf("%d entries", len(m.entries))
	}
	if m.swept.Equal(swept) || m.swept.After(now.Add(time.Millisecond)) {
		t.Errorf("swept at %v", m.swept)
	}
	allow(t, m, "later", now.Add(time.Hour))
	if len(m.entries) != 1 {
		t.Errorf("%d idle entries stayed", len(m.entries)-1)
	}
	long := strings.Repeat("x", 1<<20)
	allow(t, m, long+"1", now)
	for key := range m.entries {
		if len(key) > maxKey {
			t.Errorf("a key of %d bytes", len(key))
		}
	}
	m.Forget(t.Context(), long+"1")
	allow(t, m, long+"2", now)
	if len(m.entries) != 2 {
		t.Errorf("%d entries: long keys are mixed up", len(m.entries))
	}
}

// FuzzKey: whatever a key contains, its own count holds and no other's.
func FuzzKey(f *testing.F) {
	f.Add("203.0.113.7|/sign-in/email", "203.0.113.7|/sign-in/email/")
	f.Add("a|\x00", strings.Repeat("a", 200))
	f.Fuzz(func(t *testing.T, key, other string) {
		if key == other {
			return
		}
		m, now := NewMemory(), time.Unix(1_000_000, 0)
		for i, want := range []bool{true, true, false} {
			if got := allow(t, m, key, now); got != want {
				t.Fatalf("%q, request %d: %v", key, i+1, got)
			}
		}
		if !allow(t, m, other, now) {
			t.Fatalf("%q counts as %q", other, key)
		}
	})
}
