package config

// Access is who may do what: permissions name resources and the actions on them, roles say which of those each role
// has. The plugins organization, admin and apiKey add both to their own.
type Access struct {
	Permissions Statements            `yaml:"permissions" help:"actions by resource"`
	Roles       map[string]Statements `yaml:"roles" help:"actions by resource, by role"`
}

// Statements are actions by resource.
type Statements map[string][]string
