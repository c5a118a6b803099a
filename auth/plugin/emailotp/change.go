package emailotp

import (
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type requestChangeInput struct {
	NewEmail string  `json:"newEmail"`
	OTP      *string `json:"otp"`
}

// newAddress checks what both steps of a change ask for.
func (p *Plugin) newAddress(c *auth.Call, wanted string) (string, error) {
	if !p.options.ChangeEmail {
		return "", auth.FailText(http.StatusBadRequest, "Change email with OTP is disabled")
	}
	if err := p.auth.NeedsFresh(c.Session()); err != nil {
		return "", err
	}
	email, ok := normal(wanted)
	if !ok {
		return "", auth.Fail(http.StatusBadRequest, auth.InvalidEmail)
	}
	if email == auth.LowerEmail(c.Session().User.Email) {
		return "", auth.FailText(http.StatusBadRequest, "Email is the same")
	}
	return email, nil
}

func (p *Plugin) requestChange(c *auth.Call, in requestChangeInput) (success, error) {
	user := c.Session().User
	email, err := p.newAddress(c, in.NewEmail)
	if err != nil {
		return success{}, err
	}
	if p.options.VerifyCurrent {
		if in.OTP == nil || *in.OTP == "" {
			return success{}, auth.FailText(http.StatusBadRequest, "OTP is required to verify current email")
		}
		if err := p.guess(c, EmailVerification, auth.LowerEmail(user.Email), *in.OTP, p.codes.Verify); err != nil {
			return success{}, err
		}
	}
	owner := user.ID + ":" + email
	code, err := p.createFor(c, owner, email)
	if err != nil {
		return success{}, err
	}
	_, err = p.auth.FindUserByEmail(c, email)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return success{}, err
	}
	if !missing { // somebody's, which is not told
		return success{true}, p.codes.Drop(c, identifier(ChangeEmail, owner))
	}
	return success{true}, p.options.Send(c, Mail{Email: email, OTP: code, Type: ChangeEmail})
}

// createFor makes the code of a user who wants an address: it works for that user alone.
func (p *Plugin) createFor(c *auth.Call, owner, email string) (string, error) {
	codes := p.codes
	if generate := p.options.Generate; generate != nil {
		codes.Generate = func(string) string { return generate(email, ChangeEmail) }
	}
	return codes.New(c, identifier(ChangeEmail, owner))
}

type changeInput struct {
	NewEmail string `json:"newEmail"`
	OTP      string `json:"otp"`
}

func (p *Plugin) change(c *auth.Call, in changeInput) (success, error) {
	s := c.Session()
	email, err := p.newAddress(c, in.NewEmail)
	if err != nil {
		return success{}, err
	}
	if err := p.guess(c, ChangeEmail, s.User.ID+":"+email, in.OTP, p.codes.Verify); err != nil {
		return success{}, err
	}
	_, err = p.auth.FindUserByEmail(c, email)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return success{}, err
	}
	if !missing {
		return success{}, auth.FailText(http.StatusBadRequest, "Email already in use")
	}
	user, err := p.confirm(c, s.User, store.Values{"email": email, "emailVerified": true})
	if err != nil {
		return success{}, err
	}
	c.RenewSession(&auth.SessionUser{Session: s.Session, User: user})
	return success{true}, nil
}
