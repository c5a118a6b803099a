package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// Verifying and changing e-mail addresses (better-auth-core, sections 1.5 and 1.6).

func verificationEndpoints(b *Builder) {
	Handle(b, Endpoint{Method: "POST", Path: "/send-verification-email", Summary: "Mails a link that verifies the address."}, sendVerificationEmail)
	Handle(b, Endpoint{Method: "GET", Path: "/verify-email", Callbacks: []string{"callbackURL"}, OneTime: true, Summary: "Verifies or changes an address with the link of a mail."}, verifyEmail)
	Handle(b, Endpoint{Method: "POST", Path: "/change-email", Level: Sensitive, Summary: "Asks to change the address."}, changeEmail)
}

type sendVerificationInput struct {
	Email       string  `json:"email" check:"email"`
	CallbackURL *string `json:"callbackURL"`
}

// answerFloor hides, by always taking this long, whether an address is known.
const answerFloor = 500 * time.Millisecond

func sendVerificationEmail(c *Call, in sendVerificationInput) (Status, error) {
	send := c.Auth.options.EmailVerification.Send
	if send == nil {
		return Status{}, Fail(http.StatusBadRequest, VerificationEmailNotEnabled)
	}
	s, err := c.ClientSession()
	if err != nil {
		return Status{}, err
	}
	if s != nil {
		if NormalizeEmail(s.User.Email) != NormalizeEmail(in.Email) {
			return Status{}, Fail(http.StatusBadRequest, EmailMismatch)
		}
		if s.User.EmailVerified {
			return Status{}, Fail(http.StatusBadRequest, EmailAlreadyVerified)
		}
		err := send(c, c.verificationMail(s.User, in.CallbackURL, c.Auth.options.EmailVerification.ExpiresIn))
		return Status{err == nil}, err
	}
	start := time.Now()
	user, err := c.Auth.FindUserByEmail(c, in.Email)
	missing, err := NotFoundOr(err)
	if err == nil && !missing && !user.EmailVerified {
		err = send(c, c.verificationMail(user, in.CallbackURL, c.Auth.options.EmailVerification.ExpiresIn))
	}
	select {
	case <-time.After(answerFloor - time.Since(start)):
	case <-c.Done():
	}
	return Status{err == nil}, err
}

type verifyEmailInput struct {
	Token       string  `json:"token"`
	CallbackURL *string `json:"callbackURL"`
}

// verifyResult has no user member for a confirmed change, null for a verified
// address, the user for a changed one.
func verified(user any) Object {
	return Object{{Key: "status", Value: true}, {Key: "user", Value: user}}
}

func verifyEmail(c *Call, in verifyEmailInput) (any, error) {
	claims, state := c.Auth.ReadToken(in.Token, c.now)
	switch {
	case state == TokenExpiredState:
		return nil, in.refuse(TokenExpired)
	case state == TokenInvalid || !IsEmail(claims.Text("email")):
		return nil, in.refuse(InvalidToken)
	}
	var result any
	var err error
	if claims.Text("updateTo") != "" {
		result, err = applyChange(c, in, claims)
	} else {
		result, err = applyVerification(c, in, claims)
	}
	redirects := in.CallbackURL != nil && *in.CallbackURL != ""
	var challenge *Challenge
	switch {
	case redirects && errors.As(err, &challenge):
		return nil, challenge.Redirect(*in.CallbackURL)
	case err != nil:
		return nil, err
	case redirects:
		return nil, &Redirect{*in.CallbackURL}
	}
	return result, nil
}

// refuse tells the page the browser came for, or the client itself.
func (in verifyEmailInput) refuse(code Code) error {
	if in.CallbackURL != nil && *in.CallbackURL != "" {
		return &Redirect{AppendQuery(*in.CallbackURL, "error="+url.QueryEscape(code.Name))}
	}
	return Fail(http.StatusUnauthorized, code)
}

