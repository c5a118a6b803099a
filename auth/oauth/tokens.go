package oauth

import (
	"context"
	"errors"
	"strconv"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// refreshMargin is how long before its end an access token counts as over.
const refreshMargin = 5 * time.Second

// Refresher keeps accounts' tokens fresh. Requests for one account at once share one
// request to the provider: many providers take a refresh token that is used twice for a
// stolen one. The zero value is ready for use.
type Refresher struct{ flight singleflight.Group }

// Grant is an account with tokens that are in the clear.
type Grant struct {
	Account *auth.Account
	Access  string
	Refresh string
	ID      string
	// Expires is the access token's end, zero when unknown.
	Expires time.Time
	// Renewed is true when the provider has just sent new ones.
	Renewed bool
}

// Fresh returns an account's access token, refreshed if it is about to end and the
// provider can.
func (r *Refresher) Fresh(c *auth.Call, p provider.Provider, account *auth.Account) (*Grant, error) {
	if !stale(c, p, account) {
		return open(c, account)
	}
	return r.share(c, p, account, false)
}

// Refresh trades an account's refresh token for new tokens and stores them.
func (r *Refresher) Refresh(c *auth.Call, p provider.Provider, account *auth.Account) (*Grant, error) {
	return r.share(c, p, account, true)
}

// stale reports whether an access token is about to end and can be replaced.
func stale(c *auth.Call, p provider.Provider, account *auth.Account) bool {
	expires := account.Row.Time("accessTokenExpiresAt")
	over := !expires.IsZero() && expires.Sub(c.Now()) < refreshMargin
	return over && account.Row.String("refreshToken") != "" && p.Info().Refreshes
}

// open is what is stored.
func open(c *auth.Call, account *auth.Account) (*Grant, error) {
	access, err := c.Auth.OpenToken(account.Row.String("accessToken"))
	return &Grant{Account: account, Access: access, ID: account.Row.String("idToken"), Expires: account.Row.Time("accessTokenExpiresAt")}, err
}

// share lets all requests for one account wait for one answer.
func (r *Refresher) share(c *auth.Call, p provider.Provider, account *auth.Account, force bool) (*Grant, error) {
	key := account.ProviderID + " " + account.ID + " " + strconv.FormatBool(force)
	result := r.flight.DoChan(key, func() (any, error) {
		// A request that ends early must not lose tokens that the provider hands out once.
		return refresh(c.WithContext(context.WithoutCancel(c.Context)), p, account, force)
	})
	select {
	case done := <-result:
		grant, _ := done.Val.(*Grant)
		return grant, done.Err
	case <-c.Done():
		return nil, c.Err()
	}
}

func refresh(c *auth.Call, p provider.Provider, account *auth.Account, force bool) (*Grant, error) {
	account, stored, err := reread(c, account)
	if err != nil {
		return nil, err
	}
	if !force && !stale(c, p, account) { // another request was faster
		return open(c, account)
	}
	old, err := c.Auth.OpenToken(account.Row.String("refreshToken"))
	if err != nil {
		return nil, err
	}
	t, err := p.Refresh(c, old, c.Request)
	if err != nil {
		return nil, err
	}
	if t.Access == "" {
		return nil, errors.New("the provider returned no access token")
	}
	values, err := tokenValues(c, t)
	if err != nil {
		return nil, err
	}
	updated := auth.AccountFrom(account.Row.With(values))
	if stored {
		if updated, err = c.Auth.UpdateAccount(c, account.ID, values); err != nil {
			return nil, err
		}
	}
	g := &Grant{Account: updated, Access: t.Access, Refresh: t.Refresh, ID: updated.Row.String("idToken"), Expires: t.AccessExpires, Renewed: true}
	if g.Refresh == "" {
		g.Refresh = old
	}
	return g, nil
}

// reread finds an account's tokens as they are now: a refresh token that another request
// has used must not be used again. An account that lives in a cookie only is not stored.
func reread(c *auth.Call, account *auth.Account) (now *auth.Account, stored bool, err error) {
	row, err := c.Auth.Store().Find(c, store.Query{Model: "account", Where: []store.Cond{store.Eq("id", account.ID)}})
	if missing, err := auth.NotFoundOr(err); missing || err != nil {
		return account, false, err
	}
	return auth.AccountFrom(row), true, nil
}
