package phonenumber

import (
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type sendInput struct {
	PhoneNumber string `json:"phoneNumber"`
}

type message struct {
	Message string `json:"message"`
}

func (p *Plugin) send(c *auth.Call, in sendInput) (message, error) {
	if p.options.Send == nil {
		return message{}, auth.Fail(http.StatusNotImplemented, SendNotImplemented)
	}
	if !p.valid(in.PhoneNumber) {
		return message{}, auth.Fail(http.StatusBadRequest, InvalidPhoneNumber)
	}
	code, err := p.codes.New(c, codeID(in.PhoneNumber))
	if err != nil {
		return message{}, err
	}
	return message{"code sent"}, p.options.Send(c, Message{in.PhoneNumber, code})
}

type verifyInput struct {
	PhoneNumber       string      `json:"phoneNumber"`
	Code              string      `json:"code"`
	DisableSession    *bool       `json:"disableSession"`
	UpdatePhoneNumber *bool       `json:"updatePhoneNumber"`
	Rest              auth.Object `json:",rest"`
}

type verifyResult struct {
	Status bool       `json:"status"`
	Token  *string    `json:"token"`
	User   *auth.User `json:"user"`
}

func (p *Plugin) verify(c *auth.Call, in verifyInput) (verifyResult, error) {
	if err := p.guess(c, codeID(in.PhoneNumber), in.PhoneNumber, in.Code, p.codes.Verify); err != nil {
		return verifyResult{}, err
	}
	if in.UpdatePhoneNumber != nil && *in.UpdatePhoneNumber {
		return p.update(c, in.PhoneNumber)
	}
	user, isNew, err := p.person(c, in)
	if err != nil {
		return verifyResult{}, err
	}
	if err := p.tell(c, in.PhoneNumber, user); err != nil {
		return verifyResult{}, err
	}
	if in.DisableSession != nil && *in.DisableSession {
		return verifyResult{true, nil, user}, nil
	}
	s, err := c.SignIn(auth.SignIn{User: user, Method: "phone-number", NewUser: isNew})
	if err != nil {
		return verifyResult{}, auth.SignInError(err, auth.Fail(http.StatusInternalServerError, auth.FailedToCreateSession))
	}
	return verifyResult{true, &s.Session.Token, s.User}, nil
}

func (p *Plugin) tell(c *auth.Call, phoneNumber string, user *auth.User) error {
	if p.options.OnVerified == nil {
		return nil
	}
	return p.options.OnVerified(c, phoneNumber, user)
}

// update gives whoever is signed in the number.
func (p *Plugin) update(c *auth.Call, phoneNumber string) (verifyResult, error) {
	s, err := c.StoredSession()
	if err != nil {
		return verifyResult{}, err
	}
	if s == nil {
		return verifyResult{}, auth.Fail(http.StatusUnauthorized, auth.UserNotFound)
	}
	if err := p.auth.NeedsFresh(s); err != nil {
		return verifyResult{}, err
	}
	taken, err := p.find(c, phoneNumber)
	if err != nil {
		return verifyResult{}, err
	}
	exists := auth.Fail(http.StatusBadRequest, PhoneNumberExists)
	if taken != nil {
		return verifyResult{}, exists
	}
	user, err := p.auth.ChangeUser(c, s.User, store.Values{field: phoneNumber, verified: true})
	if errors.Is(err, store.ErrConflict) { // by another request meanwhile
		err = exists
	}
	if err != nil {
		return verifyResult{}, err
	}
	return verifyResult{true, &s.Session.Token, user}, p.tell(c, phoneNumber, user)
}

// person is the user of a number that was just proven, registered when that is allowed.
func (p *Plugin) person(c *auth.Call, in verifyInput) (user *auth.User, isNew bool, err error) {
	user, err = p.find(c, in.PhoneNumber)
	switch {
	case err != nil:
		return nil, false, err
	case user != nil:
		user, err = p.auth.ChangeUser(c, user, store.Values{verified: true})
		return user, false, err
	case p.options.SignUp == nil:
		return nil, false, auth.Fail(http.StatusInternalServerError, auth.FailedToUpdateUser)
	}
	values, err := p.auth.ParseFields("user", in.Rest, true)
	if err != nil {
		return nil, false, err
	}
	values["email"], values["name"] = p.options.SignUp.TempEmail(in.PhoneNumber), in.PhoneNumber
	if p.options.SignUp.TempName != nil {
		values["name"] = p.options.SignUp.TempName(in.PhoneNumber)
	}
	values[field], values[verified] = in.PhoneNumber, true
	user, err = p.auth.CreateUser(c, values, "phone-number")
	switch {
	case errors.Is(err, store.ErrConflict): // registered by another request meanwhile
		user, err = p.find(c, in.PhoneNumber)
		if user == nil && err == nil {
			err = auth.Fail(http.StatusInternalServerError, auth.FailedToCreateUser)
		}
		return user, false, err
	case errors.Is(err, auth.ErrVeto):
		err = auth.Fail(http.StatusInternalServerError, auth.FailedToCreateUser)
	}
	return user, true, err
}
