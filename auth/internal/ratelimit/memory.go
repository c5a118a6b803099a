// Package ratelimit counts requests by the reference's rules (better-auth-core, section
// 5.4): in memory and in the database a window restarts with every allowed request, in
// secondary storage it is fixed.
package ratelimit

import (
	"context"
	"sync"
	"time"
)

// maxEntries bounds the memory; beyond it idle entries go first, then any.
const maxEntries = 100_000

// Memory is a limiter for one process. Make it with NewMemory.
type Memory struct {
	mu      sync.Mutex
	entries map[string]entry
	longest time.Duration
}

type entry struct {
	count int
	last  time.Time
}

// NewMemory returns an empty limiter.
func NewMemory() *Memory { return &Memory{entries: map[string]entry{}} }

// Allow counts one request. A refused request changes nothing.
func (m *Memory) Allow(_ context.Context, key string, max int, window time.Duration, now time.Time) (bool, time.Duration, error) {
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

func (m *Memory) evict(now time.Time) {
	for key, e := range m.entries {
		if now.Sub(e.last) >= m.longest {
			delete(m.entries, key)
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
	delete(m.entries, key)
}
