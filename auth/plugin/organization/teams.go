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

func (p *Plugin) teamEndpoints(b *auth.Builder) {
	fields := p.options.Schema.Team
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/create-team", Check: p.checkAdditional(fields, false), Summary: "Creates a team.",
		Errors: []auth.Code{
			NoActiveOrganization, YouAreNotAllowedToInviteUsersToThisOrganization, YouAreNotAllowedToCreateTeamsInThisOrganization,
			YouHaveReachedTheMaximumNumberOfTeams, OrganizationNotFound,
		},
	}, p.createTeamEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/update-team", Level: auth.SignedIn, Check: p.checkAdditional(fields, true, "data"),
		Summary: "Changes a team.", Errors: []auth.Code{NoActiveOrganization, YouAreNotAllowedToUpdateThisTeam, TeamNotFound},
	}, p.updateTeamEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/remove-team", Summary: "Removes a team.",
		Errors: []auth.Code{
			NoActiveOrganization, YouAreNotAllowedToDeleteThisTeam, YouAreNotAllowedToDeleteTeamsInThisOrganization, TeamNotFound, UnableToRemoveLastTeam,
		},
	}, p.removeTeamEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/list-teams", Level: auth.SignedIn, Summary: "An organization's teams.",
		Errors: []auth.Code{NoActiveOrganization, YouAreNotAllowedToAccessThisOrganization},
	}, p.listTeamsEndpoint)
	p.teamMemberEndpoints(b)
}

// FindTeam returns a team of an organization; store.ErrNotFound if it has no such team.
func (p *Plugin) FindTeam(ctx context.Context, organizationID, id string) (*Team, error) {
	row, err := p.find(ctx, "team", store.Eq("id", id), store.Eq("organizationId", organizationID))
	if err != nil {
		return nil, err
	}
	return teamFrom(row), nil
}

// ListTeams returns an organization's teams, at most the reference's limit.
func (p *Plugin) ListTeams(ctx context.Context, organizationID string) ([]*Team, error) {
	rows, err := p.auth.Store().List(ctx, store.Query{Model: "team", Where: []store.Cond{store.Eq("organizationId", organizationID)}})
	return mapRows(rows, teamFrom), err
}

func (p *Plugin) insertTeam(ctx context.Context, values store.Values) (*Team, error) {
	row, err := p.auth.Store().Create(ctx, "team", values)
	if err != nil {
		return nil, err
	}
	return teamFrom(row), nil
}

// CreateTeam makes a team. values are additional fields.
func (p *Plugin) CreateTeam(ctx context.Context, by *auth.User, organizationID, name string, values store.Values) (t *Team, err error) {
	stranger := auth.Fail(http.StatusForbidden, YouAreNotAllowedToInviteUsersToThisOrganization)
	denied := auth.Fail(http.StatusForbidden, YouAreNotAllowedToCreateTeamsInThisOrganization)
	err = p.insideAs(ctx, by, organizationID, stranger, denied, access.Need("team", "create"), func(ctx context.Context, o *Organization, _ place) error {
		if err := p.checkTeamsLimit(ctx, o, by); err != nil {
			return err
		}
		now := p.auth.Options().Now()
		team := store.Values{"name": name, "organizationId": o.ID, "createdAt": now, "updatedAt": now}
		for field, v := range values {
			team[field] = v
		}
		if err := p.checkTexts(team); err != nil {
			return err
		}
		if err := run3(ctx, p.options.Hooks.BeforeCreateTeam, team, by, o); err != nil {
			return err
		}
		if t, err = p.insertTeam(ctx, team); err != nil {
			return err
		}
		failed := run3(ctx, p.options.Hooks.AfterCreateTeam, t, by, o)
		return p.report(ctx, failed, o.ID, deed{name: "create-team", by: by, detail: about("teamId", t.ID)})
	})
	return t, err
}

func (p *Plugin) checkTeamsLimit(ctx context.Context, o *Organization, by *auth.User) error {
	limit := p.options.Teams.MaximumTeams
	if f := p.options.Teams.MaximumTeamsFunc; f != nil {
		var err error
		if limit, err = f(ctx, o.ID, by); err != nil {
			return err
		}
	}
	if limit == 0 {
		return nil
	}
	n, err := p.auth.Store().Count(ctx, "team", store.Eq("organizationId", o.ID))
	if err == nil && n >= int64(limit) {
		err = auth.Fail(http.StatusBadRequest, YouHaveReachedTheMaximumNumberOfTeams)
	}
	return err
}

type createTeamInput struct {
	Name           string  `json:"name"`
	OrganizationID *string `json:"organizationId"`
}

func (p *Plugin) createTeamEndpoint(c *auth.Call, in createTeamInput) (*Team, error) {
	s, err := c.ClientSession()
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, auth.FailEmpty(http.StatusUnauthorized)
	}
	id := cmp.Or(textOf(in.OrganizationID), active(s))
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	values, err := p.extra("team", p.options.Schema.Team, c.Body)
	if err != nil {
		return nil, err
	}
	return p.CreateTeam(c, s.User, id, in.Name, values)
}

