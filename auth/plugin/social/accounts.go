package social

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/oauth"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// selection names one of the user's accounts: by its row id, or the one in the account
// cookie.
type selection struct {
	accountID string
	cookie    bool
}

// selectAccount reads a selection, which must be exactly one of the two forms. A userId is
// for callers within the server and ignored here. problem is what the reference says of
// others: when but a single form has only members too many, it names those.
func selectAccount(v any) (s selection, problem string) {
	o, isObject := v.(auth.Object)
	id, _ := o.Get("accountId")
	cookie, _ := o.Get("useAccountCookie")
	user, hasUser := o.Get("userId")
	accountID, byID := id.(string)
	byCookie := cookie == true
	if _, ok := user.(string); !isObject || hasUser && !ok || byID == byCookie {
		return selection{}, "Invalid input"
	}
	form := "accountId"
	if byCookie {
		form = "useAccountCookie"
	}
	var more []string
	for _, m := range o.Without(form, "userId") {
		more = append(more, strconv.Quote(m.Key))
	}
	switch len(more) {
	case 0:
		return selection{accountID, byCookie}, ""
	case 1:
		return selection{}, "Unrecognized key: " + more[0]
	}
	return selection{}, "Unrecognized keys: " + strings.Join(more, ", ")
}

// selected finds the account a request is about, after its session.
func (p *Plugin) selected(c *auth.Call, from any, part string) (account *auth.Account, inCookie bool, err error) {
	s, problem := selectAccount(from)
	if problem != "" {
		return nil, false, invalid("[" + part + "] " + problem)
	}
	session, err := c.StoredSession()
	if err != nil {
		return nil, false, err
	}
	if session == nil {
		return nil, false, auth.FailEmpty(http.StatusUnauthorized)
	}
	if s.cookie {
		if account, ok := c.AccountCookie(); ok && (account.UserID == session.User.ID || !p.auth.KeepsAccounts()) {
			return account, true, nil
		}
		return nil, false, auth.Fail(http.StatusBadRequest, auth.AccountNotFound)
	}
	row, err := p.auth.Store().Find(c, store.Query{Model: "account", Where: []store.Cond{
		store.Eq("id", s.accountID), store.Eq("userId", session.User.ID),
	}})
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, false, err
	}
	if missing {
		return nil, false, auth.Fail(http.StatusBadRequest, auth.AccountNotFound)
	}
	return auth.AccountFrom(row), false, nil
}

func notSupported(id string) error {
	return &auth.Error{Status: http.StatusBadRequest, Code: ProviderNotSupported.Name, Message: "Provider " + id + " is not supported."}
}

type accessTokenResult struct {
	AccessToken          string   `json:"accessToken"`
	AccessTokenExpiresAt any      `json:"accessTokenExpiresAt,omitempty"`
	Scopes               []string `json:"scopes"`
	IDToken              string   `json:"idToken,omitempty"`
}

func (p *Plugin) accessToken(c *auth.Call, _ auth.None) (accessTokenResult, error) {
	account, _, err := p.selected(c, c.Body, "body")
	if err != nil {
		return accessTokenResult{}, err
	}
	at := p.auth.Provider(c, account.ProviderID)
	if at == nil {
		return accessTokenResult{}, notSupported(account.ProviderID)
	}
	g, err := p.fresh(c, at, account)
	if err != nil {
		return accessTokenResult{}, err
	}
	result := accessTokenResult{AccessToken: g.Access, Scopes: oauth.SplitScopes(account.Row.String("scope")), IDToken: g.ID}
	if expires := g.Expires; !expires.IsZero() {
		result.AccessTokenExpiresAt = expires
	} else if old := account.Row.Time("accessTokenExpiresAt"); !old.IsZero() {
		result.AccessTokenExpiresAt = old
	}
	return result, nil
}

// fresh is an account's valid access token. A renewed one is kept in the account cookie
// too.
func (p *Plugin) fresh(c *auth.Call, at provider.Provider, account *auth.Account) (*oauth.Grant, error) {
	g, err := p.tokens.Fresh(c, at, account)
	if err != nil {
		p.warn(c, "refreshing an access token failed", account.ProviderID, err)
		return nil, auth.Fail(http.StatusBadRequest, AccessTokenFailed)
	}
	if g.Renewed {
		c.SetAccountCookie(g.Account)
	}
	return g, nil
}

func (p *Plugin) refreshToken(c *auth.Call, _ auth.None) (auth.Object, error) {
	account, inCookie, err := p.selected(c, c.Body, "body")
	if err != nil {
		return nil, err
	}
	at := p.auth.Provider(c, account.ProviderID)
	switch {
	case at == nil:
		return nil, notSupported(account.ProviderID)
	case !at.Info().Refreshes:
		return nil, &auth.Error{
			Status: http.StatusBadRequest, Code: RefreshNotSupported.Name,
			Message: "Provider " + account.ProviderID + " does not support token refreshing.",
		}
	case account.Row.String("refreshToken") == "":
		return nil, auth.Fail(http.StatusBadRequest, RefreshTokenNotFound)
	}
	g, err := p.tokens.Refresh(c, at, account)
	if err != nil {
		p.warn(c, "refreshing tokens failed", account.ProviderID, err)
		return nil, auth.Fail(http.StatusBadRequest, RefreshFailed)
	}
	if inCookie {
		c.SetAccountCookie(g.Account)
	}
	row := g.Account.Row
	result := auth.Object{{Key: "accessToken", Value: g.Access}, {Key: "refreshToken", Value: g.Refresh}}
	if !g.Expires.IsZero() {
		result = append(result, auth.Member{Key: "accessTokenExpiresAt", Value: g.Expires})
	}
	for _, name := range []string{"refreshTokenExpiresAt", "scope", "idToken"} {
		if row.Has(name) {
			result = append(result, auth.Member{Key: name, Value: row.Get(name)})
		}
	}
	return append(result,
		auth.Member{Key: "providerId", Value: account.ProviderID}, auth.Member{Key: "accountId", Value: account.ID},
	), nil
}

func (p *Plugin) accountInfo(c *auth.Call, _ auth.None) (auth.Object, error) {
	account, _, err := p.selected(c, c.Query, "query")
	if err != nil {
		return nil, err
	}
	at := p.auth.Provider(c, account.ProviderID)
	if at == nil {
		return nil, auth.Fail(http.StatusBadRequest, ProviderNotSetUp)
	}
	g, err := p.fresh(c, at, account)
	if err != nil {
		return nil, err
	}
	if g.Access == "" {
		return nil, auth.Fail(http.StatusBadRequest, AccessTokenNotFound)
	}
	identity, err := at.Identify(c, &provider.Tokens{Access: g.Access, ID: g.ID})
	if err != nil {
		p.warn(c, "a provider did not say who it is", account.ProviderID, err)
		return nil, auth.Fail(http.StatusUnauthorized, auth.FailedToGetUserInfo)
	}
	return auth.Object{
		{Key: "user", Value: identity.User}, {Key: "data", Value: identity.Profile},
		{Key: "account", Value: auth.Object{
			{Key: "id", Value: account.ID}, {Key: "providerId", Value: account.ProviderID}, {Key: "accountId", Value: account.AccountID},
		}},
	}, nil
}
