package organization

import (
	"cmp"
	"context"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

func (p *Plugin) invitationEndpoints(b *auth.Builder) {
	recipient := []auth.Code{
		InvitationNotFound, YouAreNotTheRecipientOfTheInvitation, EmailVerificationRequiredBeforeAcceptingOrRejectingInvitation, OrganizationNotFound,
	}
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/invite-member", Level: auth.SignedIn,
		Check: p.checkAdditional(p.options.Schema.Invitation, false), Summary: "Invites somebody by mail.",
		Errors: []auth.Code{
			OrganizationNotFound, auth.InvalidEmail, MemberNotFound, YouAreNotAllowedToInviteUsersToThisOrganization, RoleNotFound,
			YouAreNotAllowedToInviteUserWithThisRole, UserIsAlreadyAMemberOfThisOrganization, UserIsAlreadyInvitedToThisOrganization,
			InvitationLimitReached, InvalidTeamId, TeamNotFound, TeamMemberLimitReached,
		},
	}, p.inviteEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/accept-invitation", Level: auth.SignedIn, Summary: "Accepts an invitation.",
		Errors: append(recipient[:len(recipient):len(recipient)], OrganizationMembershipLimitReached, TeamNotFound, TeamMemberLimitReached),
	}, p.acceptEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/reject-invitation", Level: auth.SignedIn, Summary: "Declines an invitation.", Errors: recipient,
	}, p.rejectEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/cancel-invitation", Level: auth.SignedIn, Summary: "Withdraws an invitation.",
		Errors: []auth.Code{InvitationNotFound, MemberNotFound, YouAreNotAllowedToCancelThisInvitation},
	}, p.cancelEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/get-invitation", Summary: "An invitation to the user.",
		Errors: []auth.Code{
			InvitationNotFound, YouAreNotTheRecipientOfTheInvitation, EmailVerificationRequiredForInvitation, OrganizationNotFound,
			InviterIsNoLongerAMemberOfTheOrganization,
		},
	}, p.getInvitation)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/list-invitations", Level: auth.SignedIn, Summary: "An organization's invitations.",
		Errors: []auth.Code{YouAreNotAllowedToListInvitations},
	}, p.listInvitations)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/list-user-invitations", Summary: "The open invitations to the user.",
		Errors: []auth.Code{EmailVerificationRequiredForInvitation},
	}, p.listUserInvitations)
}

type getInvitationInput struct {
	ID string `json:"id"`
}

func (p *Plugin) getInvitation(c *auth.Call, in getInvitationInput) (any, error) {
	s, err := c.ClientSession()
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, auth.FailText(http.StatusUnauthorized, "Not authenticated")
	}
	gone := auth.Fail(http.StatusBadRequest, InvitationNotFound)
	i, err := p.FindInvitation(c, in.ID)
	if err != nil {
		return nil, orElse(err, gone)
	}
	if i.Status != pending || i.ExpiresAt.Before(c.Now()) {
		return nil, gone
	}
	if err := p.checkRecipient(s.User, i, EmailVerificationRequiredForInvitation); err != nil {
		return nil, err
	}
	o, err := p.Find(c, i.OrganizationID)
	if err != nil {
		return nil, orElse(err, auth.Fail(http.StatusBadRequest, OrganizationNotFound))
	}
	inviterLeft := auth.Fail(http.StatusBadRequest, InviterIsNoLongerAMemberOfTheOrganization)
	if _, err := p.FindMember(c, o.ID, i.InviterID); err != nil {
		return nil, orElse(err, inviterLeft)
	}
	inviter, err := p.auth.FindUser(c, i.InviterID)
	if err != nil {
		return nil, orElse(err, inviterLeft)
	}
	return append(object(i.Row),
		auth.Member{Key: "organizationName", Value: o.Name}, auth.Member{Key: "organizationSlug", Value: o.Slug},
		auth.Member{Key: "inviterEmail", Value: inviter.Email}), nil
}

// ListInvitations returns an organization's invitations in all states, at most the
// reference's limit.
func (p *Plugin) ListInvitations(ctx context.Context, organizationID string) ([]*Invitation, error) {
	rows, err := p.auth.Store().List(ctx, store.Query{Model: "invitation", Where: []store.Cond{store.Eq("organizationId", organizationID)}})
	return mapRows(rows, invitationFrom), err
}

type organizationQuery struct {
	OrganizationID *string `json:"organizationId"`
}

func (p *Plugin) listInvitations(c *auth.Call, in organizationQuery) ([]*Invitation, error) {
	s := c.Session()
	id := cmp.Or(textOf(in.OrganizationID), active(s))
	if id == "" {
		return nil, auth.FailText(http.StatusBadRequest, "Organization ID is required")
	}
	m, err := p.authorise(c, s.User, id, auth.FailText(http.StatusForbidden, "You are not a member of this organization"),
		auth.Fail(http.StatusForbidden, YouAreNotAllowedToListInvitations), access.Need("invitation", "create"))
	if err != nil {
		return nil, err
	}
	list, err := p.ListInvitations(c, id)
	if err != nil {
		return nil, err
	}
	return p.withoutCreators(m, list), nil
}

// UserInvitations returns the open invitations to an address with the names of their
// organizations.
func (p *Plugin) UserInvitations(ctx context.Context, email string) ([]*Invitation, map[string]string, error) {
	rows, err := p.auth.Store().List(ctx, store.Query{Model: "invitation", Where: []store.Cond{
		store.Eq("email", auth.NormalizeEmail(email)), store.Eq("status", pending),
	}})
	if err != nil {
		return nil, nil, err
	}
	byID, err := p.byID(ctx, "organization", rows, "organizationId")
	names := make(map[string]string, len(byID))
	for id, row := range byID {
		names[id] = row.String("name")
	}
	return mapRows(rows, invitationFrom), names, err
}

type userInvitationsInput struct {
	Email *string `json:"email"`
}

func (p *Plugin) listUserInvitations(c *auth.Call, in userInvitationsInput) (any, error) {
	s, err := c.ClientSession()
	switch {
	case err != nil:
		return nil, err
	case textOf(in.Email) != "":
		return nil, auth.FailText(http.StatusBadRequest, "User email cannot be passed for client side API calls.")
	case s == nil:
		return nil, auth.FailText(http.StatusBadRequest, "Missing session headers, or email query parameter.")
	case !s.User.EmailVerified:
		return nil, auth.Fail(http.StatusForbidden, EmailVerificationRequiredForInvitation)
	}
	list, names, err := p.UserInvitations(c, s.User.Email)
	if err != nil {
		return nil, err
	}
	out := make([]auth.Object, len(list))
	for i := range list {
		out[i] = append(object(list[i].Row), auth.Member{Key: "organizationName", Value: names[list[i].OrganizationID]})
	}
	return out, nil
}
