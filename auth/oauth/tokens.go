package oauth

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
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
	expires := account.Row.Time("accessTokenExpiresAt")
	over := !expires.IsZero() && expires.Sub(c.Now()) < refreshMargin
	if over && account.Row.String("refreshToken") != "" && p.Info().Refreshes {
		return r.Refresh(c, p, account)
	}
	access, err := c.Auth.OpenToken(account.Row.String("accessToken"))
	return &Grant{Account: account, Access: access, ID: account.Row.String("idToken"), Expires: expires}, err
}

// Refresh trades an account's refresh token for new tokens and stores them.
func (r *Refresher) Refresh(c *auth.Call, p provider.Provider, account *auth.Account) (*Grant, error) {
	key := account.ProviderID + " " + account.ID + " " + account.Row.String("refreshToken")
	result := r.flight.DoChan(key, func() (any, error) {
		// A request that ends early must not lose tokens that the provider hands out once.
		ctx := context.WithoutCancel(c.Context)
		return refresh(c.WithContext(ctx), p, account)
	})
	select {
	case done := <-result:
		grant, _ := done.Val.(*Grant)
		return grant, done.Err
	case <-c.Done():
		return nil, c.Err()
	}
}

func refresh(c *auth.Call, p provider.Provider, account *auth.Account) (*Grant, error) {
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
	updated, err := c.Auth.UpdateAccount(c, account.ID, values)
	if missing, other := auth.NotFoundOr(err); missing {
		updated = auth.AccountFrom(account.Row.With(values)) // it lives in a cookie only
	} else if other != nil {
		return nil, other
	}
	g := &Grant{Account: updated, Access: t.Access, Refresh: t.Refresh, ID: updated.Row.String("idToken"), Expires: t.AccessExpires, Renewed: true}
	if g.Refresh == "" {
		g.Refresh = old
	}
	return g, nil
}
