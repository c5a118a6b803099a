package apikey

import (
	"cmp"
	"context"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
)

// Use is one use of a key.
type Use struct {
	// Key is the secret.
	Key string
	// ConfigID accepts only keys of that configuration; "" those of any.
	ConfigID string
	// Permissions that the key must have, all of them.
	Permissions access.Statements
}

// Verify counts one use of a key and returns it. The error is an *auth.Error whose code
// says why it is not valid: INVALID_API_KEY, KEY_DISABLED, KEY_EXPIRED, KEY_NOT_FOUND (for
// want of a permission), USAGE_EXCEEDED or RATE_LIMITED, whose Extra has details.tryAgainIn
// in milliseconds.
func (p *Plugin) Verify(ctx context.Context, u Use) (Key, error) {
	config, err := p.config(u.ConfigID)
	if err != nil {
		return Key{}, err
	}
	if u.ConfigID != "" && config.Valid != nil {
		if ok, err := config.Valid(ctx, u.Key); err != nil || !ok {
			return Key{}, cmp.Or[error](err, auth.Fail(http.StatusUnauthorized, KeyNotFound))
		}
	}
	return p.validate(ctx, u, config)
}

// validate makes the checks of the reference in its order (section 25.4), then counts.
func (p *Plugin) validate(ctx context.Context, u Use, lookup *Config) (Key, error) {
	key, err := p.lookup(ctx, lookup, "key", lookup.hash(u.Key))
	missing, err := auth.NotFoundOr(err)
	switch {
	case err != nil:
		return Key{}, err
	case missing || u.ConfigID != "" && !same(key.Config(), u.ConfigID):
		return Key{}, auth.Fail(http.StatusUnauthorized, InvalidAPIKey)
	}
	config, err := p.config(key.Config())
	if err != nil {
		return Key{}, err
	}
	if u.ConfigID == "" && config.Valid != nil {
		if ok, err := config.Valid(ctx, u.Key); err != nil || !ok {
			return Key{}, cmp.Or[error](err, auth.Fail(http.StatusUnauthorized, KeyNotFound))
		}
	}
	if err := p.judge(ctx, key, config, u.Permissions); err != nil {
		return Key{}, err
	}
	return p.use(ctx, key, config)
}

// judge says why a key is not good for a use, and deletes it when it will never be again.
func (p *Plugin) judge(ctx context.Context, key Key, config *Config, needed access.Statements) error {
	row, now := key.Row, p.auth.Options().Now()
	if row.Get("enabled") == false {
		return auth.Fail(http.StatusUnauthorized, KeyDisabled)
	}
	if expires := row.Time("expiresAt"); !expires.IsZero() && now.After(expires) {
		return cmp.Or[error](p.discard(ctx, key, config), auth.Fail(http.StatusUnauthorized, KeyExpired))
	}
	if needed != nil {
		allowed := key.Permissions()
		if allowed == nil || access.NewRole(allowed).Authorize(needed.Request(), access.And) != nil {
			return auth.Fail(http.StatusUnauthorized, KeyNotFound)
		}
	}
	if row.Get("remaining") == int64(0) && row.Get("refillAmount") == nil {
		return cmp.Or[error](p.discard(ctx, key, config), auth.Fail(http.StatusTooManyRequests, UsageExceeded))
	}
	return nil
}

// discard deletes a key, after the reply where the configuration says so.
func (p *Plugin) discard(ctx context.Context, key Key, config *Config) error {
	if !config.DeferUpdates {
		return p.erase(ctx, config, key)
	}
	p.auth.Background(ctx, func(ctx context.Context) {
		if err := p.erase(ctx, config, key); err != nil {
			p.auth.Options().Log.Warn("an API key could not be deleted", "key", key.ID(), "cause", err)
		}
	})
	return nil
}
