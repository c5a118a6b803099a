package organization

import (
	"cmp"
	"context"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// The organization a session works in, and reading one whole.

func (p *Plugin) activeEndpoints(b *auth.Builder) {
	errors := []auth.Code{OrganizationNotFound, UserIsNotAMemberOfTheOrganization}
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/set-active", Level: auth.SignedIn, Errors: errors,
		Summary: "Chooses the organization the session works in, or none.",
	}, p.setActive)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/get-organization", Level: auth.SignedIn, Errors: errors, Summary: "An organization.",
	}, p.get)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/get-full-organization", Level: auth.SignedIn, Errors: errors,
		Summary: "An organization with its members, invitations and teams.",
	}, p.getFull)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/has-permission", Level: auth.SignedIn, Check: checkPermissionInput,
		Summary: "Says whether the user may do something.", Errors: []auth.Code{NoActiveOrganization, UserIsNotAMemberOfTheOrganization},
	}, p.hasPermission)
}

type setActiveInput struct {
	ID   optionalText `json:"organizationId"`
	Slug *string      `json:"organizationSlug"`
}

func (p *Plugin) setActive(c *auth.Call, in setActiveInput) (*Organization, error) {
	s := c.Session()
	if in.ID.Given && in.ID.Value == nil {
		if active(s) == "" {
			return nil, nil
		}
		return nil, p.work(c, store.Values{"activeOrganizationId": nil})
	}
	id, slug := in.ID.or(""), textOf(in.Slug)
	if id == "" && slug == "" {
		if id = active(s); id == "" {
			return nil, nil
		}
	}
	var o *Organization
	var err error
	if id == "" {
		if o, err = p.FindBySlug(c, slug); err != nil {
			return nil, orElse(err, auth.Fail(http.StatusBadRequest, OrganizationNotFound))
		}
		id = o.ID
	}
	if _, err := p.insider(c, id); err != nil {
		return nil, err
	}
	if o == nil {
		if o, err = p.Find(c, id); err != nil {
			return nil, orElse(err, auth.Fail(http.StatusBadRequest, OrganizationNotFound))
		}
	}
	return o, p.work(c, store.Values{"activeOrganizationId": o.ID})
}

// work changes what the session works in and renews its cookies.
func (p *Plugin) work(c *auth.Call, set store.Values) error {
	s := c.Session()
	session, err := p.auth.UpdateSession(c, s.Session.Token, set)
	if err != nil {
		return orElse(err, auth.Fail(http.StatusUnauthorized, auth.Unauthorized))
	}
	c.RenewSession(&auth.SessionUser{Session: session, User: s.User})
	return nil
}

// insider returns the caller's place in an organization. Who has none loses the active
// organization of their session, as in the reference.
func (p *Plugin) insider(c *auth.Call, organizationID string) (*Member, error) {
	s := c.Session()
	m, err := p.FindMember(c, organizationID, s.User.ID)
	outside, err := auth.NotFoundOr(err)
	if !outside || err != nil {
		return m, err
	}
	if _, err := p.auth.UpdateSession(c, s.Session.Token, store.Values{"activeOrganizationId": nil}); err != nil {
		return nil, orElse(err, auth.Fail(http.StatusUnauthorized, auth.Unauthorized))
	}
	return nil, auth.Fail(http.StatusForbidden, UserIsNotAMemberOfTheOrganization)
}

type getInput struct {
	ID   *string `json:"organizationId"`
	Slug *string `json:"organizationSlug"`
}

// asked finds the organization that a query names, or the active one; nil when the query
// names none and none is active.
func (p *Plugin) asked(c *auth.Call, id, slug *string) (o *Organization, err error) {
	if textOf(slug) != "" {
		o, err = p.FindBySlug(c, *slug)
	} else if name := cmp.Or(textOf(id), active(c.Session())); name != "" {
		o, err = p.Find(c, name)
	}
	return o, orElse(err, auth.Fail(http.StatusBadRequest, OrganizationNotFound))
}

func (p *Plugin) get(c *auth.Call, in getInput) (*Organization, error) {
	o, err := p.asked(c, in.ID, in.Slug)
	if err != nil || o == nil {
		return nil, err
	}
	_, err = p.insider(c, o.ID)
	return o, err
}

// pageSize is a number in a query, written as one or as text.
type pageSize int

// ReadValue reads what starts like a number; other text is 0, which means the default.
func (n *pageSize) ReadValue(v any, present bool) string {
	switch v := v.(type) {
	case string:
		*n = pageSize(leadingInt(v))
	case float64:
		*n = pageSize(math.Trunc(v))
	default:
		if present {
			return "Invalid input"
		}
	}
	return ""
}

func leadingInt(text string) int {
	text = strings.TrimSpace(text)
	end := 0
	for end < len(text) && (text[end] >= '0' && text[end] <= '9' || end == 0 && (text[end] == '-' || text[end] == '+')) {
		end++
	}
	n, err := strconv.ParseInt(text[:end], 10, 32)
	if err != nil {
		return 0
	}
	return int(n)
}

