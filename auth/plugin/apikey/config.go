package apikey

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// Owner says what a configuration's keys belong to.
type Owner string

const (
	// User keys belong to a person. The default.
	User Owner = "user"
	// OfOrganization keys belong to an organization.
	OfOrganization Owner = "organization"
)

// Organization answers for the organizations that own keys.
type Organization interface {
	// May reports whether a user is a member of an organization, and if so whether their
	// role allows an action on apiKey: create, read, update or delete.
	May(ctx context.Context, organizationID, userID string, want access.Want) (member, allowed bool, err error)
}

// Rate limits each key: at most Max uses with less than Window between one and the next.
type Rate struct {
	Off    bool
	Window time.Duration
	Max    int64
}

// Expiry of keys. Min and Max bound what clients ask for; defaults one day and 365 days.
type Expiry struct {
	Default  time.Duration // 0: never
	NoCustom bool
	Min, Max time.Duration
}

// Config is one kind of keys; better-auth-plugins, section 25.1.
type Config struct {
	// ID is the configId. Default "default".
	ID         string
	References Owner
	// Headers that carry keys. Default x-api-key.
	Headers []string
	// Length of the random part. Default 64. Generate replaces it.
	Length   int
	Prefix   string
	Generate func(length int, prefix string) (string, error)
	// Lengths of prefixes and names in UTF-16 code units. Default 1 to 32.
	MinPrefix, MaxPrefix int
	MinName, MaxName     int
	RequireName          bool
	Metadata             bool
	// Plain stores keys as they are (disableKeyHashing).
	Plain     bool
	RateLimit Rate
	Expiry    Expiry
	// NoStart keeps the first characters out of the table; StartLength is their number,
	// default 6.
	NoStart     bool
	StartLength int
	// Sessions lets requests with a key act as its user (enableSessionForAPIKeys).
	Sessions bool
	// KeyOf finds the key of a request in place of Headers; "" when there is none.
	KeyOf func(r *http.Request) string
	// Valid refuses keys before they are looked up.
	Valid func(ctx context.Context, key string) (bool, error)
	// Permissions of keys that are made without.
	Permissions access.Statements
	// DeferUpdates deletes what has expired after the reply.
	DeferUpdates bool
	// Secondary keeps keys in secondary storage (storage: secondary-storage), Storage in
	// one of their own (customStorage). With Fallback the database has them too, and is
	// what counts: the storage answers what it knows (fallbackToDatabase).
	Secondary, Fallback bool
	Storage             store.Secondary
}

const defaultID = "default"

func (c Config) withDefaults() Config {
	set := func(n *int, value int) {
		if *n == 0 {
			*n = value
		}
	}
	set(&c.Length, 64)
	set(&c.MinPrefix, 1)
	set(&c.MaxPrefix, 32)
	set(&c.MinName, 1)
	set(&c.MaxName, 32)
	set(&c.StartLength, 6)
	if c.References == "" {
		c.References = User
	}
	if len(c.Headers) == 0 {
		c.Headers = []string{"x-api-key"}
	}
	if c.RateLimit.Window == 0 {
		c.RateLimit.Window = 24 * time.Hour
	}
	if c.RateLimit.Max == 0 {
		c.RateLimit.Max = 10
	}
	if c.Expiry.Min == 0 {
		c.Expiry.Min = 24 * time.Hour
	}
	if c.Expiry.Max == 0 {
		c.Expiry.Max = 365 * 24 * time.Hour
	}
	return c
}

func (p *Plugin) check(secondary store.Secondary) error {
	ids := map[string]bool{}
	for i := range p.configs {
		c := &p.configs[i]
		if c.Secondary && c.Storage == nil {
			c.Storage = secondary
		}
		switch {
		case c.Secondary && c.Storage == nil:
			return errors.New("keys are to be kept in secondary storage, and there is none")
		case len(p.configs) > 1 && c.ID == "":
			return errors.New("several configurations each need an ID")
		case ids[c.ID]:
			return fmt.Errorf("two configurations have the ID %q", c.ID)
		case c.References != User && c.References != OfOrganization:
			return fmt.Errorf("keys cannot belong to %q", c.References)
		case c.References == OfOrganization && p.organization == nil:
			return errors.New("keys of organizations need somebody who answers for organizations")
		}
		ids[c.ID] = true
	}
	return nil
}

func isDefault(id string) bool { return id == "" || id == defaultID }

func same(a, b string) bool { return a == b || isDefault(a) && isDefault(b) }

// config is the configuration of an id, else the default one.
func (p *Plugin) config(id string) (*Config, error) {
	var fallback *Config
	for i := range p.configs {
		c := &p.configs[i]
		if id != "" && c.ID == id {
			return c, nil
		}
		if fallback == nil && isDefault(c.ID) {
			fallback = c
		}
	}
	if fallback == nil {
		return nil, auth.Fail(http.StatusBadRequest, NoDefaultConfiguration)
	}
	return fallback, nil
}

// may returns why a user may not do something to the keys of an organization.
func (p *Plugin) may(ctx context.Context, userID, organizationID, action string) error {
	if p.organization == nil {
		return auth.Fail(http.StatusInternalServerError, OrganizationPluginRequired)
	}
	member, allowed, err := p.organization.May(ctx, organizationID, userID, access.Need("apiKey", action))
	switch {
	case err != nil:
		return err
	case !member:
		return auth.Fail(http.StatusForbidden, UserNotMember)
	case !allowed:
		return auth.Fail(http.StatusForbidden, InsufficientPermissions)
	}
	return nil
}
