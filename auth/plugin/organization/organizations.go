package organization

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

func (p *Plugin) organizationEndpoints(b *auth.Builder) {
	fields := p.options.Schema.Organization
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/create", Check: p.checkAdditional(fields, false), Summary: "Creates an organization.",
		Errors: []auth.Code{YouAreNotAllowedToCreateANewOrganization, YouHaveReachedTheMaximumNumberOfOrganizations, OrganizationAlreadyExists},
	}, p.createEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/update", Check: p.checkAdditional(fields, true, "data"), Summary: "Changes an organization.",
		Errors: []auth.Code{OrganizationNotFound, UserIsNotAMemberOfTheOrganization, YouAreNotAllowedToUpdateThisOrganization, OrganizationSlugAlreadyTaken},
	}, p.updateEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/delete", Summary: "Deletes an organization with all that belongs to it.",
		Errors: []auth.Code{OrganizationDeletionDisabled, OrganizationNotFound, UserIsNotAMemberOfTheOrganization, YouAreNotAllowedToDeleteThisOrganization},
	}, p.deleteEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/check-slug", Level: auth.SignedIn, Summary: "Says whether a slug is free.",
		Errors: []auth.Code{OrganizationSlugAlreadyTaken},
	}, p.checkSlug)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/list", Level: auth.SignedIn, Summary: "The user's organizations.",
	}, p.listEndpoint)
	p.activeEndpoints(b)
}

// Find returns an organization; store.ErrNotFound if there is none.
func (p *Plugin) Find(ctx context.Context, id string) (*Organization, error) {
	return p.organizationBy(ctx, "id", id)
}

// FindBySlug returns an organization; store.ErrNotFound if there is none.
func (p *Plugin) FindBySlug(ctx context.Context, slug string) (*Organization, error) {
	return p.organizationBy(ctx, "slug", slug)
}

func (p *Plugin) organizationBy(ctx context.Context, field, value string) (*Organization, error) {
	row, err := p.find(ctx, "organization", store.Eq(field, value))
	if err != nil {
		return nil, err
	}
	return organizationFrom(row), nil
}

// List returns the organizations a user belongs to, at most the reference's limit.
func (p *Plugin) List(ctx context.Context, userID string) ([]*Organization, error) {
	members, err := p.auth.Store().List(ctx, store.Query{Model: "member", Where: []store.Cond{store.Eq("userId", userID)}})
	if err != nil || len(members) == 0 {
		return []*Organization{}, err
	}
	byID, err := p.byID(ctx, "organization", members, "organizationId")
	if err != nil {
		return nil, err
	}
	list := make([]*Organization, 0, len(members))
	for _, m := range members {
		if row, ok := byID[m.String("organizationId")]; ok {
			list = append(list, organizationFrom(row))
		}
	}
	return list, nil
}

// byID reads the rows of a model that a field of other rows refers to, in one statement.
func (p *Plugin) byID(ctx context.Context, model string, rows []store.Row, field string) (map[string]store.Row, error) {
	byID := map[string]store.Row{}
	if len(rows) == 0 {
		return byID, nil
	}
	found, err := p.list(ctx, model, store.In("id", mapRows(rows, func(r store.Row) string { return r.String(field) })))
	for _, row := range found {
		byID[row.ID()] = row
	}
	return byID, err
}

// Update changes fields of an organization: name, slug, logo, metadata (JSON text) and
// additional ones.
func (p *Plugin) Update(ctx context.Context, by *auth.User, id string, values store.Values) (o *Organization, err error) {
	stranger := auth.Fail(http.StatusBadRequest, UserIsNotAMemberOfTheOrganization)
	taken := auth.Fail(http.StatusBadRequest, OrganizationSlugAlreadyTaken)
	denied := auth.Fail(http.StatusForbidden, YouAreNotAllowedToUpdateThisOrganization)
	err = p.insideAs(ctx, by, id, stranger, denied, access.Need("organization", "update"), func(ctx context.Context, old *Organization, at place) error {
		m := at.member
		if slug, ok := values["slug"].(string); ok && slug != old.Slug {
			if _, err := p.FindBySlug(ctx, slug); !errors.Is(err, store.ErrNotFound) {
				return errOr(err, taken)
			}
		}
		if err := p.checkTexts(values); err != nil {
			return err
		}
		if err := run3(ctx, p.options.Hooks.BeforeUpdateOrganization, values, m, by); err != nil {
			return err
		}
		fields := slices.Sorted(maps.Keys(values))
		return p.doing(ctx, "organization", id, deed{name: "update-organization", by: by, detail: about("fields", fields)}, func(ctx context.Context) error {
			if o = old; len(values) > 0 {
				row, err := p.auth.Store().Update(ctx, "organization", values, store.Eq("id", id))
				if err != nil {
					return err
				}
				o = organizationFrom(row)
			}
			return run3(ctx, p.options.Hooks.AfterUpdateOrganization, o, m, by)
		})
	})
	if errors.Is(err, store.ErrConflict) { // another request was faster
		err = taken
	}
	return o, err
}

