package phonenumber

import (
	"net/http"

	"github.com/lyceum/lyceum/auth"
)

// requestReset answers the same whether a number is somebody's or not.
func (p *Plugin) requestReset(c *auth.Call, in sendInput) (auth.Status, error) {
	if p.auth.Safer() && !p.valid(in.PhoneNumber) {
		return auth.Status{Status: true}, nil // nobody's: nothing is stored under what is no number
	}
	user, err := p.find(c, in.PhoneNumber)
	if err != nil {
		return auth.Status{}, err
	}
	code, err := p.codes.New(c, resetID(in.PhoneNumber))
	if err != nil {
		return auth.Status{}, err
	}
	if user == nil || p.options.SendReset == nil || p.options.RequireVerification && !isVerified(user) {
		return auth.Status{Status: true}, nil
	}
	return auth.Status{Status: true}, p.options.SendReset(c, Message{in.PhoneNumber, code})
}

type resetInput struct {
	OTP         string `json:"otp"`
	PhoneNumber string `json:"phoneNumber"`
	NewPassword string `json:"newPassword"`
}

// reset looks at the code first and spends it in the transaction that sets the password.
func (p *Plugin) reset(c *auth.Call, in resetInput) (auth.Status, error) {
	passwords := p.auth.Passwords()
	if err := passwords.CheckNew(in.NewPassword, in.PhoneNumber); err != nil {
		return auth.Status{}, err
	}
	id := resetID(in.PhoneNumber)
	if err := p.guess(c, id, in.PhoneNumber, in.OTP, p.codes.Test); err != nil {
		return auth.Status{}, err
	}
	user, err := p.find(c, in.PhoneNumber)
	switch {
	case err != nil:
		return auth.Status{}, err
	case user == nil:
		return auth.Status{}, auth.Fail(http.StatusBadRequest, UnexpectedError)
	case p.options.RequireVerification && !isVerified(user):
		return auth.Status{}, auth.Fail(http.StatusBadRequest, PendingVerification)
	}
	err = passwords.Reset(c, user, in.NewPassword, func(c *auth.Call) error {
		if p.options.Verify != nil {
			return nil // the provider has spent its code already
		}
		return public(p.codes.Verify(c, id, in.OTP))
	})
	return auth.Status{Status: err == nil}, err
}
