package social

import (
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/oauth"
	"github.com/lyceum/lyceum/auth/provider"
)

// redirectResult tells the client where to go.
type redirectResult struct {
	URL      string `json:"url"`
	Redirect bool   `json:"redirect"`
}

type signInResult struct {
	Redirect bool       `json:"redirect"`
	Token    string     `json:"token"`
	User     *auth.User `json:"user"`
}

func (p *Plugin) signIn(c *auth.Call, in signInInput) (any, error) {
	at, err := p.find(c, string(in.Provider))
	if err != nil {
		return nil, err
	}
	if in.IDToken != nil {
		return p.signInWithToken(c, in, at)
	}
	return p.begin(c, at, in.start())
}

// begin sends the browser to a provider.
func (p *Plugin) begin(c *auth.Call, at provider.Provider, s *start) (redirectResult, error) {
	target, err := p.authorize(c, at, s)
	if err != nil {
		return redirectResult{}, err
	}
	if !s.disableRedirect {
		c.Header.Set("Location", target)
	}
	return redirectResult{target, !s.disableRedirect}, nil
}

func (p *Plugin) authorize(c *auth.Call, at provider.Provider, s *start) (string, error) {
	info := at.Info()
	s.state.Nonce = oauth.NewNonce(p.auth, info)
	if err := oauth.Begin(c, &s.state); err != nil {
		var public *auth.Error
		if errors.As(err, &public) {
			return "", err
		}
		return "", auth.FailText(http.StatusInternalServerError, auth.FailedToCreateVerification.Message).Because(err)
	}
	return at.AuthorizeURL(c, provider.Authorization{
		State: s.state.Value, Verifier: s.state.Verifier, Nonce: s.state.Nonce, RedirectURI: redirectURI(c, info.ID),
		Scopes: s.scopes, LoginHint: s.loginHint, Params: s.params,
	})
}

// signInWithToken believes an ID token that the application got from the provider itself.
func (p *Plugin) signInWithToken(c *auth.Call, in signInInput, at provider.Provider) (any, error) {
	t := in.IDToken
	tokens := &provider.Tokens{ID: t.Token, Access: value(t.AccessToken), Refresh: value(t.RefreshToken), Person: t.person(), Verified: true}
	identity, err := p.believe(c, at, tokens, value(t.Nonce))
	if err != nil {
		return nil, err
	}
	info := at.Info()
	done, err := oauth.Authenticate(c, oauth.Authentication{
		Provider: info, Identity: identity, CallbackURL: value(in.CallbackURL),
		Tokens:        &provider.Tokens{Access: tokens.Access, ID: tokens.ID},
		DisableSignUp: signUpDisabled(info, in.RequestSignUp),
	})
	var refusal *oauth.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.Reason == oauth.EmailNotVerified:
		return nil, auth.Fail(http.StatusForbidden, auth.EmailNotVerified)
	case errors.As(err, &refusal):
		p.warn(c, "a sign-in was refused", info.ID, refusal)
		return nil, auth.Fail(http.StatusUnauthorized, auth.Code{Name: LinkError.Name, Message: refusal.Reason}).Because(refusal)
	case err != nil:
		return nil, err
	}
	return signInResult{false, done.Session.Token, done.User}, nil
}

// signUpDisabled reports whether nobody new may come in.
func signUpDisabled(info provider.Info, requested *bool) bool {
	return info.DisableSignUp || info.DisableImplicitSignUp && (requested == nil || !*requested)
}

// believe finds out who an ID token of a client is about.
func (p *Plugin) believe(c *auth.Call, at provider.Provider, tokens *provider.Tokens, nonce string) (*provider.Identity, error) {
	info := at.Info()
	if !info.IDTokens {
		return nil, auth.Fail(http.StatusNotFound, auth.IDTokenNotSupported)
	}
	if err := at.VerifyIDToken(c, tokens.ID, nonce); err != nil {
		p.warn(c, "an ID token was refused", info.ID, err)
		return nil, auth.Fail(http.StatusUnauthorized, auth.InvalidToken)
	}
	identity, err := at.Identify(c, tokens)
	if err != nil {
		p.warn(c, "a provider did not say who it is", info.ID, err)
		return nil, auth.Fail(http.StatusUnauthorized, auth.FailedToGetUserInfo)
	}
	if identity.Email() == "" {
		return nil, auth.Fail(http.StatusUnauthorized, auth.UserEmailNotFound)
	}
	if identity.Subject == "" {
		return nil, auth.Fail(http.StatusUnauthorized, auth.FailedToGetUserInfo)
	}
	return identity, nil
}

type linkResult struct {
	URL      string `json:"url"`
	Status   bool   `json:"status"`
	Redirect bool   `json:"redirect"`
}

func (p *Plugin) link(c *auth.Call, in linkInput) (any, error) {
	if err := p.auth.NeedsFresh(c.Session()); err != nil {
		return nil, err
	}
	at, err := p.find(c, string(in.Provider))
	if err != nil {
		return nil, err
	}
	s := in.start()
	if s.state.Link, err = oauth.LinkFor(c); err != nil {
		return nil, err
	}
	if in.IDToken == nil {
		return p.begin(c, at, s)
	}
	tokens := &provider.Tokens{ID: in.IDToken.Token, Access: value(in.IDToken.AccessToken), Refresh: value(in.IDToken.RefreshToken), Verified: true}
	identity, err := p.believe(c, at, tokens, value(in.IDToken.Nonce))
	if err != nil {
		return nil, err
	}
	err = oauth.ConnectIDToken(c, oauth.Connection{Provider: at.Info(), Identity: identity, Tokens: tokens, Link: s.state.Link})
	if err != nil {
		return nil, linkFailure(err)
	}
	return linkResult{Status: true}, nil
}

// linkFailure is the answer to a link by ID token that was refused.
func linkFailure(err error) error {
	var refusal *oauth.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	switch refusal.Reason {
	case oauth.LinkedToSomebodyElse:
		return auth.Fail(http.StatusConflict, auth.SocialAccountAlreadyLinked)
	case oauth.LinkingNotAllowed:
		return auth.Fail(http.StatusUnauthorized, LinkingNotAllowed)
	case oauth.EmailDoesNotMatch:
		return auth.Fail(http.StatusUnauthorized, LinkingOtherEmail)
	}
	return auth.Fail(http.StatusExpectationFailed, LinkingFailed).Because(refusal)
}
