package apikey

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

var (
	errExceeded = auth.Fail(http.StatusTooManyRequests, UsageExceeded)
	errInvalid  = auth.Fail(http.StatusUnauthorized, InvalidAPIKey)
)

// count takes one of the remaining uses, then one of those that the rate allows. Each write
// holds only if its condition still does, so that uses at once cannot exceed either.
func (p *Plugin) count(ctx context.Context, row store.Row, config *Config) (store.Row, error) {
	var err error
	if row.Get("remaining") != nil {
		if row, err = p.consume(ctx, row); err != nil {
			return row, err
		}
	}
	return p.limit(ctx, row, config)
}

// use counts a use where the key lives.
func (p *Plugin) use(ctx context.Context, key Key, c *Config) (Key, error) {
	if c.alone() {
		used, err := p.rewrite(ctx, c, key, func(now Key) (store.Values, error) { return p.counted(now.Row, c) })
		if errors.Is(err, store.ErrNotFound) {
			err = auth.Fail(http.StatusInternalServerError, FailedToUpdate)
		}
		return used, err
	}
	row, err := p.count(ctx, key.Row, c)
	used := Key{Row: row}
	if err != nil || !c.Secondary {
		return used, err
	}
	if err := p.keep(ctx, c, used); err != nil {
		return used, err
	}
	if row.Get("enabled") == false && p.auth.Safer() { // the storage had not heard of it
		err = auth.Fail(http.StatusUnauthorized, KeyDisabled)
	}
	return used, err
}

// counted is what to write for one more use of a key that no table has.
func (p *Plugin) counted(row store.Row, c *Config) (store.Values, error) {
	now := p.auth.Options().Now()
	values := store.Values{"updatedAt": now}
	if row.Get("remaining") != nil {
		left, interval, amount := row.Int("remaining"), row.Int("refillInterval"), row.Int("refillAmount")
		last := row.Time("lastRefillAt")
		if last.IsZero() {
			last = row.Time("createdAt")
		}
		if interval != 0 && amount != 0 && now.Sub(last).Milliseconds() > interval {
			left, values["lastRefillAt"] = amount, now
		}
		if left == 0 {
			return nil, errExceeded
		}
		values["remaining"] = left - 1
	}
	set, guard, err := judgeRate(row, c, now)
	if err != nil {
		return nil, err
	}
	for name, v := range set {
		values[name] = v
	}
	if _, anew := set["requestCount"]; !anew && guard != nil {
		values["requestCount"] = row.Int("requestCount") + 1
	}
	return values, nil
}

// consume takes one of the remaining uses. When a refill is due, one use wins it, and the
// others go on with what it has set.
func (p *Plugin) consume(ctx context.Context, row store.Row) (store.Row, error) {
	now, this := p.auth.Options().Now(), store.Eq("id", row.ID())
	interval, amount := row.Int("refillInterval"), row.Int("refillAmount")
	if interval != 0 && amount != 0 {
		last := row.Time("lastRefillAt")
		if last.IsZero() {
			last = row.Time("createdAt")
		}
		if now.Sub(last).Milliseconds() > interval {
			refilled, err := p.auth.Store().Update(ctx, model, store.Values{"remaining": amount - 1, "lastRefillAt": now},
				this, store.Eq("lastRefillAt", row.Get("lastRefillAt")))
			if missing, err := auth.NotFoundOr(err); !missing {
				return refilled, err
			}
		}
	}
	taken, err := p.auth.Store().Increment(ctx, model, "remaining", -1, nil, this, store.Gt("remaining", int64(0)))
	if missing, _ := auth.NotFoundOr(err); missing {
		return row, errExceeded
	}
	return taken, err
}

// attempts is how often a use that lost a race looks again. Each time somebody else has
// won, and at most rateLimitMax can.
const attempts = 1000

// limit counts a use against the key's rate. The window begins anew with every use, as in
// the reference. It also writes when the key was last used.
func (p *Plugin) limit(ctx context.Context, row store.Row, config *Config) (store.Row, error) {
	for range attempts {
		now := p.auth.Options().Now()
		set, guard, err := judgeRate(row, config, now)
		if err != nil {
			return row, err
		}
		set["updatedAt"] = now
		where := append([]store.Cond{store.Eq("id", row.ID())}, guard...)
		var counted store.Row
		if _, anew := set["requestCount"]; !anew && guard != nil {
			counted, err = p.auth.Store().Increment(ctx, model, "requestCount", 1, set, where...)
		} else {
			counted, err = p.auth.Store().Update(ctx, model, set, where...)
		}
		if missing, err := auth.NotFoundOr(err); !missing {
			return counted, err
		}
		again, err := p.auth.Store().Find(ctx, store.Query{Model: model, Where: where[:1]})
		missing, err := auth.NotFoundOr(err)
		switch {
		case missing && row.Get("remaining") != nil:
			return row, nil // this use was taken before the last one, after which the key was removed
		case missing:
			return row, errInvalid
		case err != nil:
			return row, err
		}
		row = again
	}
	return row, tooMany(0)
}

// judgeRate says what to write for one more use, and under which condition; without one
// there is nothing to count.
func judgeRate(row store.Row, config *Config, now time.Time) (set store.Values, guard []store.Cond, err error) {
	last := row.Time("lastRequest")
	window := time.Duration(row.Int("rateLimitTimeWindow")) * time.Millisecond
	begin := now.Add(-window)
	switch {
	case config.RateLimit.Off || row.Get("rateLimitEnabled") == false:
		return store.Values{"lastRequest": now}, nil, nil
	case row.Get("rateLimitTimeWindow") == nil || row.Get("rateLimitMax") == nil:
		return store.Values{}, nil, nil
	case last.IsZero():
		return store.Values{"lastRequest": now, "requestCount": int64(1)}, []store.Cond{store.Eq("lastRequest", nil)}, nil
	case now.Sub(last) > window:
		return store.Values{"lastRequest": now, "requestCount": int64(1)}, []store.Cond{store.Lte("lastRequest", begin)}, nil
	case row.Int("requestCount") >= row.Int("rateLimitMax"):
		return nil, nil, tooMany(window - now.Sub(last))
	}
	return store.Values{"lastRequest": now},
		[]store.Cond{store.Gt("lastRequest", begin), store.Lt("requestCount", row.Int("rateLimitMax"))}, nil
}

func tooMany(wait time.Duration) error {
	e := auth.Fail(http.StatusTooManyRequests, RateLimited)
	e.Extra = auth.Object{{Key: "details", Value: auth.Object{{Key: "tryAgainIn", Value: wait.Milliseconds()}}}}
	return e
}
