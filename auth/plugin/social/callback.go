package social

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/oauth"
	"github.com/lyceum/lyceum/auth/provider"
)

// callbackInput is what providers send back, by query or, Apple for one, by a form.
type callbackInput struct {
	Body  callbackFields
	Query callbackFields
}

// callbackFields are in the order in which a form is passed on as a query.
type callbackFields struct {
	_                struct{} `body:"optional"`
	Code             *string  `json:"code"`
	Error            *string  `json:"error"`
	DeviceID         *string  `json:"device_id"`
	ErrorDescription *string  `json:"error_description"`
	State            *string  `json:"state"`
	User             *string  `json:"user"`
	Iss              *string  `json:"iss"`
}

// over fills in what a query lacks from a form.
func (f callbackFields) over(body callbackFields) provider.Params {
	var params provider.Params
	for _, m := range []struct {
		name          string
		query, posted *string
	}{
		{"code", f.Code, body.Code}, {"error", f.Error, body.Error}, {"device_id", f.DeviceID, body.DeviceID},
		{"error_description", f.ErrorDescription, body.ErrorDescription}, {"state", f.State, body.State},
		{"user", f.User, body.User}, {"iss", f.Iss, body.Iss},
	} {
		if m.query == nil {
			m.query = m.posted
		}
		if m.query != nil {
			params.Set(m.name, *m.query)
		}
	}
	return params
}

// failure is a callback that ends on an error page.
type failure struct{ code, description string }

func (f *failure) Error() string { return "oauth callback: " + f.code }

func fail(code string) *failure { return &failure{code: code} }

// callback always ends in a redirect, but for faults of the server.
func (p *Plugin) callback(c *auth.Call, in callbackInput) (auth.None, error) {
	id := c.Params["id"]
	if c.Method == http.MethodPost {
		return auth.None{}, goRound(c, id, in.Query.over(in.Body).Encode())
	}
	q := in.Query
	if q.State == nil && value(q.Code) != "" {
		if target, err := p.restart(c, id); target != "" || err != nil {
			return auth.None{}, orRedirect(target, err)
		}
	}
	if value(q.State) == "" {
		return auth.None{}, errorPage(c, "", fail("state_not_found"))
	}
	flow, state, err := oauth.Resume(c, *q.State)
	if err != nil {
		return auth.None{}, stateFailure(c, err)
	}
	target, err := p.finish(flow, id, q, state)
	return auth.None{}, orRedirect(target, p.explain(c, id, state, err))
}

// maxForm is how long a posted callback may be as a query, in bytes: as such it becomes a
// header, and then a request line.
const maxForm = 8192

// goRound passes a posted callback on as a query. Other sites' forms come without cookies;
// following this link brings them.
func goRound(c *auth.Call, id, query string) error {
	if len(query) > maxForm && c.Auth.Safer() {
		return errorPage(c, "", fail("invalid_callback_request"))
	}
	return &auth.Redirect{Location: redirectURI(c, url.PathEscape(id)) + "?" + query}
}

func orRedirect(target string, err error) error {
	if err != nil {
		return err
	}
	return &auth.Redirect{Location: target}
}

// restart begins a flow that a provider has begun on its own, so that it is bound to this
// browser. "" for providers that are not allowed to.
func (p *Plugin) restart(c *auth.Call, id string) (string, error) {
	at := p.auth.Provider(c, id)
	if at == nil || !at.Info().AllowIdPInitiated {
		return "", nil
	}
	return p.authorize(c, at, &start{})
}

// stateFailure is the answer to a state that does not fit.
func stateFailure(c *auth.Call, err error) error {
	var mismatch *oauth.StateError
	if errors.As(err, &mismatch) {
		return errorPage(c, mismatch.ErrorURL, fail(mismatch.Code))
	}
	c.Auth.Options().Log.ErrorContext(c, "reading the state of a sign-in failed", "error", err)
	return errorPage(c, "", fail("internal_server_error"))
}

// errorPage sends the browser to a page, "" for the default one, to say what failed.
func errorPage(c *auth.Call, page string, f *failure) error {
	if page == "" {
		if page = c.Auth.Options().OnAPIError.ErrorURL; page == "" {
			page = c.BaseURL() + "/error"
		}
	}
	params := provider.Params{{Name: "error", Value: f.code}}
	if f.description != "" {
		params.Set("error_description", f.description)
	}
	return &auth.Redirect{Location: auth.AppendQuery(page, params.Encode())}
}

