package organization

import (
	"context"
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// NewOrganization describes an organization to create. Metadata is nil or an object.
type NewOrganization struct {
	Name, Slug string
	Logo       *string
	Metadata   auth.Object
	// Values are additional fields.
	Values store.Values
}

// Created is a new organization with its creator's place in it and, unless teams are off,
// its first team.
type Created struct {
	Organization *Organization
	Member       *Member
	Team         *Team
}

// Create makes an organization whose creator is u. Whether u may create any at all is for
// the caller to ask; the limit is observed. ORGANIZATION_ALREADY_EXISTS when the slug is
// taken.
func (p *Plugin) Create(ctx context.Context, u *auth.User, n NewOrganization) (*Created, error) {
	taken := auth.Fail(http.StatusBadRequest, OrganizationAlreadyExists)
	created := &Created{}
	err := p.auth.InTx(ctx, func(ctx context.Context) error {
		if err := p.checkOrganizationLimit(ctx, u); err != nil {
			return err
		}
		if _, err := p.find(ctx, "organization", store.Eq("slug", n.Slug)); !errors.Is(err, store.ErrNotFound) {
			return errOr(err, taken)
		}
		return p.create(ctx, u, n, created)
	})
	if errors.Is(err, store.ErrConflict) { // another request was faster
		err = taken
	}
	return created, err
}

// errOr is err, or an answer when there is none.
func errOr(err, answer error) error {
	if err != nil {
		return err
	}
	return answer
}

func (p *Plugin) create(ctx context.Context, u *auth.User, n NewOrganization, created *Created) error {
	values := store.Values{"name": n.Name, "slug": n.Slug, "createdAt": p.auth.Options().Now()}
	if n.Logo != nil {
		values["logo"] = *n.Logo
	}
	if n.Metadata != nil {
		values["metadata"] = string(auth.JSON(n.Metadata))
	}
	for name, v := range n.Values {
		values[name] = v
	}
	if err := p.checkTexts(values); err != nil {
		return err
	}
	if err := run2(ctx, p.options.Hooks.BeforeCreateOrganization, values, u); err != nil {
		return err
	}
	row, err := p.auth.Store().Create(ctx, "organization", values)
	if err != nil {
		return err
	}
	o := organizationFrom(row)
	created.Organization = o
	created.Member, err = p.addMember(ctx, o, u, store.Values{"role": p.options.CreatorRole})
	if err != nil {
		return err
	}
	if p.options.Teams.Enabled && !p.options.Teams.NoDefaultTeam {
		if created.Team, err = p.createDefaultTeam(ctx, o, u); err != nil {
			return err
		}
	}
	failed := run3(ctx, p.options.Hooks.AfterCreateOrganization, o, created.Member, u)
	return p.report(ctx, failed, o.ID, deed{name: "create-organization", by: u, detail: about("slug", o.Slug)})
}

// checkOrganizationLimit locks the user, so that many requests at once do not get past it.
func (p *Plugin) checkOrganizationLimit(ctx context.Context, u *auth.User) error {
	limit := p.options.OrganizationLimit
	if f := p.options.OrganizationLimitFunc; f != nil {
		n, err := f(ctx, u)
		if err != nil {
			return err
		}
		limit = &n
	}
	if limit == nil {
		return nil
	}
	if _, err := p.auth.Store().Find(ctx, store.Query{Model: "user", Where: []store.Cond{store.Eq("id", u.ID)}, ForUpdate: true}); err != nil {
		return err
	}
	n, err := p.auth.Store().Count(ctx, "member", store.Eq("userId", u.ID))
	if err == nil && n >= int64(*limit) {
		err = auth.Fail(http.StatusForbidden, YouHaveReachedTheMaximumNumberOfOrganizations)
	}
	return err
}

func (p *Plugin) createDefaultTeam(ctx context.Context, o *Organization, u *auth.User) (t *Team, err error) {
	if f := p.options.Teams.CreateDefaultTeam; f != nil {
		t, err = f(ctx, o)
	}
	if t == nil && err == nil {
		values := store.Values{"organizationId": o.ID, "name": o.Name, "createdAt": p.auth.Options().Now()}
		if err = run3(ctx, p.options.Hooks.BeforeCreateTeam, values, u, o); err != nil {
			return nil, err
		}
		t, err = p.insertTeam(ctx, values)
	}
	if err != nil {
		return nil, err
	}
	if _, err = p.join(ctx, t, u, nil); err != nil {
		return nil, err
	}
	return t, run3(ctx, p.options.Hooks.AfterCreateTeam, t, u, o)
}

type createInput struct {
	Name        string       `json:"name" check:"nonempty"`
	Slug        string       `json:"slug" check:"nonempty"`
	Logo        optionalText `json:"logo"`
	Metadata    *auth.Object `json:"metadata"`
	KeepCurrent *bool        `json:"keepCurrentActiveOrganization"`
}

// createAnswer is the organization, its metadata as an object, with its one member.
type createAnswer struct{ *Created }

// AppendJSON writes it.
func (a createAnswer) AppendJSON(dst []byte) []byte {
	return append(a.Organization.opened(), auth.Member{Key: "members", Value: []*Member{a.Member}}).AppendJSON(dst)
}

func (p *Plugin) createEndpoint(c *auth.Call, in createInput) (any, error) {
	s, err := c.ClientSession()
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, auth.FailEmpty(http.StatusUnauthorized)
	}
	if err := p.checkMayCreate(c, s.User); err != nil {
		return nil, err
	}
	values, err := p.extra("organization", p.options.Schema.Organization, c.Body)
	if err != nil {
		return nil, err
	}
	n := NewOrganization{Name: in.Name, Slug: in.Slug, Logo: in.Logo.Value, Values: values}
	if in.Metadata != nil {
		n.Metadata = *in.Metadata
	}
	var created *Created
	err = c.InTx(func(c *auth.Call) (err error) {
		if created, err = p.Create(c, s.User, n); err != nil || in.KeepCurrent != nil && *in.KeepCurrent {
			return err
		}
		set := store.Values{"activeOrganizationId": created.Organization.ID}
		if created.Team != nil {
			set["activeTeamId"] = created.Team.ID
		}
		_, err = p.auth.UpdateSession(c, s.Session.Token, set)
		return err
	})
	return createAnswer{created}, err
}

func (p *Plugin) checkMayCreate(ctx context.Context, u *auth.User) error {
	allowed := !p.options.DisallowCreation
	if f := p.options.MayCreate; f != nil {
		var err error
		if allowed, err = f(ctx, u); err != nil {
			return err
		}
	}
	if !allowed {
		return auth.Fail(http.StatusForbidden, YouAreNotAllowedToCreateANewOrganization)
	}
	return nil
}
