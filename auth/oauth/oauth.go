// Package oauth is what every sign-in through an identity provider has in common,
// whichever plugin starts it: what is remembered while the person is away (State), who may
// come in and whose accounts are joined (Authenticate, Connect), and the tokens that are
// kept (Fresh, Refresh).
//
//	Begin → the person is at the provider → Resume → provider.Exchange, Identify
//	      → Authenticate: account known → sign in
//	                      address known → linking rules → join, sign in
//	                      nobody        → register, sign in
//	      → or Connect, when somebody signed in had asked for a link
//
// All of them end in Call.SignIn, so that bans, second factors and whatever else hangs on
// a sign-in hold here as everywhere.
//
// The rules are the reference's (better-auth-core, sections 5.7, 5.8 and 7). Two requests
// of one person at once make one user and one account: registering relies on the unique
// address and looks again when it was taken meanwhile; joining locks the user first.
package oauth

import (
	"errors"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// Refusal is a sign-in or link that the rules do not allow, or that could not be stored.
type Refusal struct {
	// Reason is the reference's, in words or as a code; see [Refusal.Code].
	Reason string
	// Description is for people, mostly "".
	Description string
	// Cause is never sent.
	Cause error
}

func (r *Refusal) Error() string {
	if r.Cause != nil {
		return r.Reason + ": " + r.Cause.Error()
	}
	return r.Reason
}

func (r *Refusal) Unwrap() error { return r.Cause }

// Code is the reason as the `error` of a redirect.
func (r *Refusal) Code() string { return strings.ReplaceAll(r.Reason, " ", "_") }

// Reasons. Do not rename: clients see them.
const (
	AccountNotLinked      = "account not linked"
	SignUpDisabled        = "signup disabled"
	UnableToLink          = "unable to link account"
	UnableToUpdate        = "unable to update account"
	UnableToCreateUser    = "unable to create user"
	UnableToCreateSession = "unable to create session"
	EmailNotVerified      = "email_not_verified"
	EmailDoesNotMatch     = "email_does_not_match"
	LinkedToSomebodyElse  = "account_already_linked_to_different_user"
	LinkingNotAllowed     = "linking_not_allowed"
	linkRefused           = "unable_to_link_account"
)

// LookUpError is a database that failed before anything was decided.
type LookUpError struct{ Cause error }

func (e *LookUpError) Error() string { return "looking up a provider's account: " + e.Cause.Error() }
func (e *LookUpError) Unwrap() error { return e.Cause }

// refuse turns what went wrong while storing into a refusal. What is public by itself
// passes, and so does a database that is gone.
func refuse(reason string, err error) error {
	var public *auth.Error
	var refusal *Refusal
	if errors.As(err, &public) || errors.As(err, &refusal) || errors.Is(err, store.ErrUnavailable) {
		return err
	}
	return &Refusal{Reason: reason, Cause: err}
}

// trusted reports whether a provider is believed about addresses.
func trusted(c *auth.Call, id string) bool {
	o := &c.Auth.Options().Account.Linking
	if slices.Contains(o.TrustedProviders, id) {
		return true
	}
	return o.TrustedProvidersFunc != nil && slices.Contains(o.TrustedProvidersFunc(c.Request), id)
}

func accountOf(providerID, subject string) []store.Cond {
	return []store.Cond{store.Eq("providerId", providerID), store.Eq("accountId", subject)}
}

// findAccount returns the account of a provider's person, nil when there is none.
func findAccount(c *auth.Call, providerID, subject string) (*auth.Account, error) {
	rows, err := c.Auth.Store().List(c, store.Query{Model: "account", Limit: 2, Where: accountOf(providerID, subject)})
	switch {
	case err != nil:
		return nil, err
	case len(rows) > 1:
		return nil, errors.New("several accounts have the same id at " + providerID)
	case len(rows) == 0:
		return nil, nil
	}
	return auth.AccountFrom(rows[0]), nil
}

// accountValues are a new account's fields.
func accountValues(c *auth.Call, providerID, subject string, t *provider.Tokens) (store.Values, error) {
	values, err := tokenValues(c, t)
	if err != nil {
		return nil, err
	}
	values["providerId"], values["accountId"] = providerID, subject
	if t.Scopes != nil {
		values["scope"] = strings.Join(t.Scopes, ",")
	}
	return values, nil
}

// tokenValues are the tokens that a provider sent, as they are stored. What it did not
// send stays as it was.
func tokenValues(c *auth.Call, t *provider.Tokens) (store.Values, error) {
	values := store.Values{}
	for name, token := range map[string]string{"accessToken": t.Access, "refreshToken": t.Refresh} {
		if token == "" {
			continue
		}
		sealed, err := c.Auth.SealToken(token)
		if err != nil {
			return nil, err
		}
		values[name] = sealed
	}
	if t.ID != "" {
		values["idToken"] = t.ID
	}
	if !t.AccessExpires.IsZero() {
		values["accessTokenExpiresAt"] = t.AccessExpires
	}
	if !t.RefreshExpires.IsZero() {
		values["refreshTokenExpiresAt"] = t.RefreshExpires
	}
	return values, nil
}

// mergeScopes adds granted scopes to stored ones.
func mergeScopes(stored string, granted []string) string {
	var all []string
	for _, s := range append(SplitScopes(stored), granted...) {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return strings.Join(all, ",")
}

// SplitScopes reads stored scopes.
func SplitScopes(stored string) []string {
	scopes := []string{}
	for s := range strings.SplitSeq(stored, ",") {
		if s = strings.TrimSpace(s); s != "" {
			scopes = append(scopes, s)
		}
	}
	return scopes
}
