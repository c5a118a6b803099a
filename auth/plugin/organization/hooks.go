package organization

import (
	"context"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Hooks run before and after what happens to organizations, inside its transaction: an
// error stops it, and nothing of it remains. Those before a write may change its values.
// u is who does it, or, for members, whom it happens to.
type Hooks struct {
	BeforeCreateOrganization func(ctx context.Context, values store.Values, u *auth.User) error
	AfterCreateOrganization  func(ctx context.Context, o *Organization, m *Member, u *auth.User) error
	BeforeUpdateOrganization func(ctx context.Context, values store.Values, m *Member, u *auth.User) error
	AfterUpdateOrganization  func(ctx context.Context, o *Organization, m *Member, u *auth.User) error
	BeforeDeleteOrganization func(ctx context.Context, o *Organization, u *auth.User) error
	AfterDeleteOrganization  func(ctx context.Context, o *Organization, u *auth.User) error

	BeforeAddMember        func(ctx context.Context, values store.Values, u *auth.User, o *Organization) error
	AfterAddMember         func(ctx context.Context, m *Member, u *auth.User, o *Organization) error
	BeforeRemoveMember     func(ctx context.Context, m *Member, u *auth.User, o *Organization) error
	AfterRemoveMember      func(ctx context.Context, m *Member, u *auth.User, o *Organization) error
	BeforeUpdateMemberRole func(ctx context.Context, m *Member, values store.Values, u *auth.User, o *Organization) error
	AfterUpdateMemberRole  func(ctx context.Context, m *Member, previous string, u *auth.User, o *Organization) error

	BeforeCreateInvitation func(ctx context.Context, values store.Values, inviter *auth.User, o *Organization) error
	AfterCreateInvitation  func(ctx context.Context, i *Invitation, inviter *auth.User, o *Organization) error
	BeforeAcceptInvitation func(ctx context.Context, i *Invitation, u *auth.User, o *Organization) error
	AfterAcceptInvitation  func(ctx context.Context, i *Invitation, m *Member, u *auth.User, o *Organization) error
	BeforeRejectInvitation func(ctx context.Context, i *Invitation, u *auth.User, o *Organization) error
	AfterRejectInvitation  func(ctx context.Context, i *Invitation, u *auth.User, o *Organization) error
	BeforeCancelInvitation func(ctx context.Context, i *Invitation, u *auth.User, o *Organization) error
	AfterCancelInvitation  func(ctx context.Context, i *Invitation, u *auth.User, o *Organization) error

	BeforeCreateTeam       func(ctx context.Context, values store.Values, u *auth.User, o *Organization) error
	AfterCreateTeam        func(ctx context.Context, t *Team, u *auth.User, o *Organization) error
	BeforeUpdateTeam       func(ctx context.Context, t *Team, values store.Values, u *auth.User, o *Organization) error
	AfterUpdateTeam        func(ctx context.Context, t *Team, u *auth.User, o *Organization) error
	BeforeDeleteTeam       func(ctx context.Context, t *Team, u *auth.User, o *Organization) error
	AfterDeleteTeam        func(ctx context.Context, t *Team, u *auth.User, o *Organization) error
	BeforeAddTeamMember    func(ctx context.Context, t *Team, u *auth.User, o *Organization) error
	AfterAddTeamMember     func(ctx context.Context, m *TeamMember, t *Team, u *auth.User, o *Organization) error
	BeforeRemoveTeamMember func(ctx context.Context, m *TeamMember, t *Team, u *auth.User, o *Organization) error
	AfterRemoveTeamMember  func(ctx context.Context, m *TeamMember, t *Team, u *auth.User, o *Organization) error
}

// The hooks have few shapes; these call one that may be missing.

func run2[A, B any](ctx context.Context, f func(context.Context, A, B) error, a A, b B) error {
	if f == nil {
		return nil
	}
	return f(ctx, a, b)
}

func run3[A, B, C any](ctx context.Context, f func(context.Context, A, B, C) error, a A, b B, c C) error {
	if f == nil {
		return nil
	}
	return f(ctx, a, b, c)
}

func run4[A, B, C, D any](ctx context.Context, f func(context.Context, A, B, C, D) error, a A, b B, c C, d D) error {
	if f == nil {
		return nil
	}
	return f(ctx, a, b, c, d)
}
