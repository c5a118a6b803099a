package emailotp

import (
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type checkInput struct {
	Email string `json:"email"`
	Type  string `json:"type" check:"enum=email-verification|sign-in|forget-password|change-email"`
	OTP   string `json:"otp"`
}

func (p *Plugin) check(c *auth.Call, in checkInput) (success, error) {
	email, ok := normal(in.Email)
	if !ok {
		return success{}, auth.Fail(http.StatusBadRequest, auth.InvalidEmail)
	}
	if err := p.guess(c, Type(in.Type), email, in.OTP, p.codes.Test); err != nil {
		return success{}, err
	}
	_, err := p.find(c, email)
	return success{err == nil}, err
}

// find returns the user of an address, or the error to answer with.
func (p *Plugin) find(c *auth.Call, email string) (*auth.User, error) {
	user, err := p.auth.FindUserByEmail(c, email)
	missing, err := auth.NotFoundOr(err)
	if missing {
		return nil, auth.Fail(http.StatusBadRequest, auth.UserNotFound)
	}
	return user, err
}

type codeInput struct {
	Email string `json:"email"`
	OTP   string `json:"otp"`
}

type verifyResult struct {
	Status bool       `json:"status"`
	Token  *string    `json:"token"`
	User   *auth.User `json:"user"`
}

func (p *Plugin) verifyEmail(c *auth.Call, in codeInput) (verifyResult, error) {
	email, ok := normal(in.Email)
	if !ok {
		return verifyResult{}, auth.Fail(http.StatusBadRequest, auth.InvalidEmail)
	}
	if err := p.guess(c, EmailVerification, email, in.OTP, p.codes.Verify); err != nil {
		return verifyResult{}, err
	}
	user, err := p.find(c, email)
	if err != nil {
		return verifyResult{}, err
	}
	if user, err = p.confirm(c, user, store.Values{"email": email, "emailVerified": true}); err != nil {
		return verifyResult{}, err
	}
	if p.auth.Options().EmailVerification.AutoSignIn {
		s, err := c.SignIn(auth.SignIn{User: user, Method: "email-otp"})
		if err != nil {
			return verifyResult{}, auth.SignInError(err, auth.Fail(http.StatusUnauthorized, auth.FailedToCreateSession))
		}
		return verifyResult{true, &s.Session.Token, s.User}, nil
	}
	current, err := c.ClientSession()
	if err != nil {
		return verifyResult{}, err
	}
	if current != nil && current.User.ID == user.ID {
		cached := user
		if !p.auth.Safer() { // what the cookie had before, but for this
			cached = current.User.With(store.Values{"emailVerified": true})
		}
		c.RenewCache(&auth.SessionUser{Session: current.Session, User: cached})
	}
	return verifyResult{true, nil, user}, nil
}

// confirm writes what a code has shown about an address, between the application's
// functions for that.
func (p *Plugin) confirm(c *auth.Call, user *auth.User, values store.Values) (*auth.User, error) {
	o := &p.auth.Options().EmailVerification
	if o.Before != nil {
		if err := o.Before(c, user); err != nil {
			return nil, err
		}
	}
	user, err := p.auth.ChangeUser(c, user, values)
	if err == nil && o.After != nil {
		err = o.After(c, user)
	}
	return user, err
}