func applyVerification(c *Call, in verifyEmailInput, claims Object) (any, error) {
	o := &c.Auth.options.EmailVerification
	user, err := c.Auth.FindUserByEmail(c, claims.Text("email"))
	missing, err := NotFoundOr(err)
	switch {
	case err != nil:
		return nil, err
	case missing:
		return nil, in.refuse(UserNotFound)
	case claims.Text("userId") != "" && claims.Text("userId") != user.ID:
		return nil, in.refuse(InvalidToken)
	case user.EmailVerified:
		return verified(nil), nil
	}
	if err := tell(c, o.Before, user); err != nil {
		return nil, err
	}
	before := user
	// Of several requests at once one verifies, and signs in; the others come too late.
	user, err = c.Auth.ChangeUser(c, user, store.Values{"emailVerified": true}, store.Eq("emailVerified", false))
	if missing, err := NotFoundOr(err); missing || err != nil {
		return verified(nil), err
	}
	if err := tell(c, o.After, user); err != nil {
		return nil, err
	}
	if o.AutoSignIn {
		if !c.Auth.Safer() { // the cookie cache gets what was there before, but for this
			user = withVerified(before)
		}
		if err := signInVerified(c, user); err != nil {
			return nil, err
		}
	}
	return verified(nil), nil
}

func tell(ctx context.Context, f func(ctx context.Context, u *User) error, u *User) error {
	if f == nil {
		return nil
	}
	return f(ctx, u)
}

func withVerified(u *User) *User { return u.With(store.Values{"emailVerified": true}) }

func signInVerified(c *Call, user *User) error {
	current, err := c.ClientSession()
	if err != nil {
		return err
	}
	if current != nil && current.User.ID == user.ID {
		if !c.Auth.Safer() {
			user = withVerified(current.User)
		}
		c.RenewSession(&SessionUser{Session: current.Session, User: user})
		return nil
	}
	_, err = c.SignIn(SignIn{User: user, Method: "email-verification"})
	return SignInError(err, Fail(http.StatusInternalServerError, FailedToCreateSession))
}

// applyChange carries out one step of changing an address. The token names the
// address the user had when it was made, so it works once.
func applyChange(c *Call, in verifyEmailInput, claims Object) (any, error) {
	id, newEmail := claims.Text("userId"), claims.Text("updateTo")
	if id == "" {
		return nil, in.refuse(InvalidToken)
	}
	user, err := c.Auth.FindUser(c, id)
	missing, err := NotFoundOr(err)
	switch {
	case err != nil:
		return nil, err
	case missing:
		return nil, in.refuse(UserNotFound)
	case NormalizeEmail(user.Email) != claims.Text("email"):
		return nil, in.refuse(InvalidToken)
	}
	stale, err := c.Auth.passwordChangedSince(c, user.ID, claims)
	switch {
	case err != nil:
		return nil, err
	case stale:
		return nil, in.refuse(InvalidToken)
	}
	current, err := c.ClientSession()
	if err != nil {
		return nil, err
	}
	if current != nil && current.User.ID != user.ID {
		return nil, in.refuse(InvalidUser)
	}
	if claims.Text("requestType") == "change-email-confirmation" {
		err := c.mailChange(user, newEmail, in.CallbackURL)
		return Object{{Key: "status", Value: true}}, err
	}
	return updateAddress(c, in, claims, user, current)
}

// mailChange asks the new address.
func (c *Call) mailChange(user *User, newEmail string, callback *string) error {
	o := &c.Auth.options.EmailVerification
	if o.Send == nil {
		return nil
	}
	token := c.emailToken(user.Email, newEmail, o.ExpiresIn,
		Member{Key: "requestType", Value: "change-email-verification"}, Member{Key: "userId", Value: user.ID})
	moved := UserFrom(user.Row.With(store.Values{"email": newEmail}))
	return c.Auth.Deliver(c, "change-email", func(ctx context.Context) error {
		return o.Send(ctx, Mail{User: moved, To: newEmail, NewEmail: newEmail, URL: c.verificationLink(token, callback), Token: token})
	})
}

// legacyLife is how long the link lives that a token without a request type brings, whatever
// the options say.
const legacyLife = time.Hour

