package auth

import (
	"context"
	"net/http"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
)

// Deleting oneself, and the list of ways to sign in (better-auth-core, sections 1.5
// and 1.7).

func accountEndpoints(b *Builder) {
	Handle(b, Endpoint{Method: "POST", Path: "/delete-user", Level: Sensitive, Summary: "Deletes the user, or mails a link that does."}, b.auth.deleteUser)
	Handle(b, Endpoint{Method: "GET", Path: "/delete-user/callback", Callbacks: []string{"callbackURL"}, OneTime: true, Summary: "Deletes the user with the link of a mail."}, b.auth.deleteUserCallback)
	Handle(b, Endpoint{Method: "GET", Path: "/list-accounts", Level: SignedIn, Summary: "The user's ways to sign in."}, listAccounts)
	Handle(b, Endpoint{Method: "POST", Path: "/unlink-account", Level: FreshSession, Summary: "Removes a way to sign in."}, unlinkAccount)
}

type deleteUserInput struct {
	CallbackURL *string `json:"callbackURL"`
	Password    *string `json:"password"`
	Token       *string `json:"token"`
}

type deletion struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

var deleted = deletion{true, "User deleted"}

func (a *Auth) deleteUser(c *Call, in deleteUserInput) (deletion, error) {
	o, s := &a.options.User.DeleteUser, c.session
	if !o.Enabled {
		return deletion{}, FailEmpty(http.StatusNotFound)
	}
	confirmed := in.Password != nil && *in.Password != ""
	if confirmed {
		if err := a.Passwords().CheckPassword(c, s.User.ID, *in.Password); err != nil {
			return deletion{}, err
		}
	}
	switch {
	case in.Token != nil && *in.Token != "":
		return deleted, a.deleteWithToken(c, s.User, *in.Token)
	case o.SendVerification != nil:
		return deletion{true, "Verification email sent"}, a.mailDeletion(c, in.CallbackURL)
	case !confirmed && a.Safer() && a.hasPassword(c, s.User.ID):
		return deletion{}, Fail(http.StatusBadRequest, UserAlreadyHasPassword)
	case !confirmed && !a.IsFresh(s.Session):
		return deletion{}, Fail(http.StatusBadRequest, SessionExpired)
	}
	return deleted, a.removeSelf(c, s.User)
}

// hasPassword reports whether a user could confirm with a password; in doubt they can.
func (a *Auth) hasPassword(ctx context.Context, userID string) bool {
	account, err := a.CredentialAccount(ctx, userID)
	if missing, other := NotFoundOr(err); missing && other == nil {
		return false
	}
	return err != nil || account.Password != nil
}

func (a *Auth) mailDeletion(c *Call, callback *string) error {
	o, user := &a.options.User.DeleteUser, c.session.User
	token := a.RandomString(32, LowerDigits)
	target := "/"
	if callback != nil && *callback != "" {
		target = *callback
	}
	link := c.base + "/delete-user/callback?token=" + token + "&callbackURL=" + EscapeComponent(target)
	return c.InTx(func(c *Call) error {
		if err := a.CreateVerification(c, "delete-account-"+token, user.ID, c.now.Add(o.TokenExpiresIn)); err != nil {
			return err
		}
		return a.Deliver(c, "delete-account", func(ctx context.Context) error {
			return o.SendVerification(ctx, Mail{User: user, To: user.Email, URL: link, Token: token})
		})
	})
}

// deleteWithToken consumes the token whoever presents it: one that has been shown to
// somebody else is no secret any more.
func (a *Auth) deleteWithToken(c *Call, user *User, token string) error {
	row, err := a.TakeVerification(c, "delete-account-"+token)
	missing, err := NotFoundOr(err)
	if err != nil {
		return err
	}
	if missing || row.String("value") != user.ID {
		return Fail(http.StatusNotFound, InvalidToken)
	}
	return a.removeSelf(c, user)
}

func (a *Auth) removeSelf(c *Call, user *User) error {
	o := &a.options.User.DeleteUser
	if err := tell(c, o.Before, user); err != nil {
		return err
	}
	if err := a.DeleteUser(c, user.ID); err != nil {
		return err
	}
	c.EndSession()
	return tell(c, o.After, user)
}

