package oauth

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// Authentication is a person a provider has vouched for.
type Authentication struct {
	Provider provider.Info
	Identity *provider.Identity // with a Subject and an address
	Tokens   *provider.Tokens
	// CallbackURL is for the link in a verification mail.
	CallbackURL string
	// DisableSignUp lets only known people in; OverrideUserInfo copies the profile to
	// those.
	DisableSignUp, OverrideUserInfo bool
}

// Outcome is a sign-in that succeeded.
type Outcome struct {
	*auth.SessionUser
	// New is true for a user that was registered.
	New bool
}

// Authenticate signs a person in, after joining their account to a user or registering
// them. It fails with a *Refusal, a *LookUpError, or what events and hooks answer.
func Authenticate(c *auth.Call, a Authentication) (*Outcome, error) {
	a.Identity = named(a.Identity)
	if c.Auth.Safer() && auth.Disguised(a.Identity.Email()) {
		return nil, &Refusal{Reason: UnableToCreateUser, Cause: errors.New("the address would be taken for another one")}
	}
	p, err := a.settle(c)
	if errors.Is(err, store.ErrConflict) { // registered by another request meanwhile
		p, err = a.settle(c)
	}
	if err != nil {
		return nil, err
	}
	c.SetAccountCookie(p.account)
	if !p.isNew {
		if err := a.refreshUser(c, p); err != nil {
			return nil, err
		}
	}
	return a.admit(c, p)
}

// named is an identity with a name, be it empty.
func named(i *provider.Identity) *provider.Identity {
	out := *i
	out.User = slices.Clone(i.User).Set("name", i.User.Text("name"))
	return &out
}

// person is a user with the account they came with.
type person struct {
	user          *auth.User
	account       *auth.Account
	isNew, joined bool
}

// settle finds the user a person is, and makes them one if there is none.
func (a *Authentication) settle(c *auth.Call) (*person, error) {
	account, err := findAccount(c, a.Provider.ID, a.Identity.Subject)
	if err != nil {
		return nil, &LookUpError{err}
	}
	if account != nil {
		user, err := c.Auth.FindUser(c, account.UserID)
		missing, err := auth.NotFoundOr(err)
		switch {
		case err != nil:
			return nil, &LookUpError{err}
		case missing:
			return nil, &Refusal{Reason: UnableToLink, Cause: errors.New("the account's user does not exist")}
		}
		return a.welcome(c, &person{user: user, account: account})
	}
	var found *person
	err = c.InTx(func(c *auth.Call) error {
		user, err := lockByEmail(c, a.Identity.Email())
		missing, err := auth.NotFoundOr(err)
		switch {
		case err != nil:
			return &LookUpError{err}
		case missing:
			found, err = a.register(c)
		default:
			found, err = a.join(c, user)
		}
		return err
	})
	return found, err
}

// lockByEmail finds a user by address and keeps others from joining accounts to them
// until the transaction ends.
func lockByEmail(c *auth.Call, email string) (*auth.User, error) {
	row, err := c.Auth.Store().Find(c, store.Query{
		Model: "user", Where: []store.Cond{store.Eq("email", auth.LowerEmail(email))}, ForUpdate: true,
	})
	if err != nil {
		return nil, err
	}
	if user := auth.UserFrom(row); auth.NormalizeEmail(user.Email) == auth.NormalizeEmail(email) {
		return user, nil
	}
	return nil, store.ErrNotFound
}

// judge asks the application about the person, for a user that exists.
func (a *Authentication) judge(c *auth.Call, user *auth.User, action string) error {
	return judge(c, a.Provider.ID, a.Identity, user.ID, action)
}

func judge(c *auth.Call, providerID string, identity *provider.Identity, userID, action string) error {
	values := store.Values{}
	for _, m := range identity.User {
		if m.Value != auth.Undefined {
			values[m.Key] = m.Value
		}
	}
	values["id"], values["emailVerified"] = userID, identity.Verified()
	if email := identity.Email(); email != "" {
		values["email"] = auth.LowerEmail(email)
	}
	return c.Auth.JudgeUserInfo(c, auth.UserInfo{
		User: values, Action: action, Method: "oauth", ProviderID: providerID, Profile: identity.Profile,
	})
}

// welcome brings a known account up to date.
func (a *Authentication) welcome(c *auth.Call, p *person) (*person, error) {
	if err := a.judge(c, p.user, "sign-in"); err != nil {
		return nil, err
	}
	if !c.Auth.Options().Account.KeepTokensOnSignIn {
		values, err := tokenValues(c, a.Tokens)
		if err != nil {
			return nil, err
		}
		values["providerId"] = a.Provider.ID
		if _, err := c.Auth.UpdateAccount(c, p.account.ID, values); err != nil {
			return nil, refuse(UnableToUpdate, err)
		}
		p.account = auth.AccountFrom(p.account.Row.With(values))
	}
	return p, nil
}

// refreshUser marks an address as verified that the provider vouches for, and copies the
// profile if that is wanted.
func (a *Authentication) refreshUser(c *auth.Call, p *person) error {
	stays := auth.LowerEmail(a.Identity.Email()) == p.user.Email
	verified := a.Identity.Verified() || stays && p.user.EmailVerified
	if stays && verified && !p.user.EmailVerified {
		user, err := c.Auth.ChangeUser(c, p.user, store.Values{"emailVerified": true})
		if err != nil && !errors.Is(err, auth.ErrVeto) {
			return err
		}
		if err == nil && c.Auth.Safer() { // the reference goes on with the user of before
			p.user = user
		}
	}
	if p.joined {
		if user := UpdateProfile(c, p.user.ID, a.Identity); user != nil {
			p.user = user
		}
	}
	if !a.OverrideUserInfo {
		return nil
	}
	values, err := profileValues(c, a.Identity, false)
	if err != nil {
		return err
	}
	values["email"], values["emailVerified"] = auth.LowerEmail(a.Identity.Email()), verified
	user, err := c.Auth.ChangeUser(c, p.user, values)
	if errors.Is(err, auth.ErrVeto) {
		return nil // the session goes on with what is stored
	}
	if err == nil {
		p.user = user
	}
	return err
}

