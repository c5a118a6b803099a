package listener

import (
	"sync/atomic"
	"time"
)

// Moment is when something was last known to be true; the zero Moment is never. It is safe
// for concurrent use.
type Moment struct{ at atomic.Pointer[time.Time] }

// Set says that it was true then.
func (m *Moment) Set(then time.Time) { m.at.Store(&then) }

// Forget says that it is not known to have been true.
func (m *Moment) Forget() { m.at.Store(nil) }

// Recent reports whether it is less than a bound ago by both clocks: the monotonic one may
// stand still while the machine sleeps, the other may be set.
func (m *Moment) Recent(bound time.Duration) bool {
	then := m.at.Load()
	if then == nil {
		return false
	}
	now := time.Now()
	wall := now.Round(0).Sub(then.Round(0))
	return now.Sub(*then) < bound && wall < bound && wall > -bound
}