type updateInput struct {
	Data struct {
		Name     *string      `json:"name" check:"nonempty"`
		Slug     *string      `json:"slug" check:"nonempty"`
		Logo     optionalText `json:"logo"`
		Metadata *auth.Object `json:"metadata"`
	} `json:"data"`
	OrganizationID *string `json:"organizationId"`
}

func (p *Plugin) updateEndpoint(c *auth.Call, in updateInput) (any, error) {
	s, err := c.ClientSession()
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, auth.FailText(http.StatusUnauthorized, "User not found")
	}
	id := cmp.Or(textOf(in.OrganizationID), active(s))
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, OrganizationNotFound)
	}
	values, err := p.extra("organization", p.options.Schema.Organization, c.Body, "data")
	if err != nil {
		return nil, err
	}
	if in.Data.Name != nil {
		values["name"] = *in.Data.Name
	}
	if in.Data.Slug != nil {
		values["slug"] = *in.Data.Slug
	}
	if in.Data.Logo.Given {
		values["logo"] = in.Data.Logo.Value
	}
	if in.Data.Metadata != nil {
		values["metadata"] = string(auth.JSON(*in.Data.Metadata))
	}
	o, err := p.Update(c, s.User, id, values)
	if err != nil {
		return nil, err
	}
	return o.opened(), nil
}

// Delete removes an organization with all that belongs to it.
func (p *Plugin) Delete(ctx context.Context, by *auth.User, id string) (deleted *Organization, err error) {
	stranger := auth.Fail(http.StatusBadRequest, UserIsNotAMemberOfTheOrganization)
	denied := auth.Fail(http.StatusForbidden, YouAreNotAllowedToDeleteThisOrganization)
	err = p.insideAs(ctx, by, id, stranger, denied, access.Need("organization", "delete"), func(ctx context.Context, o *Organization, _ place) error {
		deleted = o
		if err := run2(ctx, p.options.Hooks.BeforeDeleteOrganization, o, by); err != nil {
			return err
		}
		if err := p.erase(ctx, id); err != nil {
			return err
		}
		failed := run2(ctx, p.options.Hooks.AfterDeleteOrganization, o, by)
		return p.report(ctx, failed, o.ID, deed{name: "delete-organization", by: by, detail: about("slug", o.Slug)})
	})
	return deleted, err
}

// erase deletes the rows; teams and roles go by their foreign keys.
func (p *Plugin) erase(ctx context.Context, id string) error {
	for _, model := range []string{"member", "invitation"} {
		if _, err := p.auth.Store().Delete(ctx, model, store.Eq("organizationId", id)); err != nil {
			return err
		}
	}
	_, err := p.auth.Store().Delete(ctx, "organization", store.Eq("id", id))
	return err
}

type deleteInput struct {
	OrganizationID string `json:"organizationId"`
}

func (p *Plugin) deleteEndpoint(c *auth.Call, in deleteInput) (deleted *Organization, err error) {
	if p.options.DisableDeletion {
		return nil, auth.Fail(http.StatusNotFound, OrganizationDeletionDisabled)
	}
	s, err := c.ClientSession()
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, auth.FailEmpty(http.StatusUnauthorized)
	}
	if in.OrganizationID == "" {
		return nil, auth.Fail(http.StatusBadRequest, OrganizationNotFound)
	}
	err = c.InTx(func(c *auth.Call) error {
		if deleted, err = p.Delete(c, s.User, in.OrganizationID); err != nil {
			return err
		}
		return p.leaveBehind(c, s, in.OrganizationID)
	})
	return deleted, err
}

// leaveBehind clears a session's active organization when it is this one.
func (p *Plugin) leaveBehind(ctx context.Context, s *auth.SessionUser, organizationID string) error {
	if active(s) != organizationID {
		return nil
	}
	_, err := p.auth.UpdateSession(ctx, s.Session.Token, store.Values{"activeOrganizationId": nil})
	return err
}

type slugInput struct {
	Slug string `json:"slug"`
}

func (p *Plugin) checkSlug(c *auth.Call, in slugInput) (auth.Status, error) {
	_, err := p.FindBySlug(c, in.Slug)
	if err == nil {
		err = auth.Fail(http.StatusBadRequest, OrganizationSlugAlreadyTaken)
	} else {
		err = orElse(err, nil)
	}
	return auth.Status{Status: err == nil}, err
}

func (p *Plugin) listEndpoint(c *auth.Call, _ auth.None) ([]*Organization, error) {
	return p.List(c, c.Session().User.ID)
}
