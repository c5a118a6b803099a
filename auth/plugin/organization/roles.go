package organization

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// Roles that organizations make for themselves (better-auth-plugins, section 1.7).

func (p *Plugin) roleEndpoints(b *auth.Builder) {
	common := []auth.Code{NoActiveOrganization, YouAreNotAMemberOfThisOrganization}
	with := func(codes ...auth.Code) []auth.Code { return append(common[:2:2], codes...) }
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/create-role", Level: auth.SignedIn, Check: p.checkNewRole, Summary: "Creates a role.",
		Errors: []auth.Code{
			MissingAcInstance, YouMustBeInAnOrganizationToCreateARole, RoleNameIsAlreadyTaken, YouAreNotAMemberOfThisOrganization,
			YouAreNotAllowedToCreateARole, TooManyRoles, InvalidResource,
		},
	}, p.createRoleEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/update-role", Level: auth.SignedIn, Check: p.checkRoleUpdate, Summary: "Changes a role.",
		Errors: with(MissingAcInstance, YouAreNotAllowedToUpdateARole, RoleNotFound, InvalidResource, RoleNameIsAlreadyTaken),
	}, p.updateRoleOfEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/delete-role", Level: auth.SignedIn, Check: checkRoleBody, Summary: "Deletes a role nobody has.",
		Errors: with(YouAreNotAllowedToDeleteARole, CannotDeleteAPreDefinedRole, RoleNotFound, RoleIsAssignedToMembers),
	}, p.deleteRoleEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/list-roles", Level: auth.SignedIn, Summary: "An organization's own roles.",
		Errors: with(YouAreNotAllowedToListARole),
	}, p.listRolesEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/get-role", Level: auth.SignedIn, Check: checkRoleQuery, Summary: "One of an organization's own roles.",
		Errors: with(YouAreNotAllowedToReadARole, RoleNotFound),
	}, p.getRoleEndpoint)
}

// predefined reports whether a name is taken by the fixed roles.
func (p *Plugin) predefined(name string) bool {
	_, taken := p.roles[name]
	return taken
}

// CreateRole gives an organization a role of its own. Its name is lower-cased; it allows
// nothing that its maker may not.
func (p *Plugin) CreateRole(ctx context.Context, by *auth.User, organizationID, name string, allow access.Permissions, values store.Values) (r *Role, err error) {
	name = strings.ToLower(name)
	if p.predefined(name) {
		return nil, auth.Fail(http.StatusBadRequest, RoleNameIsAlreadyTaken)
	}
	stranger := auth.Fail(http.StatusForbidden, YouAreNotAMemberOfThisOrganization)
	denied := auth.Fail(http.StatusForbidden, YouAreNotAllowedToCreateARole)
	err = p.insideAs(ctx, by, organizationID, stranger, denied, access.Need("ac", "create"), func(ctx context.Context, o *Organization, at place) error {
		m, roles := at.member, at.roles
		if err := p.checkRolesLimit(ctx, o.ID); err != nil {
			return err
		}
		if err := p.checkPermissions(roles, m, allow, YouAreNotAllowedToCreateARole); err != nil {
			return err
		}
		if err := p.checkRoleName(ctx, roles, o.ID, name); err != nil {
			return err
		}
		role := store.Values{"organizationId": o.ID, "role": name, "permission": string(auth.JSON(allow)), "createdAt": p.auth.Options().Now()}
		for field, v := range values {
			role[field] = v
		}
		row, err := p.auth.Store().Create(ctx, "organizationRole", role)
		if err != nil {
			return err
		}
		r, err = roleFrom(row)
		return p.report(ctx, err, o.ID, deed{name: "create-role", by: by, detail: about("role", name)})
	})
	return r, err
}

func (p *Plugin) checkRolesLimit(ctx context.Context, organizationID string) error {
	limit := p.options.MaximumRoles
	if f := p.options.MaximumRolesFunc; f != nil {
		n, err := f(ctx, organizationID)
		if err != nil {
			return err
		}
		limit = &n
	}
	if limit == nil {
		return nil
	}
	n, err := p.auth.Store().Count(ctx, "organizationRole", store.Eq("organizationId", organizationID))
	if err == nil && n >= int64(*limit) {
		err = auth.Fail(http.StatusBadRequest, TooManyRoles)
	}
	return err
}

// checkPermissions: the resources exist, and the member may do all of it.
func (p *Plugin) checkPermissions(roles access.Roles, m *Member, allow access.Permissions, denied auth.Code) error {
	for _, want := range allow.Request {
		if !p.options.Control.Has(want.Resource) {
			return auth.Fail(http.StatusBadRequest, InvalidResource)
		}
	}
	if m == nil {
		return nil
	}
	if lacks := missing(roles, m, allow.Request); len(lacks) > 0 {
		e := auth.Fail(http.StatusForbidden, denied)
		e.Extra = auth.Object{{Key: "missingPermissions", Value: lacks}}
		return e
	}
	return nil
}

// checkRoleName: the name is new among the organization's roles, where they have been read.
func (p *Plugin) checkRoleName(ctx context.Context, roles access.Roles, organizationID, name string) error {
	if err := p.checkNewName(name); err != nil {
		return err
	}
	if roles != nil && p.options.DynamicRoles && p.options.Control != nil {
		if _, taken := roles[name]; taken {
			return auth.Fail(http.StatusBadRequest, RoleNameIsAlreadyTaken)
		}
		return nil
	}
	_, err := p.find(ctx, "organizationRole", store.Eq("organizationId", organizationID), store.Eq("role", name))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return errOr(err, auth.Fail(http.StatusBadRequest, RoleNameIsAlreadyTaken))
}

// RoleRef names a role of an organization by name or id.
type RoleRef struct{ Name, ID string }

