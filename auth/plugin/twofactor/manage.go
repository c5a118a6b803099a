package twofactor

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type (
	requiredPassword struct {
		Password string `json:"password"`
	}
	optionalPassword struct {
		Password *string `json:"password"`
	}
	requiredEnable struct {
		Password string  `json:"password"`
		Method   string  `json:"method" check:"enum=otp|totp,optional"`
		Issuer   *string `json:"issuer"`
	}
	optionalEnable struct {
		Password *string `json:"password"`
		Method   string  `json:"method" check:"enum=otp|totp,optional"`
		Issuer   *string `json:"issuer"`
	}
)

// declareManagement declares the endpoints that ask for the password.
func (p *Plugin) declareManagement(b *auth.Builder, post func(path, summary string, codes ...auth.Code) auth.Endpoint) {
	at := func(level auth.Level, e auth.Endpoint) auth.Endpoint {
		e.Level = level
		return e
	}
	level := auth.Sensitive
	if !p.safer {
		level = auth.SignedIn // and enable asks past the cookie cache, which sets all cookies of the session
	}
	enable := at(level, post("enable", "Begins to use a second factor.",
		auth.InvalidPassword, OTPNotConfigured, TOTPNotConfigured, TOTPAlreadyEnabled))
	if p.options.AllowPasswordless {
		auth.Handle(b, enable, func(c *auth.Call, in optionalEnable) (enabled, error) { return p.enable(c, in) })
	} else {
		auth.Handle(b, enable, func(c *auth.Call, in requiredEnable) (enabled, error) {
			return p.enable(c, optionalEnable{&in.Password, in.Method, in.Issuer})
		})
	}
	handle(b, at(auth.Sensitive, post("disable", "Ends the use of a second factor.", auth.InvalidPassword)),
		p.options.AllowPasswordless, p.disable)
	handle(b, at(auth.SignedIn, post("get-totp-uri", "The URI that authenticator apps read.", auth.InvalidPassword, TOTPNotEnabled)),
		p.passwordless(p.options.TOTP.AllowPasswordless), p.getURI)
	handle(b, at(auth.SignedIn, post("generate-backup-codes", "New backup codes in place of the old ones.",
		auth.InvalidPassword, TwoFactorNotEnabled)),
		p.passwordless(p.options.Backup.AllowPasswordless), p.generateBackupCodes)
}

func (p *Plugin) passwordless(own *bool) bool {
	if own != nil {
		return *own
	}
	return p.options.AllowPasswordless
}

// handle declares an endpoint whose body is a password; optional when it may be missing.
func handle[Out any](b *auth.Builder, e auth.Endpoint, optional bool, fn func(c *auth.Call, password *string) (Out, error)) {
	if optional {
		auth.Handle(b, e, func(c *auth.Call, in optionalPassword) (Out, error) { return fn(c, in.Password) })
		return
	}
	auth.Handle(b, e, func(c *auth.Call, in requiredPassword) (Out, error) { return fn(c, &in.Password) })
}

// confirm asks for the password. Where users may have none, those need a fresh session.
func (p *Plugin) confirm(c *auth.Call, password *string, passwordless bool) error {
	s := c.Session()
	if passwordless {
		account, err := p.auth.CredentialAccount(c, s.User.ID)
		missing, err := auth.NotFoundOr(err)
		switch {
		case err != nil:
			return err
		case (missing || account.Password == nil) && p.safer && !p.auth.IsFresh(s.Session):
			return auth.Fail(http.StatusForbidden, auth.SessionNotFresh)
		case missing || account.Password == nil:
			return nil
		}
	}
	refused := auth.Fail(http.StatusBadRequest, auth.InvalidPassword)
	if password == nil || *password == "" {
		return refused
	}
	err := p.auth.Passwords().CheckPassword(c, s.User.ID, *password)
	var public *auth.Error
	if errors.As(err, &public) && public.Code == auth.CredentialAccountNotFound.Name {
		return refused
	}
	return err
}

type enabled struct {
	Method      string   `json:"method"`
	TOTPURI     *string  `json:"totpURI,omitempty"`
	BackupCodes []string `json:"backupCodes,omitempty"`
}

func (p *Plugin) enable(c *auth.Call, in optionalEnable) (enabled, error) {
	if !p.safer && p.auth.Options().Session.CookieCache.Enabled {
		if s, err := c.StoredSession(); err != nil || s == nil {
			return enabled{}, cmp.Or[error](err, auth.Fail(http.StatusUnauthorized, auth.Unauthorized))
		}
	}
	if err := p.confirm(c, in.Password, p.options.AllowPasswordless); err != nil {
		return enabled{}, err
	}
	switch {
	case in.Method == "otp" && p.options.OTP.Send == nil:
		return enabled{}, auth.Fail(http.StatusBadRequest, OTPNotConfigured)
	case in.Method != "otp" && p.options.TOTP.Disable:
		return enabled{}, auth.Fail(http.StatusBadRequest, TOTPNotConfigured)
	case in.Method == "otp":
		err := c.InTx(func(c *auth.Call) error {
			_, err := p.turn(c, c.Session(), true)
			return err
		})
		return enabled{Method: "otp"}, err
	}
	user := c.Session().User
	secret := p.auth.RandomString(32, auth.URLSafe)
	codes, err := p.enrol(c, secret)
	if err != nil {
		return enabled{}, err
	}
	issuer := cmp.Or(p.options.Issuer, p.auth.Options().AppName)
	if in.Issuer != nil && *in.Issuer != "" {
		issuer = *in.Issuer
	}
	uri := p.uri([]byte(secret), issuer, user.Email)
	return enabled{Method: "totp", TOTPURI: &uri, BackupCodes: codes}, nil
}

