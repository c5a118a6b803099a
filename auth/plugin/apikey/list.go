package apikey

import (
	"context"
	"net/http"

	"github.com/lyceum/lyceum/auth"
)

var errNotFound = auth.Fail(http.StatusNotFound, KeyNotFound)

// byID is a key with its configuration, looked for where those of another one are kept.
func (p *Plugin) byID(ctx context.Context, lookup *Config, id string) (Key, *Config, error) {
	key, err := p.lookup(ctx, lookup, "id", id)
	missing, err := auth.NotFoundOr(err)
	switch {
	case missing:
		return Key{}, nil, errNotFound
	case err != nil:
		return Key{}, nil, err
	}
	config, err := p.config(key.Config())
	return key, config, err
}

// find is a key that a user may do something with. Keys of others, and of other
// configurations, are as unknown as those that do not exist.
func (p *Plugin) find(ctx context.Context, userID, id, configID, action string) (Key, *Config, error) {
	lookup, err := p.config(configID)
	if err != nil {
		return Key{}, nil, err
	}
	key, config, err := p.byID(ctx, lookup, id)
	if err != nil {
		return Key{}, nil, err
	}
	if !same(key.Config(), lookup.ID) {
		return Key{}, nil, errNotFound
	}
	if config.References == OfOrganization {
		return key, config, p.may(ctx, userID, key.Owner(), action)
	}
	if key.Owner() != userID {
		return Key{}, nil, errNotFound
	}
	return key, config, nil
}

type getInput struct {
	ConfigID *string `json:"configId"`
	ID       string  `json:"id"`
}

func (p *Plugin) handleGet(c *auth.Call, in getInput) (Key, error) {
	key, _, err := p.find(c, c.Session().User.ID, in.ID, value(in.ConfigID), "read")
	if err == nil {
		p.sweep(c)
	}
	return key, err
}

type listInput struct {
	ConfigID       *string `json:"configId"`
	OrganizationID *string `json:"organizationId"`
	Limit          *count  `json:"limit"`
	Offset         *count  `json:"offset"`
	SortBy         *string `json:"sortBy"`
	SortDirection  *string `json:"sortDirection" check:"enum=asc|desc"`
}

func (p *Plugin) handleList(c *auth.Call, in listInput) (auth.Object, error) {
	owner, references := c.Session().User.ID, User
	if organization := value(in.OrganizationID); organization != "" {
		if err := p.may(c, owner, organization, "read"); err != nil {
			return nil, err
		}
		owner, references = organization, OfOrganization
	} else if in.OrganizationID != nil {
		owner = "" // nobody's
	}
	if _, err := p.config(value(in.ConfigID)); err != nil && value(in.ConfigID) != "" {
		return nil, err
	}
	all, err := p.owned(c, owner, value(in.ConfigID), sorting{value(in.SortBy), value(in.SortDirection) == "desc"})
	if err != nil {
		return nil, err
	}
	keys := p.chosen(all, references, value(in.ConfigID))
	total := len(keys)
	if in.Offset != nil {
		keys = keys[min(int(*in.Offset), len(keys)):]
	}
	if in.Limit != nil {
		keys = keys[:min(int(*in.Limit), len(keys))]
	}
	p.sweep(c)
	return page(keys, total, in), nil
}

// chosen keeps the keys whose configuration is for such owners, or is the one asked for.
func (p *Plugin) chosen(all []Key, references Owner, configID string) []Key {
	keys := []Key{}
	for _, key := range all {
		if p.references(key.Config()) == references && (configID == "" || same(key.Config(), configID)) {
			keys = append(keys, key)
		}
	}
	return keys
}

// references is what keys of a configuration belong to; those of one that is no longer
// there, to users.
func (p *Plugin) references(configID string) Owner {
	for i := range p.configs {
		if same(p.configs[i].ID, configID) {
			return p.configs[i].References
		}
	}
	return User
}

func page(keys []Key, total int, in listInput) auth.Object {
	answer := auth.Object{{Key: "apiKeys", Value: keys}, {Key: "total", Value: total}}
	if in.Limit != nil {
		answer = append(answer, auth.Member{Key: "limit", Value: int(*in.Limit)})
	}
	if in.Offset != nil {
		answer = append(answer, auth.Member{Key: "offset", Value: int(*in.Offset)})
	}
	return answer
}