// UpdateTeam changes a team's name and additional fields.
func (p *Plugin) UpdateTeam(ctx context.Context, by *auth.User, organizationID, id string, values store.Values) (t *Team, err error) {
	denied := auth.Fail(http.StatusForbidden, YouAreNotAllowedToUpdateThisTeam)
	err = p.insideAs(ctx, by, organizationID, denied, denied, access.Need("team", "update"), func(ctx context.Context, o *Organization, _ place) error {
		if t, err = p.FindTeam(ctx, o.ID, id); err != nil {
			return orElse(err, auth.Fail(http.StatusBadRequest, TeamNotFound))
		}
		if err := p.checkTexts(values); err != nil {
			return err
		}
		if err := run4(ctx, p.options.Hooks.BeforeUpdateTeam, t, values, by, o); err != nil {
			return err
		}
		row, err := p.auth.Store().Update(ctx, "team", values, store.Eq("id", id))
		if err != nil {
			return err
		}
		t = teamFrom(row)
		failed := run3(ctx, p.options.Hooks.AfterUpdateTeam, t, by, o)
		return p.report(ctx, failed, o.ID, deed{name: "update-team", by: by, detail: about("teamId", t.ID)})
	})
	return t, err
}

type updateTeamInput struct {
	TeamID string `json:"teamId"`
	Data   struct {
		Name           *string `json:"name" check:"nonempty"`
		OrganizationID *string `json:"organizationId"`
	} `json:"data"`
}

func (p *Plugin) updateTeamEndpoint(c *auth.Call, in updateTeamInput) (*Team, error) {
	s := c.Session()
	id := cmp.Or(textOf(in.Data.OrganizationID), active(s))
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	values, err := p.extra("team", p.options.Schema.Team, c.Body, "data")
	if err != nil {
		return nil, err
	}
	if in.Data.Name != nil {
		values["name"] = *in.Data.Name
	}
	return p.UpdateTeam(c, s.User, id, in.TeamID, values)
}

// RemoveTeam deletes a team, and takes it out of open invitations.
func (p *Plugin) RemoveTeam(ctx context.Context, by *auth.User, organizationID, id string) error {
	stranger := auth.Fail(http.StatusForbidden, YouAreNotAllowedToDeleteThisTeam)
	denied := auth.Fail(http.StatusForbidden, YouAreNotAllowedToDeleteTeamsInThisOrganization)
	return p.insideAs(ctx, by, organizationID, stranger, denied, access.Need("team", "delete"), func(ctx context.Context, o *Organization, _ place) error {
		t, err := p.FindTeam(ctx, o.ID, id)
		if err != nil {
			return orElse(err, auth.Fail(http.StatusBadRequest, TeamNotFound))
		}
		if !p.options.Teams.AllowRemovingAll {
			n, err := p.auth.Store().Count(ctx, "team", store.Eq("organizationId", o.ID))
			if err != nil {
				return err
			}
			if n <= 1 {
				return auth.Fail(http.StatusBadRequest, UnableToRemoveLastTeam)
			}
		}
		if err := run3(ctx, p.options.Hooks.BeforeDeleteTeam, t, by, o); err != nil {
			return err
		}
		if err := p.eraseTeam(ctx, t); err != nil {
			return err
		}
		failed := run3(ctx, p.options.Hooks.AfterDeleteTeam, t, by, o)
		return p.report(ctx, failed, o.ID, deed{name: "remove-team", by: by, detail: about("teamId", t.ID)})
	})
}

func (p *Plugin) eraseTeam(ctx context.Context, t *Team) error {
	if _, err := p.auth.Store().Delete(ctx, "teamMember", store.Eq("teamId", t.ID)); err != nil {
		return err
	}
	if _, err := p.auth.Store().Delete(ctx, "team", store.Eq("id", t.ID)); err != nil {
		return err
	}
	invitations, err := p.list(ctx, "invitation", append(p.open(t.OrganizationID), store.Cond{Field: "teamId", Op: store.OpContains, Value: t.ID})...)
	for _, row := range invitations {
		if err != nil {
			break
		}
		err = p.uninvite(ctx, invitationFrom(row), t.ID)
	}
	return err
}

func (p *Plugin) uninvite(ctx context.Context, i *Invitation, teamID string) error {
	left := slices.DeleteFunc(slices.Clone(i.TeamIDs), func(id string) bool { return id == teamID })
	if len(left) == len(i.TeamIDs) {
		return nil
	}
	var value any
	if len(left) > 0 {
		value = strings.Join(left, ",")
	}
	_, err := p.auth.Store().Update(ctx, "invitation", store.Values{"teamId": value}, store.Eq("id", i.ID))
	return err
}

type removeTeamInput struct {
	TeamID         string  `json:"teamId"`
	OrganizationID *string `json:"organizationId"`
}

func (p *Plugin) removeTeamEndpoint(c *auth.Call, in removeTeamInput) (any, error) {
	s, err := c.ClientSession()
	if err != nil {
		return nil, err
	}
	id := textOf(in.OrganizationID)
	if id == "" && s != nil {
		id = active(s)
	}
	switch {
	case id == "":
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	case s == nil:
		return nil, auth.FailEmpty(http.StatusUnauthorized)
	case activeTeam(s) == in.TeamID:
		return nil, auth.Fail(http.StatusForbidden, YouAreNotAllowedToDeleteThisTeam)
	}
	err = p.RemoveTeam(c, s.User, id, in.TeamID)
	return done("Team removed successfully."), err
}

func done(message string) auth.Object { return auth.Object{{Key: "message", Value: message}} }

func (p *Plugin) listTeamsEndpoint(c *auth.Call, in organizationQuery) ([]*Team, error) {
	s := c.Session()
	id := cmp.Or(textOf(in.OrganizationID), active(s))
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	if _, err := p.FindMember(c, id, s.User.ID); err != nil {
		return nil, orElse(err, auth.Fail(http.StatusForbidden, YouAreNotAllowedToAccessThisOrganization))
	}
	return p.ListTeams(c, id)
}
