// Package apikey gives users and organizations keys for programs: the reference's plugin
// `api-key` of the npm package @better-auth/api-key 1.7.5 (better-auth-plugins, section
// 25).
//
// Endpoints: POST /api-key/create, GET /api-key/get, GET /api-key/list, POST
// /api-key/update, POST /api-key/delete. What only a server may do is Go API:
// [Plugin.Verify], [Plugin.Create] and [Plugin.Update] with limits and permissions, and
// [Plugin.DeleteExpired].
//
// A key is shown once, when it is made; the table "apikey" keeps its SHA-256 (base64url).
// Each use is counted by guarded statements, so that no number of uses at once exceeds a
// key's remaining uses or its rate. A use that is refused for its rate has been taken from
// the remaining ones, as in the reference.
//
// With Config.Sessions a request with a key in its header acts as the key's user. By
// default such a request can neither make, change nor delete keys nor do what asks for a
// recent sign-in: whoever finds a key must not be able to make it last. The reference lets
// it.
//
// Keys may live in secondary storage, alone or before the table, as with the reference and
// together with it. Alone, uses are counted one after the other in this process only; where
// several processes must not exceed a limit, keep the table (Config.Fallback).
//
// Files: config.go, key.go (a row as clients see it), create.go, change.go, list.go,
// verify.go (the order of checks), usage.go (counting), keeping.go (where keys live), kept.go (as
// secondary storage has them), session.go.
package apikey

import (
	"context"
	"sync"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Plugin is the plugin; make it with New.
type Plugin struct {
	configs      []Config
	organization Organization
	auth         *auth.Auth

	mu    sync.Mutex
	swept time.Time
	// Whoever changes a key may then change a list, never the other way round.
	keyTurns, listTurns turns
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin. organization may be nil when no configuration is for
// organizations.
func New(organization Organization, configs ...Config) *Plugin {
	if len(configs) == 0 {
		configs = []Config{{}}
	}
	p := &Plugin{organization: organization}
	for _, c := range configs {
		p.configs = append(p.configs, c.withDefaults())
	}
	return p
}

// ID is "api-key".
func (p *Plugin) ID() string { return "api-key" }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

// Setup declares the table, the endpoints and the hook for requests with a key.
func (p *Plugin) Setup(b *auth.Builder) error {
	if err := p.check(b.Options().SecondaryStorage); err != nil {
		return err
	}
	b.Table(p.table())
	post := func(name, summary string, errors ...auth.Code) auth.Endpoint {
		return auth.Endpoint{Method: "POST", Path: "/api-key/" + name, Summary: summary, Errors: errors}
	}
	get := func(name, summary string) auth.Endpoint {
		return auth.Endpoint{Method: "GET", Path: "/api-key/" + name, Level: auth.SignedIn, Summary: summary, Errors: []auth.Code{KeyNotFound}}
	}
	rules := []auth.Code{UnauthorizedSession, ServerOnlyProperty, ExpiresInIsTooSmall, ExpiresInIsTooLarge, InvalidNameLength, MetadataDisabled}
	auth.Handle(b, post("create", "Makes a key and shows it, this once.", append(rules, InvalidPrefixLength, NameRequired)...), p.handleCreate)
	auth.Handle(b, get("get", "A key, without its secret."), p.handleGet)
	auth.Handle(b, get("list", "The keys of the user or of an organization."), p.handleList)
	auth.Handle(b, post("update", "Changes a key.", append(rules, KeyNotFound, NoValuesToUpdate)...), p.handleUpdate)
	remove := post("delete", "Deletes a key.", KeyNotFound, UserBanned)
	remove.Level = auth.SignedIn
	auth.Handle(b, remove, p.handleDelete)
	for i := range p.configs {
		if p.configs[i].Sessions {
			b.Before(p.act)
			break
		}
	}
	return nil
}

const model = "apikey"

func (p *Plugin) table() store.Table {
	limit, window := int64(10), int64(24*time.Hour/time.Millisecond)
	if len(p.configs) == 1 {
		limit, window = p.configs[0].RateLimit.Max, p.configs[0].RateLimit.Window.Milliseconds()
	}
	text := func(name string) store.Field { return store.Field{Name: name, Nullable: true, NoInput: true} }
	number := func(name string) store.Field {
		return store.Field{Name: name, Type: store.Number, Nullable: true, NoInput: true}
	}
	date := func(name string) store.Field {
		return store.Field{Name: name, Type: store.Date, Nullable: true, NoInput: true}
	}
	with := func(f store.Field, value any) store.Field {
		f.Default = func() any { return value }
		return f
	}
	yes := store.Field{Type: store.Boolean, Nullable: true, NoInput: true, Default: func() any { return true }}
	enabled, limited := yes, yes
	enabled.Name, limited.Name = "enabled", "rateLimitEnabled"
	metadata := text("metadata")
	metadata.NoInput = false
	return store.Table{Model: model, Fields: []store.Field{
		with(store.Field{Name: "configId", Index: true, NoInput: true}, defaultID), text("name"), text("start"),
		{Name: "referenceId", Index: true, NoInput: true}, text("prefix"), {Name: "key", Index: true, NoInput: true},
		number("refillInterval"), number("refillAmount"), date("lastRefillAt"), enabled, limited,
		with(number("rateLimitTimeWindow"), window), with(number("rateLimitMax"), limit), with(number("requestCount"), int64(0)),
		number("remaining"), date("lastRequest"), date("expiresAt"),
		{Name: "createdAt", Type: store.Date, NoInput: true}, {Name: "updatedAt", Type: store.Date, NoInput: true},
		text("permissions"), metadata,
	}}
}

// sweepEvery is how often expired keys are deleted on the way.
const sweepEvery = 10 * time.Second

// sweep deletes expired keys once in a while. Failures are only logged: nobody waits for it.
func (p *Plugin) sweep(ctx context.Context) {
	now := p.auth.Options().Now()
	p.mu.Lock()
	due := p.swept.IsZero() || now.Sub(p.swept) >= sweepEvery
	if due {
		p.swept = now
	}
	p.mu.Unlock()
	if !due {
		return
	}
	p.auth.Background(ctx, func(ctx context.Context) {
		if err := p.DeleteExpired(ctx); err != nil {
			p.auth.Options().Log.Warn("expired API keys could not be deleted", "cause", err)
		}
	})
}

// DeleteExpired deletes all keys that have expired (deleteAllExpiredApiKeys).
func (p *Plugin) DeleteExpired(ctx context.Context) error {
	_, err := p.auth.Store().Delete(ctx, model, store.Lt("expiresAt", p.auth.Options().Now()))
	return err
}
