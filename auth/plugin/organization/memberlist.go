package organization

import (
	"cmp"
	"context"
	"math"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// MemberQuery selects members of an organization.
type MemberQuery struct {
	OrganizationID string
	// Where are further conditions on fields of the member.
	Where  []store.Cond
	SortBy string
	Desc   bool
	// Limit 0 is the membership limit.
	Limit, Offset int
}

// Members is a page of members with their users, and how many match in all.
type Members struct {
	List  []*Member
	Users map[string]*auth.User
	Total int64
}

// AppendJSON writes the page.
func (m *Members) AppendJSON(dst []byte) []byte {
	list := make([]auth.Object, len(m.List))
	for i := range m.List {
		list[i] = m.List[i].with(m.Users[m.List[i].UserID])
	}
	return auth.Object{{Key: "members", Value: list}, {Key: "total", Value: m.Total}}.AppendJSON(dst)
}

// ListMembers returns a page of members: three statements at most, whatever its size.
func (p *Plugin) ListMembers(ctx context.Context, q MemberQuery) (*Members, error) {
	where := append([]store.Cond{store.Eq("organizationId", q.OrganizationID)}, q.Where...)
	if q.Limit == 0 {
		q.Limit = p.options.MembershipLimit
	}
	rows, total, err := p.auth.ListAndCount(ctx, store.Query{
		Model: "member", Where: where, SortBy: q.SortBy, Desc: q.Desc, Limit: q.Limit, Offset: q.Offset,
	})
	if err != nil {
		return nil, err
	}
	page := &Members{Total: total}
	page.List, page.Users, err = p.withUsers(ctx, rows)
	return page, err
}

// withUsers reads the users of member rows. Members whose user went meanwhile are left
// out.
func (p *Plugin) withUsers(ctx context.Context, rows []store.Row) ([]*Member, map[string]*auth.User, error) {
	byID, err := p.byID(ctx, "user", rows, "userId")
	if err != nil {
		return nil, nil, err
	}
	members, users := make([]*Member, 0, len(rows)), make(map[string]*auth.User, len(byID))
	for _, row := range rows {
		if u, ok := byID[row.String("userId")]; ok {
			members = append(members, memberFrom(row))
			users[u.ID()] = auth.UserFrom(u)
		}
	}
	return members, users, nil
}

type listMembersInput struct {
	Limit          auth.CountText   `json:"limit"`
	Offset         auth.CountText   `json:"offset"`
	SortBy         *string          `json:"sortBy"`
	SortDirection  string           `json:"sortDirection" check:"optional,enum=asc|desc"`
	FilterField    *string          `json:"filterField"`
	FilterValue    auth.FilterValue `json:"filterValue"`
	FilterOperator string           `json:"filterOperator" check:"optional,enum=eq|ne|lt|lte|gt|gte|in|not_in|contains|starts_with|ends_with"`
	OrganizationID *string          `json:"organizationId"`
	Slug           *string          `json:"organizationSlug"`
}

func (p *Plugin) listMembersEndpoint(c *auth.Call, in listMembersInput) (*Members, error) {
	m, err := p.membership(c, in.OrganizationID, in.Slug)
	if err != nil {
		return nil, err
	}
	q := MemberQuery{OrganizationID: m.OrganizationID, Desc: in.SortDirection == "desc"}
	if q.Limit, err = in.Limit.Count("limit", math.MaxInt32); err != nil {
		return nil, err
	}
	if q.Offset, err = in.Offset.Count("offset", math.MaxInt32); err != nil {
		return nil, err
	}
	model := p.auth.Schema().Model("member")
	if q.SortBy = textOf(in.SortBy); q.SortBy != "" && auth.Listed(model, q.SortBy) == nil {
		return nil, auth.InvalidQuery("sortBy")
	}
	name := textOf(in.FilterField)
	if name != "" && in.FilterValue.List == nil && !p.auth.Safer() {
		return &Members{List: []*Member{}}, nil // nothing is equal to no value, nor differs from it
	}
	if name != "" {
		cond, err := in.FilterValue.Condition(auth.Listed(model, name), in.FilterOperator)
		if err != nil {
			return nil, err
		}
		q.Where = []store.Cond{cond}
	}
	return p.ListMembers(c, q)
}

// membership is the caller's place in the organization that a query names.
func (p *Plugin) membership(c *auth.Call, id, slug *string) (*Member, error) {
	name := cmp.Or(textOf(id), active(c.Session()))
	if textOf(slug) != "" {
		o, err := p.FindBySlug(c, *slug)
		if err != nil {
			return nil, orElse(err, auth.Fail(http.StatusBadRequest, OrganizationNotFound))
		}
		name = o.ID
	}
	if name == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	m, err := p.FindMember(c, name, c.Session().User.ID)
	return m, orElse(err, auth.Fail(http.StatusForbidden, YouAreNotAMemberOfThisOrganization))
}

func (p *Plugin) activeMember(c *auth.Call, _ auth.None) (any, error) {
	s := c.Session()
	id := active(s)
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	m, err := p.FindMember(c, id, s.User.ID)
	if err != nil {
		return nil, orElse(err, auth.Fail(http.StatusBadRequest, MemberNotFound))
	}
	return m.with(s.User), nil
}

type memberRoleInput struct {
	UserID         *string `json:"userId"`
	OrganizationID *string `json:"organizationId"`
	Slug           *string `json:"organizationSlug"`
}

func (p *Plugin) activeMemberRole(c *auth.Call, in memberRoleInput) (any, error) {
	m, err := p.membership(c, in.OrganizationID, in.Slug)
	if err == nil && textOf(in.UserID) != "" {
		m, err = p.FindMember(c, m.OrganizationID, *in.UserID)
		err = orElse(err, auth.Fail(http.StatusForbidden, YouAreNotAMemberOfThisOrganization))
	}
	if err != nil {
		return nil, err
	}
	return auth.Object{{Key: "role", Value: m.Role}}, nil
}
