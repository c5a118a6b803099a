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
	user := c.Session().User
	if err := p.CheckNew(in.NewPassword, user.Email, user.Name); err != nil {
		return changeResult{}, err
	}
	if err := p.CheckLong(in.CurrentPassword); err != nil {
		return changeResult{}, err
	}
	account, err := p.auth.CredentialAccount(c, user.ID)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return changeResult{}, err
	}
	if missing || account.Password == nil {
		return changeResult{}, auth.Fail(http.StatusBadRequest, auth.CredentialAccountNotFound)
	}
	// What is wrong with the new password is told first, as in the reference.
	hash, err := p.Hash(c, in.NewPassword)
	if err != nil {
		return changeResult{}, err
	}
	if err := p.confirm(c, account, in.CurrentPassword); err != nil {
		return changeResult{}, err
	}
	result := changeResult{User: user}
	revoke := in.RevokeOtherSessions != nil && *in.RevokeOtherSessions
	if !revoke {
		return result, c.InTx(func(c *auth.Call) error { return p.changeQuietly(c, account, hash) })
	}
	err = c.InTx(func(c *auth.Call) error {
		if err := p.auth.DeleteSessions(c, user.ID); err != nil {
			return err
		}
		if err := p.write(c, account, hash); err != nil {
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

// changeQuietly keeps the current session. Whoever else is signed in may be the reason
// for the change, and is signed out.
func (p *Plugin) changeQuietly(c *auth.Call, account *auth.Account, hash string) error {
	if p.auth.Safer() {
		if err := p.auth.DeleteOtherSessions(c, account.UserID, c.Session().Session.Token); err != nil {
			return err
		}
	}
	return p.write(c, account, hash)
}

// write stores a changed password; reset tokens in old mails end with it.
func (p *Plugin) write(c *auth.Call, account *auth.Account, hash string) error {
	if _, err := p.auth.UpdateAccount(c, account.ID, store.Values{"password": hash}); err != nil {
		return err
	}
	if p.auth.Safer() {
		if err := p.auth.EndOutstanding(c, account.UserID); err != nil {
			return err
		}
	}
	return p.auth.Report(c, auth.Action{Name: "change-password", Target: c.Session().User})
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
	if err := p.CheckLong(password); err != nil {
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
	return p.confirm(c, account, password)
}

// confirm checks the password of a person who is signed in already, within the budget of
// guesses: a stolen session must not become the password.
func (p *Plugin) confirm(c *auth.Call, account *auth.Account, password string) error {
	if err := c.Guess("confirm", account.UserID); err != nil {
		return err
	}
	ok, err := p.auth.FitsAccount(c, account, password)
	if err != nil {
		return err
	}
	if !ok {
		return auth.Fail(http.StatusBadRequest, auth.InvalidPassword)
	}
	c.GuessedRight("confirm", account.UserID)
	return nil
}
