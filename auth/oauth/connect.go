package oauth

import (
	"errors"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// Connection is an account that a signed-in person links on purpose.
type Connection struct {
	Provider provider.Info
	Identity *provider.Identity
	Tokens   *provider.Tokens
	Link     *Link
}

// Connect links an account at the end of a flow. It fails with a *Refusal, or when the
// database does.
func Connect(c *auth.Call, n Connection) error {
	live, err := n.Link.live(c)
	if err != nil {
		return err
	}
	if !live {
		return &Refusal{Reason: linkRefused}
	}
	if err := judge(c, n.Provider.ID, n.Identity, n.Link.UserID, "link-account"); err != nil {
		var no *auth.Error
		if errors.As(err, &no) && no.Code != "" {
			return &Refusal{Reason: no.Code, Description: no.Message, Cause: err}
		}
		return err
	}
	o := &c.Auth.Options().Account.Linking
	if o.Disabled || !n.Identity.Verified() && !trusted(c, n.Provider.ID) {
		return &Refusal{Reason: linkRefused}
	}
	if auth.LowerEmail(n.Identity.Email()) != auth.LowerEmail(n.Link.Email) && !o.AllowDifferentEmails {
		return &Refusal{Reason: EmailDoesNotMatch}
	}
	return n.store(c, nil)
}

// live reports whether the session that asked for the link still exists.
func (l *Link) live(c *auth.Call) (bool, error) {
	if l.Session == "" || !c.Auth.KeepsSessions() {
		return true, nil
	}
	token, err := c.Auth.DecryptFor(linkPurpose, l.Session)
	if err != nil {
		return false, nil //nolint:nilerr // a link nobody here has made is not live
	}
	s, err := c.Auth.FindSession(c, token)
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil {
		return false, err
	}
	return s.Session.UserID == l.UserID && s.Session.ExpiresAt.After(c.Now()), nil
}

// store writes the link: a new account, if the rules allow it, or new tokens of the
// person's own. Two requests at once make one account.
func (n *Connection) store(c *auth.Call, rules func(c *auth.Call) error) error {
	err := c.InTx(func(c *auth.Call) error {
		lock := store.Query{Model: "user", Where: []store.Cond{store.Eq("id", n.Link.UserID)}, ForUpdate: true}
		_, err := c.Auth.Store().Find(c, lock)
		if missing, err := auth.NotFoundOr(err); err != nil || missing && c.Auth.KeepsAccounts() {
			return errors.Join(err, store.ErrNotFound)
		}
		account, err := findAccount(c, n.Provider.ID, n.Identity.Subject)
		switch {
		case err != nil:
			return err
		case account != nil && account.UserID != n.Link.UserID:
			return &Refusal{Reason: LinkedToSomebodyElse}
		case account != nil:
			return n.update(c, account)
		case rules != nil:
			if err := rules(c); err != nil {
				return err
			}
		}
		return n.create(c)
	})
	if err != nil {
		return refuse(linkRefused, err)
	}
	UpdateProfile(c, n.Link.UserID, n.Identity)
	return nil
}

func (n *Connection) create(c *auth.Call) error {
	values, err := accountValues(c, n.Provider.ID, n.Identity.Subject, n.Tokens)
	if err != nil {
		return err
	}
	values["userId"] = n.Link.UserID
	_, err = c.Auth.CreateAccount(c, values)
	return err
}

func (n *Connection) update(c *auth.Call, account *auth.Account) error {
	values, err := tokenValues(c, n.Tokens)
	if err != nil {
		return err
	}
	values["providerId"] = n.Provider.ID
	if scope := mergeScopes(account.Row.String("scope"), n.Tokens.Scopes); scope != "" && n.Tokens.Scopes != nil {
		values["scope"] = scope
	}
	_, err = c.Auth.UpdateAccount(c, account.ID, values)
	return err
}

// ConnectIDToken links an account by an ID token that the provider has vouched for. The
// link is the session's own. LinkingNotAllowed and EmailDoesNotMatch are its refusals
// besides those of Connect.
func ConnectIDToken(c *auth.Call, n Connection) error {
	return n.store(c, func(c *auth.Call) error {
		o := &c.Auth.Options().Account.Linking
		if o.Disabled || !n.Identity.Verified() && !trusted(c, n.Provider.ID) {
			return &Refusal{Reason: LinkingNotAllowed}
		}
		if auth.LowerEmail(n.Identity.Email()) != auth.LowerEmail(n.Link.Email) && !o.AllowDifferentEmails {
			return &Refusal{Reason: EmailDoesNotMatch}
		}
		return judge(c, n.Provider.ID, n.Identity, n.Link.UserID, "link-account")
	})
}

// UpdateProfile copies name, image and mapped fields of a linked account to its user, when
// the options ask for it; never the address. It returns nil when nothing was changed: a
// profile that cannot be stored does not undo the link.
func UpdateProfile(c *auth.Call, userID string, identity *provider.Identity) *auth.User {
	if !c.Auth.Options().Account.Linking.UpdateUserInfoOnLink {
		return nil
	}
	values, err := profileValues(c, identity, false)
	var user *auth.User
	if err == nil {
		user, err = c.Auth.UpdateUser(c, userID, values)
	}
	if err != nil {
		c.Auth.Options().Log.Warn("copying the profile of a linked account failed", "error", err)
		return nil
	}
	return user
}
