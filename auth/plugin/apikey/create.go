package apikey

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// Refill sets the remaining uses back to Amount once Interval has passed.
type Refill struct {
	Amount   int64
	Interval time.Duration
}

// NewKey is a key to be made. Nil and zero values leave it to the configuration.
type NewKey struct {
	// ConfigID names the configuration; OwnerID is a user's or an organization's id.
	ConfigID, OwnerID string
	Name, Prefix      *string
	ExpiresIn         time.Duration
	// Metadata is anything that is an object or list in JSON.
	Metadata any
	// Remaining uses; nil for any number.
	Remaining   *int64
	Refill      *Refill
	RateLimit   *Rate
	Permissions access.Statements
}

type createInput struct {
	ConfigID         *string      `json:"configId"`
	Name             *string      `json:"name"`
	ExpiresIn        *float64     `json:"expiresIn" check:"nullable,min=1"`
	Prefix           *prefix      `json:"prefix"`
	Remaining        *float64     `json:"remaining" check:"nullable,min=0"`
	Metadata         any          `json:"metadata" check:"optional"`
	RefillAmount     *float64     `json:"refillAmount" check:"min=1"`
	RefillInterval   *float64     `json:"refillInterval"`
	RateLimitWindow  *float64     `json:"rateLimitTimeWindow"`
	RateLimitMax     *float64     `json:"rateLimitMax"`
	RateLimitEnabled *bool        `json:"rateLimitEnabled"`
	Permissions      *permissions `json:"permissions"`
	UserID           *coerced     `json:"userId"`
	OrganizationID   *coerced     `json:"organizationId"`
}

// serverOnly are what clients may not say about a key.
var serverOnly = []string{"refillAmount", "refillInterval", "rateLimitMax", "rateLimitTimeWindow", "rateLimitEnabled", "permissions"}

func has(c *auth.Call, names ...string) bool {
	body, _ := c.Body.(auth.Object)
	for _, name := range names {
		if _, present := body.Get(name); present {
			return true
		}
	}
	return false
}

// manager is who manages keys by this request: by default not who has only a key.
func (p *Plugin) manager(c *auth.Call) (*auth.SessionUser, error) {
	s := c.Session()
	if s != nil && c.IsLent() {
		if p.auth.Safer() {
			return nil, auth.Fail(http.StatusUnauthorized, UnauthorizedSession)
		}
		return s, nil
	}
	return c.StoredSession()
}

func (p *Plugin) handleCreate(c *auth.Call, in createInput) (auth.Object, error) {
	config, err := p.config(value(in.ConfigID))
	if err != nil {
		return nil, err
	}
	session, err := p.manager(c)
	switch {
	case err != nil:
		return nil, err
	case has(c, serverOnly...) || in.Remaining != nil:
		return nil, auth.Fail(http.StatusBadRequest, ServerOnlyProperty)
	case in.UserID != nil:
		return nil, auth.Fail(http.StatusUnauthorized, UnauthorizedSession)
	}
	if err := p.auth.CheckField("metadata", json.RawMessage(auth.JSON(in.Metadata))); err != nil {
		return nil, err
	}
	owner, err := p.owner(c, config, session, in.OrganizationID)
	if err != nil {
		return nil, err
	}
	n := NewKey{ConfigID: value(in.ConfigID), OwnerID: owner, Name: in.Name, Metadata: in.Metadata}
	if in.Prefix != nil {
		text := string(*in.Prefix)
		n.Prefix = &text
	}
	if in.ExpiresIn != nil {
		n.ExpiresIn = seconds(*in.ExpiresIn)
	}
	key, secret, err := p.Create(c, n)
	if err != nil {
		return nil, err
	}
	answer := key.object(secret)
	if in.Metadata != nil && !truthy(in.Metadata) {
		answer = answer.Set("metadata", in.Metadata) // not stored, but answered with
	}
	return answer, nil
}

