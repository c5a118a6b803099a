package organization

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// UpdateMemberRole gives a member other roles. Only holders of the creator's role give or
// take it, and its last holder keeps it.
func (p *Plugin) UpdateMemberRole(ctx context.Context, by *auth.User, organizationID, memberID string, roles []string) (updated *Member, err error) {
	notFound := auth.Fail(http.StatusBadRequest, MemberNotFound)
	err = p.inside(ctx, organizationID, notFound, func(ctx context.Context, o *Organization) error {
		var actor *Member
		if by != nil {
			if actor, err = p.FindMember(ctx, o.ID, by.ID); err != nil {
				return orElse(err, notFound)
			}
		}
		target := actor
		if actor == nil || actor.ID != memberID {
			if target, err = p.memberByID(ctx, o.ID, memberID); err != nil {
				return orElse(err, notFound)
			}
		}
		if err := p.checkRoleChange(ctx, actor, target, roles); err != nil {
			return err
		}
		updated, err = p.setRole(ctx, by, o, target, roles)
		return err
	})
	return updated, err
}

// memberByID finds a member by id within an organization. The reference tells ids of
// other organizations from those that do not exist.
func (p *Plugin) memberByID(ctx context.Context, organizationID, id string) (*Member, error) {
	where := []store.Cond{store.Eq("id", id)}
	if p.auth.Safer() {
		where = append(where, store.Eq("organizationId", organizationID))
	}
	row, err := p.find(ctx, "member", where...)
	if err != nil {
		return nil, err
	}
	if m := memberFrom(row); m.OrganizationID == organizationID {
		return m, nil
	}
	return nil, auth.Fail(http.StatusForbidden, YouAreNotAllowedToUpdateThisMember)
}

// checkRoleChange asks everything in the reference's order; actor nil is the application.
func (p *Plugin) checkRoleChange(ctx context.Context, actor, target *Member, roles []string) error {
	denied := auth.Fail(http.StatusForbidden, YouAreNotAllowedToUpdateThisMember)
	stays := slices.Contains(roles, p.options.CreatorRole)
	if actor != nil && !p.isCreator(actor.Role) && (p.isCreator(target.Role) || stays) {
		return denied
	}
	if p.isCreator(target.Role) && !stays && (actor == nil || actor.ID == target.ID) {
		owners, err := p.owners(ctx, target.OrganizationID)
		if err != nil {
			return err
		}
		if len(owners) <= 1 {
			return auth.Fail(http.StatusBadRequest, YouCannotLeaveTheOrganizationWithoutAnOwner)
		}
	}
	if actor != nil && !p.isCreator(actor.Role) {
		ok, err := p.allows(ctx, actor, access.Request{access.Need("member", "update")})
		if err != nil {
			return err
		}
		if !ok {
			return denied
		}
	}
	if err := p.checkRoles(ctx, target.OrganizationID, roles); err != nil {
		return err
	}
	ok, err := p.mayGrant(ctx, actor, roles)
	if err == nil && !ok {
		err = denied
	}
	return err
}

func (p *Plugin) setRole(ctx context.Context, by *auth.User, o *Organization, m *Member, roles []string) (*Member, error) {
	u, err := p.auth.FindUser(ctx, m.UserID)
	if err != nil {
		return nil, orElse(err, auth.FailText(http.StatusBadRequest, "User not found"))
	}
	values := store.Values{"role": access.JoinRoles(roles)}
	if err := run4(ctx, p.options.Hooks.BeforeUpdateMemberRole, m, values, u, o); err != nil {
		return nil, err
	}
	row, err := p.auth.Store().Update(ctx, "member", values, store.Eq("id", m.ID))
	if err != nil {
		return nil, orElse(err, auth.Fail(http.StatusBadRequest, MemberNotFound))
	}
	updated := memberFrom(row)
	failed := run4(ctx, p.options.Hooks.AfterUpdateMemberRole, updated, m.Role, u, o)
	detail := auth.Object{{Key: "role", Value: updated.Role}, {Key: "previous", Value: m.Role}}
	return updated, p.report(ctx, failed, o.ID, deed{"update-member-role", by, u.ID, detail})
}

type updateRoleInput struct {
	Role           auth.Texts `json:"role"`
	MemberID       string     `json:"memberId"`
	OrganizationID *string    `json:"organizationId"`
}

func (p *Plugin) updateRoleEndpoint(c *auth.Call, in updateRoleInput) (*Member, error) {
	if in.Role.Blank() {
		return nil, auth.FailEmpty(http.StatusBadRequest)
	}
	s := c.Session()
	id := cmp.Or(textOf(in.OrganizationID), active(s))
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	roles := access.SplitRoles(in.Role.List...)
	if len(roles) == 0 {
		return nil, auth.FailEmpty(http.StatusBadRequest)
	}
	return p.UpdateMemberRole(c, s.User, id, in.MemberID, roles)
}
