package main

import (
	"context"
	"net/url"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/mail"
	"github.com/lyceum/lyceum/internal/pages"
)

func makeOrganization(w *wiring) auth.Plugin {
	o := w.settings.Plugins.Organization
	if o.Off {
		return nil
	}
	control, roles, err := w.organizationRoles()
	if err != nil {
		w.report(err)
		return nil
	}
	w.organization = organization.New(organization.Options{
		DisallowCreation: !o.AllowUserToCreateOrganization, OrganizationLimit: o.OrganizationLimit,
		CreatorRole: o.CreatorRole, MembershipLimit: o.MembershipLimit, DisableDeletion: o.DisableOrganizationDeletion,
		InvitationExpiresIn: seconds(o.InvitationExpiresIn), InvitationLimit: o.InvitationLimit,
		CancelPendingOnReInvite: o.CancelPendingInvitationsOnReInvite, RequireEmailVerification: o.RequireEmailVerificationOnInvitation,
		SendInvitation: w.invitations(seconds(o.InvitationExpiresIn)),
		Control:        control, Roles: roles, Hooks: organization.Hooks{BeforeUpdateOrganization: w.logoSet},
		DynamicRoles: o.DynamicAccessControl.Enabled, MaximumRoles: o.DynamicAccessControl.MaximumRolesPerOrganization,
		Teams: organization.TeamOptions{
			Enabled: o.Teams.Enabled, NoDefaultTeam: !o.Teams.DefaultTeam.Enabled, MaximumTeams: o.Teams.MaximumTeams,
			MaximumMembers: o.Teams.MaximumMembersPerTeam, AllowRemovingAll: o.Teams.AllowRemovingAllTeams,
		},
		Schema: organization.Schema{
			Organization: model(o.Schema.Organization), Member: model(o.Schema.Member), Invitation: model(o.Schema.Invitation),
			Team: model(o.Schema.Team), TeamMember: model(o.Schema.TeamMember), Role: model(o.Schema.OrganizationRole),
			Session: model(o.Schema.Session),
		},
	})
	return w.organization
}

// organizationRoles are the vocabulary of organizations, nil when there is none, and their fixed roles.
func (w *wiring) organizationRoles() (*access.Control, access.Roles, error) {
	o := w.settings.Plugins.Organization
	control, roles, err := w.permissions(access.OrganizationStatements(), access.OrganizationRoles(), o.AC, o.Roles)
	if w.settings.Compat == "reference" && o.AC == nil {
		control = nil // the reference has no vocabulary unless it is given one
	}
	return control, roles, err
}

// organizationPages is what the site's pages about organizations may show; nil when the plugin is off.
func organizationPages(settings config.Auth) (*pages.OrganizationSettings, error) {
	o := settings.Plugins.Organization
	if o.Off {
		return nil, nil
	}
	control, roles, err := (&wiring{settings: settings}).organizationRoles()
	if err != nil {
		return nil, err
	}
	shown := &pages.OrganizationSettings{
		Create: o.AllowUserToCreateOrganization, Delete: !o.DisableOrganizationDeletion, Teams: o.Teams.Enabled,
		CreatorRole: o.CreatorRole, Roles: shownRoles(roles),
	}
	if o.DynamicAccessControl.Enabled && control != nil {
		shown.Statements = control.Statements()
	}
	return shown, nil
}

// invitations mails the link to the site's page, which shows the invitation and accepts it.
func (w *wiring) invitations(expires time.Duration) func(context.Context, organization.InvitationMail) error {
	return func(ctx context.Context, m organization.InvitationMail) error {
		site := w.site
		if site == "" {
			site = m.Origin
		}
		return w.mails.invitation(ctx, m.Email, mail.Data{
			Inviter: m.InviterUser.Name, Organization: m.Organization.Name, Role: m.Role,
			URL: site + "/accept-invitation?id=" + url.QueryEscape(m.ID), Expires: expires,
		})
	}
}
