package main

import (
	"testing"

	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/internal/config"
)

// The settings of the seed: a vocabulary and roles that add to those of a plugin.
func TestPermissionsOfSettings(t *testing.T) {
	t.Parallel()
	w := &wiring{}
	w.settings.Plugins.Access = config.Access{
		Permissions: config.Statements{"lesson": {"read", "complete"}, "quiz": {"attempt", "review"}},
		Roles: map[string]config.Statements{
			"admin": {"lesson": {"read", "complete"}}, "student": {"lesson": {"read"}, "quiz": {"attempt"}}, "guest": {"lesson": {"read"}},
		},
	}
	control, roles, err := w.permissions(access.OrganizationStatements(), access.OrganizationRoles(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !control.Has("lesson") || !control.Has("member") {
		t.Errorf("resources %v", control.Statements())
	}
	for _, c := range []struct {
		role    string
		want    access.Want
		allowed bool
	}{
		{"student", access.Need("quiz", "attempt"), true},
		{"student", access.Need("quiz", "review"), false},
		{"guest", access.Need("lesson", "read"), true},
		{"guest", access.Need("member", "create"), false},
		{"admin", access.Need("lesson", "complete"), true},
		{"admin", access.Need("member", "create"), true},
		{"owner", access.Need("organization", "delete"), true},
	} {
		if got := roles.Allow([]string{c.role}, access.Request{c.want}); got != c.allowed {
			t.Errorf("%s, %v: %v", c.role, c.want, got)
		}
	}
	w.settings.Plugins.Access.Roles["guest"] = config.Statements{"lesson": {"burn"}}
	if _, _, err := w.permissions(access.OrganizationStatements(), nil, nil, nil); err == nil {
		t.Error("a role may do what does not exist")
	}
}
