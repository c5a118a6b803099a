package main

import (
	"context"
	"errors"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/plugin/apikey"
	"github.com/lyceum/lyceum/internal/config"
)

const day = 24 * time.Hour

func makeAPIKey(w *wiring) auth.Plugin {
	o := w.settings.Plugins.APIKey
	if o.Off {
		return nil
	}
	var organization apikey.Organization
	if !w.settings.Plugins.Organization.Off {
		organization = organizations{w}
	}
	var configs []apikey.Config
	for _, one := range o.Each() {
		if one.References == "organization" && organization == nil {
			w.problems = append(w.problems, errors.New("auth.plugins.apiKey.references: organization needs auth.plugins.organization"))
			return nil
		}
		configs = append(configs, keyConfig(one))
	}
	return apikey.New(organization, configs...)
}

func keyConfig(o config.APIKeyConfig) apikey.Config {
	return apikey.Config{
		ID: o.ConfigID, References: apikey.Owner(o.References), Headers: o.APIKeyHeaders, Length: o.DefaultKeyLength, Prefix: o.DefaultPrefix,
		MinPrefix: o.MinimumPrefixLength, MaxPrefix: o.MaximumPrefixLength, MinName: o.MinimumNameLength, MaxName: o.MaximumNameLength,
		RequireName: o.RequireName, Metadata: o.EnableMetadata, Plain: o.DisableKeyHashing,
		RateLimit: apikey.Rate{
			Off: !o.RateLimit.Enabled, Window: time.Duration(o.RateLimit.TimeWindow) * time.Millisecond, Max: int64(o.RateLimit.MaxRequests),
		},
		Expiry: apikey.Expiry{
			Default: seconds(o.KeyExpiration.DefaultExpiresIn), NoCustom: o.KeyExpiration.DisableCustomExpiresTime,
			Min: time.Duration(o.KeyExpiration.MinExpiresIn) * day, Max: time.Duration(o.KeyExpiration.MaxExpiresIn) * day,
		},
		NoStart: !o.StartingCharacters.ShouldStore, StartLength: o.StartingCharacters.CharactersLength,
		Sessions: o.EnableSessionForAPIKeys, Permissions: access.Statements(o.Permissions.DefaultPermissions), DeferUpdates: o.DeferUpdates,
		Secondary: o.Storage == "secondary-storage", Fallback: o.FallbackToDatabase,
	}
}

// organizations asks the plugin organization, which may be made later than who asks.
type organizations struct{ w *wiring }

// May implements apikey.Organization.
func (o organizations) May(ctx context.Context, organizationID, userID string, want access.Want) (member, allowed bool, err error) {
	return o.w.organization.May(ctx, organizationID, userID, want)
}
