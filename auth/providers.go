package auth

import (
	"context"

	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// Provider makes an identity provider available to all plugins, whichever of them brings
// it: plugin/social signs people in with it, others start it in their own way. Of two with
// one id the first counts.
func (b *Builder) Provider(p provider.Provider) {
	b.mutable()
	id := p.Info().ID
	for _, other := range b.auth.providers {
		if other.Info().ID == id {
			b.auth.options.Log.Warn("an identity provider is hidden by an earlier one of the same id", "provider", id, "plugin", b.plugin)
			return
		}
	}
	if len(b.auth.providers) == 0 {
		// Each sign-in looks for the person's account; the reference reads the whole table for it.
		b.Index("account", store.Index{Fields: []string{"accountId", "providerId"}})
	}
	b.auth.providers = append(b.auth.providers, p)
}

// Providers are all identity providers, ready or not.
func (a *Auth) Providers() []provider.Provider { return a.providers }

// Provider returns the identity provider of an id, or nil. One that cannot be used yet, for
// want of its discovery document, is treated as missing.
func (a *Auth) Provider(ctx context.Context, id string) provider.Provider {
	for _, p := range a.providers {
		if p.Info().ID != id {
			continue
		}
		if r, ok := p.(provider.Readier); ok && !r.Ready(ctx) {
			return nil
		}
		return p
	}
	return nil
}
