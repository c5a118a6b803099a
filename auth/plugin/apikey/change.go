package apikey

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// Change is what to change about a key; what is nil stays.
type Change struct {
	Name    *string
	Enabled *bool
	// ExpiresIn counts from now; 0 means never.
	ExpiresIn *time.Duration
	// Metadata is ignored when the configuration has none; *Metadata nil takes it away.
	Metadata    *any
	Remaining   *int64
	Refill      *Refill
	RateLimit   *Rate
	Permissions *access.Statements
}

// nullable is a number, or null.
type nullable struct{ Seconds *float64 }

// ReadValue accepts null and numbers from 1.
func (n *nullable) ReadValue(v any, present bool) string {
	if v == nil && present {
		return ""
	}
	number, ok := v.(float64)
	switch {
	case !ok:
		return expected("number", v, present)
	case number < 1:
		return "Too small: expected number to be >=1"
	}
	n.Seconds = &number
	return ""
}

type updateInput struct {
	ConfigID         *string      `json:"configId"`
	KeyID            string       `json:"keyId"`
	UserID           *coerced     `json:"userId"`
	Name             *string      `json:"name"`
	Enabled          *bool        `json:"enabled"`
	Remaining        *float64     `json:"remaining" check:"min=1"`
	RefillAmount     *float64     `json:"refillAmount"`
	RefillInterval   *float64     `json:"refillInterval"`
	Metadata         any          `json:"metadata" check:"optional"`
	ExpiresIn        *nullable    `json:"expiresIn"`
	RateLimitEnabled *bool        `json:"rateLimitEnabled"`
	RateLimitWindow  *float64     `json:"rateLimitTimeWindow"`
	RateLimitMax     *float64     `json:"rateLimitMax"`
	Permissions      *permissions `json:"permissions" check:"nullable"`
}

func (p *Plugin) handleUpdate(c *auth.Call, in updateInput) (Key, error) {
	session, err := p.manager(c)
	switch {
	case err != nil:
		return Key{}, err
	case session == nil, in.UserID != nil && *in.UserID != "" && string(*in.UserID) != session.User.ID:
		return Key{}, auth.Fail(http.StatusUnauthorized, UnauthorizedSession)
	case has(c, serverOnly...) || has(c, "remaining"):
		return Key{}, auth.Fail(http.StatusBadRequest, ServerOnlyProperty)
	}
	key, config, err := p.find(c, session.User.ID, in.KeyID, value(in.ConfigID), "update")
	if err != nil {
		return Key{}, err
	}
	change := Change{Name: in.Name, Enabled: in.Enabled}
	if in.ExpiresIn != nil {
		life := time.Duration(0)
		if in.ExpiresIn.Seconds != nil {
			life = seconds(*in.ExpiresIn.Seconds)
		}
		change.ExpiresIn = &life
	}
	if has(c, "metadata") {
		if err := p.auth.CheckField("metadata", json.RawMessage(auth.JSON(in.Metadata))); err != nil {
			return Key{}, err
		}
		change.Metadata = &in.Metadata
	}
	return p.update(c, key, config, change)
}

// Update changes a key. Unlike a client the application may change everything.
func (p *Plugin) Update(ctx context.Context, id string, change Change) (Key, error) {
	key, config, err := p.anywhere(ctx, id)
	if err != nil {
		return Key{}, err
	}
	return p.update(ctx, key, config, change)
}

func (p *Plugin) update(ctx context.Context, key Key, config *Config, change Change) (Key, error) {
	values, err := config.changed(change, p.auth.Options().Now())
	if err != nil {
		return Key{}, err
	}
	if len(values) == 0 {
		return Key{}, refuse(NoValuesToUpdate)
	}
	changed, err := p.amend(ctx, config, key, values)
	if missing, err := auth.NotFoundOr(err); missing || err != nil {
		return key, err // deleted meanwhile: the reference answers with what it had read
	}
	p.sweep(ctx)
	return changed, nil
}

func (c *Config) changed(change Change, now time.Time) (store.Values, error) {
	values := store.Values{}
	if change.Name != nil {
		if err := c.checkName(*change.Name); err != nil {
			return nil, err
		}
		values["name"] = *change.Name
	}
	if change.Enabled != nil {
		values["enabled"] = *change.Enabled
	}
	if life := change.ExpiresIn; life != nil {
		if c.Expiry.NoCustom {
			return nil, refuse(KeyDisabledExpiration)
		}
		values["expiresAt"] = nil
		if *life != 0 {
			if err := c.checkExpiry(*life); err != nil {
				return nil, err
			}
			values["expiresAt"] = now.Add(*life)
		}
	}
	if change.Metadata != nil && c.Metadata {
		if err := checkMetadata(*change.Metadata); err != nil {
			return nil, err
		}
		values["metadata"] = string(auth.JSON(*change.Metadata))
	}
	return values, change.limits(values)
}

// limits are what only a server changes.
func (change *Change) limits(values store.Values) error {
	if change.Remaining != nil {
		values["remaining"] = *change.Remaining
	}
	if change.Refill != nil {
		if err := change.Refill.check(); err != nil {
			return err
		}
		values["refillAmount"], values["refillInterval"] = change.Refill.Amount, change.Refill.Interval.Milliseconds()
	}
	change.RateLimit.set(values)
	if change.Permissions != nil {
		values["permissions"] = string(auth.JSON(object(*change.Permissions)))
	}
	return nil
}

type deleteInput struct {
	ConfigID *string `json:"configId"`
	KeyID    string  `json:"keyId"`
}

type success struct {
	Success bool `json:"success"`
}

func (p *Plugin) handleDelete(c *auth.Call, in deleteInput) (success, error) {
	session := c.Session()
	if session.User.Row.Bool("banned") {
		return success{}, auth.Fail(http.StatusUnauthorized, UserBanned)
	}
	if c.IsLent() && p.auth.Safer() {
		return success{}, auth.Fail(http.StatusUnauthorized, UnauthorizedSession)
	}
	key, config, err := p.find(c, session.User.ID, in.KeyID, value(in.ConfigID), "delete")
	if err != nil {
		return success{}, err
	}
	if err := p.erase(c, config, key); err != nil {
		return success{}, err
	}
	p.sweep(c)
	return success{true}, nil
}

// Delete deletes a key.
func (p *Plugin) Delete(ctx context.Context, id string) error {
	key, config, err := p.anywhere(ctx, id)
	if errors.Is(err, errNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.erase(ctx, config, key)
}
