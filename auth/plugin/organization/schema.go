package organization

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// The tables (better-auth-plugins, section 1.2). Names and columns are shared with Node
// servers; do not rename.

func (p *Plugin) declareTables(b *auth.Builder) {
	o := &p.options
	b.Table(table("organization", o.Schema.Organization,
		store.Field{Name: "name", Sortable: true},
		store.Field{Name: "slug", Unique: true, Sortable: true},
		store.Field{Name: "logo", Nullable: true},
		store.Field{Name: "createdAt", Type: store.Date},
		store.Field{Name: "metadata", Nullable: true},
	))
	if o.DynamicRoles {
		b.Table(table("organizationRole", o.Schema.Role,
			organizationField(),
			store.Field{Name: "role", Index: true},
			store.Field{Name: "permission"},
			store.Field{Name: "createdAt", Type: store.Date, DefaultNow: true},
			store.Field{Name: "updatedAt", Type: store.Date, Nullable: true, TouchOnUpdate: true},
		))
	}
	if o.Teams.Enabled {
		p.declareTeams(b)
	}
	member := table("member", o.Schema.Member,
		organizationField(),
		userField("userId", true),
		store.Field{Name: "role", Sortable: true, Default: func() any { return "member" }},
		store.Field{Name: "createdAt", Type: store.Date},
	)
	member.Indexes = []store.Index{{Fields: []string{"organizationId", "createdAt", "id"}}} // for pages sorted by age
	b.Table(member)
	b.Table(table("invitation", o.Schema.Invitation, p.invitationFields()...))
	b.Extend("session", o.Schema.Session.Rename(p.sessionFields())...)
}

func (p *Plugin) declareTeams(b *auth.Builder) {
	b.Table(table("team", p.options.Schema.Team,
		store.Field{Name: "name"},
		store.Field{Name: "memberCount", Type: store.Number, NoInput: true, Hidden: true, Default: func() any { return int64(0) }},
		organizationField(),
		store.Field{Name: "createdAt", Type: store.Date},
		store.Field{Name: "updatedAt", Type: store.Date, Nullable: true, TouchOnUpdate: true},
	))
	b.Table(table("teamMember", p.options.Schema.TeamMember,
		store.Field{Name: "teamId", References: &store.Reference{Model: "team", Field: "id"}, Index: true},
		userField("userId", true),
		store.Field{Name: "membershipKey", Nullable: true, Unique: true, NoInput: true, Hidden: true},
		store.Field{Name: "createdAt", Type: store.Date, Nullable: true},
	))
}

func (p *Plugin) invitationFields() []store.Field {
	fields := []store.Field{
		organizationField(),
		{Name: "email", Sortable: true, Index: true},
		{Name: "role", Nullable: true, Sortable: true},
	}
	if p.options.Teams.Enabled {
		fields = append(fields, store.Field{Name: "teamId", Nullable: true, Sortable: true})
	}
	return append(fields,
		store.Field{Name: "status", Sortable: true, Default: func() any { return pending }},
		store.Field{Name: "expiresAt", Type: store.Date},
		store.Field{Name: "createdAt", Type: store.Date, DefaultNow: true},
		userField("inviterId", false),
	)
}

// sessionFields are what a session remembers; clients cannot set them by themselves.
func (p *Plugin) sessionFields() []store.Field {
	fields := []store.Field{{Name: "activeOrganizationId", Nullable: true, NoInput: true}}
	if p.options.Teams.Enabled {
		fields = append(fields, store.Field{Name: "activeTeamId", Nullable: true, NoInput: true})
	}
	return fields
}

func organizationField() store.Field {
	return store.Field{Name: "organizationId", References: &store.Reference{Model: "organization", Field: "id"}, Index: true}
}

func userField(name string, index bool) store.Field {
	return store.Field{Name: name, References: &store.Reference{Model: "user", Field: "id"}, Index: index}
}

func table(model string, o auth.ModelOptions, fields ...store.Field) store.Table {
	return store.Table{Model: model, Name: o.ModelName, Fields: append(o.Rename(fields), o.AdditionalFields...)}
}
