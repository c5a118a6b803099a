package admin

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// NewUser describes a user to create.
type NewUser struct {
	Email, Name string
	// Password "" makes a user who signs in by other means.
	Password string
	// Roles nil is Options.DefaultRole.
	Roles []string
	// Values are further fields of the user.
	Values store.Values
}

// giveRole gives new users the default role, however they came.
func (p *Plugin) giveRole(_ context.Context, w *auth.Write) error {
	if _, given := w.Values["role"]; !given {
		w.Values["role"] = p.options.DefaultRole
	}
	return nil
}

// CreateUser makes a user, whose address is not verified unless Values say so. No session
// is created.
func (p *Plugin) CreateUser(ctx context.Context, by *auth.User, n NewUser) (*auth.User, error) {
	e := Entry{Action: "create-user", Detail: auth.Object{{Key: "fields", Value: namesOf(n.Values)}}}
	if n.Roles != nil {
		e.Detail = append(e.Detail, auth.Member{Key: "role", Value: access.JoinRoles(n.Roles)})
	}
	e.made = func(id string) { e.TargetID = id }
	var hash string
	return p.writeUser(ctx, by, &e, func() (err error) {
		if err = p.mayCreate(ctx, by, &n); err == nil && n.Password != "" {
			hash, err = p.auth.Passwords().Hash(ctx, n.Password)
		}
		return err
	}, func(ctx context.Context) (u *auth.User, err error) {
		err = p.auth.InTx(ctx, func(ctx context.Context) error {
			if u, err = p.auth.CreateUser(ctx, n.values(p.options.DefaultRole), "admin"); err != nil || hash == "" {
				return creation(err)
			}
			_, err = p.auth.CreateAccount(ctx, store.Values{
				"userId": u.ID, "providerId": auth.Credential, "accountId": u.ID, "password": hash,
			})
			return err
		})
		return u, err
	})
}

func (n *NewUser) values(role string) store.Values {
	values := store.Values{}
	for name, v := range n.Values {
		values[name] = v
	}
	if n.Roles != nil {
		role = access.JoinRoles(n.Roles)
	}
	values["email"], values["name"], values["role"] = n.Email, n.Name, role
	return values
}

func creation(err error) error {
	switch {
	case errors.Is(err, store.ErrConflict):
		return auth.Fail(http.StatusBadRequest, UserAlreadyExistsUseAnotherEmail)
	case errors.Is(err, auth.ErrVeto):
		return auth.Fail(http.StatusInternalServerError, FailedToCreateUser)
	}
	return err
}

// mayCreate asks in the reference's order.
func (p *Plugin) mayCreate(ctx context.Context, by *auth.User, n *NewUser) error {
	err := p.authorise(ctx, by, YouAreNotAllowedToCreateUsers, "user", "create")
	if err == nil && n.Roles != nil {
		err = p.authorise(ctx, by, YouAreNotAllowedToChangeUsersRole, "user", "set-role")
		if err == nil {
			err = p.checkRoles(by, n.Roles)
		}
	}
	if err == nil && hasAny(n.Values, banFields...) {
		err = p.authorise(ctx, by, YouAreNotAllowedToBanUsers, "user", "ban")
	}
	if err == nil {
		n.Email, err = p.checkEmail(n.Email)
	}
	if err == nil && n.Password != "" {
		err = p.checkFirst(n)
	}
	if err == nil {
		err = p.checkFree(ctx, n.Email, "")
	}
	return err
}

// checkFirst judges a first password; the reference only bounds its length.
func (p *Plugin) checkFirst(n *NewUser) error {
	if p.auth.Safer() {
		return p.auth.Passwords().CheckNew(n.Password, n.Email, n.Name)
	}
	return p.auth.Passwords().CheckLong(n.Password)
}

func (p *Plugin) checkEmail(email string) (string, error) {
	email = auth.NormalizeEmail(email)
	if !auth.IsEmail(email) {
		return "", auth.Fail(http.StatusBadRequest, auth.InvalidEmail)
	}
	return email, p.auth.CheckProfile("email", email)
}