// finish takes a callback with a good state to its end: where to go.
func (p *Plugin) finish(c *auth.Call, id string, q callbackFields, state *oauth.State) (string, error) {
	if code := value(q.Error); code != "" {
		return "", &failure{code, value(q.ErrorDescription)}
	}
	if value(q.Code) == "" {
		return "", fail("no_code")
	}
	at := p.auth.Provider(c, id)
	if at == nil {
		return "", fail("oauth_provider_not_found")
	}
	identity, tokens, err := p.identify(c, at, q, state)
	if err != nil {
		return "", err
	}
	if state.CallbackURL == "" {
		return "", fail("no_callback_url")
	}
	info := at.Info()
	if state.Link != nil {
		return state.CallbackURL, oauth.Connect(c, oauth.Connection{Provider: info, Identity: identity, Tokens: tokens, Link: state.Link})
	}
	if identity.Email() == "" {
		p.warn(c, "a provider told no e-mail address; ask for its scope, or map one", id, provider.ErrNoIdentity)
		return "", fail("email_not_found")
	}
	done, err := oauth.Authenticate(c, oauth.Authentication{
		Provider: info, Identity: identity, Tokens: tokens, CallbackURL: state.CallbackURL,
		DisableSignUp: signUpDisabled(info, state.RequestSignUp), OverrideUserInfo: info.OverrideUserInfo,
	})
	if err != nil {
		return "", err
	}
	if done.New && value(state.NewUserURL) != "" {
		return *state.NewUserURL, nil
	}
	return state.CallbackURL, nil
}

// identify trades the code and asks who it is.
func (p *Plugin) identify(c *auth.Call, at provider.Provider, q callbackFields, state *oauth.State) (*provider.Identity, *provider.Tokens, error) {
	info := at.Info()
	if iss := value(q.Iss); iss != "" && info.Issuer != "" && iss != info.Issuer {
		p.warn(c, "a callback came from another issuer", info.ID, errors.New("expected "+info.Issuer))
		return nil, nil, fail("issuer_mismatch")
	}
	if info.BindsNonce && state.Nonce == "" {
		return nil, nil, fail("nonce_binding_missing")
	}
	tokens, err := at.Exchange(c, provider.Exchange{
		Code: *q.Code, Verifier: state.Verifier, DeviceID: value(q.DeviceID), RedirectURI: redirectURI(c, info.ID),
	})
	if err != nil {
		p.warn(c, "a provider refused a code", info.ID, err)
		return nil, nil, fail("invalid_code")
	}
	tokens.Nonce = state.Nonce
	if posted, err := auth.ParseJSON([]byte(value(q.User))); err == nil {
		tokens.Person, _ = posted.(auth.Object)
	}
	identity, err := at.Identify(c, tokens)
	if err == nil && identity.Subject == "" {
		err = provider.ErrNoIdentity
	}
	if err != nil {
		p.warn(c, "a provider did not say who it is", info.ID, err)
		return nil, nil, fail("unable_to_get_user_info")
	}
	return identity, tokens, nil
}

// explain turns an error into the page to show it on. Redirects of events and faults of
// the server pass.
func (p *Plugin) explain(c *auth.Call, id string, state *oauth.State, err error) error {
	var (
		failed    *failure
		refusal   *oauth.Refusal
		lookUp    *oauth.LookUpError
		public    *auth.Error
		challenge *auth.Challenge
	)
	page := value(state.ErrorURL)
	switch {
	case errors.As(err, &failed):
		return errorPage(c, page, failed)
	case errors.As(err, &lookUp):
		p.auth.Options().Log.ErrorContext(c, "a sign-in failed", "provider", id, "error", err)
		return errorPage(c, "", fail("internal_server_error"))
	case errors.As(err, &refusal):
		p.warn(c, "a sign-in was refused", id, refusal)
		return errorPage(c, page, &failure{refusal.Code(), refusal.Description})
	case errors.As(err, &challenge):
		return challenge.Redirect(state.CallbackURL)
	case errors.As(err, &public) && public.Status < http.StatusInternalServerError && public.Code != "":
		return errorPage(c, page, &failure{public.Code, public.Message})
	}
	return err
}
