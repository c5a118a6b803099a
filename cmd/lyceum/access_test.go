package main

import (
	"os"
	"path/filepath"
	"strings"
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

// A role may name what is another plugin's; what is nobody's stops the start with the line and
// all that there is.
func TestRolesThatCannotBe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "lyceum.yaml")
	text := `auth:
  plugins:
    access:
      permissions:
        lesson: [read, write]
      roles:
        teacher:
          lessons: [read]
          member: [create]
        student:
          lesson: [read, reed]
          user: [list]
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	settings, err := config.Load(config.Source{File: file})
	if err != nil {
		t.Fatal(err)
	}
	w := &wiring{settings: settings.Auth, origin: settings.Origin}
	_, roles, err := w.permissions(access.OrganizationStatements(), access.OrganizationRoles(), nil, nil)
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Fatalf("error %v", err)
	}
	for _, part := range []string{
		`lyceum.yaml:8: auth.plugins.access.roles.teacher.lessons: there is no resource "lessons": the resources are ac, audit, invitation, lesson, member, `,
		`lyceum.yaml:11: auth.plugins.access.roles.student.lesson: there is no action "reed" on "lesson": the actions are read, write`,
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("lacks %s\n%v", part, err)
		}
	}
	if !roles.Allow([]string{"teacher"}, access.Request{access.Need("member", "create")}) || roles.Allow([]string{"student"}, access.Request{access.Need("user", "list")}) {
		t.Error("a plugin has what is another one's, or not what is its own")
	}
}
