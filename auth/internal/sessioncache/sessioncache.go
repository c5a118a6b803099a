// Package sessioncache remembers sessions with their users in the memory of one process,
// and answers only with what is still true.
//
// A [Cache] listens to a store.Feed, which reports changes to the rows of sessions and
// users, whoever makes them, and says whether its reports can be relied upon:
//
//	v, ticket, ok := cache.Get(ctx, token)
//	if !ok {
//		v = …            // read from the database
//		cache.Put(ticket, Entry{…})
//	}
//
// # What makes an answer true
//
// A change removes what it concerns; the feed says how late it may be (store.Watch.Bound,
// and not at all for the same process). While the feed cannot assure that, Get finds
// nothing. Something read while a change was reported is not kept: the ticket has the
// number of changes at its time, and Put wants the same number still. So a reader that
// began before a revocation and ends after it cannot bring the session back.
//
// # Bounds
//
// The number of entries and their size are bounded. What has not been used since it was
// last passed over goes first.
package sessioncache

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/lyceum/lyceum/auth/store"
)

// Entry is a session to remember. Token is its key; SessionID and UserID are the rows it
// was made of. Size is about the memory it takes, in bytes.
type Entry[V any] struct {
	Token, SessionID, UserID string
	Value                    V
	Size                     int
}

// Ticket is the permission to remember what is read after it was given. The zero Ticket
// permits nothing.
type Ticket struct {
	changes uint64
	valid   bool
}

// Cache is safe for concurrent use. Make it with New.
type Cache[V any] struct {
	maxEntries, maxBytes int
	feed                 store.Feed

	mu       sync.RWMutex
	changes  uint64 // reported so far
	bytes    int
	byToken  map[string]*item[V]
	sessions map[string]*item[V]
	users    map[string]*item[V] // the first of a user's
	order    ring[V]
}

// item is an entry in its lists.
type item[V any] struct {
	Entry[V]
	used                 atomic.Bool
	older, newer         *item[V] // in order of coming
	previous, nextOfUser *item[V]
}

// New returns an empty cache. It answers nothing before Attach.
func New[V any](maxEntries, maxBytes int) *Cache[V] {
	c := &Cache[V]{maxEntries: maxEntries, maxBytes: maxBytes}
	c.clear()
	return c
}

// Attach connects the cache with the feed whose changes it is told of.
func (c *Cache[V]) Attach(feed store.Feed) { c.feed = feed }

// Get returns what is remembered of a token, or a ticket to remember what is read next.
func (c *Cache[V]) Get(ctx context.Context, token string) (value V, ticket Ticket, ok bool) {
	if c.feed == nil {
		return value, Ticket{}, false
	}
	// First: asking for the state is what makes some feeds report.
	state := c.feed.State(ctx)
	if state == store.FeedOff {
		return value, Ticket{}, false
	}
	c.mu.RLock()
	ticket = Ticket{c.changes, true}
	found := c.byToken[token]
	c.mu.RUnlock()
	if found == nil || state != store.FeedCurrent {
		return value, ticket, false
	}
	if !found.used.Load() { // spare the memory bus
		found.used.Store(true)
	}
	return found.Value, ticket, true
}

// Put remembers an entry, unless something has changed since the ticket was given.
func (c *Cache[V]) Put(t Ticket, e Entry[V]) {
	if !t.valid || e.Size > c.maxBytes {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.changes != c.changes {
		return
	}
	if old := c.byToken[e.Token]; old != nil {
		c.remove(old)
	}
	c.add(&item[V]{Entry: e})
	c.shrink()
}

// Changed forgets what a change concerns. Any change that it cannot assign concerns all.
func (c *Cache[V]) Changed(change store.Change) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes++
	switch [2]string{change.Model, change.Field} {
	case [2]string{"session", "token"}:
		c.remove(c.byToken[change.Value])
	case [2]string{"session", "id"}:
		c.remove(c.sessions[change.Value])
	case [2]string{"session", "userId"}, [2]string{"user", "id"}:
		for c.users[change.Value] != nil {
			c.remove(c.users[change.Value])
		}
	default:
		c.clear()
	}
}

// Len is the number of entries.
func (c *Cache[V]) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.byToken)
}
