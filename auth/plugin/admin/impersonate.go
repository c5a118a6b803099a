package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

const (
	// impersonatedBy is the field that marks a session of somebody else.
	impersonatedBy = "impersonatedBy"
	// adminSession is the cookie that keeps the way back: the administrator's token, a
	// colon and their dont_remember cookie.
	adminSession = "admin_session"
)

// Impersonate makes a session of another user for an administrator. It sets no cookie.
func (p *Plugin) Impersonate(ctx context.Context, by *auth.User, userID string) (*auth.SessionUser, error) {
	e := Entry{Action: "impersonate-user", TargetID: userID}
	e.made = func(id string) { e.Detail = auth.Object{{Key: "sessionId", Value: id}} }
	s := &auth.SessionUser{}
	err := p.write(ctx, by, &e, "session", func() (err error) {
		if err = p.authorise(ctx, by, YouAreNotAllowedToImpersonateUsers, "user", "impersonate"); err != nil {
			return err
		}
		if s.User, err = p.auth.FindUser(ctx, userID); err != nil {
			return missingUser(err)
		}
		return p.mayImpersonate(by, s.User)
	}, func(ctx context.Context) (err error) {
		n := auth.NewSession{
			UserID: userID, ExpiresAt: p.auth.Options().Now().Add(p.options.ImpersonationSessionDuration),
			Values: store.Values{impersonatedBy: by.ID},
		}
		if c := auth.CallFrom(ctx); c != nil {
			n.IPAddress, n.UserAgent = c.ClientIP(), c.UserAgent()
		}
		s.Session, err = p.auth.CreateSession(ctx, n)
		return err
	})
	return s, err
}

func (p *Plugin) mayImpersonate(by, target *auth.User) error {
	if !p.IsAdmin(target) || p.options.AllowImpersonatingAdmins ||
		p.HasPermission(by, access.Request{access.Need("user", "impersonate-admins")}) {
		return nil
	}
	return auth.Fail(http.StatusForbidden, YouCannotImpersonateAdmins)
}

// keepShort leaves an impersonation with the life it was given.
func keepShort(_ context.Context, s *auth.Session) error {
	if s.Row.String(impersonatedBy) != "" {
		return auth.ErrVeto
	}
	return nil
}

// lasting are the endpoints that give a user another way in, or another address, take one away,
// show a factor's secret, or delete them: with them an impersonation would outlive itself. Some
// ask for the password, but content themselves with a recent sign-in where there is none, and
// an impersonation is not one.
var lasting = []string{
	"/link-social", "/change-email", "/email-otp/request-email-change", "/email-otp/change-email", "/passkey/generate-register-options",
	"/passkey/verify-registration", "/api-key/create", "/device/approve",
	"/unlink-account", "/passkey/delete-passkey", "/delete-user", "/delete-user/callback",
	"/two-factor/enable", "/two-factor/disable", "/two-factor/get-totp-uri", "/two-factor/generate-backup-codes",
}

// refuseLasting keeps who impersonates somebody from them.
func (p *Plugin) refuseLasting(c *auth.Call) (any, error) {
	if !slices.Contains(lasting, c.Path) && !setsPhone(c) {
		return nil, nil
	}
	s, err := c.StoredSession()
	if err != nil || s == nil || s.Session.Row.String(impersonatedBy) == "" {
		return nil, err
	}
	return nil, auth.Fail(http.StatusForbidden, ImpersonatedSession)
}

// setsPhone reports whether a number that signs in is to become the user's.
func setsPhone(c *auth.Call) bool {
	body, _ := c.Body.(auth.Object)
	update, _ := body.Get("updatePhoneNumber")
	return c.Path == "/phone-number/verify" && update == true
}

type userInput struct {
	UserID auth.Coerced `json:"userId"`
}

// impersonateEndpoint changes the browser's session and keeps the way back.
func (p *Plugin) impersonateEndpoint(c *auth.Call, in userInput) (*auth.SessionUser, error) {
	by, err := p.acting(c)
	if err != nil {
		return nil, err
	}
	own := c.Session().Session.Token
	s, err := p.Impersonate(c, by, string(in.UserID))
	if err != nil {
		return nil, err
	}
	forget, _ := c.SignedCookie(auth.DontRemember)
	c.EndSession()
	c.SetRawCookie(c.CookieName(adminSession), c.Auth.Sign(own+":"+forget), "session_token", nil)
	c.SetSession(s, true)
	return s, nil
}

// stopEndpoint gives the browser the administrator's session back.
func (p *Plugin) stopEndpoint(c *auth.Call, _ auth.None) (*auth.SessionUser, error) {
	s, err := c.ClientSession()
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return nil, auth.FailEmpty(http.StatusUnauthorized)
	case s.Session.Row.String(impersonatedBy) == "":
		return nil, auth.FailText(http.StatusBadRequest, notImpersonating)
	}
	admin, err := p.auth.FindUser(c, s.Session.Row.String(impersonatedBy))
	if missing, err := auth.NotFoundOr(err); missing || err != nil {
		return nil, orFail(err, noAdmin)
	}
	back, forget, err := p.wayBack(c, admin)
	if err != nil {
		return nil, err
	}
	e := Entry{Action: "stop-impersonating", TargetID: s.User.ID, Detail: auth.Object{{Key: "sessionId", Value: s.Session.ID}}}
	err = p.write(c, admin, &e, "session", func() error { return nil }, func(ctx context.Context) error {
		return p.auth.DeleteSession(ctx, s.Session.Token)
	})
	if err != nil {
		return nil, err
	}
	c.SetSession(back, forget)
	c.ExpireCookie(adminSession)
	return back, nil
}

// wayBack is the session that the admin_session cookie names, and whether the browser
// should forget it.
func (p *Plugin) wayBack(c *auth.Call, admin *auth.User) (*auth.SessionUser, bool, error) {
	value, ok := c.SignedCookie(adminSession)
	if !ok {
		return nil, false, auth.FailText(http.StatusInternalServerError, noAdminSession)
	}
	token, forget, _ := strings.Cut(value, ":")
	s, err := p.auth.FindSession(c, token)
	if missing, err := auth.NotFoundOr(err); missing || err != nil {
		return nil, false, orFail(err, noAdminSession)
	}
	if s.User.ID != admin.ID || p.auth.Safer() && s.Session.ExpiresAt.Before(c.Now()) {
		return nil, false, auth.FailText(http.StatusInternalServerError, noAdminSession)
	}
	return s, forget != "", nil
}

func orFail(err error, message string) error {
	if err != nil {
		return err
	}
	return auth.FailText(http.StatusInternalServerError, message)
}
