package ratelimit

import (
	"context"
	"log/slog"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// Secondary counts in secondary storage by the reference's rule for it: a window is fixed by
// its first request, refused requests count too, and the time to wait is always the
// whole window.
type Secondary struct {
	Storage store.Secondary
	Log     *slog.Logger
}

// Allow counts one request.
func (s *Secondary) Allow(ctx context.Context, key string, max int, window time.Duration, _ time.Time) (bool, time.Duration, error) {
	window = (window + time.Second - 1).Truncate(time.Second)
	n, err := s.Storage.Increment(ctx, key, window)
	if err != nil {
		return false, 0, err
	}
	return n <= int64(max), window, nil
}

// Forget drops what is known of a key.
func (s *Secondary) Forget(ctx context.Context, key string) {
	if err := s.Storage.Delete(ctx, key); err != nil {
		s.Log.Warn("removing a counter failed", "error", err)
	}
}
