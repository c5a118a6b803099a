package twofactor

import (
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/otp"
	"github.com/lyceum/lyceum/auth/store"
)

const otpPrefix = "2fa-otp-"

type sendInput struct {
	_           struct{} `body:"optional"`
	TrustDevice *bool    `json:"trustDevice"`
}

func (p *Plugin) sendOTP(c *auth.Call, _ sendInput) (auth.Status, error) {
	if p.options.OTP.Send == nil {
		return auth.Status{}, auth.Fail(http.StatusBadRequest, noOTP)
	}
	v, err := p.visit(c)
	if err != nil {
		return auth.Status{}, err
	}
	again, err := p.sameInbox(c, v)
	if err != nil {
		return auth.Status{}, err
	}
	if again {
		return auth.Status{}, auth.Fail(http.StatusBadRequest, OTPNotConfigured)
	}
	err = c.WithMail(func(c *auth.Call) error {
		code, err := p.codes.New(c, otpPrefix+v.key())
		if err != nil {
			return err
		}
		return p.options.OTP.Send(c, Message{User: v.user, OTP: code})
	})
	return auth.Status{Status: err == nil}, err
}

func (p *Plugin) verifyOTP(c *auth.Call, in codeInput) (answer, error) {
	v, err := p.visit(c)
	if err != nil {
		return answer{}, err
	}
	var factor store.Row
	if v.signingIn() {
		if factor, err = p.factor(c, v.user.ID); err != nil {
			return answer{}, err
		}
	}
	if err := p.unlocked(c, v, factor); err != nil {
		return answer{}, err
	}
	if err := c.Guess(guessKind, v.user.ID); err != nil {
		return answer{}, err
	}
	var result answer
	var verdict error
	err = c.InTx(func(c *auth.Call) (err error) {
		result, verdict, err = p.guessOTP(c, v, factor, in)
		return err
	})
	if err == nil {
		err = verdict
	}
	if err == nil {
		c.GuessedRight(guessKind, v.user.ID)
	}
	return result, err
}

// guessOTP looks at one guess. A verdict is an answer that leaves what was written.
func (p *Plugin) guessOTP(c *auth.Call, v *visit, factor store.Row, in codeInput) (result answer, verdict, fault error) {
	err := p.codes.Verify(c, otpPrefix+v.key(), in.Code)
	switch {
	case errors.Is(err, otp.ErrNotFound), errors.Is(err, otp.ErrExpired):
		return answer{}, auth.Fail(http.StatusBadRequest, OTPExpired), nil
	case errors.Is(err, otp.ErrTooMany):
		return answer{}, auth.Fail(http.StatusBadRequest, TooManyAttempts), nil
	case errors.Is(err, otp.ErrInvalid):
		return answer{}, auth.Fail(http.StatusUnauthorized, InvalidCode), p.failed(c, v, factor)
	case err != nil:
		return answer{}, nil, err
	}
	if values := p.forgiven(v); len(values) > 0 && !factor.IsZero() {
		if _, err := p.auth.Store().UpdateAll(c, model, values, store.Eq("id", factor.ID())); err != nil {
			return answer{}, nil, err
		}
	}
	if v.user.Row.Bool(enabledField) {
		result, err = p.finish(c, v, in.TrustDevice)
		return result, nil, err
	}
	if v.signingIn() {
		return answer{}, auth.Fail(http.StatusBadRequest, auth.FailedToCreateSession), nil
	}
	s, err := p.turn(c, v.session, true)
	if err != nil {
		return answer{}, nil, err
	}
	return answerOf(s), nil, nil
}
