package organization

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// Places in teams. A team's memberCount and a place's membershipKey are how servers that
// share a database keep to the limit and join once (better-auth-plugins, section 1.2).

func membershipKey(teamID, userID string) string {
	sum := sha256.Sum256(auth.JSON([]string{teamID, userID}))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// teamLimit is how many members a team may have; nil means no limit.
func (p *Plugin) teamLimit(ctx context.Context, t *Team, by *auth.User) (*int, error) {
	if f := p.options.Teams.MaximumMembersFunc; f != nil {
		n, err := f(ctx, t, by)
		return &n, err
	}
	return p.options.Teams.MaximumMembers, nil
}

// join puts a user into a team, or finds them there. Hold the organization's lock.
func (p *Plugin) join(ctx context.Context, t *Team, u *auth.User, limit *int) (*TeamMember, error) {
	row, err := p.find(ctx, "teamMember", store.Eq("teamId", t.ID), store.Eq("userId", u.ID))
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, err
	}
	if !missing {
		return teamMemberFrom(row), nil
	}
	if err := p.takeSeat(ctx, t, limit); err != nil {
		return nil, err
	}
	row, err = p.auth.Store().Create(ctx, "teamMember", store.Values{
		"teamId": t.ID, "userId": u.ID, "membershipKey": membershipKey(t.ID, u.ID), "createdAt": p.auth.Options().Now(),
	})
	if err != nil {
		return nil, err
	}
	return teamMemberFrom(row), nil
}

// takeSeat counts one member more, after raising the counter to the members that older
// servers did not count.
func (p *Plugin) takeSeat(ctx context.Context, t *Team, limit *int) error {
	n, err := p.auth.Store().Count(ctx, "teamMember", store.Eq("teamId", t.ID))
	if err != nil {
		return err
	}
	_, err = p.auth.Store().UpdateAll(ctx, "team", store.Values{"memberCount": n, "updatedAt": t.updated()},
		store.Eq("id", t.ID), store.Lt("memberCount", n))
	if err != nil {
		return err
	}
	where := []store.Cond{store.Eq("id", t.ID)}
	if limit != nil {
		where = append(where, store.Lt("memberCount", int64(*limit)))
	}
	_, err = p.auth.Store().Increment(ctx, "team", "memberCount", 1, store.Values{"updatedAt": t.updated()}, where...)
	return orElse(err, auth.Fail(http.StatusForbidden, TeamMemberLimitReached))
}

// updated is when the team was last changed: counting members is no change.
func (t *Team) updated() any {
	if t.UpdatedAt.IsZero() {
		return nil
	}
	return t.UpdatedAt
}

// quit removes a user from a team and gives the seat back.
func (p *Plugin) quit(ctx context.Context, teamID, userID string) error {
	n, err := p.auth.Store().Delete(ctx, "teamMember", store.Eq("teamId", teamID), store.Eq("userId", userID))
	if err != nil || n == 0 {
		return err
	}
	row, err := p.find(ctx, "team", store.Eq("id", teamID))
	if err != nil {
		return err
	}
	_, err = p.auth.Store().Increment(ctx, "team", "memberCount", -n, store.Values{"updatedAt": teamFrom(row).updated()},
		store.Eq("id", teamID), store.Gte("memberCount", n))
	return orElse(err, nil)
}

func (p *Plugin) teamMemberEndpoints(b *auth.Builder) {
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/set-active-team", Level: auth.SignedIn, Summary: "Chooses the team the session works in, or none.",
		Errors: []auth.Code{NoActiveOrganization, TeamNotFound, UserIsNotAMemberOfTheTeam},
	}, p.setActiveTeam)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/list-user-teams", Level: auth.SignedIn, Summary: "The teams of a user.",
		Errors: []auth.Code{
			NoActiveOrganization, YouAreNotAMemberOfThisOrganization, YouAreNotAllowedToUpdateThisMember, UserIsNotAMemberOfTheOrganization,
		},
	}, p.listUserTeams)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/organization/list-team-members", Level: auth.SignedIn, Summary: "The members of a team.",
		Errors: []auth.Code{YouDoNotHaveAnActiveTeam, TeamNotFound, UserIsNotAMemberOfTheTeam},
	}, p.listTeamMembers)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/add-team-member", Level: auth.SignedIn, Summary: "Puts a member into a team.",
		Errors: []auth.Code{
			NoActiveOrganization, UserIsNotAMemberOfTheOrganization, YouAreNotAllowedToCreateANewTeamMember, TeamNotFound, TeamMemberLimitReached,
		},
	}, p.addTeamMemberEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/organization/remove-team-member", Level: auth.SignedIn, Summary: "Takes a member out of a team.",
		Errors: []auth.Code{
			NoActiveOrganization, UserIsNotAMemberOfTheOrganization, YouAreNotAllowedToRemoveATeamMember, TeamNotFound, UserIsNotAMemberOfTheTeam,
		},
	}, p.removeTeamMemberEndpoint)
}

