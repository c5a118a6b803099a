package phonenumber

import (
	"net/http"

	"github.com/lyceum/lyceum/auth"
)

type signInInput struct {
	PhoneNumber string `json:"phoneNumber"`
	Password    string `json:"password"`
	RememberMe  *bool  `json:"rememberMe"`
}

type signInResult struct {
	Token string     `json:"token"`
	User  *auth.User `json:"user"`
}

// signIn costs the same for numbers that nobody has.
func (p *Plugin) signIn(c *auth.Call, in signInInput) (signInResult, error) {
	if !p.valid(in.PhoneNumber) {
		return signInResult{}, auth.Fail(http.StatusBadRequest, InvalidPhoneNumber)
	}
	if err := p.auth.Passwords().CheckLong(in.Password); err != nil {
		return signInResult{}, err
	}
	if err := c.Guess("password", "phone:"+in.PhoneNumber); err != nil {
		return signInResult{}, err
	}
	user, err := p.find(c, in.PhoneNumber)
	if err != nil {
		return signInResult{}, err
	}
	// By the safer defaults the password comes first: whoever does not know it learns
	// nothing about the number and has nothing sent to it.
	if user != nil && !p.auth.Safer() {
		if err := p.requireVerified(c, user, in.PhoneNumber); err != nil {
			return signInResult{}, err
		}
	}
	id := ""
	if user != nil {
		id = user.ID
	}
	right, err := p.auth.PasswordIs(c, id, in.Password)
	if err != nil {
		return signInResult{}, err
	}
	if !right {
		return signInResult{}, auth.Fail(http.StatusUnauthorized, InvalidPhoneNumberOrPassword)
	}
	c.GuessedRight("password", "phone:"+in.PhoneNumber)
	if err := p.requireVerified(c, user, in.PhoneNumber); err != nil {
		return signInResult{}, err
	}
	s, err := c.SignIn(auth.SignIn{User: user, Method: "phone-number", Asked: true, Forget: in.RememberMe != nil && !*in.RememberMe})
	if err != nil {
		return signInResult{}, auth.SignInError(err, auth.Fail(http.StatusUnauthorized, auth.FailedToCreateSession))
	}
	return signInResult{s.Session.Token, s.User}, nil
}

// requireVerified sends a code to a number that was never verified, and refuses.
func (p *Plugin) requireVerified(c *auth.Call, user *auth.User, phoneNumber string) error {
	if !p.options.RequireVerification || isVerified(user) {
		return nil
	}
	code, err := p.codes.New(c, codeID(phoneNumber))
	if err != nil {
		return err
	}
	if p.options.Send != nil {
		if err := p.options.Send(c, Message{phoneNumber, code}); err != nil {
			return err
		}
	}
	return auth.Fail(http.StatusUnauthorized, NotVerified)
}
