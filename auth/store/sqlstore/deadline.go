package sqlstore

import (
	"context"
	"sync"
	"time"
)

// deadlines hands out contexts that end after a fixed time. Statements that begin within
// one tenth of it share one, because a timer for each would cost more than all
// else that this package does for a statement.
type deadlines struct {
	after time.Duration

	mu     sync.Mutex
	ctx    context.Context
	until  time.Time
	renew  time.Time
	cancel context.CancelFunc // of ctx, for the end of the database; else it ends by itself
}

// next is a context for one statement. Of the caller's own, only an earlier deadline
// counts; see the package comment.
func (d *deadlines) next(caller context.Context) context.Context {
	now := time.Now()
	d.mu.Lock()
	if now.After(d.renew) {
		d.until, d.renew = now.Add(d.after+d.after/10), now.Add(d.after/10)
		d.ctx, d.cancel = context.WithDeadline(context.Background(), d.until)
	}
	ctx, until := d.ctx, d.until
	d.mu.Unlock()
	if own, ok := caller.Deadline(); ok && own.Before(until) {
		return caller
	}
	return ctx
}

// stop frees the last context's timer. Whoever still asks gets a new one.
func (d *deadlines) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.renew = time.Time{}
	if d.cancel != nil {
		d.cancel()
	}
}
