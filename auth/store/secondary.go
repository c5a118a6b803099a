package store

import (
	"context"
	"time"
)

// Secondary keeps values by key for a time, beside or instead of the database: what the
// reference calls secondary storage (better-auth-core, section 4.6). Package valkey
// has one for Valkey and Redis. Implementations are safe for concurrent use and answer
// in bounded time; a server that cannot be reached is [ErrUnavailable].
type Secondary interface {
	// Get returns a value. ErrNotFound if there is none.
	Get(ctx context.Context, key string) (string, error)
	// Set stores a value for ttl, whole seconds; 0 means for ever.
	Set(ctx context.Context, key, value string, ttl time.Duration) error
	// Delete removes values. Those that are gone already are no error.
	Delete(ctx context.Context, keys ...string) error
	// GetAndDelete returns a value and removes it: of any number of concurrent callers
	// one gets it, the others ErrNotFound.
	GetAndDelete(ctx context.Context, key string) (string, error)
	// Increment adds one to a counter and returns it. A counter that did not exist lives
	// for ttl from now, whole seconds; later calls do not prolong it.
	Increment(ctx context.Context, key string, ttl time.Duration) (int64, error)
}

// Swapper is a [Secondary] that can change a value without losing what somebody else
// writes meanwhile. The engine uses it where it can.
type Swapper interface {
	// Swap stores a value for ttl, or removes it when ttl is 0, provided that it is still
	// old; "" stands for none. swapped is false when it was not.
	Swap(ctx context.Context, key, old, value string, ttl time.Duration) (swapped bool, err error)
}
