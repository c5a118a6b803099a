package password

import (
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type signUpInput struct {
	Name        string      `json:"name"`
	Email       string      `json:"email" check:"email"`
	Password    string      `json:"password" check:"nonempty"`
	Image       *string     `json:"image"`
	CallbackURL *string     `json:"callbackURL"`
	RememberMe  *bool       `json:"rememberMe"`
	Rest        auth.Object `json:",rest"`
}

type signUpResult struct {
	Token *string    `json:"token"`
	User  *auth.User `json:"user"`
}

// signUp follows better-auth-core, section 1.3.
func (p *Plugin) signUp(c *auth.Call, in signUpInput) (signUpResult, error) {
	if p.options.Disabled || p.options.DisableSignUp {
		return signUpResult{}, auth.Fail(http.StatusBadRequest, SignUpDisabled)
	}
	if err := p.CheckNew(in.Password, in.Email, in.Name); err != nil {
		return signUpResult{}, err
	}
	if err := p.checkProfile(in); err != nil {
		return signUpResult{}, err
	}
	values, err := p.auth.ParseFields("user", in.Rest, true)
	if err != nil {
		return signUpResult{}, err
	}
	values["name"], values["email"], values["emailVerified"] = in.Name, auth.NormalizeEmail(in.Email), false
	if in.Image != nil {
		values["image"] = *in.Image
	}
	existing, err := p.auth.FindUserByEmail(c, in.Email)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return signUpResult{}, err
	}
	if !missing && !p.discreet() {
		return signUpResult{}, auth.Fail(http.StatusUnprocessableEntity, auth.UserAlreadyExistsUseAnother)
	}
	// Hashing comes before the transaction, which would hold a connection meanwhile,
	// and also for an address that is taken, so that both take the same time.
	hash, err := p.Hash(c, in.Password)
	if err != nil {
		return signUpResult{}, err
	}
	if !missing {
		return p.synthetic(c, values), p.tellExisting(c, existing)
	}
	return p.register(c, in, values, hash)
}

func (p *Plugin) checkProfile(in signUpInput) error {
	if err := p.auth.CheckProfile("name", in.Name); err != nil {
		return err
	}
	if err := p.auth.CheckProfile("email", in.Email); err != nil {
		return err
	}
	if in.Image == nil {
		return nil
	}
	return p.auth.CheckProfile("image", *in.Image)
}

// discreet reports whether sign-up must not tell who is registered: then it creates no
// session either.
func (p *Plugin) discreet() bool { return p.options.NoAutoSignIn || p.options.RequireEmailVerification }

func (p *Plugin) sendsOnSignUp() bool {
	if on := p.auth.Options().EmailVerification.SendOnSignUp; on != nil {
		return *on
	}
	return p.options.RequireEmailVerification
}

// tellExisting does for a taken address what register does for a free one: with mails
// in a queue, one write.
func (p *Plugin) tellExisting(c *auth.Call, existing *auth.User) error {
	if f := p.options.OnExistingUserSignUp; f != nil {
		f(c, existing)
		return nil
	}
	if !p.sendsOnSignUp() {
		return nil
	}
	return p.auth.DeliverNothing(c)
}

// register writes user, account and session in one transaction.
func (p *Plugin) register(c *auth.Call, in signUpInput, values store.Values, hash string) (signUpResult, error) {
	var result signUpResult
	var asked *auth.Challenge
	err := c.InTx(func(c *auth.Call) error {
		user, err := p.auth.CreateUser(c, values, "email-password")
		if err != nil {
			return p.refused(err)
		}
		if _, err := p.auth.CreateAccount(c, store.Values{
			"userId": user.ID, "providerId": auth.Credential, "accountId": user.ID, "password": hash,
		}); err != nil {
			return err
		}
		result.User = user
		if p.sendsOnSignUp() {
			if err := c.SendVerification(user, in.CallbackURL); err != nil {
				return err
			}
		}
		if p.discreet() {
			return nil
		}
		s, err := c.SignIn(auth.SignIn{User: user, Method: "email-password", Asked: true, NewUser: true, Forget: in.RememberMe != nil && !*in.RememberMe})
		if errors.As(err, &asked) {
			return nil // the account stands; the person has another step to take
		}
		if err != nil {
			return auth.SignInError(err, auth.Fail(http.StatusBadRequest, auth.FailedToCreateSession))
		}
		result.Token = &s.Session.Token
		return nil
	})
	var public *auth.Error
	switch {
	case err == nil && asked != nil:
		return signUpResult{}, asked
	case errors.As(err, &public) && p.discreet() && (public.Status == http.StatusForbidden || errors.Is(err, store.ErrConflict)):
		return p.synthetic(c, values), nil
	}
	return result, err
}

// refused is the answer to a user that could not be created.
func (p *Plugin) refused(err error) error {
	switch {
	case errors.Is(err, auth.ErrVeto):
		return auth.Fail(http.StatusBadRequest, auth.FailedToCreateUser)
	case errors.Is(err, store.ErrConflict):
		return auth.Fail(http.StatusUnprocessableEntity, auth.FailedToCreateUser).Because(err)
	}
	return err
}

// synthetic answers for an address that is taken exactly as for a new one, so that
// nobody learns who has an account.
func (p *Plugin) synthetic(c *auth.Call, values store.Values) signUpResult {
	m := p.auth.Schema().Model("user")
	row := store.Row{Model: m, V: make([]any, len(m.Fields))}
	for i := range m.Fields {
		f := &m.Fields[i]
		if v, ok := values[f.Name]; ok {
			row.V[i] = v
		} else if f.Default != nil {
			row.V[i] = f.Default()
		}
	}
	row = row.With(store.Values{"id": p.auth.NewID("user"), "createdAt": c.Now(), "updatedAt": c.Now()})
	if f := p.options.SyntheticUser; f != nil {
		row = row.With(f(row.Values()))
	}
	return signUpResult{User: auth.UserFrom(row)}
}
