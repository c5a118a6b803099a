package access

// OrganizationStatements is the vocabulary of the organization plugin.
func OrganizationStatements() Statements {
	return Statements{
		"organization": {"update", "delete"},
		"member":       {"create", "update", "delete"},
		"invitation":   {"create", "cancel"},
		"team":         {"create", "update", "delete"},
		"ac":           {"create", "read", "update", "delete"},
	}
}

// OrganizationRoles are the organization plugin's roles: owner, admin and member.
func OrganizationRoles() Roles {
	admin := OrganizationStatements()
	admin["organization"] = []string{"update"}
	return Roles{
		"owner": NewRole(OrganizationStatements()),
		"admin": NewRole(admin),
		"member": NewRole(Statements{
			"organization": {}, "member": {}, "invitation": {}, "team": {}, "ac": {"read"},
		}),
	}
}

// AdminStatements is the vocabulary of the admin plugin.
func AdminStatements() Statements {
	return Statements{
		"user": {
			"create", "list", "set-role", "ban", "impersonate", "impersonate-admins", "delete",
			"set-password", "set-email", "set-phone", "get", "update",
		},
		"session": {"list", "revoke", "delete"},
	}
}

// AdminRoles are the admin plugin's roles: admin, who may all but impersonate other
// admins, and user.
func AdminRoles() Roles {
	return Roles{
		"admin": NewRole(Statements{
			"user": {
				"create", "list", "set-role", "ban", "impersonate", "delete",
				"set-password", "set-email", "set-phone", "get", "update",
			},
			"session": {"list", "revoke", "delete"},
		}),
		"user": NewRole(Statements{"user": {}, "session": {}}),
	}
}
