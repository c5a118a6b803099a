package emailotp

import (
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type signInInput struct {
	Email string      `json:"email"`
	OTP   string      `json:"otp"`
	Name  *string     `json:"name"`
	Image *string     `json:"image"`
	Rest  auth.Object `json:",rest"`
}

type signInResult struct {
	Token string     `json:"token"`
	User  *auth.User `json:"user"`
}

// signIn does not look whether the address is one: no code was ever sent to what is none.
func (p *Plugin) signIn(c *auth.Call, in signInInput) (signInResult, error) {
	email := auth.LowerEmail(in.Email)
	if err := p.guess(c, SignIn, email, in.OTP, p.codes.Verify); err != nil {
		return signInResult{}, err
	}
	user, isNew, err := p.person(c, email, in)
	if err != nil {
		return signInResult{}, err
	}
	s, err := c.SignIn(auth.SignIn{User: user, Method: "email-otp", NewUser: isNew})
	if err != nil {
		return signInResult{}, auth.SignInError(err, auth.Fail(http.StatusUnauthorized, auth.FailedToCreateSession))
	}
	return signInResult{s.Session.Token, s.User}, nil
}

// person is the user of an address that was just proven, registered when there is none.
func (p *Plugin) person(c *auth.Call, email string, in signInInput) (user *auth.User, isNew bool, err error) {
	user, err = p.auth.FindUserByEmail(c, email)
	missing, err := auth.NotFoundOr(err)
	switch {
	case err != nil:
		return nil, false, err
	case missing:
		user, err = p.register(c, email, in)
		return user, true, err
	case !user.EmailVerified:
		user, err = p.auth.ProveEmail(c, user.ID)
		if missing, err = auth.NotFoundOr(err); missing {
			err = auth.Fail(http.StatusBadRequest, InvalidOTP)
		}
	}
	return user, false, err
}

func (p *Plugin) register(c *auth.Call, email string, in signInInput) (*auth.User, error) {
	if p.options.DisableSignUp {
		return nil, auth.Fail(http.StatusBadRequest, InvalidOTP)
	}
	values, err := p.auth.ParseFields("user", in.Rest, true)
	if err != nil {
		return nil, err
	}
	values["email"], values["emailVerified"], values["name"] = email, true, ""
	if in.Name != nil {
		values["name"] = *in.Name
	}
	if in.Image != nil {
		values["image"] = *in.Image
	}
	for _, field := range []string{"name", "image"} {
		if err := p.auth.CheckProfile(field, values[field]); err != nil {
			return nil, err
		}
	}
	user, err := p.auth.CreateUser(c, values, "email-otp")
	if errors.Is(err, store.ErrConflict) { // registered by another request meanwhile
		return p.auth.FindUserByEmail(c, email)
	}
	if errors.Is(err, auth.ErrVeto) {
		err = auth.Fail(http.StatusInternalServerError, auth.FailedToCreateUser)
	}
	return user, err
}
