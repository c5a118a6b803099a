package organization

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

func (p *Plugin) memberEndpoints(b *auth.Builder) {
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/remove-member", Level: auth.SignedIn, Summary: "Removes a member.",
		Errors: []auth.Code{NoActiveOrganization, MemberNotFound, YouCannotLeaveTheOrganizationAsTheOnlyOwner, YouAreNotAllowedToDeleteThisMember},
	}, p.removeEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/leave", Level: auth.SignedIn, Summary: "Leaves an organization.",
		Errors: []auth.Code{MemberNotFound, YouCannotLeaveTheOrganizationAsTheOnlyOwner},
	}, p.leaveEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/update-member-role", Level: auth.SignedIn, Summary: "Gives a member other roles.",
		Errors: []auth.Code{NoActiveOrganization, MemberNotFound, YouAreNotAllowedToUpdateThisMember, YouCannotLeaveTheOrganizationWithoutAnOwner, RoleNotFound},
	}, p.updateRoleEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/get-active-member", Level: auth.SignedIn, Summary: "The user's place in the active organization.",
		Errors: []auth.Code{NoActiveOrganization, MemberNotFound},
	}, p.activeMember)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/get-active-member-role", Level: auth.SignedIn, Summary: "The roles of a member.",
		Errors: []auth.Code{OrganizationNotFound, NoActiveOrganization, YouAreNotAMemberOfThisOrganization},
	}, p.activeMemberRole)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/list-members", Level: auth.SignedIn, Summary: "Members, filtered, sorted and paged.",
		Errors: []auth.Code{OrganizationNotFound, NoActiveOrganization, YouAreNotAMemberOfThisOrganization},
	}, p.listMembersEndpoint)
}

// NewMember describes a member to add without an invitation.
type NewMember struct {
	OrganizationID, UserID string
	Roles                  []string
	// TeamID also makes them a member of a team.
	TeamID string
	Values store.Values
}

// AddMember puts a user into an organization. It is the application's doing: there is no
// endpoint, and nobody is asked.
func (p *Plugin) AddMember(ctx context.Context, n NewMember) (m *Member, err error) {
	u, err := p.auth.FindUser(ctx, n.UserID)
	if err != nil {
		return nil, orElse(err, auth.Fail(http.StatusBadRequest, auth.UserNotFound))
	}
	notFound := auth.Fail(http.StatusBadRequest, OrganizationNotFound)
	err = p.inside(ctx, n.OrganizationID, notFound, func(ctx context.Context, o *Organization) error {
		if err := p.checkRoles(ctx, o.ID, n.Roles); err != nil {
			return err
		}
		if err := p.checkRoom(ctx, o, u, true); err != nil {
			return err
		}
		values := store.Values{"role": access.JoinRoles(n.Roles)}
		for name, v := range n.Values {
			values[name] = v
		}
		m, err = p.addMember(ctx, o, u, values)
		err = p.report(ctx, err, o.ID, deed{name: "add-member", target: u.ID, detail: about("role", values["role"])})
		if err != nil || n.TeamID == "" {
			return err
		}
		t, err := p.FindTeam(ctx, o.ID, n.TeamID)
		if err != nil {
			return orElse(err, auth.Fail(http.StatusBadRequest, TeamNotFound))
		}
		limit, err := p.teamLimit(ctx, t, u)
		if err == nil {
			_, err = p.join(ctx, t, u, limit)
		}
		return err
	})
	return m, err
}

// checkRoles refuses roles that do not exist, and none at all.
func (p *Plugin) checkRoles(ctx context.Context, organizationID string, names []string) error {
	if len(names) == 0 {
		return auth.Fail(http.StatusBadRequest, RoleNotFound)
	}
	unknown, err := p.unknownRoles(ctx, organizationID, names)
	if err == nil && len(unknown) > 0 {
		err = unknownRole(unknown)
	}
	return err
}

func unknownRole(names []string) *auth.Error {
	return &auth.Error{
		Status: http.StatusBadRequest, CodeFirst: true, Code: RoleNotFound.Name, Message: RoleNotFound.Name + ": " + strings.Join(names, ", "),
	}
}

