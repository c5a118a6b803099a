// Package bearer accepts a session token in the Authorization header instead of a
// cookie, for clients that keep no cookies: the reference's `bearer` plugin
// (better-auth-plugins, section 9).
//
// After every reply that sets a session cookie the header set-auth-token carries the
// signed token to use.
package bearer

import (
	"encoding/base64"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

// Options: better-auth-plugins, section 9.
type Options struct {
	// RequireSignature refuses bare tokens.
	RequireSignature bool
}

// Plugin is the plugin; make it with New.
type Plugin struct{ options Options }

var _ auth.Plugin = (*Plugin)(nil)

// New returns the plugin.
func New(o Options) *Plugin { return &Plugin{o} }

// ID is "bearer".
func (p *Plugin) ID() string { return "bearer" }

// Setup declares the hooks.
func (p *Plugin) Setup(b *auth.Builder) error {
	b.Before(p.accept)
	b.After(p.announce)
	return nil
}

// accept puts a valid token in the place of the session cookie. One that is not valid is
// ignored: then the cookies decide.
func (p *Plugin) accept(c *auth.Call) (any, error) {
	header := c.Request.Header.Get("Authorization")
	if len(header) < 7 || !strings.EqualFold(header[:7], "Bearer ") {
		return nil, nil
	}
	token := strings.TrimSpace(header[7:])
	if token == "" {
		return nil, nil
	}
	if !strings.Contains(token, ".") {
		if !p.options.RequireSignature {
			c.SetRequestToken(token)
		}
		return nil, nil
	}
	if value, ok := c.Auth.Verify(standardSignature(auth.DecodeCookie(token))); ok {
		c.SetRequestToken(value)
	}
	return nil, nil
}

// standardSignature turns a base64url signature into the padded standard form that
// cookies use; both are accepted here.
func standardSignature(signed string) string {
	dot := strings.LastIndexByte(signed, '.')
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(signed[dot+1:], "="))
	if err != nil {
		return signed
	}
	return signed[:dot+1] + base64.StdEncoding.EncodeToString(raw)
}

func (p *Plugin) announce(c *auth.Call, result any, err error) (any, error) {
	if token, ok := c.ReplyCookie("session_token"); ok {
		c.Header.Set("set-auth-token", token)
		c.ExposeHeader("set-auth-token")
	}
	return result, err
}
