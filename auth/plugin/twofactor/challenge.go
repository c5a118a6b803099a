package twofactor

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// guardedPaths are the sign-ins that the reference challenges.
var guardedPaths = []string{"/sign-in/email", "/sign-in/username", "/sign-in/phone-number"}

// exempt are methods of auth.SignIn that ask for no second factor: a passkey is two, and a
// device gets its session from a person who has passed theirs.
var exempt = []string{Method, "passkey", "device-authorization"}

// mailProofs are the methods of auth.SignIn that prove a mailbox.
var mailProofs = []string{"magic-link", "email-otp", "email-verification"}

// provesInbox reports whether a sign-in was by something sent, to a mailbox or a phone.
func provesInbox(c *auth.Call, s *auth.SignIn) bool {
	return slices.Contains(mailProofs, s.Method) || c.Path == "/phone-number/verify"
}

// A challenge's identifier begins with one of these. Both servers take it as a whole.
const (
	challengePrefix   = "2fa-"
	afterInboxPrefix  = "2fa-sent-"
	attemptsPrefix    = "2fa-attempts-"
	challengeAlphabet = auth.URLSafe
)

// guards reports whether a sign-in is one that a second factor protects by Lyceum's rules.
func guards(s *auth.SignIn) bool {
	return s.User.Row.Bool(enabledField) && !slices.Contains(exempt, s.Method)
}

// signingIn answers a sign-in with a challenge, unless the device is trusted.
func (p *Plugin) signingIn(c *auth.Call, s *auth.SignIn) error {
	if !guards(s) {
		return nil
	}
	trusted, err := p.trusts(c, s.User)
	if trusted || err != nil {
		return err
	}
	keepMarker(c, s)
	keepTarget(c)
	if _, sent := c.SignedCookie(trustCookie); sent {
		c.ExpireCookie(trustCookie)
	}
	c.SuspendSession()
	return p.challenge(c, s.User, provesInbox(c, s))
}

// interrupt is signingIn as the reference has it: a sign-in by password is taken back when
// the hooks of the plugins before this one have seen it, and their cookies stay.
func (p *Plugin) interrupt(c *auth.Call, result any, failure error) (any, error) {
	created := c.SignedInNow()
	if !guarded(c, created) {
		return result, failure
	}
	trusted, err := p.trusts(c, created.User)
	switch {
	case err != nil:
		return nil, err
	case trusted:
		return result, errors.Join(failure, p.renewTrust(c, created.User))
	}
	if _, sent := c.SignedCookie(trustCookie); sent {
		c.ExpireCookie(trustCookie)
	}
	if err := c.CancelSignIn(); err != nil {
		return nil, err
	}
	return nil, p.challenge(c, created.User, false)
}

// guarded reports whether a sign-in is one that the reference protects.
func guarded(c *auth.Call, created *auth.SessionUser) bool {
	return created != nil && slices.Contains(guardedPaths, c.Path) && created.User.Row.Bool(enabledField)
}

// pending reports whether interrupt is going to take the sign-in back.
func (p *Plugin) pending(c *auth.Call) (bool, error) {
	created := c.SignedInNow()
	if !guarded(c, created) {
		return false, nil
	}
	trusted, err := p.trusts(c, created.User)
	return !trusted, err
}

// challenge begins a challenge and is its answer.
func (p *Plugin) challenge(c *auth.Call, user *auth.User, afterInbox bool) error {
	if err := p.begin(c, user, afterInbox); err != nil {
		return err
	}
	methods, err := p.methods(c, user, afterInbox)
	if err != nil {
		return err
	}
	return &auth.Challenge{Page: p.options.Page, Body: auth.Object{
		{Key: "twoFactorRedirect", Value: true}, {Key: "twoFactorMethods", Value: methods},
	}}
}

// keepMarker tells the browser what the person said about being remembered: the sign-in
// that completes this one asks it.
func keepMarker(c *auth.Call, s *auth.SignIn) {
	_, marked := c.SignedCookie(auth.DontRemember)
	switch {
	case s.Asked && s.Forget:
		c.SetSignedCookie(auth.DontRemember, "true")
	case s.Asked && marked:
		c.ExpireCookie(auth.DontRemember)
	}
}

// keepTarget tells where the sign-in was going, as its own answer would have.
func keepTarget(c *auth.Call) {
	body, _ := c.Body.(auth.Object)
	if target := body.Text("callbackURL"); target != "" && slices.Contains(guardedPaths, c.Path) {
		c.Header.Set("Location", target)
	}
}

// begin writes a challenge and its counter of attempts.
func (p *Plugin) begin(c *auth.Call, user *auth.User, afterInbox bool) error {
	prefix := challengePrefix
	if afterInbox {
		prefix = afterInboxPrefix
	}
	id := prefix + p.auth.RandomString(20, challengeAlphabet)
	expires := c.Now().Add(p.options.ChallengeMaxAge)
	err := c.InTx(func(c *auth.Call) error {
		if err := p.auth.CreateVerification(c, id, user.ID, expires); err != nil {
			return err
		}
		return p.auth.CreateVerification(c, attemptsPrefix+id, "0", expires)
	})
	if err == nil {
		c.SetSignedCookie(challengeCookie, id)
	}
	return err
}

// methods are those that a user can complete a challenge with, besides backup codes.
func (p *Plugin) methods(ctx context.Context, user *auth.User, afterInbox bool) ([]string, error) {
	methods := []string{}
	if !p.options.TOTP.Disable {
		factor, err := p.factor(ctx, user.ID)
		if err != nil {
			return nil, err
		}
		if confirmed(factor) {
			methods = append(methods, "totp")
		}
	}
	if p.options.OTP.Send != nil && !(afterInbox && len(methods) > 0) {
		methods = append(methods, "otp")
	}
	return methods, nil
}

// sameInbox reports whether a sent code would prove again what a challenge began with.
func (p *Plugin) sameInbox(ctx context.Context, v *visit) (bool, error) {
	if !strings.HasPrefix(v.challenge, afterInboxPrefix) || !p.safer {
		return false, nil
	}
	factor, err := p.factor(ctx, v.user.ID)
	return err == nil && !p.options.TOTP.Disable && confirmed(factor), err
}

// factor is a user's row of this plugin's table, zero when there is none.
func (p *Plugin) factor(ctx context.Context, userID string) (store.Row, error) {
	row, err := p.auth.Store().Find(ctx, store.Query{Model: model, Where: []store.Cond{store.Eq("userId", userID)}})
	_, err = auth.NotFoundOr(err)
	return row, err
}

// confirmed reports whether a row's secret counts at sign-in: an absent mark does, for the
// sake of rows older than it.
func confirmed(factor store.Row) bool {
	return !factor.IsZero() && factor.Get("verified") != false
}