// checkRoom refuses who is a member already, when asked to, and whom the organization has
// no room for. Hold the organization's lock.
func (p *Plugin) checkRoom(ctx context.Context, o *Organization, u *auth.User, once bool) error {
	if once {
		if _, err := p.FindMember(ctx, o.ID, u.ID); !errors.Is(err, store.ErrNotFound) {
			return errOr(err, auth.Fail(http.StatusBadRequest, UserIsAlreadyAMemberOfThisOrganization))
		}
	}
	limit := p.options.MembershipLimit
	if f := p.options.MembershipLimitFunc; f != nil {
		var err error
		if limit, err = f(ctx, u, o); err != nil {
			return err
		}
	}
	n, err := p.auth.Store().Count(ctx, "member", store.Eq("organizationId", o.ID))
	if err == nil && n >= int64(limit) {
		err = auth.Fail(http.StatusForbidden, OrganizationMembershipLimitReached)
	}
	return err
}

// addMember writes a member and runs the hooks.
func (p *Plugin) addMember(ctx context.Context, o *Organization, u *auth.User, values store.Values) (*Member, error) {
	values["organizationId"], values["userId"] = o.ID, u.ID
	if err := run3(ctx, p.options.Hooks.BeforeAddMember, values, u, o); err != nil {
		return nil, err
	}
	m, err := p.insertMember(ctx, values)
	if err != nil {
		return nil, err
	}
	return m, run3(ctx, p.options.Hooks.AfterAddMember, m, u, o)
}

func (p *Plugin) insertMember(ctx context.Context, values store.Values) (*Member, error) {
	values["createdAt"] = p.auth.Options().Now()
	row, err := p.auth.Store().Create(ctx, "member", values)
	if err != nil {
		return nil, err
	}
	return memberFrom(row), nil
}

// Remove takes a member out of an organization and its teams, by id, or by address, when
// it contains an @. The member has a user when found by address.
func (p *Plugin) Remove(ctx context.Context, by *auth.User, organizationID, idOrEmail string) (removed *Member, u *auth.User, err error) {
	notFound := auth.Fail(http.StatusBadRequest, MemberNotFound)
	err = p.inside(ctx, organizationID, notFound, func(ctx context.Context, o *Organization) error {
		var actor *Member
		if by != nil {
			if actor, err = p.FindMember(ctx, o.ID, by.ID); err != nil {
				return orElse(err, notFound)
			}
		}
		if removed, u, err = p.named(ctx, o.ID, idOrEmail); err != nil {
			return orElse(err, notFound)
		}
		if err := p.checkRemoval(ctx, o.ID, actor, removed); err != nil {
			return err
		}
		if removed.OrganizationID != o.ID {
			return notFound
		}
		if u == nil {
			if u, err = p.auth.FindUser(ctx, removed.UserID); err != nil {
				return orElse(err, auth.FailText(http.StatusBadRequest, "User not found"))
			}
		}
		if err := run3(ctx, p.options.Hooks.BeforeRemoveMember, removed, u, o); err != nil {
			return err
		}
		if err := p.expel(ctx, removed); err != nil {
			return err
		}
		failed := run3(ctx, p.options.Hooks.AfterRemoveMember, removed, u, o)
		return p.report(ctx, failed, o.ID, deed{name: "remove-member", by: by, target: u.ID})
	})
	return removed, u, err
}

// named finds a member of an organization by id, or by address with its user. The
// reference finds members of others by id too, and refuses them after its other checks.
func (p *Plugin) named(ctx context.Context, organizationID, idOrEmail string) (*Member, *auth.User, error) {
	if !strings.Contains(idOrEmail, "@") {
		where := []store.Cond{store.Eq("id", idOrEmail)}
		if p.auth.Safer() {
			where = append(where, store.Eq("organizationId", organizationID))
		}
		row, err := p.find(ctx, "member", where...)
		if err != nil {
			return nil, nil, err
		}
		return memberFrom(row), nil, nil
	}
	u, err := p.auth.FindUserByEmail(ctx, auth.LowerEmail(idOrEmail))
	if err != nil {
		return nil, nil, err
	}
	m, err := p.FindMember(ctx, organizationID, u.ID)
	return m, u, err
}