type getFullInput struct {
	ID           *string  `json:"organizationId"`
	Slug         *string  `json:"organizationSlug"`
	MembersLimit pageSize `json:"membersLimit"`
}

// Full is an organization with what belongs to it. Invitations are there only for those
// who may invite.
type Full struct {
	*Organization
	Members     []*Member
	Users       map[string]*auth.User
	Invitations []*Invitation
	// Teams is nil when teams are off.
	Teams []*Team
}

// AppendJSON writes it.
func (f *Full) AppendJSON(dst []byte) []byte {
	members := make([]auth.Object, 0, len(f.Members))
	for _, m := range f.Members {
		members = append(members, m.with(f.Users[m.UserID]))
	}
	o := append(object(f.Row), auth.Member{Key: "invitations", Value: f.Invitations}, auth.Member{Key: "members", Value: members})
	if f.Teams != nil {
		teams := make([]auth.Object, 0, len(f.Teams))
		for _, t := range f.Teams {
			teams = append(teams, object(t.Row, "memberCount"))
		}
		o = append(o, auth.Member{Key: "teams", Value: teams})
	}
	return o.AppendJSON(dst)
}

func (p *Plugin) getFull(c *auth.Call, in getFullInput) (*Full, error) {
	o, err := p.asked(c, in.ID, in.Slug)
	if err != nil || o == nil {
		return nil, err
	}
	m, err := p.insider(c, o.ID)
	if err != nil {
		return nil, err
	}
	return p.ReadFull(c, o, m, int(in.MembersLimit))
}

// ReadFull reads what belongs to an organization, as one of its members may see it. limit
// bounds the members; 0 is the reference's limit.
func (p *Plugin) ReadFull(ctx context.Context, o *Organization, viewer *Member, limit int) (*Full, error) {
	f := &Full{Organization: o}
	own := []store.Cond{store.Eq("organizationId", o.ID)}
	rows, err := p.auth.Store().List(ctx, store.Query{Model: "invitation", Where: own})
	if err != nil {
		return nil, err
	}
	if f.Invitations, err = p.visible(ctx, viewer, mapRows(rows, invitationFrom)); err != nil {
		return nil, err
	}
	if rows, err = p.auth.Store().List(ctx, store.Query{Model: "member", Where: own, Limit: max(limit, 0)}); err != nil {
		return nil, err
	}
	if f.Members, f.Users, err = p.withUsers(ctx, rows); err != nil {
		return nil, err
	}
	if p.options.Teams.Enabled {
		rows, err = p.auth.Store().List(ctx, store.Query{Model: "team", Where: own})
		f.Teams = mapRows(rows, teamFrom)
	}
	return f, err
}

// visible are the invitations a member may see: all for those who may invite, but the
// creator's role only for its holders. Ids of invitations act as their links.
func (p *Plugin) visible(ctx context.Context, viewer *Member, all []*Invitation) ([]*Invitation, error) {
	if len(all) == 0 {
		return all, nil
	}
	ok, err := p.allows(ctx, viewer, access.Request{access.Need("invitation", "create")})
	if err != nil || !ok {
		return []*Invitation{}, err
	}
	return p.withoutCreators(viewer, all), nil
}

func (p *Plugin) withoutCreators(viewer *Member, all []*Invitation) []*Invitation {
	if p.isCreator(viewer.Role) {
		return all
	}
	return slices.DeleteFunc(all, func(i *Invitation) bool { return p.isCreator(i.Role) })
}

type permissionInput struct {
	OrganizationID *string `json:"organizationId"`
}

// checkPermissionInput wants exactly one of permissions and permission.
func checkPermissionInput(c *auth.Call) []string {
	body, ok := c.Body.(auth.Object)
	if !ok {
		return []string{"[body] Invalid input"}
	}
	valid := 0
	for _, name := range []string{"permission", "permissions"} {
		v, present := body.Get(name)
		if problems := new(access.Permissions).ReadIssues("", v, present); len(problems) == 0 {
			valid++
		}
	}
	switch valid {
	case 0:
		return []string{"[body] Invalid input"}
	case 1:
		return nil
	}
	return []string{"[body] Invalid input: more than one option matched"}
}

type permissionAnswer struct {
	Error   *string `json:"error"`
	Success bool    `json:"success"`
}

// hasPermission answers false to the member permission, which the reference has kept from
// older days.
func (p *Plugin) hasPermission(c *auth.Call, in permissionInput) (permissionAnswer, error) {
	s := c.Session()
	id := cmp.Or(textOf(in.OrganizationID), active(s))
	if id == "" {
		return permissionAnswer{}, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	m, err := p.FindMember(c, id, s.User.ID)
	if err != nil {
		return permissionAnswer{}, orElse(err, auth.Fail(http.StatusUnauthorized, UserIsNotAMemberOfTheOrganization))
	}
	var asked access.Permissions
	body, _ := c.Body.(auth.Object)
	v, present := body.Get("permissions")
	if !present || len(asked.ReadIssues("", v, present)) > 0 {
		return permissionAnswer{}, nil
	}
	ok, err := p.allows(c, m, asked.Request)
	return permissionAnswer{Success: ok}, err
}