// owner is who a new key will belong to.
func (p *Plugin) owner(c *auth.Call, config *Config, session *auth.SessionUser, organization *coerced) (string, error) {
	if config.References == OfOrganization && (organization == nil || *organization == "") {
		return "", auth.Fail(http.StatusBadRequest, OrganizationIDRequired)
	}
	if session == nil {
		return "", auth.Fail(http.StatusUnauthorized, UnauthorizedSession)
	}
	if config.References == User {
		return session.User.ID, nil
	}
	return string(*organization), p.may(c, session.User.ID, string(*organization), "create")
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// seconds are bounded, so that they cannot overflow.
func seconds(n float64) time.Duration {
	return time.Duration(min(n, 9e9) * float64(time.Second))
}

// Create makes a key and returns it with its secret, which nobody can find out later.
func (p *Plugin) Create(ctx context.Context, n NewKey) (Key, string, error) {
	config, err := p.config(n.ConfigID)
	if err != nil {
		return Key{}, "", err
	}
	if err := config.checkNew(n); err != nil {
		return Key{}, "", err
	}
	p.sweep(ctx)
	prefix := value(n.Prefix)
	if prefix == "" {
		prefix = config.Prefix
	}
	secret, err := p.generate(config, prefix)
	if err != nil {
		return Key{}, "", err
	}
	key, err := p.insert(ctx, config, p.values(config, n, prefix, secret))
	return key, secret, err
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

func (p *Plugin) generate(config *Config, prefix string) (string, error) {
	if config.Generate != nil {
		return config.Generate(config.Length, prefix)
	}
	return prefix + p.auth.RandomString(config.Length, letters), nil
}

func (c *Config) hash(key string) string {
	if c.Plain {
		return key
	}
	return auth.Digest(key)
}

func (p *Plugin) values(config *Config, n NewKey, prefix, secret string) store.Values {
	now := p.auth.Options().Now()
	values := store.Values{
		"configId": orDefault(config.ID), "createdAt": now, "updatedAt": now, "key": config.hash(secret), "referenceId": n.OwnerID,
		"enabled": true, "rateLimitMax": config.RateLimit.Max, "rateLimitTimeWindow": config.RateLimit.Window.Milliseconds(),
		"rateLimitEnabled": !config.RateLimit.Off,
	}
	if n.Name != nil {
		values["name"] = *n.Name
	}
	if prefix != "" {
		values["prefix"] = prefix
	}
	if !config.NoStart {
		values["start"] = secret[:min(len(secret), config.StartLength)]
	}
	if life := max(n.ExpiresIn, 0); life > 0 {
		values["expiresAt"] = now.Add(life)
	} else if config.Expiry.Default > 0 {
		values["expiresAt"] = now.Add(config.Expiry.Default)
	}
	if truthy(n.Metadata) {
		values["metadata"] = string(auth.JSON(n.Metadata))
	} else {
		values["metadata"] = "null" // as the reference writes nothing
	}
	if n.Remaining != nil {
		values["remaining"] = *n.Remaining
	}
	if n.Refill != nil {
		values["refillAmount"], values["refillInterval"] = n.Refill.Amount, n.Refill.Interval.Milliseconds()
	}
	n.RateLimit.set(values)
	allowed := n.Permissions
	if allowed == nil {
		allowed = config.Permissions
	}
	if allowed != nil {
		values["permissions"] = string(auth.JSON(object(allowed)))
	}
	return values
}

func (r *Rate) set(values store.Values) {
	if r != nil {
		values["rateLimitEnabled"], values["rateLimitMax"], values["rateLimitTimeWindow"] = !r.Off, r.Max, r.Window.Milliseconds()
	}
}

func orDefault(id string) string {
	if id == "" {
		return defaultID
	}
	return id
}

// object are statements as JSON, sorted by resource.
func object(s access.Statements) auth.Object {
	o := auth.Object{}
	for _, resource := range s.Resources() {
		o = append(o, auth.Member{Key: resource, Value: s[resource]})
	}
	return o
}

// truthy is JavaScript's word for what counts as given.
func truthy(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case float64:
		return v != 0
	}
	return true
}
