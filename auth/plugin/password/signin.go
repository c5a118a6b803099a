package password

import (
	"net/http"

	"github.com/lyceum/lyceum/auth"
)

type signInInput struct {
	Email       string  `json:"email"`
	Password    string  `json:"password"`
	CallbackURL *string `json:"callbackURL"`
	RememberMe  *bool   `json:"rememberMe"`
}

type signInResult struct {
	Redirect bool       `json:"redirect"`
	Token    string     `json:"token"`
	URL      *string    `json:"url,omitempty"`
	User     *auth.User `json:"user"`
}

// signIn follows better-auth-core, section 1.3. All causes of failure look the same
// and cost the same.
func (p *Plugin) signIn(c *auth.Call, in signInInput) (signInResult, error) {
	if p.options.Disabled {
		return signInResult{}, auth.Fail(http.StatusBadRequest, SignInDisabled)
	}
	if !auth.IsEmail(in.Email) {
		return signInResult{}, auth.Fail(http.StatusBadRequest, auth.InvalidEmail)
	}
	if err := p.CheckLong(in.Password); err != nil {
		return signInResult{}, err
	}
	if err := c.Guess("password", in.Email); err != nil {
		return signInResult{}, err
	}
	user, err := p.check(c, in.Email, in.Password)
	if err != nil {
		return signInResult{}, err
	}
	c.GuessedRight("password", in.Email)
	if p.options.RequireEmailVerification && !user.EmailVerified {
		if p.auth.Options().EmailVerification.SendOnSignIn {
			if err := c.SendVerification(user, in.CallbackURL); err != nil {
				return signInResult{}, err
			}
		}
		return signInResult{}, auth.Fail(http.StatusForbidden, auth.EmailNotVerified)
	}
	s, err := c.SignIn(auth.SignIn{User: user, Method: "email-password", Asked: true, Forget: in.RememberMe != nil && !*in.RememberMe})
	if err != nil {
		return signInResult{}, auth.SignInError(err, auth.Fail(http.StatusUnauthorized, auth.FailedToCreateSession))
	}
	result := signInResult{Token: s.Session.Token, URL: in.CallbackURL, User: s.User}
	if in.CallbackURL != nil && *in.CallbackURL != "" {
		result.Redirect = true
		c.Header.Set("Location", *in.CallbackURL)
	}
	return result, nil
}

// check finds the user that an address and a password belong to.
func (p *Plugin) check(c *auth.Call, email, password string) (*auth.User, error) {
	user, err := p.auth.FindUserByEmail(c, email)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, err
	}
	id := ""
	if !missing {
		id = user.ID
	}
	right, err := p.auth.PasswordIs(c, id, password)
	if err == nil && !right {
		err = auth.Fail(http.StatusUnauthorized, auth.InvalidEmailOrPassword)
	}
	return user, err
}