func (r RoleRef) cond() store.Cond {
	if r.Name != "" {
		return store.Eq("role", r.Name)
	}
	return store.Eq("id", r.ID)
}

// FindRole returns one of an organization's own roles; store.ErrNotFound if it has none
// such.
func (p *Plugin) FindRole(ctx context.Context, organizationID string, ref RoleRef) (*Role, error) {
	row, err := p.find(ctx, "organizationRole", store.Eq("organizationId", organizationID), ref.cond())
	if err != nil {
		return nil, err
	}
	return roleFrom(row)
}

// ownRole is FindRole that looks first at what has been read.
func (p *Plugin) ownRole(ctx context.Context, organizationID string, at place, ref RoleRef) (*Role, error) {
	for _, row := range at.own {
		if ref.Name != "" && row.String("role") == ref.Name || ref.Name == "" && row.ID() == ref.ID {
			return roleFrom(row)
		}
	}
	return p.FindRole(ctx, organizationID, ref)
}

// ListRoles returns an organization's own roles.
func (p *Plugin) ListRoles(ctx context.Context, organizationID string) ([]*Role, error) {
	rows, err := p.list(ctx, "organizationRole", store.Eq("organizationId", organizationID))
	roles := make([]*Role, 0, len(rows))
	for _, row := range rows {
		role, err := roleFrom(row)
		if err != nil {
			return nil, err
		}
		roles = append(roles, role)
	}
	return roles, err
}

// RoleUpdate changes a role; what is nil stays.
type RoleUpdate struct {
	Name  string
	Allow *access.Permissions
	// Values are additional fields.
	Values store.Values
}

// UpdateRole changes one of an organization's own roles. Members keep the name they have.
// updatedAt of the answer is that from before, as in the reference.
func (p *Plugin) UpdateRole(ctx context.Context, by *auth.User, organizationID string, ref RoleRef, change RoleUpdate) (r *Role, err error) {
	stranger := auth.Fail(http.StatusForbidden, YouAreNotAMemberOfThisOrganization)
	denied := auth.Fail(http.StatusForbidden, YouAreNotAllowedToUpdateARole)
	err = p.insideAs(ctx, by, organizationID, stranger, denied, access.Need("ac", "update"), func(ctx context.Context, o *Organization, at place) (err error) {
		if r, err = p.ownRole(ctx, o.ID, at, ref); err != nil {
			return orElse(err, auth.Fail(http.StatusBadRequest, RoleNotFound))
		}
		values, err := p.roleValues(ctx, at.member, at.roles, r, change)
		if err != nil {
			return err
		}
		row := r.Row.With(values)
		return p.doing(ctx, "organizationRole", o.ID, deed{name: "update-role", by: by, detail: about("role", row.String("role"))}, func(ctx context.Context) error {
			if _, err := p.auth.Store().Update(ctx, "organizationRole", values, store.Eq("id", r.ID)); err != nil {
				return err
			}
			r, err = roleFrom(row)
			return err
		})
	})
	return r, err
}

func (p *Plugin) roleValues(ctx context.Context, m *Member, roles access.Roles, r *Role, change RoleUpdate) (store.Values, error) {
	values := store.Values{}
	for field, v := range change.Values {
		values[field] = v
	}
	if change.Allow != nil {
		if err := p.checkPermissions(roles, m, *change.Allow, YouAreNotAllowedToUpdateARole); err != nil {
			return nil, err
		}
		values["permission"] = string(auth.JSON(*change.Allow))
	}
	if name := strings.ToLower(change.Name); name != "" {
		if p.predefined(name) {
			return nil, auth.Fail(http.StatusBadRequest, RoleNameIsAlreadyTaken)
		}
		if err := p.checkRoleName(ctx, roles, r.OrganizationID, name); err != nil {
			return nil, err
		}
		// A name that members hold already would give them the role, the renamer among them.
		if change.Allow == nil && p.auth.Safer() {
			if err := p.checkPermissions(roles, m, r.Permissions, YouAreNotAllowedToUpdateARole); err != nil {
				return nil, err
			}
		}
		values["role"] = name
	}
	return values, nil
}

// DeleteRole deletes one of an organization's own roles, unless a member has it.
func (p *Plugin) DeleteRole(ctx context.Context, by *auth.User, organizationID string, ref RoleRef) error {
	stranger := auth.Fail(http.StatusForbidden, YouAreNotAMemberOfThisOrganization)
	denied := auth.Fail(http.StatusForbidden, YouAreNotAllowedToDeleteARole)
	return p.insideAs(ctx, by, organizationID, stranger, denied, access.Need("ac", "delete"), func(ctx context.Context, o *Organization, at place) error {
		if ref.Name != "" && p.predefined(ref.Name) {
			return auth.Fail(http.StatusBadRequest, CannotDeleteAPreDefinedRole)
		}
		r, err := p.ownRole(ctx, o.ID, at, ref)
		if err != nil {
			return orElse(err, auth.Fail(http.StatusBadRequest, RoleNotFound))
		}
		holders, err := p.list(ctx, "member", store.Eq("organizationId", o.ID), store.Cond{Field: "role", Op: store.OpContains, Value: r.Name})
		if err != nil {
			return err
		}
		if slices.ContainsFunc(holders, func(row store.Row) bool { return slices.Contains(memberFrom(row).Roles(), r.Name) }) {
			return auth.Fail(http.StatusBadRequest, RoleIsAssignedToMembers)
		}
		return p.doing(ctx, "organizationRole", o.ID, deed{name: "delete-role", by: by, detail: about("role", r.Name)}, func(ctx context.Context) error {
			_, err := p.auth.Store().Delete(ctx, "organizationRole", store.Eq("id", r.ID))
			return err
		})
	})
}