// join links the account to the user with its address, if the rules allow it: both sides
// must know that the address is the person's.
func (a *Authentication) join(c *auth.Call, user *auth.User) (*person, error) {
	o := &c.Auth.Options().Account.Linking
	believed := a.Identity.Verified() || trusted(c, a.Provider.ID)
	if !believed || !user.EmailVerified && !o.AllowUnverifiedLocal || o.Disabled || o.DisableImplicit {
		return nil, &Refusal{Reason: AccountNotLinked}
	}
	if err := a.judge(c, user, "link-account"); err != nil {
		return nil, err
	}
	account, err := a.create(c, user)
	if err != nil {
		return nil, refuse(UnableToLink, err)
	}
	return &person{user: user, account: account, joined: true}, nil
}

// create stores the account unless another request has, while this one waited.
func (a *Authentication) create(c *auth.Call, user *auth.User) (*auth.Account, error) {
	values, err := accountValues(c, a.Provider.ID, a.Identity.Subject, a.Tokens)
	if err != nil {
		return nil, err
	}
	values["userId"] = user.ID
	created, err := c.Auth.CreateAccount(c, values, store.Provided{
		Model: "account", Where: accountOf(a.Provider.ID, a.Identity.Subject), None: true,
	})
	if !errors.Is(err, store.ErrNotFound) {
		return created, err
	}
	account, err := findAccount(c, a.Provider.ID, a.Identity.Subject)
	if err == nil && account != nil && account.UserID != user.ID {
		err = errors.New("the account belongs to another user")
	}
	return account, err
}

// register makes a user and an account.
func (a *Authentication) register(c *auth.Call) (*person, error) {
	if a.DisableSignUp {
		return nil, &Refusal{Reason: SignUpDisabled}
	}
	values, err := profileValues(c, a.Identity, true)
	if err != nil {
		return nil, err
	}
	values["email"], values["emailVerified"] = a.Identity.Email(), a.Identity.Verified()
	user, err := c.Auth.CreateUserFrom(c, values, auth.UserInfo{Method: "oauth", ProviderID: a.Provider.ID, Profile: a.Identity.Profile})
	if err != nil {
		return nil, refuse(UnableToCreateUser, err)
	}
	account, err := accountValues(c, a.Provider.ID, a.Identity.Subject, a.Tokens)
	if err != nil {
		return nil, err
	}
	account["userId"] = user.ID
	created, err := c.Auth.CreateAccount(c, account)
	if err != nil {
		return nil, refuse(UnableToCreateUser, err)
	}
	return &person{user: user, account: created, isNew: true}, nil
}

// admit creates the session, unless the provider's addresses must be verified first.
func (a *Authentication) admit(c *auth.Call, p *person) (*Outcome, error) {
	required := a.Provider.RequireEmailVerification
	if !p.user.EmailVerified {
		o := &c.Auth.Options().EmailVerification
		send := p.isNew && (required && o.SendOnSignUp == nil || o.SendOnSignUp != nil && *o.SendOnSignUp)
		if send || !p.isNew && required && o.SendOnSignIn {
			if err := c.SendVerification(p.user, &a.CallbackURL); err != nil {
				return nil, err
			}
		}
		if required {
			return nil, &Refusal{Reason: EmailNotVerified}
		}
	}
	s, err := c.SignIn(auth.SignIn{User: p.user, Method: "oauth", NewUser: p.isNew})
	if errors.Is(err, auth.ErrVeto) {
		return nil, &Refusal{Reason: UnableToCreateSession, Cause: err}
	}
	if err != nil {
		return nil, err
	}
	return &Outcome{s, p.isNew}, nil
}

// profileValues are name, image and additional fields of an identity, as they are stored.
func profileValues(c *auth.Call, identity *provider.Identity, create bool) (store.Values, error) {
	model := c.Auth.Schema().Model("user")
	rest := auth.Object{}
	for _, m := range identity.User.Without("id", "email", "emailVerified", "name", "image") {
		if f := model.Field(m.Key); f != nil && !f.NoInput && m.Value != auth.Undefined {
			rest = append(rest, m)
		}
	}
	values, err := c.Auth.ParseFields("user", c.Auth.Acceptable(model, rest), create)
	if err != nil {
		return nil, err
	}
	if name, ok := member(identity.User, "name").(string); ok {
		values["name"] = presentable(c, name)
	}
	switch image := member(identity.User, "image").(type) {
	case string:
		if c.Auth.CheckProfile("image", image) == nil {
			values["image"] = image
		}
	case nil:
		values["image"] = nil
	}
	return values, nil
}

// member is a member's value, undefined when there is none.
func member(o auth.Object, name string) any {
	if v, has := o.Get(name); has {
		return v
	}
	return auth.Undefined
}

// maxName is as long as a name may be in a profile, in characters.
const maxName = 256

// presentable is a name from outside as people may have one here: somebody who cannot
// change it must still be able to sign in.
func presentable(c *auth.Call, name string) string {
	if c.Auth.CheckProfile("name", name) == nil {
		return name
	}
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, name))
	return string(runes[:min(len(runes), maxName)])
}
