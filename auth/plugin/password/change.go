package password

import (
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type changeInput struct {
	NewPassword         string `json:"newPassword"`
	CurrentPassword     string `json:"currentPassword"`
	RevokeOtherSessions *bool  `json:"revokeOtherSessions"`
}

type changeResult struct {
	Token *string    `json:"token"`
	User  *auth.User `json:"user"`
}

// change follows better-auth-core, section 1.3. Ending the other sessions ends the
// current one too and starts a new one.
func (p *Plugin) change(c *auth.Call, in changeInput) (changeResult, error) {
	if err := p.checkNew(in.NewPassword); err != nil {
		return changeResult{}, err
	}
	if err := p.checkLong(in.CurrentPassword); err != nil {
		return changeResult{}, err
	}
	user := c.Session().User
	account, err := p.auth.CredentialAccount(c, user.ID)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return changeResult{}, err
	}
	if missing || account.Password == nil {
		return changeResult{}, auth.Fail(http.StatusBadRequest, auth.CredentialAccountNotFound)
	}
	ok, err := p.Verify(c, *account.Password, in.CurrentPassword)
	if err != nil {
		return changeResult{}, err
	}
	if !ok {
		return changeResult{}, auth.Fail(http.StatusBadRequest, auth.InvalidPassword)
	}
	hash, err := p.Hash(c, in.NewPassword)
	if err != nil {
		return changeResult{}, err
	}
	result := changeResult{User: user}
	revoke := in.RevokeOtherSessions != nil && *in.RevokeOtherSessions
	if !revoke {
		_, err := p.auth.UpdateAccount(c, account.ID, store.Values{"password": hash})
		return result, err
	}
	err = c.InTx(func(c *auth.Call) error {
		if err := p.auth.DeleteSessions(c, user.ID); err != nil {
			return err
		}
		if _, err := p.auth.UpdateAccount(c, account.ID, store.Values{"password": hash}); err != nil {
			return err
		}
		s, err := c.ReplaceSession(user)
		if err != nil {
			return auth.SignInError(err, auth.Fail(http.StatusInternalServerError, auth.FailedToGetSession))
		}
		result.Token = &s.Session.Token
		return nil
	})
	return result, err
}

type verifyInput struct {
	Password string `json:"password"`
}

func (p *Plugin) verify(c *auth.Call, in verifyInput) (auth.Status, error) {
	err := p.CheckPassword(c, c.Session().User.ID, in.Password)
	var public *auth.Error
	// A user without a password has given a wrong one.
	if errors.As(err, &public) && public.Code == auth.CredentialAccountNotFound.Name {
		err = auth.Fail(http.StatusBadRequest, auth.InvalidPassword)
	}
	return auth.Status{Status: err == nil}, err
}

// CheckPassword confirms an action with the user's password: nil when it is right.
func (p *Plugin) CheckPassword(c *auth.Call, userID, password string) error {
	if err := p.checkLong(password); err != nil {
		return err
	}
	account, err := p.auth.CredentialAccount(c, userID)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return err
	}
	if missing || account.Password == nil {
		return auth.Fail(http.StatusBadRequest, auth.CredentialAccountNotFound)
	}
	ok, err := p.Verify(c, *account.Password, password)
	if err == nil && !ok {
		err = auth.Fail(http.StatusBadRequest, auth.InvalidPassword)
	}
	return err
}