// checkFree refuses an address that a user other than own has.
func (p *Plugin) checkFree(ctx context.Context, email, own string) error {
	u, err := p.auth.FindUserByEmail(ctx, email)
	missing, err := auth.NotFoundOr(err)
	if err == nil && !missing && u.ID != own {
		err = auth.Fail(http.StatusBadRequest, UserAlreadyExistsUseAnotherEmail)
	}
	return err
}

// SetRole gives a user roles in the place of those they have.
func (p *Plugin) SetRole(ctx context.Context, by *auth.User, userID string, roles ...string) (*auth.User, error) {
	role := access.JoinRoles(roles)
	e := Entry{Action: "set-role", TargetID: userID, Detail: auth.Object{{Key: "role", Value: role}}}
	return p.writeUser(ctx, by, &e, func() error {
		if err := p.authorise(ctx, by, YouAreNotAllowedToChangeUsersRole, "user", "set-role"); err != nil {
			return err
		}
		return p.checkRoles(by, roles)
	}, func(ctx context.Context) (*auth.User, error) {
		return p.change(ctx, by, change{
			id: userID, values: store.Values{"role": role}, demotes: !p.isAdminRole(roles), denied: YouAreNotAllowedToChangeUsersRole,
			judge: func(old *auth.User) error {
				e.Detail = e.Detail.Set("before", old.Row.Get("role"))
				return nil
			},
		})
	})
}

func (p *Plugin) isAdminRole(roles []string) bool {
	return slices.ContainsFunc(roles, func(role string) bool { return slices.Contains(p.options.AdminRoles, role) })
}

// SetPassword gives a user a new password, which may be their first. Their sessions and
// outstanding links end, unless Compat is "reference".
func (p *Plugin) SetPassword(ctx context.Context, by *auth.User, userID, password string) error {
	e := Entry{Action: "set-user-password", TargetID: userID}
	var hash string
	return p.write(ctx, by, &e, "account", func() error {
		if err := p.authorise(ctx, by, YouAreNotAllowedToSetUsersPassword, "user", "set-password"); err != nil {
			return err
		}
		u, err := p.owner(ctx, userID, password)
		if err == nil {
			err = p.mayBecome(by, u, YouAreNotAllowedToSetUsersPassword)
		}
		if err == nil {
			hash, err = p.auth.Passwords().Hash(ctx, password)
		}
		return err
	}, func(ctx context.Context) error {
		return p.auth.ReplaceHash(ctx, userID, hash, p.auth.Safer())
	})
}

// owner finds the user a password is for, after its length has been judged and before what
// depends on them is.
func (p *Plugin) owner(ctx context.Context, userID, password string) (*auth.User, error) {
	passwords := p.auth.Passwords()
	if err := passwords.CheckNew(password); err != nil {
		return nil, err
	}
	u, err := p.auth.FindUser(ctx, userID)
	if err != nil {
		return nil, missingUser(err)
	}
	return u, passwords.CheckNew(password, u.Email, u.Name)
}

// RemoveUser deletes a user with everything that belongs to them.
func (p *Plugin) RemoveUser(ctx context.Context, by *auth.User, userID string) error {
	e := Entry{Action: "remove-user", TargetID: userID}
	return p.act(ctx, by, &e, func() error {
		if err := p.authorise(ctx, by, YouAreNotAllowedToDeleteUsers, "user", "delete"); err != nil {
			return err
		}
		if by != nil && by.ID == userID {
			return auth.Fail(http.StatusBadRequest, YouCannotRemoveYourself)
		}
		return nil
	}, func(ctx context.Context) error {
		if _, err := p.target(ctx, by, userID, true, YouAreNotAllowedToDeleteUsers); err != nil {
			return err
		}
		return missingUser(p.auth.DeleteUser(ctx, userID))
	})
}