// checkRemoval keeps the last owner, lets only owners remove owners, and asks for the
// permission, in the reference's order.
func (p *Plugin) checkRemoval(ctx context.Context, organizationID string, actor, target *Member) error {
	if p.isCreator(target.Role) {
		if actor != nil && !p.isCreator(actor.Role) {
			return auth.Fail(http.StatusBadRequest, YouCannotLeaveTheOrganizationAsTheOnlyOwner)
		}
		if err := p.checkNotLast(ctx, organizationID); err != nil {
			return err
		}
	}
	if actor == nil {
		return nil
	}
	ok, err := p.allows(ctx, actor, access.Request{access.Need("member", "delete")})
	if err == nil && !ok {
		err = auth.Fail(http.StatusUnauthorized, YouAreNotAllowedToDeleteThisMember)
	}
	return err
}

func (p *Plugin) checkNotLast(ctx context.Context, organizationID string) error {
	owners, err := p.owners(ctx, organizationID)
	if err == nil && len(owners) <= 1 {
		err = auth.Fail(http.StatusBadRequest, YouCannotLeaveTheOrganizationAsTheOnlyOwner)
	}
	return err
}

// expel deletes a member and their places in the organization's teams.
func (p *Plugin) expel(ctx context.Context, m *Member) error {
	if _, err := p.auth.Store().Delete(ctx, "member", store.Eq("id", m.ID)); err != nil {
		return err
	}
	if !p.options.Teams.Enabled {
		return nil
	}
	places, err := p.list(ctx, "teamMember", store.Eq("userId", m.UserID))
	if err != nil || len(places) == 0 {
		return err
	}
	teams, err := p.list(ctx, "team", store.Eq("organizationId", m.OrganizationID),
		store.In("id", mapRows(places, func(r store.Row) string { return r.String("teamId") })))
	for _, team := range teams {
		if err == nil {
			err = p.quit(ctx, team.ID(), m.UserID)
		}
	}
	return err
}

type removeInput struct {
	IDOrEmail      string  `json:"memberIdOrEmail"`
	OrganizationID *string `json:"organizationId"`
}

func (p *Plugin) removeEndpoint(c *auth.Call, in removeInput) (any, error) {
	s := c.Session()
	id := cmp.Or(textOf(in.OrganizationID), active(s))
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	var removed any
	err := c.InTx(func(c *auth.Call) error {
		m, u, err := p.Remove(c, s.User, id, in.IDOrEmail)
		if err != nil {
			return err
		}
		removed = m
		if strings.Contains(in.IDOrEmail, "@") {
			removed = m.with(u)
		}
		if m.UserID != s.User.ID {
			return nil
		}
		return p.leaveBehind(c, s, id)
	})
	return auth.Object{{Key: "member", Value: removed}}, err
}

// Leave takes a user out of an organization.
func (p *Plugin) Leave(ctx context.Context, u *auth.User, organizationID string) (left *Member, err error) {
	notFound := auth.Fail(http.StatusBadRequest, MemberNotFound)
	err = p.inside(ctx, organizationID, notFound, func(ctx context.Context, o *Organization) error {
		if left, err = p.FindMember(ctx, o.ID, u.ID); err != nil {
			return orElse(err, notFound)
		}
		if p.isCreator(left.Role) {
			if err := p.checkNotLast(ctx, o.ID); err != nil {
				return err
			}
		}
		failed := p.expel(ctx, left)
		return p.report(ctx, failed, o.ID, deed{name: "leave-organization", by: u, target: u.ID})
	})
	return left, err
}

type leaveInput struct {
	OrganizationID string `json:"organizationId"`
}

func (p *Plugin) leaveEndpoint(c *auth.Call, in leaveInput) (any, error) {
	s := c.Session()
	var left *Member
	err := c.InTx(func(c *auth.Call) (err error) {
		if left, err = p.Leave(c, s.User, in.OrganizationID); err != nil {
			return err
		}
		return p.leaveBehind(c, s, in.OrganizationID)
	})
	if err != nil {
		return nil, err
	}
	return left.with(s.User), nil
}