// withTeam authorises a change of a team's members and finds what it is about.
func (p *Plugin) withTeam(ctx context.Context, by *auth.User, organizationID, teamID, userID string, denied auth.Code, want access.Want,
	fn func(ctx context.Context, o *Organization, t *Team, u *auth.User) error,
) error {
	stranger := auth.Fail(http.StatusBadRequest, UserIsNotAMemberOfTheOrganization)
	return p.insideAs(ctx, by, organizationID, stranger, auth.Fail(http.StatusForbidden, denied), want, func(ctx context.Context, o *Organization, _ place) error {
		if _, err := p.FindMember(ctx, o.ID, userID); err != nil {
			return orElse(err, stranger)
		}
		t, err := p.FindTeam(ctx, o.ID, teamID)
		if err != nil {
			return orElse(err, auth.Fail(http.StatusBadRequest, TeamNotFound))
		}
		u, err := p.auth.FindUser(ctx, userID)
		if err != nil {
			return orElse(err, auth.FailText(http.StatusBadRequest, "User not found"))
		}
		return fn(ctx, o, t, u)
	})
}

// AddTeamMember puts a member of an organization into one of its teams. Who is there
// already stays.
func (p *Plugin) AddTeamMember(ctx context.Context, by *auth.User, organizationID, teamID, userID string) (m *TeamMember, err error) {
	err = p.withTeam(ctx, by, organizationID, teamID, userID, YouAreNotAllowedToCreateANewTeamMember, access.Need("member", "update"),
		func(ctx context.Context, o *Organization, t *Team, u *auth.User) error {
			if err := run3(ctx, p.options.Hooks.BeforeAddTeamMember, t, u, o); err != nil {
				return err
			}
			limit, err := p.teamLimit(ctx, t, by)
			if err != nil {
				return err
			}
			if m, err = p.join(ctx, t, u, limit); err != nil {
				return err
			}
			failed := run4(ctx, p.options.Hooks.AfterAddTeamMember, m, t, u, o)
			return p.report(ctx, failed, o.ID, deed{"add-team-member", by, u.ID, about("teamId", t.ID)})
		})
	return m, err
}

// RemoveTeamMember takes a member of an organization out of one of its teams.
func (p *Plugin) RemoveTeamMember(ctx context.Context, by *auth.User, organizationID, teamID, userID string) error {
	return p.withTeam(ctx, by, organizationID, teamID, userID, YouAreNotAllowedToRemoveATeamMember, access.Need("member", "delete"),
		func(ctx context.Context, o *Organization, t *Team, u *auth.User) error {
			row, err := p.find(ctx, "teamMember", store.Eq("teamId", t.ID), store.Eq("userId", u.ID))
			if err != nil {
				return orElse(err, auth.Fail(http.StatusBadRequest, UserIsNotAMemberOfTheTeam))
			}
			m := teamMemberFrom(row)
			if err := run4(ctx, p.options.Hooks.BeforeRemoveTeamMember, m, t, u, o); err != nil {
				return err
			}
			if err := p.quit(ctx, t.ID, u.ID); err != nil {
				return err
			}
			failed := run4(ctx, p.options.Hooks.AfterRemoveTeamMember, m, t, u, o)
			return p.report(ctx, failed, o.ID, deed{"remove-team-member", by, u.ID, about("teamId", t.ID)})
		})
}

type teamMemberInput struct {
	TeamID         string       `json:"teamId"`
	UserID         auth.Coerced `json:"userId"`
	OrganizationID *string      `json:"organizationId"`
}

func (p *Plugin) addTeamMemberEndpoint(c *auth.Call, in teamMemberInput) (*TeamMember, error) {
	id := cmp.Or(textOf(in.OrganizationID), active(c.Session()))
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	return p.AddTeamMember(c, c.Session().User, id, in.TeamID, string(in.UserID))
}

func (p *Plugin) removeTeamMemberEndpoint(c *auth.Call, in teamMemberInput) (any, error) {
	id := cmp.Or(textOf(in.OrganizationID), active(c.Session()))
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	return done("Team member removed successfully."), p.RemoveTeamMember(c, c.Session().User, id, in.TeamID, string(in.UserID))
}
