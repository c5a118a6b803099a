package organization

import (
	"context"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
)

// Options: better-auth-plugins, section 1.1. Where the reference takes a number or a
// function, there are two fields here, and the function wins.
type Options struct {
	// DisallowCreation lets nobody create organizations (the reference's
	// allowUserToCreateOrganization: false); MayCreate decides for each user.
	DisallowCreation bool
	MayCreate        func(ctx context.Context, u *auth.User) (bool, error)
	// OrganizationLimit is how many organizations a user may be in to create another. Nil
	// means no limit.
	OrganizationLimit     *int
	OrganizationLimitFunc func(ctx context.Context, u *auth.User) (int, error)
	// CreatorRole is what the creator becomes; only those who hold it can give it, and
	// somebody always holds it. Default "owner".
	CreatorRole string
	// MembershipLimit is how many members an organization may have, and the size of a
	// page of members. Default 100.
	MembershipLimit     int
	MembershipLimitFunc func(ctx context.Context, u *auth.User, o *Organization) (int, error)
	// DisableDeletion refuses to delete organizations.
	DisableDeletion bool

	// InvitationExpiresIn is an invitation's life. Default 48 hours.
	InvitationExpiresIn time.Duration
	// InvitationLimit bounds an organization's open invitations. Default 100.
	InvitationLimit     *int
	InvitationLimitFunc func(ctx context.Context, inviter *auth.User, o *Organization, m *Member) (int, error)
	// CancelPendingOnReInvite replaces an open invitation of the same address instead of
	// refusing.
	CancelPendingOnReInvite bool
	// RequireEmailVerification asks for a verified address to accept, reject or see an
	// invitation. Nil: only where the id of an invitation is no secret, that is unless ids
	// are the built-in random ones or UUIDs.
	RequireEmailVerification *bool
	// SendInvitation mails an invitation. It is called after the commit; its failures
	// are logged.
	SendInvitation func(ctx context.Context, m InvitationMail) error

	// Control is the vocabulary for dynamic roles, Roles are the fixed ones. Default: the
	// reference's roles, and no vocabulary.
	Control *access.Control
	Roles   access.Roles
	// DynamicRoles lets organizations have roles of their own, at most MaximumRoles.
	DynamicRoles     bool
	MaximumRoles     *int
	MaximumRolesFunc func(ctx context.Context, organizationID string) (int, error)

	Teams  TeamOptions
	Schema Schema
	Hooks  Hooks
}

// TeamOptions configure teams.
type TeamOptions struct {
	Enabled bool
	// NoDefaultTeam makes new organizations without a team.
	NoDefaultTeam bool
	// CreateDefaultTeam replaces how the first team is made.
	CreateDefaultTeam func(ctx context.Context, o *Organization) (*Team, error)
	// MaximumTeams of an organization; 0 means no limit.
	MaximumTeams     int
	MaximumTeamsFunc func(ctx context.Context, organizationID string, by *auth.User) (int, error)
	// MaximumMembers of a team; nil means no limit.
	MaximumMembers     *int
	MaximumMembersFunc func(ctx context.Context, t *Team, by *auth.User) (int, error)
	// AllowRemovingAll lets the last team go.
	AllowRemovingAll bool
}

// Schema renames tables and columns and adds fields.
type Schema struct {
	Organization, Member, Invitation, Team, TeamMember, Role, Session auth.ModelOptions
}

// InvitationMail is a mail to send. The id is the invitation's secret: whoever has it
// and the address may accept.
type InvitationMail struct {
	ID, Role, Email string
	Organization    *Organization
	Inviter         *Member
	InviterUser     *auth.User
	Invitation      *Invitation
	// Origin is that of the request or of the base URL, for building a link.
	Origin string
}

func (o Options) withDefaults() Options {
	if o.CreatorRole == "" {
		o.CreatorRole = "owner"
	}
	if o.MembershipLimit == 0 {
		o.MembershipLimit = 100
	}
	if o.InvitationExpiresIn == 0 {
		o.InvitationExpiresIn = 48 * time.Hour
	}
	if o.InvitationLimit == nil {
		limit := 100
		o.InvitationLimit = &limit
	}
	return o
}