type deleteCallbackInput struct {
	Token       string  `json:"token"`
	CallbackURL *string `json:"callbackURL"`
}

func (a *Auth) deleteUserCallback(c *Call, in deleteCallbackInput) (deletion, error) {
	if !a.options.User.DeleteUser.Enabled {
		return deletion{}, Fail(http.StatusNotFound, NotFound)
	}
	s, err := c.StoredSession()
	if err != nil {
		return deletion{}, err
	}
	if s == nil {
		return deletion{}, Fail(http.StatusNotFound, FailedToGetUserInfo)
	}
	if err := a.deleteWithToken(c, s.User, in.Token); err != nil {
		return deletion{}, err
	}
	if in.CallbackURL != nil && *in.CallbackURL != "" {
		return deletion{}, &Redirect{*in.CallbackURL}
	}
	return deleted, nil
}

// AccountView is an account without its secrets; scopes are a list.
type AccountView struct{ *Account }

// AppendJSON writes the account as list-accounts shows it.
func (v AccountView) AppendJSON(dst []byte) []byte {
	parsed, err := ParseJSON(AppendRow(nil, v.Row))
	o, ok := parsed.(Object)
	if err != nil || !ok {
		return append(dst, "null"...)
	}
	scopes := []string{}
	for s := range strings.SplitSeq(v.Row.String("scope"), ",") {
		if s = strings.TrimSpace(s); s != "" {
			scopes = append(scopes, s)
		}
	}
	return append(o.Without("scope"), Member{Key: "scopes", Value: scopes}).AppendJSON(dst)
}

func listAccounts(c *Call, _ None) ([]AccountView, error) {
	accounts, err := c.Auth.Accounts(c, c.session.User.ID)
	views := make([]AccountView, len(accounts))
	for i, a := range accounts {
		views[i] = AccountView{a}
	}
	return views, err
}

type unlinkInput struct {
	AccountID string `json:"accountId"`
}

// unlinkAccount keeps the last way to sign in; a lock makes that hold for two requests
// at once.
func unlinkAccount(c *Call, in unlinkInput) (Status, error) {
	userID := c.session.User.ID
	err := c.InTx(func(c *Call) error {
		// Locked, so that two requests at once do not each leave the other's.
		rows, err := c.Auth.store.List(c, store.Query{Model: "account", Where: []store.Cond{store.Eq("userId", userID)}, ForUpdate: true})
		if err != nil {
			return err
		}
		if len(rows) == 1 && !c.Auth.options.Account.AllowUnlinkingAll {
			return Fail(http.StatusBadRequest, FailedToUnlinkLastAccount)
		}
		for _, row := range rows {
			if row.ID() == in.AccountID {
				return c.Auth.DeleteAccount(c, AccountFrom(row))
			}
		}
		return Fail(http.StatusBadRequest, AccountNotFound)
	})
	return Status{err == nil}, err
}

// deleteAccounts removes all accounts of a user, one after the other only when somebody
// wants to know them.
func (a *Auth) deleteAccounts(ctx context.Context, userID string) error {
	if len(a.events.AccountDeleting)+len(a.events.AccountDeleted) == 0 {
		_, err := a.store.Delete(ctx, "account", store.Eq("userId", userID))
		return err
	}
	rows, err := a.store.List(ctx, store.Query{Model: "account", Where: []store.Cond{store.Eq("userId", userID)}, Limit: store.NoLimit})
	for i := 0; i < len(rows) && err == nil; i++ {
		err = a.DeleteAccount(ctx, AccountFrom(rows[i]))
	}
	return err
}

// DeleteAccount removes a way to sign in.
func (a *Auth) DeleteAccount(ctx context.Context, account *Account) error {
	if err := fire(ctx, a.events.AccountDeleting, &Write{Old: account.Row}); err != nil {
		return err
	}
	if _, err := a.store.Delete(ctx, "account", store.Eq("id", account.ID)); err != nil {
		return err
	}
	return fire(ctx, a.events.AccountDeleted, account)
}
