package access

import (
	"maps"
	"slices"
	"strings"
)

// Roles are roles by their names.
type Roles map[string]*Role

// NewRoles makes roles of some of a vocabulary, as settings files write them down.
func (c *Control) NewRoles(roles map[string]Statements) (Roles, error) {
	out := make(Roles, len(roles))
	for _, name := range slices.Sorted(maps.Keys(roles)) {
		role, err := c.NewRole(roles[name])
		if err != nil {
			return nil, err
		}
		out[name] = role
	}
	return out, nil
}

// Allow reports whether any one of the held roles allows the whole request. Names of
// roles that do not exist allow nothing.
func (r Roles) Allow(held []string, request Request) bool {
	for _, name := range held {
		if role, ok := r[name]; ok && role.Authorize(request, And) == nil {
			return true
		}
	}
	return false
}

// With returns the roles with others added or replaced.
func (r Roles) With(others Roles) Roles {
	out := maps.Clone(r)
	if out == nil {
		out = Roles{}
	}
	maps.Copy(out, others)
	return out
}

// Names are the roles' names, sorted.
func (r Roles) Names() []string { return slices.Sorted(maps.Keys(r)) }

// SplitRoles reads stored roles: names between commas, spaces around them and empty ones
// dropped. Each text may itself hold several names.
func SplitRoles(texts ...string) []string {
	names := []string{}
	for _, text := range texts {
		for name := range strings.SplitSeq(text, ",") {
			if name = strings.TrimSpace(name); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// JoinRoles writes roles as they are stored.
func JoinRoles(names []string) string { return strings.Join(names, ",") }
