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

// What teams a user is in, who is in a team, and which the session works in.

// TeamsOf returns the teams of a user in an organization; with an empty id, in all that the
// user still belongs to.
func (p *Plugin) TeamsOf(ctx context.Context, userID, organizationID string) ([]*Team, error) {
	places, err := p.auth.Store().List(ctx, store.Query{Model: "teamMember", Where: []store.Cond{store.Eq("userId", userID)}})
	if err != nil {
		return nil, err
	}
	byID, err := p.byID(ctx, "team", places, "teamId")
	if err != nil {
		return nil, err
	}
	belongs := []string{organizationID}
	if organizationID == "" && len(byID) > 0 {
		members, err := p.list(ctx, "member", store.Eq("userId", userID))
		if err != nil {
			return nil, err
		}
		belongs = mapRows(members, func(r store.Row) string { return r.String("organizationId") })
	}
	teams := []*Team{}
	for _, place := range places {
		if row, ok := byID[place.String("teamId")]; ok && slices.Contains(belongs, row.String("organizationId")) {
			teams = append(teams, teamFrom(row))
		}
	}
	return teams, nil
}

type userTeamsInput struct {
	UserID         *string `json:"userId"`
	OrganizationID *string `json:"organizationId"`
}

func (p *Plugin) listUserTeams(c *auth.Call, in userTeamsInput) ([]*Team, error) {
	s := c.Session()
	if other := cmp.Or(textOf(in.UserID), s.User.ID); other != s.User.ID {
		return p.teamsOfOther(c, other, cmp.Or(textOf(in.OrganizationID), active(s)))
	}
	id := textOf(in.OrganizationID)
	if id != "" {
		if _, err := p.FindMember(c, id, s.User.ID); err != nil {
			return nil, orElse(err, auth.Fail(http.StatusForbidden, YouAreNotAMemberOfThisOrganization))
		}
	}
	return p.TeamsOf(c, s.User.ID, id)
}

func (p *Plugin) teamsOfOther(c *auth.Call, userID, organizationID string) ([]*Team, error) {
	if organizationID == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	if _, err := p.authorise(c, c.Session().User, organizationID, auth.Fail(http.StatusForbidden, YouAreNotAMemberOfThisOrganization),
		auth.Fail(http.StatusForbidden, YouAreNotAllowedToUpdateThisMember), access.Need("member", "update")); err != nil {
		return nil, err
	}
	if _, err := p.FindMember(c, organizationID, userID); err != nil {
		return nil, orElse(err, auth.Fail(http.StatusBadRequest, UserIsNotAMemberOfTheOrganization))
	}
	return p.TeamsOf(c, userID, organizationID)
}

type teamMembersInput struct {
	TeamID *string `json:"teamId"`
}

func (p *Plugin) listTeamMembers(c *auth.Call, in teamMembersInput) ([]*TeamMember, error) {
	s := c.Session()
	id := cmp.Or(textOf(in.TeamID), activeTeam(s))
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, YouDoNotHaveAnActiveTeam)
	}
	team, err := p.find(c, "team", store.Eq("id", id))
	if err != nil {
		return nil, orElse(err, p.noTeam())
	}
	outside := auth.Fail(http.StatusBadRequest, UserIsNotAMemberOfTheTeam)
	if _, err := p.FindMember(c, team.String("organizationId"), s.User.ID); err != nil {
		return nil, orElse(err, outside)
	}
	if _, err := p.find(c, "teamMember", store.Eq("teamId", id), store.Eq("userId", s.User.ID)); err != nil {
		return nil, orElse(err, outside)
	}
	rows, err := p.auth.Store().List(c, store.Query{Model: "teamMember", Where: []store.Cond{store.Eq("teamId", id)}})
	return mapRows(rows, teamMemberFrom), err
}

// noTeam is the answer for a team that does not exist. The reference tells such from teams
// of other organizations; here both are teams the user is not in.
func (p *Plugin) noTeam() error {
	if p.auth.Safer() {
		return auth.Fail(http.StatusBadRequest, UserIsNotAMemberOfTheTeam)
	}
	return auth.Fail(http.StatusBadRequest, TeamNotFound)
}

type setActiveTeamInput struct {
	TeamID optionalText `json:"teamId"`
}

func (p *Plugin) setActiveTeam(c *auth.Call, in setActiveTeamInput) (*Team, error) {
	s := c.Session()
	if in.TeamID.Given && in.TeamID.Value == nil {
		if activeTeam(s) == "" {
			return nil, nil
		}
		return nil, p.work(c, store.Values{"activeTeamId": nil})
	}
	id := in.TeamID.or(activeTeam(s))
	if id == "" {
		return nil, nil
	}
	organizationID := active(s)
	if organizationID == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	t, err := p.FindTeam(c, organizationID, id)
	if err != nil {
		return nil, orElse(err, auth.Fail(http.StatusBadRequest, TeamNotFound))
	}
	if _, err := p.find(c, "teamMember", store.Eq("teamId", id), store.Eq("userId", s.User.ID)); err != nil {
		return nil, orElse(err, auth.Fail(http.StatusForbidden, UserIsNotAMemberOfTheTeam))
	}
	return t, p.work(c, store.Values{"activeTeamId": t.ID})
}
