package admin

import (
	"context"
	"errors"
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
	return p.actOnUser(ctx, by, &e, func() error {
		return p.mayUpdate(ctx, by, userID, values)
	}, func(ctx context.Context) (*auth.User, error) {
		u, err := p.target(ctx, by, userID, p.demotes(values), YouAreNotAllowedToUpdateUsers)
		if err == nil {
			err = p.mayBecome(by, u, YouAreNotAllowedToUpdateUsers)
		}
		if err != nil {
			return nil, err
		}
		u, err = p.auth.UpdateUser(ctx, userID, values)
		switch {
		case errors.Is(err, store.ErrConflict):
			return nil, auth.Fail(http.StatusBadRequest, UserAlreadyExistsUseAnotherEmail)
		case err == nil && values["banned"] == true:
			err = p.auth.DeleteSessions(ctx, userID)
		}
		return u, err
	})
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
