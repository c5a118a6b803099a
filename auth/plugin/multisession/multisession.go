// Package multisession keeps several accounts signed in in one browser: the reference's
// `multiSession` plugin (better-auth-plugins, section 7).
//
// Besides the session cookie each session has a cookie of its own, named after its
// token. GET /multi-session/list-device-sessions lists them, POST
// /multi-session/set-active makes one of them the browser's session, POST
// /multi-session/revoke ends one. Signing out ends them all; signing in again as a user
// who is signed in already replaces that user's session.
package multisession

import (
	"errors"
	"net/http"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

// Options: better-auth-plugins, section 7.
type Options struct {
	// MaximumSessions bounds the accounts of one browser. Default 5. Further sign-ins
	// work, but cannot be switched back to.
	MaximumSessions int
}

// InvalidSessionToken is the one code of this plugin.
var InvalidSessionToken = auth.Code{Name: "INVALID_SESSION_TOKEN", Message: "Invalid session token"}

// Plugin is the plugin; make it with New.
type Plugin struct{ options Options }

var _ auth.Plugin = (*Plugin)(nil)

// New returns the plugin.
func New(o Options) *Plugin {
	if o.MaximumSessions == 0 {
		o.MaximumSessions = 5
	}
	return &Plugin{o}
}

// ID is "multi-session".
func (p *Plugin) ID() string { return "multi-session" }

// Setup declares the endpoints and the hooks that keep the cookies.
func (p *Plugin) Setup(b *auth.Builder) error {
	if b.Options().Session.EndReplaced {
		return errors.New("several accounts in one browser and Session.EndReplaced do not go together")
	}
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/multi-session/list-device-sessions", Summary: "The sessions of this browser, one for each user.",
	}, p.list)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/multi-session/set-active", Summary: "Makes one of the browser's sessions the current one.",
		Errors: []auth.Code{InvalidSessionToken},
	}, p.setActive)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/multi-session/revoke", Level: auth.SignedIn, Summary: "Ends one of the browser's sessions.",
		Errors: []auth.Code{InvalidSessionToken},
	}, p.revoke)
	b.After(p.remember)
	b.After(p.signOut)
	return nil
}

func (p *Plugin) list(c *auth.Call, _ auth.None) ([]*auth.SessionUser, error) {
	_, tokens := held(c)
	sessions, err := c.Auth.FindSessions(c, tokens)
	list := []*auth.SessionUser{}
	seen := map[string]bool{}
	for _, s := range sessions {
		if !seen[s.User.ID] {
			list = append(list, s)
		}
		seen[s.User.ID] = true
	}
	return list, err
}

type tokenInput struct {
	SessionToken string `json:"sessionToken"`
}

var refused = auth.Fail(http.StatusUnauthorized, InvalidSessionToken)

func (p *Plugin) setActive(c *auth.Call, in tokenInput) (*auth.SessionUser, error) {
	name := cookieName(c, in.SessionToken)
	token, ok := c.RawCookie(name, true)
	if !ok {
		return nil, refused
	}
	s, err := c.Auth.FindSession(c, token)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, err
	}
	if missing || s.Session.ExpiresAt.Before(c.Now()) {
		c.ExpireRawCookie(name, sessionToken)
		return nil, refused
	}
	c.RenewSession(s)
	return s, nil
}

func (p *Plugin) revoke(c *auth.Call, in tokenInput) (auth.Status, error) {
	current := c.Session().Session.Token
	name := cookieName(c, in.SessionToken)
	token, ok := c.RawCookie(name, true)
	if !ok {
		return auth.Status{}, refused
	}
	if err := c.Auth.DeleteSession(c, token); err != nil {
		return auth.Status{}, err
	}
	c.ExpireRawCookie(name, sessionToken)
	if token != current {
		return auth.Status{Status: true}, nil
	}
	_, tokens := held(c)
	sessions, err := c.Auth.FindSessions(c, tokens)
	switch {
	case err != nil:
		return auth.Status{}, err
	case len(sessions) > 0:
		c.RenewSession(sessions[0])
	default:
		c.EndSession()
	}
	return auth.Status{Status: true}, nil
}

// remember gives a session that this call has created or renewed its own cookie, in place of
// the same user's other sessions.
func (p *Plugin) remember(c *auth.Call, result any, failure error) (any, error) {
	created := c.SignedInNow()
	if created == nil || !c.SetsCookies() {
		return result, failure
	}
	name := cookieName(c, created.Session.Token)
	if _, known := c.RawCookie(name, false); known {
		return result, failure
	}
	replaced, err := p.replace(c, created.User.ID)
	if err != nil {
		return nil, err
	}
	others := len(cookieNames(c)) - replaced
	if c.SetsCookie(sessionToken) {
		others++
	}
	if others <= p.options.MaximumSessions {
		c.SetRawCookie(name, c.Auth.Sign(created.Session.Token), sessionToken, nil)
	}
	return result, failure
}

// replace ends the browser's other sessions of a user and returns how many there were.
func (p *Plugin) replace(c *auth.Call, userID string) (int, error) {
	names, tokens := held(c)
	var gone []string
	for i, token := range tokens {
		s, err := c.Auth.FindSession(c, token)
		missing, err := auth.NotFoundOr(err)
		if err != nil {
			return 0, err
		}
		if !missing && s.User.ID == userID {
			gone = append(gone, token)
			c.SetRawCookie(names[i], "", sessionToken, new(int))
		}
	}
	return len(gone), c.Auth.DeleteSessionsByToken(c, gone)
}

// signOut ends every session of the browser.
func (p *Plugin) signOut(c *auth.Call, result any, failure error) (any, error) {
	if c.Path != "/sign-out" {
		return result, failure
	}
	names, tokens := held(c)
	for _, name := range names {
		c.ExpireRawCookie(ownForm(name), sessionToken)
	}
	if err := c.Auth.DeleteSessionsByToken(c, tokens); err != nil {
		return nil, err
	}
	return result, failure
}

// sessionToken is the logical name of the core's session cookie.
const sessionToken = "session_token"

const infix = "_multi-"

func cookieName(c *auth.Call, token string) string {
	return c.CookieName(sessionToken) + infix + strings.ToLower(token)
}

// ownForm is the spelling of a name as this plugin sets it.
func ownForm(name string) string {
	lower := strings.ToLower(name)
	for _, prefix := range []string{"__Secure-", "__Host-"} {
		if rest, ok := strings.CutPrefix(lower, strings.ToLower(prefix)); ok {
			return prefix + rest
		}
	}
	return lower
}

// cookieNames are the names of the browser's session cookies of this plugin, each once.
func cookieNames(c *auth.Call) []string {
	var names []string
	seen := map[string]bool{}
	for _, name := range c.RequestCookies() {
		if strings.Contains(name, infix) && !seen[name] {
			names = append(names, name)
			seen[name] = true
		}
	}
	return names
}

// held are the cookies with an intact signature and the tokens in them.
func held(c *auth.Call) (names, tokens []string) {
	for _, name := range cookieNames(c) {
		if token, ok := c.RawCookie(name, true); ok {
			names, tokens = append(names, name), append(tokens, token)
		}
	}
	return names, tokens
}
