package outbox

import (
	"errors"
	"regexp"
	"strings"
	"time"
)

// maxReason bounds what is kept of an error, in bytes.
const maxReason = 300

// permanent reports whether an error says that trying again would change nothing.
func permanent(err error) bool {
	var p interface{ Permanent() bool }
	return errors.As(err, &p) && p.Permanent()
}

// backoff is the pause after a number of earlier failures: doubled each time, half of it
// random, so that a provider that comes back is not met by everything at once.
func (p *Plugin) backoff(failures int64) time.Duration {
	pause := p.options.MaxBackoff
	if failures < 30 {
		pause = min(pause, p.options.Backoff<<failures)
	}
	return pause/2 + time.Duration(float64(pause/2)*p.options.Jitter())
}

// telling matches what names a person or opens a door: addresses, links, telephone numbers.
var telling = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*://\S+|[^\s<>"'(),:;]+@[^\s<>"'(),:;]+|\+?[0-9][0-9 ()-]{6,}[0-9]`)

// scrub makes an error fit for a log.
func scrub(reason, to string) string {
	if to != "" {
		reason = strings.ReplaceAll(reason, to, "…")
	}
	reason = telling.ReplaceAllString(reason, "…")
	reason = strings.Join(strings.Fields(reason), " ")
	if len(reason) > maxReason {
		reason = strings.ToValidUTF8(reason[:maxReason], "") + "…"
	}
	return reason
}
