package config

// Organization is the plugin organization; invitationExpiresIn is in seconds.
type Organization struct {
	Off                                  bool   `yaml:"-" mark:"off"`
	AllowUserToCreateOrganization        bool   `yaml:"allowUserToCreateOrganization"`
	OrganizationLimit                    *int   `yaml:"organizationLimit" help:"unset: no limit"`
	CreatorRole                          string `yaml:"creatorRole"`
	MembershipLimit                      int    `yaml:"membershipLimit"`
	InvitationExpiresIn                  int    `yaml:"invitationExpiresIn"`
	InvitationLimit                      *int   `yaml:"invitationLimit" help:"unset: 100"`
	CancelPendingInvitationsOnReInvite   bool   `yaml:"cancelPendingInvitationsOnReInvite"`
	RequireEmailVerificationOnInvitation *bool  `yaml:"requireEmailVerificationOnInvitation" help:"unset: where the ids of invitations are no secrets"`
	DisableOrganizationDeletion          bool   `yaml:"disableOrganizationDeletion"`

	AC    Statements            `yaml:"ac" help:"actions by resource; replaces the default ones"`
	Roles map[string]Statements `yaml:"roles" help:"actions by resource, by role; replaces the default roles"`

	DynamicAccessControl DynamicAccessControl `yaml:"dynamicAccessControl"`
	Teams                Teams                `yaml:"teams"`
	Schema               OrganizationSchema   `yaml:"schema"`

	SendInvitationEmail Refused `yaml:"sendInvitationEmail" refuse:"go"`
	OrganizationHooks   Refused `yaml:"organizationHooks" refuse:"go"`
}

// DynamicAccessControl lets organizations make roles of their own.
type DynamicAccessControl struct {
	Enabled                     bool `yaml:"enabled"`
	MaximumRolesPerOrganization *int `yaml:"maximumRolesPerOrganization" help:"unset: no limit"`
}

// Teams are parts of organizations.
type Teams struct {
	Enabled               bool        `yaml:"enabled"`
	DefaultTeam           DefaultTeam `yaml:"defaultTeam"`
	MaximumTeams          int         `yaml:"maximumTeams" help:"0: no limit"`
	MaximumMembersPerTeam *int        `yaml:"maximumMembersPerTeam" help:"unset: no limit"`
	AllowRemovingAllTeams bool        `yaml:"allowRemovingAllTeams"`
}

// DefaultTeam is made with each organization.
type DefaultTeam struct {
	Enabled bool `yaml:"enabled"`

	CustomCreateDefaultTeam Refused `yaml:"customCreateDefaultTeam" refuse:"go"`
}

// OrganizationSchema renames tables and columns and adds fields.
type OrganizationSchema struct {
	Organization     Model `yaml:"organization"`
	Member           Model `yaml:"member"`
	Invitation       Model `yaml:"invitation"`
	Team             Model `yaml:"team"`
	TeamMember       Model `yaml:"teamMember"`
	OrganizationRole Model `yaml:"organizationRole"`
	Session          Model `yaml:"session"`
}

func defaultOrganization() Organization {
	return Organization{
		AllowUserToCreateOrganization: true, CreatorRole: "owner", MembershipLimit: 100, InvitationExpiresIn: 172800,
		Teams: Teams{DefaultTeam: DefaultTeam{Enabled: true}},
	}
}

func (o Organization) check(c *checker, longest int) {
	const path = "auth.plugins.organization."
	c.between(path+"invitationExpiresIn", o.InvitationExpiresIn, 1, longest)
	c.between(path+"membershipLimit", o.MembershipLimit, 1, 1<<30)
	c.between(path+"teams.maximumTeams", o.Teams.MaximumTeams, 0, 1<<30)
	for name, limit := range map[string]*int{
		"organizationLimit": o.OrganizationLimit, "invitationLimit": o.InvitationLimit,
		"teams.maximumMembersPerTeam":                      o.Teams.MaximumMembersPerTeam,
		"dynamicAccessControl.maximumRolesPerOrganization": o.DynamicAccessControl.MaximumRolesPerOrganization,
	} {
		if limit != nil {
			c.between(path+name, *limit, 0, 1<<30)
		}
	}
	schema := o.Schema
	for name, model := range map[string]Model{
		"organization": schema.Organization, "member": schema.Member, "invitation": schema.Invitation, "team": schema.Team,
		"teamMember": schema.TeamMember, "organizationRole": schema.OrganizationRole, "session": schema.Session,
	} {
		c.fields(path+"schema."+name+".additionalFields", model.AdditionalFields)
	}
}
