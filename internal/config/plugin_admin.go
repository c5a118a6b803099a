package config

import (
	"slices"
	"strings"
)

// Admin is the plugin admin; times are in seconds.
type Admin struct {
	Off                          bool     `yaml:"-" mark:"off"`
	DefaultRole                  string   `yaml:"defaultRole"`
	AdminRoles                   Words    `yaml:"adminRoles" help:"who has one cannot be impersonated; must be among the roles"`
	AdminUserIds                 []string `yaml:"adminUserIds" help:"users who may do everything, whatever their role"`
	DefaultBanReason             string   `yaml:"defaultBanReason"`
	DefaultBanExpiresIn          int      `yaml:"defaultBanExpiresIn" help:"0: never"`
	BannedUserMessage            string   `yaml:"bannedUserMessage"`
	ImpersonationSessionDuration int      `yaml:"impersonationSessionDuration"`
	AllowImpersonatingAdmins     bool     `yaml:"allowImpersonatingAdmins"`
	// The reference has no audit log.
	AuditLog bool `yaml:"auditLog" help:"keep a record of what administrators do"`

	AC    Statements            `yaml:"ac" help:"actions by resource; replaces the default ones"`
	Roles map[string]Statements `yaml:"roles" help:"actions by resource, by role; replaces the default roles"`
}

func defaultAdmin() Admin {
	return Admin{
		DefaultRole: "user", AdminRoles: Words{"admin"}, DefaultBanReason: "No reason",
		BannedUserMessage:            "You have been banned from this application. Please contact support if you believe this is an error.",
		ImpersonationSessionDuration: 3600, AuditLog: true,
	}
}

func (o Admin) check(c *checker, longest int, shared map[string]Statements) {
	const path = "auth.plugins.admin."
	c.between(path+"defaultBanExpiresIn", o.DefaultBanExpiresIn, 0, longest)
	c.between(path+"impersonationSessionDuration", o.ImpersonationSessionDuration, 1, longest)
	for _, role := range o.Administrators() {
		if !o.has(role, shared) {
			c.report(path+"adminRoles", "%q is not among the roles", role)
		}
	}
}

// Administrators are the admin roles; the reference also takes them as one text with commas.
func (o Admin) Administrators() []string {
	var roles []string
	for _, word := range o.AdminRoles {
		for role := range strings.SplitSeq(word, ",") {
			roles = append(roles, strings.TrimSpace(role))
		}
	}
	return roles
}

func (o Admin) has(role string, shared map[string]Statements) bool {
	same := func(name string) bool { return strings.EqualFold(name, role) }
	names := []string{"admin", "user"}
	if o.Roles != nil {
		names = nil
		for name := range o.Roles {
			names = append(names, name)
		}
	}
	for name := range shared {
		names = append(names, name)
	}
	return slices.ContainsFunc(names, same)
}
