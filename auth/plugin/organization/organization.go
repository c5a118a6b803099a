// Package organization lets users form organizations with members, roles, invitations and
// teams: the reference's `organization` plugin (better-auth-plugins, section 1).
//
//	organizations := organization.New(organization.Options{
//		SendInvitation: func(ctx context.Context, m organization.InvitationMail) error { … },
//		Teams:          organization.TeamOptions{Enabled: true},
//	})
//	a, err := auth.New(auth.Options{Plugins: []auth.Plugin{organizations}, …})
//	ok, err := organizations.HasPermission(ctx, organizationID, userID, access.Request{access.Need("lesson", "publish")})
//
// Endpoints live below /organization; each is a thin wrapper around a method of [Plugin].
// Methods that change something take who does it: a user, whose roles are then asked, or
// nil, which is the application itself and may do anything.
//
// # What always holds
//
// A change locks its organization first and looks everything up afterwards, together
// with the organization: so of two changes that exclude each other one happens, somebody
// always holds the creator's role, limits hold, and no id leads from one organization into
// another. Nobody gives a role that allows more than their own roles do.
package organization

import (
	"context"
	"errors"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	roles   access.Roles
	auth    *auth.Auth
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin.
func New(o Options) *Plugin {
	p := &Plugin{options: o.withDefaults(), roles: o.Roles}
	if p.roles == nil {
		p.roles = access.OrganizationRoles()
	}
	return p
}

// ID is "organization".
func (p *Plugin) ID() string { return "organization" }

// Setup declares tables, session fields and endpoints.
func (p *Plugin) Setup(b *auth.Builder) error {
	if !p.isStaticRole(p.options.CreatorRole) {
		return errors.New("Options.CreatorRole is not among the roles")
	}
	p.declareTables(b)
	p.organizationEndpoints(b)
	p.memberEndpoints(b)
	p.invitationEndpoints(b)
	if p.options.Teams.Enabled {
		p.teamEndpoints(b)
	}
	if p.options.DynamicRoles {
		p.roleEndpoints(b)
	}
	b.Before(quietly)
	if b.Options().Compat != "reference" {
		b.After(p.reportRefusal)
		b.Events().UserDeleting = append(b.Events().UserDeleting, p.keepOwners)
	}
	return nil
}

// quietly keeps other plugins from taking a renewed session for a sign-in.
func quietly(c *auth.Call) (any, error) {
	if strings.HasPrefix(c.Path, "/organization/") {
		c.RenewSecretly()
	}
	return nil, nil
}

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

// find returns the row of a model that meets all conditions; store.ErrNotFound if none
// does.
func (p *Plugin) find(ctx context.Context, model string, where ...store.Cond) (store.Row, error) {
	return p.auth.Store().Find(ctx, store.Query{Model: model, Where: where})
}

// list returns all rows that meet the conditions.
func (p *Plugin) list(ctx context.Context, model string, where ...store.Cond) ([]store.Row, error) {
	return p.auth.Store().List(ctx, store.Query{Model: model, Where: where, Limit: store.NoLimit})
}

// inside runs fn with an organization locked against all other changes until the
// transaction ends; missing is the answer when there is none.
func (p *Plugin) inside(ctx context.Context, id string, missing error, fn func(ctx context.Context, o *Organization) error) error {
	return p.auth.InTx(ctx, func(ctx context.Context) error {
		row, err := p.auth.Store().Find(ctx, store.Query{Model: "organization", Where: []store.Cond{store.Eq("id", id)}, ForUpdate: true})
		if err != nil {
			return orElse(err, missing)
		}
		return fn(ctx, organizationFrom(row))
	})
}

// place is where somebody stands who acts in an organization.
type place struct {
	member *Member      // nil without anybody: the application acts
	roles  access.Roles // the organization's; nil without anybody
	own    []store.Row  // the rows of its own roles, where they have been read
}

// insideAs is inside for somebody whose roles allow what is wanted. Their place is read with
// the organization, in the statement that locks both: a role that is lost at the same moment
// cannot be used. stranger is the answer to those who have none.
func (p *Plugin) insideAs(ctx context.Context, by *auth.User, id string, stranger, denied error, want access.Want,
	fn func(ctx context.Context, o *Organization, at place) error,
) error {
	if by == nil {
		return p.inside(ctx, id, stranger, func(ctx context.Context, o *Organization) error { return fn(ctx, o, place{}) })
	}
	return p.auth.InTx(ctx, func(ctx context.Context) error {
		members, organizations, err := p.auth.Store().ListJoined(ctx, store.Query{
			Model: "member", Where: []store.Cond{store.Eq("userId", by.ID), store.Eq("organizationId", id)}, Limit: 1, ForUpdate: true,
		}, store.Join{On: "organizationId", Model: "organization"})
		if err != nil {
			return err
		}
		if len(members) == 0 {
			return stranger
		}
		at := place{member: memberFrom(members[0])}
		if at.roles, at.own, err = p.rolesOf(ctx, id); err != nil {
			return err
		}
		if !at.roles.Allow(at.member.Roles(), access.Request{want}) {
			return denied
		}
		return fn(ctx, organizationFrom(organizations[0]), at)
	})
}

// orElse replaces "not found" by an answer.
func orElse(err, answer error) error {
	if errors.Is(err, store.ErrNotFound) {
		return answer
	}
	return err
}
