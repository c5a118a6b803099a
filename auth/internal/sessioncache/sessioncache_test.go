package sessioncache

import (
	"context"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"

	"github.com/lyceum/lyceum/auth/store"
)

// steady is a feed in one state.
type steady struct{ now store.FeedState }

func (s *steady) State(context.Context) store.FeedState { return s.now }

func newCache(entries, bytes int) (*Cache[int], *steady) {
	c, feed := New[int](entries, bytes), &steady{store.FeedCurrent}
	c.Attach(feed)
	return c, feed
}

func put(t *testing.T, c *Cache[int], token, session, user string, v int) {
	t.Helper()
	_, ticket, _ := c.Get(t.Context(), token)
	c.Put(ticket, Entry[int]{Token: token, SessionID: session, UserID: user, Value: v, Size: 10})
}

func has(t *testing.T, c *Cache[int], token string) bool {
	t.Helper()
	_, _, ok := c.Get(t.Context(), token)
	return ok
}

func TestChangesRemoveWhatTheyConcern(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		change store.Change
		left   string
	}{
		{store.Change{Model: "session", Field: "token", Value: "t1"}, "t2 t3"},
		{store.Change{Model: "session", Field: "id", Value: "s2"}, "t1 t3"},
		{store.Change{Model: "session", Field: "userId", Value: "ann"}, "t3"},
		{store.Change{Model: "user", Field: "id", Value: "ann"}, "t3"},
		{store.Change{Model: "user", Field: "id", Value: "bob"}, "t1 t2"},
		{store.Change{Model: "user", Field: "id", Value: "t1"}, "t1 t2 t3"},
		{store.Change{Model: "user", Field: "email", Value: "ann"}, ""},
		{store.Change{Model: "user"}, ""},
		{store.Change{}, ""},
	} {
		c, _ := newCache(10, 1000)
		put(t, c, "t1", "s1", "ann", 1)
		put(t, c, "t2", "s2", "ann", 2)
		put(t, c, "t3", "s3", "bob", 3)
		c.Changed(test.change)
		left := ""
		for _, token := range []string{"t1", "t2", "t3"} {
			if has(t, c, token) {
				left += " " + token
			}
		}
		if left != "" && left[1:] != test.left || left == "" && test.left != "" {
			t.Errorf("after %+v there is %q, want %q", test.change, left, test.left)
		}
	}
}

func TestWhatWasReadDuringAChangeIsNotKept(t *testing.T) {
	t.Parallel()
	c, _ := newCache(10, 1000)
	_, ticket, _ := c.Get(t.Context(), "t")
	c.Changed(store.Change{Model: "user", Field: "id", Value: "somebody else"})
	c.Put(ticket, Entry[int]{Token: "t", SessionID: "s", UserID: "u", Size: 10})
	if has(t, c, "t") {
		t.Error("kept")
	}
	c.Put(Ticket{}, Entry[int]{Token: "t", SessionID: "s", UserID: "u", Size: 10})
	if has(t, c, "t") {
		t.Error("kept without a ticket")
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	c, feed := newCache(10, 1000)
	feed.now = store.FeedOff
	put(t, c, "t", "s", "u", 1)
	if c.Len() != 0 {
		t.Error("kept while the feed was off")
	}
	feed.now = store.FeedLate
	put(t, c, "t", "s", "u", 1)
	if has(t, c, "t") {
		t.Error("answered while the feed was late")
	}
	feed.now = store.FeedCurrent
	if !has(t, c, "t") {
		t.Error("lost while the feed was late")
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	c, _ := newCache(10, 75)
	put(t, c, "kept", "kept", "kept", 0)
	for i := range 100 {
		n := strconv.Itoa(i)
		put(t, c, n, n, "u", i)
		if !has(t, c, "kept") {
			t.Fatalf("an entry in use was lost after %d", i)
		}
		if c.Len() > 7 || c.bytes > 75 {
			t.Fatalf("%d entries, %d bytes", c.Len(), c.bytes)
		}
	}
	_, ticket, _ := c.Get(t.Context(), "huge")
	c.Put(ticket, Entry[int]{Token: "huge", Size: 76})
	if c.Len() != 7 {
		t.Error("an entry above the bound was kept, or pushed others out")
	}
}

// Any order of changes leaves lists that agree with each other.
func TestLists(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	c, _ := newCache(20, 1_000_000)
	name := func(n int) string { return strconv.Itoa(random.IntN(n)) }
	for range 20_000 {
		switch random.IntN(8) {
		case 0:
			c.Changed(store.Change{Model: "user", Field: "id", Value: name(10)})
		case 1:
			c.Changed(store.Change{Model: "session", Field: "id", Value: name(30)})
		case 2:
			c.Changed(store.Change{Model: "session", Field: "token", Value: name(40)})
		default:
			put(t, c, name(40), name(30), name(10), 0)
		}
		agree(t, c)
	}
}

func agree(t *testing.T, c *Cache[int]) {
	t.Helper()
	ordered, of := 0, 0
	for i := c.order.oldest; i != nil; i = i.newer {
		ordered++
		if c.byToken[i.Token] != i || c.sessions[i.SessionID] != i {
			t.Fatalf("entry %+v is not where it should be", i.Entry)
		}
	}
	for user, i := range c.users {
		for ; i != nil; i = i.nextOfUser {
			of++
			if i.UserID != user || c.byToken[i.Token] != i {
				t.Fatalf("entry %+v among those of %s", i.Entry, user)
			}
		}
	}
	if n := len(c.byToken); n != ordered || n != of || n != len(c.sessions) || c.bytes != 10*n || n > 20 {
		t.Fatalf("%d tokens, %d in order, %d of users, %d sessions, %d bytes", n, ordered, of, len(c.sessions), c.bytes)
	}
}

// A reader that began before a change and ends after it brings nothing back.
func TestRace(t *testing.T) {
	t.Parallel()
	c, _ := newCache(100, 1_000_000)
	var mu sync.RWMutex // stands for the database
	version := map[string]int{}
	var wg sync.WaitGroup
	for w := range 2 {
		wg.Go(func() {
			for i := range 2000 {
				user := strconv.Itoa(i % 5)
				if w == 0 {
					mu.Lock()
					version[user]++
					want := version[user]
					mu.Unlock()
					c.Changed(store.Change{Model: "user", Field: "id", Value: user})
					if v, _, ok := c.Get(t.Context(), user); ok && v < want {
						t.Errorf("version %d after %d", v, want)
					}
					continue
				}
				_, ticket, ok := c.Get(t.Context(), user)
				if !ok {
					mu.RLock()
					v := version[user]
					mu.RUnlock()
					c.Put(ticket, Entry[int]{Token: user, SessionID: user, UserID: user, Value: v, Size: 10})
				}
			}
		})
	}
	wg.Wait()
}
