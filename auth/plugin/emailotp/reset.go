package emailotp

import (
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type resetInput struct {
	Email    string `json:"email"`
	OTP      string `json:"otp"`
	Password string `json:"password"`
}

// reset looks at the code first and spends it in the transaction that sets the password, so
// that a failure leaves both as they were.
func (p *Plugin) reset(c *auth.Call, in resetInput) (success, error) {
	email, ok := normal(in.Email)
	if !ok {
		return success{}, auth.Fail(http.StatusBadRequest, auth.InvalidEmail)
	}
	passwords := p.auth.Passwords()
	if err := passwords.CheckNew(in.Password, email); err != nil {
		return success{}, err
	}
	if err := p.guess(c, ForgetPassword, email, in.OTP, p.codes.Test); err != nil {
		return success{}, err
	}
	user, err := p.find(c, email)
	if err != nil {
		return success{}, err
	}
	if err := passwords.Reset(c, user, in.Password, func(c *auth.Call) error {
		return public(p.codes.Verify(c, identifier(ForgetPassword, email), in.OTP))
	}); err != nil {
		return success{}, err
	}
	if !user.EmailVerified {
		_, err = p.auth.ChangeUser(c, user, store.Values{"emailVerified": true})
	}
	return success{err == nil}, err
}
