package organization

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// NewInvitation describes an invitation to make.
type NewInvitation struct {
	OrganizationID, Email string
	Roles, TeamIDs        []string
	// Resend mails an open invitation of the address again, with a new life, instead of
	// making another.
	Resend bool
	Values store.Values
}

// Invite invites somebody and mails it. by must be a member who may.
func (p *Plugin) Invite(ctx context.Context, by *auth.User, n NewInvitation) (i *Invitation, err error) {
	n.Email = auth.LowerEmail(n.Email)
	if !auth.IsEmail(n.Email) {
		return nil, auth.Fail(http.StatusBadRequest, auth.InvalidEmail)
	}
	origin := p.origin(ctx)
	stranger := auth.Fail(http.StatusBadRequest, MemberNotFound)
	err = p.inside(ctx, n.OrganizationID, stranger, func(ctx context.Context, o *Organization) error {
		m, err := p.authorise(ctx, by, o.ID, stranger,
			auth.Fail(http.StatusForbidden, YouAreNotAllowedToInviteUsersToThisOrganization), access.Need("invitation", "create"))
		if err != nil {
			return err
		}
		if err := p.checkInvitedRoles(ctx, m, n.Roles); err != nil {
			return err
		}
		open, err := p.openInvitation(ctx, n)
		if err != nil {
			return err
		}
		if open != nil && n.Resend {
			i, err = p.resend(ctx, m, open)
		} else {
			i, err = p.invite(ctx, o, m, by, n, open)
		}
		if err != nil {
			return err
		}
		return p.mail(ctx, o, m, by, i, origin)
	})
	return i, err
}

// checkInvitedRoles: roles exist, and the inviter may give them. The reference tells
// unknown ones without a code.
func (p *Plugin) checkInvitedRoles(ctx context.Context, m *Member, names []string) error {
	if len(names) == 0 {
		return auth.Fail(http.StatusBadRequest, RoleNotFound)
	}
	unknown, err := p.unknownRoles(ctx, m.OrganizationID, names)
	if err != nil {
		return err
	}
	if len(unknown) > 0 {
		return auth.FailText(http.StatusBadRequest, unknownRole(unknown).Message)
	}
	return p.checkGrant(ctx, m, names)
}

func (p *Plugin) checkGrant(ctx context.Context, m *Member, names []string) error {
	ok, err := p.mayGrant(ctx, m, names)
	if err == nil && !ok {
		err = auth.Fail(http.StatusForbidden, YouAreNotAllowedToInviteUserWithThisRole)
	}
	return err
}

// openInvitation refuses addresses of members, and of those invited already unless that
// is to be renewed or replaced. It returns the open invitation, if there is one.
func (p *Plugin) openInvitation(ctx context.Context, n NewInvitation) (*Invitation, error) {
	_, _, err := p.named(ctx, n.OrganizationID, n.Email)
	if err = errOr(err, auth.Fail(http.StatusBadRequest, UserIsAlreadyAMemberOfThisOrganization)); orElse(err, nil) != nil {
		return nil, err
	}
	row, err := p.find(ctx, "invitation", append(p.open(n.OrganizationID), store.Eq("email", n.Email))...)
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil {
		return nil, err
	}
	if !n.Resend && !p.options.CancelPendingOnReInvite {
		return nil, auth.Fail(http.StatusBadRequest, UserIsAlreadyInvitedToThisOrganization)
	}
	return invitationFrom(row), nil
}

// open are the conditions of invitations that can still be accepted.
func (p *Plugin) open(organizationID string) []store.Cond {
	return []store.Cond{
		store.Eq("organizationId", organizationID), store.Eq("status", pending), store.Gt("expiresAt", p.auth.Options().Now()),
	}
}

// resend gives an invitation a new life. It keeps its roles, which the sender must be
// allowed to give.
func (p *Plugin) resend(ctx context.Context, m *Member, i *Invitation) (*Invitation, error) {
	if err := p.checkGrant(ctx, m, access.SplitRoles(i.Role)); err != nil {
		return nil, err
	}
	values := store.Values{"expiresAt": p.auth.Options().Now().Add(p.options.InvitationExpiresIn)}
	row, err := p.auth.Store().Update(ctx, "invitation", values, store.Eq("id", i.ID))
	if err != nil {
		return nil, err
	}
	return invitationFrom(row), nil
}

