// Package ratelimit counts requests by the reference's rules (better-auth-core, section
// 5.4): in memory and in the database a window restarts with every allowed request, in
// secondary storage it is fixed.
package ratelimit

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"
)

// maxEntries and maxKey bound the memory: keys contain what clients write. Beyond maxEntries
// idle entries go first, then any; longer keys are kept as digests.
const (
	maxEntries = 100_000
	maxKey     = 128
)

// sweepEvery is how often all entries are looked at for idle ones while the map is full.
const sweepEvery = time.Second

// Memory is a limiter for one process. Make it with NewMemory.
type Memory struct {
	mu      sync.Mutex
	entries map[string]entry
	longest time.Duration
	swept   time.Time
}

type entry struct {
	count int
	last  time.Time
}

// NewMemory returns an empty limiter.
func NewMemory() *Memory { return &Memory{entries: map[string]entry{}} }

// Allow counts one request. A refused request changes nothing.
func (m *Memory) Allow(_ context.Context, key string, max int, window time.Duration, now time.Time) (bool, time.Duration, error) {
	key = bounded(key)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.longest = maxDuration(m.longest, window)
	e, known := m.entries[key]
	switch {
	case !known || now.Sub(e.last) >= window:
		if !known && len(m.entries) >= maxEntries {
			m.evict(now)
		}
		m.entries[key] = entry{1, now}
		return true, 0, nil
	case e.count >= max:
		return false, e.last.Add(window).Sub(now), nil
	}
	m.entries[key] = entry{e.count + 1, now}
	return true, 0, nil
}

func bounded(key string) string {
	if len(key) <= maxKey {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return string(sum[:])
}

// evict makes room. Looking at every entry for each new one would let a few clients keep
// the lock for all.
func (m *Memory) evict(now time.Time) {
	if now.Sub(m.swept) >= sweepEvery {
		m.swept = now
		for key, e := range m.entries {
			if now.Sub(e.last) >= m.longest {
				delete(m.entries, key)
			}
		}
	}
	// Still full: an attacker with many addresses must not grow the map.
	for key := range m.entries {
		if len(m.entries) < maxEntries {
			return
		}
		delete(m.entries, key)
	}
}

func maxDuration(a, b time.Duration) time.Duration {
	if a > b {
		return a
	}
	return b
}

// Forget drops what is known of a key.
func (m *Memory) Forget(_ context.Context, key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, bounded(key))
}
