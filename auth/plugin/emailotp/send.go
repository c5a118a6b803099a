package emailotp

import (
	"context"
	"net/http"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

type sendInput struct {
	Email string `json:"email"`
	Type  string `json:"type" check:"enum=email-verification|sign-in|forget-password|change-email"`
}

func (p *Plugin) send(c *auth.Call, in sendInput) (success, error) {
	email, ok := normal(in.Email)
	if !ok {
		return success{}, auth.Fail(http.StatusBadRequest, auth.InvalidEmail)
	}
	if Type(in.Type) == ChangeEmail {
		return success{}, auth.FailText(http.StatusBadRequest, "Invalid OTP type")
	}
	anybody := Type(in.Type) == SignIn && !p.options.DisableSignUp
	return success{true}, p.deliver(c, email, Type(in.Type), anybody)
}

type emailInput struct {
	Email string `json:"email"`
}

func (p *Plugin) requestReset(c *auth.Call, in emailInput) (success, error) {
	email, ok := normal(in.Email)
	if !ok {
		return success{}, auth.Fail(http.StatusBadRequest, auth.InvalidEmail)
	}
	return success{true}, p.deliver(c, email, ForgetPassword, false)
}

// deliver mails a code to a user, or with anybody set to any address. The code is made
// before anybody is looked for, so that strangers cost the same.
func (p *Plugin) deliver(ctx context.Context, email string, t Type, anybody bool) error {
	code, err := p.code(ctx, email, t)
	if err != nil {
		return err
	}
	user, err := p.auth.FindUserByEmail(ctx, email)
	missing, err := auth.NotFoundOr(err)
	switch {
	case err != nil:
		return err
	case missing && !anybody:
		return p.codes.Drop(ctx, identifier(t, email))
	case !missing:
		email = user.Email
	}
	return p.options.Send(ctx, Mail{Email: email, OTP: code, Type: t})
}

// code is the code that lives already, when those are to be sent again, or a new one.
func (p *Plugin) code(ctx context.Context, email string, t Type) (string, error) {
	if p.options.Reuse {
		if code, err := p.codes.Reuse(ctx, identifier(t, email)); code != "" || err != nil {
			return code, err
		}
	}
	return p.Create(ctx, email, t)
}

// Create makes a code without mailing it (the reference's createVerificationOTP). For a new
// address email is `<user id>:<address>`.
func (p *Plugin) Create(ctx context.Context, email string, t Type) (string, error) {
	codes := p.codes
	if generate := p.options.Generate; generate != nil {
		codes.Generate = func(string) string { return generate(email, t) }
	}
	return codes.New(ctx, identifier(t, auth.LowerEmail(email)))
}

// Find returns the code that is waiting for an address, "" when there is none (the
// reference's getVerificationOTP).
func (p *Plugin) Find(ctx context.Context, email string, t Type) (string, error) {
	return p.codes.Find(ctx, identifier(t, auth.LowerEmail(email)))
}

// override has codes take the place of verification links, or go out besides.
func (p *Plugin) override(b *auth.Builder) {
	switch {
	case p.options.OverrideVerification:
		b.Options().EmailVerification.Send = func(ctx context.Context, m auth.Mail) error {
			return p.deliver(ctx, auth.LowerEmail(m.To), EmailVerification, false)
		}
	case p.options.SendOnSignUp:
		b.After(p.afterSignUp)
	}
}

func (p *Plugin) afterSignUp(c *auth.Call, result any, failure error) (any, error) {
	if failure != nil || !strings.HasPrefix(c.Path, "/sign-up") {
		return result, failure
	}
	parsed, _ := auth.ParseJSON(auth.JSON(result)) // our own JSON
	answer, _ := parsed.(auth.Object)
	user, _ := answer.Get("user")
	o, _ := user.(auth.Object)
	email := o.Text("email")
	if email == "" {
		return result, nil
	}
	code, err := p.Create(c, email, EmailVerification)
	if err == nil {
		err = p.options.Send(c, Mail{Email: email, OTP: code, Type: EmailVerification})
	}
	return result, err
}
