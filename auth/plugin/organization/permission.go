package organization

import (
	"context"
	"net/http"
	"slices"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// FindMember returns a user's place in an organization; store.ErrNotFound if they have
// none.
func (p *Plugin) FindMember(ctx context.Context, organizationID, userID string) (*Member, error) {
	row, err := p.find(ctx, "member", store.Eq("userId", userID), store.Eq("organizationId", organizationID))
	if err != nil {
		return nil, err
	}
	return memberFrom(row), nil
}

// HasPermission reports whether a user may do something in an organization. Who is no
// member may do nothing.
func (p *Plugin) HasPermission(ctx context.Context, organizationID, userID string, request access.Request) (bool, error) {
	m, err := p.FindMember(ctx, organizationID, userID)
	if missing, err := auth.NotFoundOr(err); missing || err != nil {
		return false, err
	}
	return p.allows(ctx, m, request)
}

// May reports whether a user is a member of an organization, and if so whether a role of
// theirs allows something. Who has the creator's role may do everything. Other plugins ask
// it about what organizations own.
func (p *Plugin) May(ctx context.Context, organizationID, userID string, want access.Want) (member, allowed bool, err error) {
	m, err := p.FindMember(ctx, organizationID, userID)
	if missing, err := auth.NotFoundOr(err); missing || err != nil {
		return false, false, err
	}
	if slices.Contains(m.Roles(), p.options.CreatorRole) {
		return true, true, nil
	}
	allowed, err = p.allows(ctx, m, access.Request{want})
	return true, allowed, err
}

func (p *Plugin) allows(ctx context.Context, m *Member, request access.Request) (bool, error) {
	roles, err := p.RolesOf(ctx, m.OrganizationID)
	return err == nil && roles.Allow(m.Roles(), request), err
}

// authorise returns the place of whoever acts, once it allows what is wanted. Without
// anybody the application acts, and the member is nil.
func (p *Plugin) authorise(ctx context.Context, by *auth.User, organizationID string, stranger, denied error, want access.Want) (*Member, error) {
	if by == nil {
		return nil, nil
	}
	m, err := p.FindMember(ctx, organizationID, by.ID)
	if err != nil {
		return nil, orElse(err, stranger)
	}
	allowed, err := p.allows(ctx, m, access.Request{want})
	if err == nil && !allowed {
		err = denied
	}
	return m, err
}

// RolesOf are the roles of an organization: the fixed ones and its own. An own role with
// the name of a fixed one adds to it.
func (p *Plugin) RolesOf(ctx context.Context, organizationID string) (access.Roles, error) {
	roles, _, err := p.rolesOf(ctx, organizationID)
	return roles, err
}

// rolesOf returns the rows of the organization's own roles too.
func (p *Plugin) rolesOf(ctx context.Context, organizationID string) (access.Roles, []store.Row, error) {
	if !p.options.DynamicRoles || p.options.Control == nil {
		return p.roles, nil, nil
	}
	rows, err := p.list(ctx, "organizationRole", store.Eq("organizationId", organizationID))
	if err != nil {
		return nil, nil, err
	}
	roles := p.roles.With(nil)
	for _, row := range rows {
		role, err := roleFrom(row)
		if err != nil {
			return nil, nil, err
		}
		statements := role.Permissions.Statements()
		if fixed, ok := roles[role.Name]; ok {
			statements = fixed.Statements().Merge(statements)
		}
		roles[role.Name] = access.NewRole(statements)
	}
	return roles, rows, nil
}

func roleFrom(r store.Row) (*Role, error) {
	permissions, ok := access.ParsePermissions(r.String("permission"))
	if !ok {
		return nil, auth.FailText(http.StatusInternalServerError, "Invalid permissions for role "+r.String("role"))
	}
	return &Role{
		ID: r.ID(), OrganizationID: r.String("organizationId"), Name: r.String("role"), Permissions: permissions, Row: r,
	}, nil
}

// isStaticRole reports whether a name is that of a fixed role; the default ones always are.
func (p *Plugin) isStaticRole(name string) bool {
	if _, ok := p.roles[name]; ok {
		return true
	}
	return slices.Contains([]string{"owner", "admin", "member"}, name)
}

// unknownRoles are those names that are no roles of an organization.
func (p *Plugin) unknownRoles(ctx context.Context, organizationID string, names []string) ([]string, error) {
	unknown := slices.DeleteFunc(slices.Clone(names), p.isStaticRole)
	if len(unknown) == 0 || !p.options.DynamicRoles {
		return unknown, nil
	}
	rows, err := p.list(ctx, "organizationRole", store.Eq("organizationId", organizationID), store.In("role", unknown))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(unknown, func(name string) bool {
		return slices.ContainsFunc(rows, func(r store.Row) bool { return r.String("role") == name })
	}), nil
}

// mayGrant reports whether a member may give roles: they allow nothing that the member's
// own roles do not. The creator's role is only for those who hold it. The reference
// checks the latter alone.
func (p *Plugin) mayGrant(ctx context.Context, m *Member, names []string) (bool, error) {
	if m == nil || p.isCreator(m.Role) {
		return true, nil
	}
	if slices.Contains(names, p.options.CreatorRole) {
		return false, nil
	}
	if !p.auth.Safer() {
		return true, nil
	}
	roles, err := p.RolesOf(ctx, m.OrganizationID)
	if err != nil {
		return false, err
	}
	for _, name := range names {
		if role, ok := roles[name]; ok && len(missing(roles, m, role.Statements().Request())) > 0 {
			return false, nil
		}
	}
	return true, nil
}

// missing are the actions of a request, as "resource:action", that none of a member's
// roles allow.
func missing(roles access.Roles, m *Member, request access.Request) []string {
	lacks := []string{}
	for _, want := range request {
		for _, action := range want.Actions {
			if !roles.Allow(m.Roles(), access.Request{access.Need(want.Resource, action)}) {
				lacks = append(lacks, want.Resource+":"+action)
			}
		}
	}
	return lacks
}

func (p *Plugin) isCreator(roles string) bool {
	return slices.Contains(access.SplitRoles(roles), p.options.CreatorRole)
}

// owners are the members who hold the creator's role. Their number is small however
// large the organization is; the database narrows by text, which may find more.
func (p *Plugin) owners(ctx context.Context, organizationID string) ([]*Member, error) {
	rows, err := p.list(ctx, "member", store.Eq("organizationId", organizationID),
		store.Cond{Field: "role", Op: store.OpContains, Value: p.options.CreatorRole})
	if err != nil {
		return nil, err
	}
	members := mapRows(rows, memberFrom)
	return slices.DeleteFunc(members, func(m *Member) bool { return !p.isCreator(m.Role) }), nil
}

// keepOwners refuses to delete a user whom an organization with other members needs. One
// that nobody else is in goes with its owner.
func (p *Plugin) keepOwners(ctx context.Context, w *auth.Write) error {
	rows, err := p.list(ctx, "member", store.Eq("userId", w.Old.ID()),
		store.Cond{Field: "role", Op: store.OpContains, Value: p.options.CreatorRole})
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := p.keepOwner(ctx, memberFrom(row)); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plugin) keepOwner(ctx context.Context, m *Member) error {
	if !p.isCreator(m.Role) {
		return nil
	}
	return p.inside(ctx, m.OrganizationID, nil, func(ctx context.Context, o *Organization) error {
		owners, err := p.owners(ctx, o.ID)
		if err != nil || slices.ContainsFunc(owners, func(other *Member) bool { return other.UserID != m.UserID }) {
			return err
		}
		others, err := p.auth.Store().Count(ctx, "member", store.Eq("organizationId", o.ID), store.Ne("userId", m.UserID))
		if err == nil && others > 0 {
			err = auth.Fail(http.StatusBadRequest, YouCannotLeaveTheOrganizationAsTheOnlyOwner)
		}
		if err == nil {
			err = p.erase(ctx, o.ID)
		}
		return err
	})
}
