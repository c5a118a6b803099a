package admin

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

var banFields = []string{"banned", "banReason", "banExpires"}

// UpdateUser changes any field of a user but id and password. Banning this way ends their
// sessions too.
func (p *Plugin) UpdateUser(ctx context.Context, by *auth.User, userID string, values store.Values) (*auth.User, error) {
	values = maps.Clone(values)
	e := Entry{Action: "update-user", TargetID: userID, Detail: auth.Object{{Key: "fields", Value: namesOf(values)}}}
	return p.writeUser(ctx, by, &e, func() error {
		return p.mayUpdate(ctx, by, userID, values)
	}, func(ctx context.Context) (*auth.User, error) {
		u, err := p.updateAndEnd(ctx, by, change{
			id: userID, values: values, demotes: p.demotes(values), denied: YouAreNotAllowedToUpdateUsers,
			judge: func(old *auth.User) error { return p.mayBecome(by, old, YouAreNotAllowedToUpdateUsers) },
		})
		if errors.Is(err, store.ErrConflict) {
			err = auth.Fail(http.StatusBadRequest, UserAlreadyExistsUseAnotherEmail)
		}
		return u, err
	})
}

// updateAndEnd changes a user and ends the sessions of one whom that bans.
func (p *Plugin) updateAndEnd(ctx context.Context, by *auth.User, c change) (u *auth.User, err error) {
	if c.values["banned"] != true {
		return p.change(ctx, by, c)
	}
	err = p.auth.InTx(ctx, func(ctx context.Context) error {
		if u, err = p.change(ctx, by, c); err != nil {
			return err
		}
		return p.auth.DeleteSessions(ctx, c.id)
	})
	return u, err
}

// change is what an administrator makes of a user; see Plugin.change.
type change struct {
	id      string
	values  store.Values
	demotes bool      // whether it may cost an administrator their power
	denied  auth.Code // the refusal
	// judge sees the user as they are, and may refuse because of their roles.
	judge func(old *auth.User) error
}

func (c *change) judged(old *auth.User) error {
	if c.judge == nil {
		return nil
	}
	return c.judge(old)
}

// tries bounds how often a user is read anew whose roles change meanwhile.
const tries = 10

// change changes a user in one statement, provided that they still have the roles by which
// it was judged; where an administrator's power is at stake, with all of them locked.
func (p *Plugin) change(ctx context.Context, by *auth.User, c change) (*auth.User, error) {
	for range tries {
		old, err := p.auth.FindUser(ctx, c.id)
		if err != nil {
			return nil, missingUser(err)
		}
		if err := p.mayTouch(by, old, c.denied); err != nil {
			return nil, err
		}
		if c.demotes && by != nil && p.auth.Safer() && p.IsAdmin(old) {
			return p.demote(ctx, c)
		}
		if err := c.judged(old); err != nil {
			return nil, err
		}
		u, err := p.auth.ChangeUser(ctx, old, maps.Clone(c.values), store.Eq("role", old.Row.Get("role")))
		if !errors.Is(err, store.ErrNotFound) {
			return u, err
		}
	}
	return nil, fmt.Errorf("%w: the roles of a user changed %d times while they were read", store.ErrUnavailable, tries)
}

// demote is change where another administrator must remain.
func (p *Plugin) demote(ctx context.Context, c change) (u *auth.User, err error) {
	err = p.auth.InTx(ctx, func(ctx context.Context) error {
		old, err := p.lockAdmins(ctx, c.id)
		if err != nil {
			return err
		}
		if err := c.judged(old); err != nil {
			return err
		}
		u, err = p.auth.ChangeUser(ctx, old, c.values)
		return err
	})
	return u, err
}

// demotes reports whether a change may cost an administrator their power.
func (p *Plugin) demotes(values store.Values) bool {
	role, given := values["role"].(string)
	return values["banned"] == true || given && !p.isAdminRole(access.SplitRoles(role))
}

// mayUpdate asks in the reference's order what each field needs.
func (p *Plugin) mayUpdate(ctx context.Context, by *auth.User, userID string, values store.Values) error {
	err := p.authorise(ctx, by, YouAreNotAllowedToUpdateUsers, "user", "update")
	if err == nil && hasAny(values, "role") {
		err = p.authorise(ctx, by, YouAreNotAllowedToChangeUsersRole, "user", "set-role")
		if role, _ := values["role"].(string); err == nil {
			err = p.checkRoles(by, access.SplitRoles(role))
		}
	}
	if err == nil && hasAny(values, banFields...) {
		err = p.authorise(ctx, by, YouAreNotAllowedToBanUsers, "user", "ban")
		if err == nil && by != nil && by.ID == userID && values["banned"] == true {
			err = auth.Fail(http.StatusBadRequest, YouCannotBanYourself)
		}
	}
	if err == nil && hasAny(values, "email", "emailVerified") {
		err = p.mayAddress(ctx, by, userID, values)
	}
	if err == nil && hasAny(values, "phoneNumber", "phoneNumberVerified") {
		err = p.authorise(ctx, by, YouAreNotAllowedToSetUsersPhone, "user", "set-phone")
	}
	return err
}

func (p *Plugin) mayAddress(ctx context.Context, by *auth.User, userID string, values store.Values) error {
	err := p.authorise(ctx, by, YouAreNotAllowedToSetUsersEmail, "user", "set-email")
	email, given := values["email"]
	if err != nil || !given {
		return err
	}
	text, _ := email.(string)
	if values["email"], err = p.checkEmail(text); err != nil {
		return err
	}
	return p.checkFree(ctx, values["email"].(string), userID)
}

func hasAny(values store.Values, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		_, ok := values[name]
		return ok
	})
}

func namesOf(values store.Values) []string { return slices.Sorted(maps.Keys(values)) }
