package sqlstore

import (
	"context"
	"sync"
	"time"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/internal/listener"
)

// trust is how long one look at the data version counts, at most the feed's bound.
const trust = 5 * time.Millisecond

// dataVersion notices commits by other connections than the one through which stores
// write, those of other processes above all. PRAGMA data_version of a connection changes
// with every commit of another one, but not with its own.
//
// So two connections are asked. One of its own answers at any moment, but counts the
// store's writes too. Only when its version has changed is the store's writing
// connection asked, which does not count them; it may be busy, and then the answer waits.
type dataVersion struct {
	store.Watch
	lite *lite

	looked listener.Moment

	mu      sync.Mutex
	closed  bool
	known   bool      // whether there is something to compare with
	outside *liteConn // of its own
	version int64     // of outside
	inside  *liteConn // the writing one, for comparison only
	foreign int64     // of inside
}

func newDataVersion(w store.Watch, l *lite) *dataVersion { return &dataVersion{Watch: w, lite: l} }

func (d *dataVersion) State(context.Context) store.FeedState {
	if d.looked.Recent(min(trust, d.Bound)) {
		return store.FeedCurrent
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	state := d.look()
	if state == store.FeedCurrent {
		d.looked.Set(now)
	}
	return state
}

func (d *dataVersion) look() store.FeedState {
	if d.outside == nil && (d.closed || !d.connect()) {
		return store.FeedOff
	}
	version, err := dataVersionOf(d.outside)
	if err != nil {
		d.disconnect()
		return store.FeedOff
	}
	if d.known && version == d.version {
		return store.FeedCurrent
	}
	writer, free := d.lite.writer.tryGet()
	switch {
	case !free && d.known:
		return store.FeedLate
	case !free:
		return store.FeedOff
	}
	foreign, err := dataVersionOf(writer)
	d.lite.writer.put(writer, err != nil)
	if err != nil {
		d.disconnect()
		return store.FeedOff
	}
	if !d.known || writer != d.inside || foreign != d.foreign {
		d.known, d.inside, d.foreign = true, writer, foreign
		d.Changed(store.Change{})
	}
	d.version = version
	return store.FeedCurrent
}

func (d *dataVersion) connect() bool {
	c, err := d.lite.writer.connect()
	if err == nil {
		d.outside = c
	}
	return err == nil
}

// disconnect forgets everything; what was kept elsewhere must go as well.
func (d *dataVersion) disconnect() {
	if d.outside != nil {
		_ = d.outside.close()
	}
	d.outside, d.inside, d.known = nil, nil, false
	d.looked.Forget()
	d.Changed(store.Change{})
}

func (d *dataVersion) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	d.disconnect()
}

func dataVersionOf(c *liteConn) (n int64, err error) {
	rows, width, err := c.query(context.Background(), "PRAGMA data_version", nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	values := c.values(width)
	if err := rows.Next(values); err != nil {
		return 0, err
	}
	n, _ = values[0].(int64)
	return n, nil
}