// enrol stores a secret and backup codes for the person who is signed in, in place of a
// secret that was never confirmed. The user's row is the lock of their factor.
func (p *Plugin) enrol(c *auth.Call, secret string) ([]string, error) {
	codes, backup, err := p.newBackupCodes()
	if err != nil {
		return nil, err
	}
	sealed, err := p.auth.Encrypt(secret)
	if err != nil {
		return nil, err
	}
	values := store.Values{"secret": sealed, "backupCodes": backup, "verified": p.options.SkipVerification}
	if p.safer {
		values[lastUsedStep] = nil
	}
	s := c.Session()
	db := p.auth.Store()
	return codes, c.InTx(func(c *auth.Call) error {
		lock := store.Query{Model: "user", Where: []store.Cond{store.Eq("id", s.User.ID)}, ForUpdate: true}
		if _, err := db.Find(c, lock); err != nil {
			return err
		}
		factor, err := p.factor(c, s.User.ID)
		switch {
		case err != nil:
			return err
		case confirmed(factor):
			return auth.Fail(http.StatusBadRequest, TOTPAlreadyEnabled)
		case factor.IsZero():
			values["userId"] = s.User.ID
			_, err = db.Create(c, model, values)
		default:
			_, err = db.UpdateAll(c, model, values, store.Eq("id", factor.ID()))
		}
		if err == nil && p.options.SkipVerification {
			_, err = p.turn(c, s, true)
		}
		return err
	})
}

// turn switches a user's second factor on or off and gives the browser a new session in
// place of the old one. Call it in a transaction.
func (p *Plugin) turn(c *auth.Call, old *auth.SessionUser, on bool) (*auth.SessionUser, error) {
	action := auth.Action{Name: "disable-two-factor", By: old.User, Target: old.User}
	if on {
		action.Name = "enable-two-factor"
	}
	var user *auth.User
	err := p.auth.ReportWith(c, "user", &action, func(ctx context.Context) (err error) {
		user, err = p.auth.UpdateUser(ctx, old.User.ID, store.Values{enabledField: on})
		return err
	})
	if err != nil {
		return nil, err
	}
	if p.safer {
		if err := p.auth.EndOutstanding(c, user.ID); err != nil {
			return nil, err
		}
	}
	session, err := p.auth.CreateSession(c, auth.NewSession{
		UserID: user.ID, IPAddress: old.Session.IPAddress, UserAgent: old.Session.UserAgent, Continues: old.Session,
	})
	if err != nil {
		return nil, err
	}
	s := &auth.SessionUser{Session: session, User: user}
	c.RenewSession(s)
	if err := p.auth.DeleteSession(c, old.Session.Token); err != nil {
		return nil, err
	}
	return s, nil
}

func (p *Plugin) disable(c *auth.Call, password *string) (auth.Status, error) {
	if err := p.confirm(c, password, p.options.AllowPasswordless); err != nil {
		return auth.Status{}, err
	}
	s := c.Session()
	err := c.InTx(func(c *auth.Call) error {
		if _, err := p.turn(c, s, false); err != nil {
			return err
		}
		if _, err := p.auth.Store().Delete(c, model, store.Eq("userId", s.User.ID)); err != nil {
			return err
		}
		return p.distrust(c)
	})
	return auth.Status{Status: err == nil}, err
}

type uriResult struct {
	TOTPURI string `json:"totpURI"`
}

func (p *Plugin) getURI(c *auth.Call, password *string) (uriResult, error) {
	if p.options.TOTP.Disable {
		return uriResult{}, auth.Fail(http.StatusBadRequest, noTOTP)
	}
	user := c.Session().User
	factor, err := p.factor(c, user.ID)
	if err != nil {
		return uriResult{}, err
	}
	if factor.IsZero() {
		return uriResult{}, auth.Fail(http.StatusBadRequest, TOTPNotEnabled)
	}
	if err := p.confirm(c, password, p.passwordless(p.options.TOTP.AllowPasswordless)); err != nil {
		return uriResult{}, err
	}
	key, err := p.secretKey(factor)
	if err != nil {
		return uriResult{}, err
	}
	return uriResult{p.uri(key, cmp.Or(p.options.TOTP.Issuer, p.auth.Options().AppName), user.Email)}, nil
}

type codesResult struct {
	Status      bool     `json:"status"`
	BackupCodes []string `json:"backupCodes"`
}

func (p *Plugin) generateBackupCodes(c *auth.Call, password *string) (codesResult, error) {
	user := c.Session().User
	if !user.Row.Bool(enabledField) {
		return codesResult{}, auth.Fail(http.StatusBadRequest, TwoFactorNotEnabled)
	}
	if err := p.confirm(c, password, p.passwordless(p.options.Backup.AllowPasswordless)); err != nil {
		return codesResult{}, err
	}
	factor, err := p.factor(c, user.ID)
	if err != nil {
		return codesResult{}, err
	}
	if factor.IsZero() {
		return codesResult{}, auth.Fail(http.StatusBadRequest, TwoFactorNotEnabled)
	}
	codes, stored, err := p.newBackupCodes()
	if err != nil {
		return codesResult{}, err
	}
	replace := func(c *auth.Call) error {
		action := auth.Action{Name: "generate-backup-codes", Target: user}
		return p.auth.ReportWith(c, model, &action, func(ctx context.Context) error {
			_, err := p.auth.Store().UpdateAll(ctx, model, store.Values{"backupCodes": stored}, store.Eq("id", factor.ID()))
			return err
		})
	}
	if p.safer {
		err = c.InTx(func(c *auth.Call) error {
			if err := p.auth.EndOutstanding(c, user.ID); err != nil {
				return err
			}
			return replace(c)
		})
	} else {
		err = replace(c)
	}
	return codesResult{err == nil, codes}, err
}
