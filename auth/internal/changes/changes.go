// Package changes remembers for a while when sessions and users last changed or ended, so
// that what was said about them earlier, in a signed cookie, is not believed any more.
//
//	if !seen.Since(ctx, issued, session.ID, session.Token, user.ID) {
//		… // believe the cookie
//	}
//
// # What makes an answer true
//
// A [Record] listens to a store.Feed, which reports changes, whoever makes them, and says
// whether its reports can be relied upon. While it cannot, and for all that was said before
// it could, Since says that there may have been a change. So a lost connection, a new
// process and too many changes to remember all have one effect: the database is asked.
//
// Moments of several machines are compared. Clocks that differ by less than Slack do no
// harm: a change counts as that much later than it was.
//
// # Cost
//
// Since takes no lock. What is remembered is bounded by a time and a number.
package changes

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

const (
	// Slack is how much the clocks of those who issue and those who read may differ.
	Slack = 5 * time.Second
	// most changes are remembered at once: some 10 MiB.
	most = 1 << 16
)

// Record is safe for concurrent use. Make it with New.
type Record struct {
	now  func() time.Time
	keep time.Duration
	feed store.Feed

	rows  sync.Map     // from id or token to Unix nanoseconds, int64
	count atomic.Int64 // about how many there are
	any   atomic.Int64 // when something may have changed in any row, Unix nanoseconds
	prune sync.Mutex
}

// New returns a record that remembers changes for as long as keep says, the longest life
// of what is asked about.
func New(now func() time.Time, keep time.Duration) *Record {
	r := &Record{now: now, keep: keep + Slack}
	r.any.Store(now().UnixNano())
	return r
}

// Attach connects the record with the feed whose changes it is told of. Without one, Since
// goes by what Changed was told by this process, whose clock is one and needs no slack.
func (r *Record) Attach(feed store.Feed) { r.feed = feed }

// Changed remembers a change. One that it cannot assign concerns all.
func (r *Record) Changed(c store.Change) {
	now := r.now().UnixNano()
	switch [2]string{c.Model, c.Field} {
	case [2]string{"session", "id"}, [2]string{"session", "token"}, [2]string{"session", "userId"}, [2]string{"user", "id"}:
		if _, known := r.rows.Swap(c.Value, now); !known && r.count.Add(1) > most {
			r.shrink(now)
		}
	default:
		raise(&r.any, now)
	}
}

// Since reports whether any of some sessions and users, named by ids and tokens, may have
// changed after a moment. A moment in the future is a clock that goes wrong.
func (r *Record) Since(ctx context.Context, moment time.Time, names ...string) bool {
	since := moment.UnixNano()
	if r.feed != nil {
		since = moment.Add(-Slack).UnixNano()
		// First: asking for the state is what makes some feeds report.
		if r.feed.State(ctx) != store.FeedCurrent || since <= r.any.Load() || moment.After(r.now().Add(Slack)) {
			return true
		}
	}
	for _, name := range names {
		if at, known := r.rows.Load(name); known && since <= at.(int64) {
			return true
		}
	}
	return false
}

// Settled is when something may be said to have been written that was written after all
// changes so far, at a moment or a little later: a record without a feed then believes it.
func (r *Record) Settled(moment time.Time, names ...string) time.Time {
	if r.feed != nil {
		return moment
	}
	for _, name := range names {
		if at, known := r.rows.Load(name); known && moment.UnixNano() <= at.(int64) {
			moment = time.Unix(0, at.(int64)).Add(time.Millisecond)
		}
	}
	return moment
}

// shrink forgets what is older than anything that can be asked about. If that is not half,
// everything goes, and counts as changed now.
func (r *Record) shrink(now int64) {
	if !r.prune.TryLock() {
		return
	}
	defer r.prune.Unlock()
	if r.forget(now - r.keep.Nanoseconds()); r.count.Load() > most/2 {
		raise(&r.any, now)
		r.forget(now + 1)
	}
}

// forget drops what changed before a moment, unless it changes again meanwhile.
func (r *Record) forget(before int64) {
	r.rows.Range(func(name, at any) bool {
		if at.(int64) < before && r.rows.CompareAndDelete(name, at) {
			r.count.Add(-1)
		}
		return true
	})
}

func raise(at *atomic.Int64, to int64) {
	for old := at.Load(); old < to && !at.CompareAndSwap(old, to); old = at.Load() {
	}
}