func (p *Plugin) invite(ctx context.Context, o *Organization, m *Member, by *auth.User, n NewInvitation, open *Invitation) (*Invitation, error) {
	if open != nil {
		where := append(p.open(o.ID), store.Eq("email", n.Email))
		if _, err := p.auth.Store().UpdateAll(ctx, "invitation", store.Values{"status": canceled}, where...); err != nil {
			return nil, err
		}
	}
	if err := p.checkInvitationLimit(ctx, o, m, by); err != nil {
		return nil, err
	}
	if err := p.checkInvitedTeams(ctx, o, by, n.TeamIDs); err != nil {
		return nil, err
	}
	now := p.auth.Options().Now()
	values := store.Values{
		"organizationId": o.ID, "email": n.Email, "role": access.JoinRoles(n.Roles), "status": pending,
		"expiresAt": now.Add(p.options.InvitationExpiresIn), "createdAt": now, "inviterId": by.ID,
	}
	if p.options.Teams.Enabled && len(n.TeamIDs) > 0 {
		values["teamId"] = strings.Join(n.TeamIDs, ",")
	}
	for name, v := range n.Values {
		values[name] = v
	}
	if err := p.checkTexts(values); err != nil {
		return nil, err
	}
	if err := run3(ctx, p.options.Hooks.BeforeCreateInvitation, values, by, o); err != nil {
		return nil, err
	}
	var i *Invitation
	action := deed{name: "invite-member", by: by}.in(o.ID)
	action.Prepare = func(id string) {
		action.Detail = auth.Object{{Key: "invitationId", Value: id}, {Key: "role", Value: values["role"]}}
	}
	err := p.auth.ReportWith(ctx, "invitation", &action, func(ctx context.Context) error {
		row, err := p.auth.Store().Create(ctx, "invitation", values)
		if err == nil {
			i = invitationFrom(row)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return i, run3(ctx, p.options.Hooks.AfterCreateInvitation, i, by, o)
}

func (p *Plugin) checkInvitationLimit(ctx context.Context, o *Organization, m *Member, by *auth.User) error {
	limit := *p.options.InvitationLimit
	if f := p.options.InvitationLimitFunc; f != nil {
		var err error
		if limit, err = f(ctx, by, o, m); err != nil {
			return err
		}
	}
	n, err := p.auth.Store().Count(ctx, "invitation", p.open(o.ID)...)
	if err == nil && n >= int64(limit) {
		err = auth.Fail(http.StatusForbidden, InvitationLimitReached)
	}
	return err
}

// checkInvitedTeams: they are the organization's and have room.
func (p *Plugin) checkInvitedTeams(ctx context.Context, o *Organization, by *auth.User, ids []string) error {
	if !p.options.Teams.Enabled {
		return nil
	}
	if slices.ContainsFunc(ids, func(id string) bool { return strings.Contains(id, ",") }) {
		return auth.Fail(http.StatusBadRequest, InvalidTeamId)
	}
	teams := make([]*Team, len(ids))
	for i, id := range ids {
		var err error
		if teams[i], err = p.FindTeam(ctx, o.ID, id); err != nil {
			return orElse(err, auth.Fail(http.StatusBadRequest, TeamNotFound))
		}
	}
	for _, t := range teams {
		limit, err := p.teamLimit(ctx, t, by)
		if err != nil {
			return err
		}
		if limit == nil {
			continue
		}
		n, err := p.auth.Store().Count(ctx, "teamMember", store.Eq("teamId", t.ID))
		if err != nil {
			return err
		}
		if n >= int64(*limit) {
			return auth.Fail(http.StatusForbidden, TeamMemberLimitReached)
		}
	}
	return nil
}

// mail hands the invitation over, see [auth.Auth.Deliver].
func (p *Plugin) mail(ctx context.Context, o *Organization, m *Member, by *auth.User, i *Invitation, origin string) error {
	send := p.options.SendInvitation
	if send == nil {
		return nil
	}
	return p.auth.Deliver(ctx, "invitation", func(ctx context.Context) error {
		return send(ctx, InvitationMail{
			ID: i.ID, Role: i.Role, Email: auth.LowerEmail(i.Email), Organization: o, Inviter: m, InviterUser: by, Invitation: i,
			Origin: origin,
		})
	})
}

// origin is where links of mails lead.
func (p *Plugin) origin(ctx context.Context) string {
	if c, ok := ctx.(*auth.Call); ok {
		return c.Origin()
	}
	return auth.OriginOf(p.auth.BaseURL())
}

type inviteInput struct {
	Email          string     `json:"email"`
	Role           auth.Texts `json:"role"`
	OrganizationID *string    `json:"organizationId"`
	Resend         *bool      `json:"resend"`
	TeamID         auth.Texts `json:"teamId" check:"optional"`
}

func (p *Plugin) inviteEndpoint(c *auth.Call, in inviteInput) (*Invitation, error) {
	s := c.Session()
	id := cmp.Or(textOf(in.OrganizationID), active(s))
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, OrganizationNotFound)
	}
	values, err := p.extra("invitation", p.options.Schema.Invitation, c.Body)
	if err != nil {
		return nil, err
	}
	teams := in.TeamID.List
	if in.TeamID.Blank() {
		teams = nil
		if p.options.Teams.Enabled && !p.auth.Safer() {
			values["teamId"] = "" // the reference keeps the blank
		}
	}
	return p.Invite(c, s.User, NewInvitation{
		OrganizationID: id, Email: in.Email, Roles: access.SplitRoles(in.Role.List...), TeamIDs: teams,
		Resend: in.Resend != nil && *in.Resend, Values: values,
	})
}
