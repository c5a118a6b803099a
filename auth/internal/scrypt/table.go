package scrypt

import (
	"sync"
	"time"
)

// tables hands the large tables from one hash to the next and gives the memory back
// to the system when nobody has hashed for a while.
type tables struct {
	mu    sync.Mutex
	free  [][]uint32
	timer *time.Timer
}

// keepTables is how long unused tables stay.
const keepTables = 5 * time.Second

func (t *tables) get() ([]uint32, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.free); n > 0 {
		table := t.free[n-1]
		t.free = t.free[:n-1]
		return table, nil
	}
	return allocate(memWords)
}

func (t *tables) put(table []uint32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free = append(t.free, table)
	if t.timer == nil {
		t.timer = time.AfterFunc(keepTables, t.drop)
	} else {
		t.timer.Reset(keepTables)
	}
}

func (t *tables) drop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, table := range t.free {
		release(table)
	}
	t.free = nil
}
