package password

import (
	"context"
	"net/http"
	"net/url"

	"github.com/lyceum/lyceum/auth"
)

// ResetDisabled is answered when no mail can be sent.
var ResetDisabled = auth.Code{Name: "RESET_PASSWORD_DISABLED", Message: "Reset password isn't enabled"}

type requestInput struct {
	Email      string  `json:"email" check:"email"`
	RedirectTo *string `json:"redirectTo"`
}

type requestResult struct {
	Status  bool   `json:"status"`
	Message string `json:"message"`
}

// asked is the answer whether or not anybody has the address.
var asked = requestResult{true, "If this email exists in our system, check your email for the reset link"}

const resetTokenLength = 24

func resetID(token string) string { return "reset-password:" + token }

func (p *Plugin) requestReset(c *auth.Call, in requestInput) (requestResult, error) {
	if p.options.SendReset == nil {
		return requestResult{}, auth.Fail(http.StatusBadRequest, ResetDisabled)
	}
	user, err := p.auth.FindUserByEmail(c, in.Email)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return requestResult{}, err
	}
	token := p.auth.RandomString(resetTokenLength, auth.Alphanumeric)
	if missing {
		// The same work as for a known address.
		_, err = p.auth.FindVerification(c, "dummy-verification-token")
		if _, err = auth.NotFoundOr(err); err != nil {
			return requestResult{}, err
		}
		return asked, p.auth.DeliverNothing(c)
	}
	link := c.BaseURL() + "/reset-password/" + token + "?callbackURL="
	if in.RedirectTo != nil {
		link += auth.EscapeComponent(*in.RedirectTo)
	}
	return asked, c.WithMail(func(c *auth.Call) error {
		if err := p.auth.CreateVerification(c, resetID(token), user.ID, c.Now().Add(p.options.ResetExpires)); err != nil {
			return err
		}
		return p.auth.Deliver(c, "reset-password", func(ctx context.Context) error {
			return p.options.SendReset(ctx, auth.Mail{User: user, To: user.Email, URL: link, Token: token})
		})
	})
}

type callbackInput struct {
	CallbackURL string `json:"callbackURL"`
}

// resetCallback sends the browser on to the page where the new password is typed. It
// consumes nothing, so that a mail scanner that follows the link does no harm.
func (p *Plugin) resetCallback(c *auth.Call, in callbackInput) (auth.None, error) {
	token := c.Params["token"]
	if in.CallbackURL == "" {
		return auth.None{}, &auth.Redirect{Location: c.BaseURL() + "/error?error=INVALID_TOKEN"}
	}
	target := c.AbsoluteURL(in.CallbackURL)
	row, err := p.auth.FindVerification(c, resetID(token))
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return auth.None{}, err
	}
	if missing || row.Time("expiresAt").Before(c.Now()) {
		return auth.None{}, &auth.Redirect{Location: auth.SetQuery(target, "error", "INVALID_TOKEN")}
	}
	return auth.None{}, &auth.Redirect{Location: auth.SetQuery(target, "token", url.PathEscape(token))}
}

type resetInput struct {
	Body struct {
		NewPassword string  `json:"newPassword"`
		Token       *string `json:"token"`
	}
	Query struct {
		Token *string `json:"token"`
	}
}

func (p *Plugin) reset(c *auth.Call, in resetInput) (auth.Status, error) {
	token := ""
	for _, candidate := range []*string{in.Query.Token, in.Body.Token} {
		if candidate != nil && *candidate != "" {
			token = *candidate
		}
	}
	invalid := auth.Fail(http.StatusBadRequest, auth.InvalidToken)
	if token == "" {
		return auth.Status{}, invalid
	}
	if err := p.CheckNew(in.Body.NewPassword); err != nil {
		return auth.Status{}, err
	}
	row, err := p.auth.FindVerification(c, resetID(token))
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return auth.Status{}, err
	}
	if missing || row.Time("expiresAt").Before(c.Now()) {
		return auth.Status{}, invalid
	}
	user, err := p.auth.FindUser(c, row.String("value"))
	if missing, err = auth.NotFoundOr(err); err != nil {
		return auth.Status{}, err
	}
	if missing {
		return auth.Status{}, auth.Fail(http.StatusBadRequest, auth.UserNotFound)
	}
	if err := p.CheckNew(in.Body.NewPassword, user.Email, user.Name); err != nil {
		return auth.Status{}, err
	}
	if err := p.Reset(c, user, in.Body.NewPassword, func(c *auth.Call) error { return p.spend(c, token) }); err != nil {
		return auth.Status{}, err
	}
	return auth.Status{Status: true}, nil
}

// spend consumes a reset token first: of two requests with one token the second changes
// nothing.
func (p *Plugin) spend(c *auth.Call, token string) error {
	_, err := p.auth.TakeVerification(c, resetID(token))
	if missing, err := auth.NotFoundOr(err); err != nil || !missing {
		return err
	}
	return auth.Fail(http.StatusBadRequest, auth.InvalidToken)
}

// Reset sets a new password and ends what must end with the old one; see auth.Passwords.
func (p *Plugin) Reset(c *auth.Call, user *auth.User, password string, consume func(c *auth.Call) error) error {
	hash, err := p.Hash(c, password)
	if err != nil {
		return err
	}
	err = c.InTx(func(c *auth.Call) error {
		if err := consume(c); err != nil {
			return err
		}
		if err := p.auth.ReplaceHash(c, user.ID, hash, p.options.RevokeSessionsOnReset || p.auth.Safer()); err != nil {
			return err
		}
		return p.auth.Report(c, auth.Action{Name: "reset-password", By: user, Target: user})
	})
	if err != nil || p.options.OnReset == nil {
		return err
	}
	return p.options.OnReset(c, user)
}

// Set gives a user who has none a password; PASSWORD_ALREADY_SET otherwise. It is the
// reference's server-only set-password.
func (p *Plugin) Set(ctx context.Context, userID, password string) error {
	if err := p.CheckNew(password); err != nil {
		return err
	}
	account, err := p.auth.CredentialAccount(ctx, userID)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return err
	}
	if !missing && account.Password != nil {
		return auth.Fail(http.StatusBadRequest, auth.PasswordAlreadySet)
	}
	return p.replace(ctx, userID, password)
}

// Replace gives a user a new password, whatever they had.
func (p *Plugin) Replace(ctx context.Context, userID, password string) error {
	if err := p.CheckNew(password); err != nil {
		return err
	}
	return p.replace(ctx, userID, password)
}

func (p *Plugin) replace(ctx context.Context, userID, password string) error {
	hash, err := p.Hash(ctx, password)
	if err != nil {
		return err
	}
	return p.auth.InTx(ctx, func(ctx context.Context) error { return p.auth.StoreHash(ctx, userID, hash) })
}
