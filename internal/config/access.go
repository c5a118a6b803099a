package config

import "slices"

// Access is who may do what: permissions name resources and the actions on them, roles say which of those each role
// has. The plugins organization, admin and apiKey add both to their own.
type Access struct {
	Permissions Statements            `yaml:"permissions" help:"actions by resource"`
	Roles       map[string]Statements `yaml:"roles" help:"actions by resource, by role"`
}

// Statements are actions by resource.
type Statements map[string][]string

// check refuses roles that allow what does not exist. known are further resources.
func (a Access) check(c *checker, path string, known Statements) {
	for role, statements := range a.Roles {
		for resource, actions := range statements {
			exist := append(slices.Clone(known[resource]), a.Permissions[resource]...)
			for _, action := range actions {
				if !slices.Contains(exist, action) {
					c.report(path+"."+role+"."+resource, "allows %q, which is no action on %s", action, resource)
				}
			}
		}
	}
}
