package username

import (
	"context"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type signInInput struct {
	Username    string  `json:"username"`
	Password    string  `json:"password"`
	RememberMe  *bool   `json:"rememberMe"`
	CallbackURL *string `json:"callbackURL"`
}

type signInResult struct {
	Redirect bool       `json:"redirect"`
	Token    string     `json:"token"`
	URL      *string    `json:"url,omitempty"`
	User     *auth.User `json:"user"`
}

var refused = auth.Fail(http.StatusUnauthorized, InvalidUsernameOrPassword)

// signIn has one answer, and one cost, for unknown names and wrong passwords.
func (p *Plugin) signIn(c *auth.Call, in signInInput) (signInResult, error) {
	if in.Username == "" || in.Password == "" {
		return signInResult{}, refused
	}
	if code := p.flaw(in.Username); code != nil {
		return signInResult{}, auth.Fail(http.StatusUnprocessableEntity, *code)
	}
	if err := p.auth.Passwords().CheckLong(in.Password); err != nil {
		return signInResult{}, err
	}
	name := p.options.Normalize(in.Username)
	if err := c.Guess("password", "username:"+name); err != nil {
		return signInResult{}, err
	}
	user, err := p.check(c, name, in.Password)
	if err != nil {
		return signInResult{}, err
	}
	c.GuessedRight("password", "username:"+name)
	if p.options.RequireVerification && !user.EmailVerified {
		if p.auth.Options().EmailVerification.SendOnSignIn {
			if err := c.SendVerification(user, in.CallbackURL); err != nil {
				return signInResult{}, err
			}
		}
		return signInResult{}, auth.Fail(http.StatusForbidden, EmailNotVerified)
	}
	s, err := c.SignIn(auth.SignIn{User: user, Method: "username", Asked: true, Forget: in.RememberMe != nil && !*in.RememberMe})
	if err != nil {
		return signInResult{}, auth.SignInError(err, auth.Fail(http.StatusInternalServerError, auth.FailedToCreateSession))
	}
	result := signInResult{Token: s.Session.Token, URL: in.CallbackURL, User: s.User}
	if in.CallbackURL != nil && *in.CallbackURL != "" {
		result.Redirect = true
		c.Header.Set("Location", *in.CallbackURL)
	}
	return result, nil
}

// check finds the user that a name and a password belong to.
func (p *Plugin) check(c *auth.Call, name, password string) (*auth.User, error) {
	user, err := p.find(c, name)
	if err != nil {
		return nil, err
	}
	id := ""
	if user != nil {
		id = user.ID
	}
	right, err := p.auth.PasswordIs(c, id, password)
	if err == nil && !right {
		err = refused
	}
	return user, err
}

// find returns the user with a normalised name, nil when there is none.
func (p *Plugin) find(ctx context.Context, name string) (*auth.User, error) {
	row, err := p.auth.Store().Find(ctx, store.Query{Model: "user", Where: []store.Cond{store.Eq(field, name)}})
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil {
		return nil, err
	}
	return auth.UserFrom(row), nil
}

type nameInput struct {
	Username string `json:"username"`
}

type availability struct {
	Available bool `json:"available"`
}

func (p *Plugin) available(c *auth.Call, in nameInput) (availability, error) {
	if in.Username == "" {
		return availability{}, auth.Fail(http.StatusUnprocessableEntity, InvalidUsername)
	}
	if code := p.flaw(in.Username); code != nil {
		return availability{}, auth.Fail(http.StatusUnprocessableEntity, *code)
	}
	user, err := p.find(c, p.options.Normalize(in.Username))
	return availability{user == nil}, err
}
