package store

import (
	"context"
	"log/slog"
	"time"
)

// Watcher is a Store that can tell of changes to rows, whoever makes them. It is optional:
// a Store that is none is asked every time.
type Watcher interface {
	// Watch opens a feed of changes to the rows of some models, which must be declared
	// with Table.Watched. It does not touch the database yet.
	Watch(w Watch) (Feed, error)
}

// Watch describes a feed.
type Watch struct {
	// Models are the logical names of the tables to watch.
	Models []string
	// Bound is how long after its completion another process's change may go unreported
	// while the feed is Current.
	Bound time.Duration
	// Changed is told of every change. It may be called from several goroutines, must not
	// block and must not use the store.
	Changed func(c Change)
	// Log is told when a feed stops and why, and that it is back.
	Log *slog.Logger
}

// Change says which rows may have changed or gone: those of Model whose field Field has
// the value Value. The zero Change means any row of any model. New rows are not told of.
type Change struct{ Model, Field, Value string }

// FeedState says what can be relied upon.
type FeedState uint8

const (
	// FeedOff: changes may go unreported for ever. What was read must not be kept. It is
	// also the state inside a transaction, whose reads are nobody else's business.
	FeedOff FeedState = iota
	// FeedLate: every change will be reported, but the bound is not assured at the moment.
	// What was read may be kept but must not be used.
	FeedLate
	// FeedCurrent: every change completed longer than the bound ago has been reported, and
	// of those that this process made through its store, every one that has returned.
	FeedCurrent
)

// Feed reports changes. After a time of FeedOff the zero Change is reported before it is
// anything else. It is safe for concurrent use and closed with its database.
type Feed interface {
	State(ctx context.Context) FeedState
}

// KeyWatcher is a [Secondary] that can tell of changes to values, whoever makes them. It is
// optional: a Secondary that is none is asked every time.
type KeyWatcher interface {
	// WatchKeys opens a feed of changes to all values. It does not connect yet.
	WatchKeys(w KeyWatch) (Feed, error)
}

// KeyWatch describes a feed.
type KeyWatch struct {
	// Bound is how long after its completion another process's change may go unreported
	// while the feed is Current.
	Bound time.Duration
	// Changed is told of every key whose value was set, removed, evicted or has expired; ""
	// means any. It may be called from several goroutines, must not block and must not use
	// the storage.
	Changed func(key string)
	// Log is told when a feed stops and why, and that it is back.
	Log *slog.Logger
}
