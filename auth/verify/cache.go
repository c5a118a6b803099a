package verify

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// cache keeps a source's keys. Reading it takes no lock.
type cache struct {
	source                 KeySource
	ttl, refresh, maxStale time.Duration
	now                    func() time.Time
	log                    *slog.Logger

	known atomic.Pointer[keySet]

	mu       sync.Mutex
	flight   *flight   // the fetch under way, if any
	searched time.Time // when an unknown key last caused a fetch
	failed   time.Time // when fetching last failed; zero after a success
	failure  error
}

// keySet is what one fetch brought.
type keySet struct {
	keys    []verificationKey
	fetched time.Time
}

// flight is one fetch that any number of requests wait for.
type flight struct {
	done chan struct{}
	set  *keySet
	err  error
}

func newCache(source KeySource, o Options) *cache {
	return &cache{
		source: source, ttl: o.CacheTTL, refresh: o.MinRefresh, maxStale: o.MaxStale, now: o.Now, log: o.Log,
	}
}

// find returns the key with which to verify a token.
func (c *cache) find(ctx context.Context, id string, algorithm jose.SignatureAlgorithm) (any, error) {
	set, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	for last := false; ; {
		key, known, refusal := pick(set.keys, id, algorithm)
		if known || last {
			return key, refusal
		}
		if set, last, err = c.search(ctx, set); err != nil {
			return nil, err
		}
	}
}

// current returns the known keys, or new ones when those are too old.
func (c *cache) current(ctx context.Context) (*keySet, error) {
	set := c.known.Load()
	if set == nil {
		return c.renew(ctx)
	}
	age := c.now().Sub(set.fetched)
	if age < c.ttl/2 {
		return set, nil
	}
	if age < c.ttl {
		c.mu.Lock()
		_, _ = c.begin() // goes on in the background
		c.mu.Unlock()
		return set, nil
	}
	renewed, err := c.renew(ctx)
	if err != nil && age < c.ttl+c.maxStale {
		return set, nil
	}
	return renewed, err
}

// renew fetches the keys or waits for the fetch under way.
func (c *cache) renew(ctx context.Context) (*keySet, error) {
	c.mu.Lock()
	f, err := c.begin()
	c.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return f.wait(ctx)
}

// search gets keys newer than a set that lacks one. last says that looking
// further is of no use. The result of a fetch that was already under way is not
// the last: it may have begun before the key was published.
func (c *cache) search(ctx context.Context, lacking *keySet) (set *keySet, last bool, err error) {
	c.mu.Lock()
	f, err := c.flight, error(nil)
	switch newer := c.known.Load(); {
	case newer != lacking:
		c.mu.Unlock()
		return newer, false, nil
	case f != nil: // wait for it
	case c.now().Sub(c.searched) < c.refresh:
		err = c.failure // decides between "unknown" and "cannot be known"
		c.mu.Unlock()
		return lacking, true, err
	default:
		last = true
		c.searched = c.now()
		f, err = c.begin()
	}
	c.mu.Unlock()
	if err != nil {
		return nil, true, err
	}
	set, err = f.wait(ctx)
	return set, last, err
}

// begin starts a fetch unless one is under way or the last one failed a moment
// ago. The caller holds c.mu.
func (c *cache) begin() (*flight, error) {
	if c.flight != nil {
		return c.flight, nil
	}
	if c.failure != nil && c.now().Sub(c.failed) < c.refresh {
		return nil, c.failure
	}
	c.flight = &flight{done: make(chan struct{})}
	go c.fetch(c.flight)
	return c.flight, nil
}

// fetch belongs to no request: one that gives up must not fail the others.
func (c *cache) fetch(f *flight) {
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
	defer cancel()
	began := c.now()
	document, err := c.source.KeySet(ctx)
	var keys []verificationKey
	if err == nil {
		keys, err = parseKeys(document)
	}

	c.mu.Lock()
	defer c.mu.Unlock()
	c.flight = nil
	if err != nil {
		f.err = fmt.Errorf("%w: %w", ErrUnavailable, err)
		c.failure, c.failed = f.err, c.now()
		c.log.Warn("fetching the signing keys failed", "error", err)
	} else {
		f.set = &keySet{keys: keys, fetched: began}
		c.failure = nil
		c.known.Store(f.set)
	}
	close(f.done)
}

func (f *flight) wait(ctx context.Context) (*keySet, error) {
	select {
	case <-f.done:
		return f.set, f.err
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
	}
}
