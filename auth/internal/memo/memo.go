// Package memo remembers a bounded number of results by key. It is made for values
// that are dear to compute and cheap to lose.
package memo

import "sync"

// Memo is a map of at most twice size entries. Entries not used for a while go first: a
// full generation becomes the old one, and what is found in the old one moves to the
// new. It is safe for concurrent use. Make it with New.
type Memo[V any] struct {
	mu         sync.RWMutex
	size       int
	young, old map[string]V
}

// New returns an empty memo.
func New[V any](size int) *Memo[V] {
	return &Memo[V]{size: size, young: map[string]V{}}
}

// Get returns what was stored under a key.
func (m *Memo[V]) Get(key string) (V, bool) {
	m.mu.RLock()
	v, ok := m.young[key]
	if !ok {
		if v, ok = m.old[key]; ok {
			defer m.Put(key, v)
		}
	}
	m.mu.RUnlock()
	return v, ok
}

// Put stores a value.
func (m *Memo[V]) Put(key string, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.young) >= m.size {
		m.old, m.young = m.young, make(map[string]V, m.size)
	}
	m.young[key] = v
}

// Delete forgets a key.
func (m *Memo[V]) Delete(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.young, key)
	delete(m.old, key)
}

// Clear forgets everything.
func (m *Memo[V]) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.young, m.old = map[string]V{}, nil
}
