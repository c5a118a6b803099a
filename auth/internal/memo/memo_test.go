package memo

import (
	"strconv"
	"sync"
	"testing"
)

func TestBounded(t *testing.T) {
	t.Parallel()
	m := New[int](10)
	m.Put("kept", -1)
	for i := range 100 {
		m.Put(strconv.Itoa(i), i)
		if v, ok := m.Get("kept"); !ok || v != -1 {
			t.Fatalf("an entry in use was lost after %d", i)
		}
		if n := len(m.young) + len(m.old); n > 21 {
			t.Fatalf("%d entries", n)
		}
	}
	if _, ok := m.Get("0"); ok {
		t.Error("an old entry was kept")
	}
	m.Delete("kept")
	if _, ok := m.Get("kept"); ok {
		t.Error("a deleted entry was found")
	}
	m.Put("x", 1)
	m.Clear()
	if _, ok := m.Get("x"); ok {
		t.Error("Clear left an entry")
	}
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	m := New[int](8)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 1000 {
				key := strconv.Itoa((i + j) % 20)
				if v, ok := m.Get(key); ok && strconv.Itoa(v) != key {
					t.Errorf("%s has %d", key, v)
				}
				n, _ := strconv.Atoi(key)
				m.Put(key, n)
			}
		})
	}
	wg.Wait()
}
