package organization

import (
	"context"
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// Accepted is what an accepted invitation made.
type Accepted struct {
	Invitation *Invitation `json:"invitation"`
	Member     *Member     `json:"member"`
}

// needsVerified reports whether the id of an invitation is not secret enough to stand for
// its mail.
func (p *Plugin) needsVerified() bool {
	if forced := p.options.RequireEmailVerification; forced != nil {
		return *forced
	}
	o := p.auth.Options().Advanced
	return o.GenerateID != nil || o.IDs == store.SerialID
}

// checkRecipient lets only the person an invitation was sent to go on.
func (p *Plugin) checkRecipient(u *auth.User, i *Invitation, unverified auth.Code) error {
	if auth.LowerEmail(i.Email) != auth.LowerEmail(u.Email) {
		return auth.Fail(http.StatusForbidden, YouAreNotTheRecipientOfTheInvitation)
	}
	if p.needsVerified() && !u.EmailVerified {
		return auth.Fail(http.StatusForbidden, unverified)
	}
	return nil
}

// FindInvitation returns an invitation in any state; store.ErrNotFound if there is none.
func (p *Plugin) FindInvitation(ctx context.Context, id string) (*Invitation, error) {
	row, err := p.find(ctx, "invitation", store.Eq("id", id))
	if err != nil {
		return nil, err
	}
	return invitationFrom(row), nil
}

// Accept makes the invited user a member, and of the teams they were invited to. Of many
// requests at once one succeeds.
func (p *Plugin) Accept(ctx context.Context, u *auth.User, id string) (*Accepted, error) {
	gone := auth.Fail(http.StatusBadRequest, InvitationNotFound)
	i, err := p.FindInvitation(ctx, id)
	if err != nil {
		return nil, orElse(err, gone)
	}
	if i.Status != pending || i.ExpiresAt.Before(p.auth.Options().Now()) {
		return nil, gone
	}
	if err := p.checkRecipient(u, i, EmailVerificationRequiredBeforeAcceptingOrRejectingInvitation); err != nil {
		return nil, err
	}
	done := &Accepted{}
	notFound := auth.Fail(http.StatusBadRequest, OrganizationNotFound)
	err = p.inside(ctx, i.OrganizationID, notFound, func(ctx context.Context, o *Organization) error {
		if err := p.checkRoom(ctx, o, u, p.auth.Safer()); err != nil {
			return p.orGone(ctx, id, err)
		}
		if err := run3(ctx, p.options.Hooks.BeforeAcceptInvitation, i, u, o); err != nil {
			return err
		}
		if done.Invitation, err = p.settle(ctx, id, accepted, store.Eq("status", pending)); err != nil {
			return orElse(err, gone)
		}
		if err := p.joinTeams(ctx, u, done.Invitation); err != nil {
			return err
		}
		values := store.Values{"organizationId": o.ID, "userId": u.ID, "role": access.JoinRoles(access.SplitRoles(done.Invitation.Role))}
		if done.Member, err = p.insertMember(ctx, values); err != nil {
			return err
		}
		failed := run4(ctx, p.options.Hooks.AfterAcceptInvitation, done.Invitation, done.Member, u, o)
		return p.report(ctx, failed, o.ID, deed{"accept-invitation", u, u.ID, about("role", done.Member.Role)})
	})
	return done, err
}

// orGone prefers "not found" to why there is no room when the invitation was accepted
// by another request meanwhile.
func (p *Plugin) orGone(ctx context.Context, id string, refused error) error {
	var public *auth.Error
	if !errors.As(refused, &public) {
		return refused
	}
	i, err := p.FindInvitation(ctx, id)
	if err == nil && i.Status != pending {
		return auth.Fail(http.StatusBadRequest, InvitationNotFound)
	}
	return refused
}

// settle gives an invitation a final state if the conditions hold; store.ErrNotFound if
// they do not.
func (p *Plugin) settle(ctx context.Context, id, status string, where ...store.Cond) (*Invitation, error) {
	row, err := p.auth.Store().Update(ctx, "invitation", store.Values{"status": status}, append(where, store.Eq("id", id))...)
	if err != nil {
		return nil, err
	}
	return invitationFrom(row), nil
}

func (p *Plugin) joinTeams(ctx context.Context, u *auth.User, i *Invitation) error {
	if !p.options.Teams.Enabled {
		return nil
	}
	for _, id := range i.TeamIDs {
		t, err := p.FindTeam(ctx, i.OrganizationID, id)
		if err != nil {
			return orElse(err, auth.Fail(http.StatusBadRequest, TeamNotFound))
		}
		limit, err := p.teamLimit(ctx, t, u)
		if err != nil {
			return err
		}
		if _, err := p.join(ctx, t, u, limit); err != nil {
			return err
		}
	}
	return nil
}

type invitationInput struct {
	ID string `json:"invitationId"`
}

// acceptEndpoint also makes the organization the session's, and a single team; only the
// latter renews the cookie, as in the reference.
func (p *Plugin) acceptEndpoint(c *auth.Call, in invitationInput) (*Accepted, error) {
	s := c.Session()
	var done *Accepted
	var session *auth.Session
	err := c.InTx(func(c *auth.Call) (err error) {
		if done, err = p.Accept(c, s.User, in.ID); err != nil {
			return err
		}
		set := store.Values{"activeOrganizationId": done.Member.OrganizationID}
		if teams := done.Invitation.TeamIDs; len(teams) == 1 {
			set["activeTeamId"] = teams[0]
		}
		session, err = p.auth.UpdateSession(c, s.Session.Token, set)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(done.Invitation.TeamIDs) == 1 {
		c.RenewSession(&auth.SessionUser{Session: session, User: s.User})
	}
	return done, nil
}

// Reject declines an invitation for the invited user. An expired one can be declined.
func (p *Plugin) Reject(ctx context.Context, u *auth.User, id string) (*Invitation, error) {
	gone := auth.Fail(http.StatusBadRequest, InvitationGone)
	i, err := p.FindInvitation(ctx, id)
	if err != nil {
		return nil, orElse(err, gone)
	}
	if i.Status != pending {
		return nil, gone
	}
	if err := p.checkRecipient(u, i, EmailVerificationRequiredBeforeAcceptingOrRejectingInvitation); err != nil {
		return nil, err
	}
	decline := func(ctx context.Context) error {
		return p.doing(ctx, "invitation", i.OrganizationID, deed{name: "reject-invitation", by: u, target: u.ID}, func(ctx context.Context) error {
			i, err = p.settle(ctx, id, rejected, store.Eq("status", pending))
			return orElse(err, gone)
		})
	}
	before, after := p.options.Hooks.BeforeRejectInvitation, p.options.Hooks.AfterRejectInvitation
	if before == nil && after == nil { // one statement decides
		return i, decline(ctx)
	}
	err = p.inside(ctx, i.OrganizationID, auth.Fail(http.StatusBadRequest, OrganizationNotFound), func(ctx context.Context, o *Organization) error {
		if err := run3(ctx, before, i, u, o); err != nil {
			return err
		}
		if err := decline(ctx); err != nil {
			return err
		}
		return run3(ctx, after, i, u, o)
	})
	return i, err
}

func (p *Plugin) rejectEndpoint(c *auth.Call, in invitationInput) (any, error) {
	i, err := p.Reject(c, c.Session().User, in.ID)
	return auth.Object{{Key: "invitation", Value: i}, {Key: "member", Value: nil}}, err
}

// Cancel withdraws an invitation.
func (p *Plugin) Cancel(ctx context.Context, by *auth.User, id string) (*Invitation, error) {
	i, err := p.FindInvitation(ctx, id)
	if err != nil {
		return nil, orElse(err, auth.Fail(http.StatusBadRequest, InvitationNotFound))
	}
	stranger := auth.Fail(http.StatusBadRequest, MemberNotFound)
	denied := auth.Fail(http.StatusForbidden, YouAreNotAllowedToCancelThisInvitation)
	err = p.insideAs(ctx, by, i.OrganizationID, stranger, denied, access.Need("invitation", "cancel"), func(ctx context.Context, o *Organization, _ place) error {
		if err := run3(ctx, p.options.Hooks.BeforeCancelInvitation, i, by, o); err != nil {
			return err
		}
		return p.doing(ctx, "invitation", o.ID, deed{name: "cancel-invitation", by: by, detail: about("invitationId", i.ID)}, func(ctx context.Context) error {
			if i, err = p.settle(ctx, id, canceled); err != nil {
				return orElse(err, auth.Fail(http.StatusBadRequest, InvitationNotFound))
			}
			return run3(ctx, p.options.Hooks.AfterCancelInvitation, i, by, o)
		})
	})
	return i, err
}

func (p *Plugin) cancelEndpoint(c *auth.Call, in invitationInput) (*Invitation, error) {
	return p.Cancel(c, c.Session().User, in.ID)
}