func updateAddress(c *Call, in verifyEmailInput, claims Object, user *User, current *SessionUser) (any, error) {
	// Tokens of old versions have no request type; they leave the address unverified.
	legacy := claims.Text("requestType") != "change-email-verification"
	stays := user.EmailVerified && !legacy
	set := store.Values{"email": claims.Text("updateTo"), "emailVerified": stays}
	life := time.Duration(0)
	if legacy {
		life = legacyLife
	}
	updated, err := c.updateAndMail(user.ID, set, life, in.CallbackURL, store.Eq("email", user.Email))
	if missing, err := NotFoundOr(err); missing || err != nil {
		if missing {
			err = in.refuse(InvalidToken) // changed by another request meanwhile
		}
		return nil, err
	}
	if stays {
		if err := tell(c, c.Auth.options.EmailVerification.After, updated); err != nil {
			return nil, err
		}
	}
	if current != nil {
		c.RenewSession(&SessionUser{Session: current.Session, User: updated})
	}
	return verified(updated), nil
}

type changeEmailInput struct {
	NewEmail    string  `json:"newEmail" check:"email"`
	CallbackURL *string `json:"callbackURL"`
}

func changeEmail(c *Call, in changeEmailInput) (Status, error) {
	o, user := &c.Auth.options.User.ChangeEmail, c.session.User
	if !o.Enabled {
		return Status{}, Fail(http.StatusBadRequest, ChangeEmailDisabled)
	}
	if err := c.Auth.NeedsFresh(c.session); err != nil {
		return Status{}, err
	}
	if err := c.Auth.CheckProfile("email", in.NewEmail); err != nil {
		return Status{}, err
	}
	newEmail := NormalizeEmail(in.NewEmail)
	if newEmail == user.Email {
		return Status{}, FailText(http.StatusBadRequest, "Email is the same")
	}
	atOnce := !user.EmailVerified && o.UpdateWithoutVerification
	if !atOnce && c.Auth.options.EmailVerification.Send == nil {
		return Status{}, FailText(http.StatusBadRequest, "Verification email isn't enabled")
	}
	_, err := c.Auth.FindUserByEmail(c, newEmail)
	missing, err := NotFoundOr(err)
	if err != nil {
		return Status{}, err
	}
	switch {
	case !missing: // a taken address must look like a free one
		err = c.Auth.DeliverNothing(c)
	case atOnce:
		return changeAtOnce(c, newEmail, in.CallbackURL)
	case user.EmailVerified && o.SendConfirmation != nil:
		token := c.emailToken(user.Email, newEmail, c.Auth.options.EmailVerification.ExpiresIn,
			Member{Key: "requestType", Value: "change-email-confirmation"}, Member{Key: "userId", Value: user.ID})
		err = c.Auth.Deliver(c, "change-email-confirmation", func(ctx context.Context) error {
			return o.SendConfirmation(ctx, Mail{User: user, To: user.Email, NewEmail: newEmail, URL: c.verificationLink(token, in.CallbackURL), Token: token})
		})
	default:
		err = c.mailChange(user, newEmail, in.CallbackURL)
	}
	return Status{err == nil}, err
}

func changeAtOnce(c *Call, newEmail string, callback *string) (Status, error) {
	life := c.Auth.options.EmailVerification.ExpiresIn
	updated, err := c.updateAndMail(c.session.User.ID, store.Values{"email": newEmail}, life, callback)
	if err != nil {
		return Status{}, err
	}
	c.RenewSession(&SessionUser{Session: c.session.Session, User: updated})
	return Status{true}, nil
}

// passwordChangedSince reports whether a token is older than the user's password. Whoever
// changes the password because somebody else was signed in must not lose the account to a
// change of address which that person had begun.
func (a *Auth) passwordChangedSince(ctx context.Context, userID string, claims Object) (bool, error) {
	issued, ok := numberOf(claims, "iat")
	if !ok || !a.Safer() {
		return false, nil
	}
	account, err := a.CredentialAccount(ctx, userID)
	missing, err := NotFoundOr(err)
	if missing || err != nil {
		return false, err
	}
	return account.UpdatedAt.Unix() > issued, nil
}

// updateAndMail changes an address and mails the new one a link that lives so long, none for 0.
func (c *Call) updateAndMail(userID string, set store.Values, life time.Duration, callback *string, where ...store.Cond) (updated *User, err error) {
	err = c.Auth.atomic(c, life > 0, func(ctx context.Context) error {
		c := c.with(ctx)
		if updated, err = c.Auth.UpdateUser(c, userID, set, where...); err != nil || life == 0 {
			return err
		}
		return c.sendVerification(updated, callback, life)
	})
	return updated, err
}
