package auth

import (
	"bytes"
	"time"

	"github.com/lyceum/lyceum/auth/internal/cookie"
)

// The account cookie: the account somebody signed in with, tokens included, encrypted in
// the account_data cookie (better-auth-core, section 2.5).

const (
	accountContext = "better-auth-account"
	accountLife    = 5 * time.Minute
)

// SetAccountCookie keeps an account in the browser, if Account.StoreAccountCookie asks for
// it.
func (c *Call) SetAccountCookie(account *Account) {
	if !c.Auth.options.Account.StoreAccountCookie {
		return
	}
	spec := c.cookieSpecOf(accountData)
	life := accountLife
	if age := spec.Attributes.MaxAge; age != nil {
		life = time.Duration(*age) * time.Second
	}
	claims := bytes.TrimSuffix(whole(account.Row), []byte("}")) // sealing adds to them
	var err error
	if spec.Value, err = c.Auth.sealClaims(accountContext, claims, c.now, life); err != nil {
		c.Auth.options.Log.Error("writing the account cookie failed", "error", err)
		return
	}
	parts, ok := cookie.Split(spec)
	if !ok {
		c.Auth.options.Log.Warn("the account is too large for its cookie")
		return
	}
	c.cookiesOut = append(c.cookiesOut, c.replacing(spec, parts)...)
}

// AccountCookie is the account the browser keeps. ok is false without one, and always
// unless Account.StoreAccountCookie is on.
func (c *Call) AccountCookie() (account *Account, ok bool) {
	if !c.Auth.options.Account.StoreAccountCookie {
		return nil, false
	}
	value, ok := c.cookiesIn.Joined(c.cookieSpecOf(accountData).Name)
	if !ok || value == "" {
		return nil, false
	}
	claims, _, ok := c.Auth.openClaims(accountContext, value, c.now)
	if !ok {
		return nil, false
	}
	row, ok := rowFrom(c.Auth.schema.Model("account"), Object{{Key: "account", Value: claims}}, "account")
	if !ok {
		return nil, false
	}
	return AccountFrom(row), true
}

// renewAccountCookie keeps the account as long as the cookie cache, and drops one that is
// somebody else's. What this reply has set stays.
func (c *Call) renewAccountCookie(s *SessionUser) {
	if !c.Auth.options.Account.StoreAccountCookie {
		return
	}
	name := c.cookieSpecOf(accountData).Name
	for _, out := range c.cookiesOut {
		if cookie.IsPart(out.Name, name) {
			return
		}
	}
	account, ok := c.AccountCookie()
	switch {
	case !ok:
	case account.UserID == s.User.ID, !c.Auth.KeepsAccounts():
		c.SetAccountCookie(account)
	default:
		c.ExpireCookie(accountData)
		c.expireParts(accountData)
	}
}
