// Package lastloginmethod remembers how a person signed in last, so that a page can
// say so beside the right button: the reference's `lastLoginMethod` plugin
// (better-auth-plugins, section 20).
//
// It has no endpoints. A cookie that scripts can read carries the method; with
// StoreInDatabase users have a field lastLoginMethod besides.
package lastloginmethod

import (
	"context"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Options: better-auth-plugins, section 20.
type Options struct {
	// CookieName is the full name. Default "better-auth.last_used_login_method".
	CookieName string
	// MaxAge of the cookie in seconds. Default 30 days.
	MaxAge int
	// ResolveMethod names the method of a call; "" leaves it to the built-in rules.
	ResolveMethod func(c *auth.Call) string
	// StoreInDatabase adds the field lastLoginMethod to users, in the column Column.
	StoreInDatabase bool
	Column          string
	// BeforeStoreCookie may keep the cookie from being set.
	BeforeStoreCookie func(c *auth.Call, method string) bool
}

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	auth    *auth.Auth
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin.
func New(o Options) *Plugin {
	if o.CookieName == "" {
		o.CookieName = "better-auth.last_used_login_method"
	}
	if o.MaxAge == 0 {
		o.MaxAge = 30 * 24 * 3600
	}
	return &Plugin{options: o}
}

// ID is "last-login-method".
func (p *Plugin) ID() string { return "last-login-method" }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

const field = "lastLoginMethod"

// Setup declares the hook and, when asked for, the field.
func (p *Plugin) Setup(b *auth.Builder) error {
	b.After(p.setCookie)
	if !p.options.StoreInDatabase {
		return nil
	}
	b.Extend("user", store.Field{Name: field, Column: p.options.Column, Nullable: true, NoInput: true})
	events := b.Events()
	events.UserCreating = append(events.UserCreating, p.userCreating)
	events.SessionCreated = append(events.SessionCreated, p.sessionCreated)
	return nil
}

func (p *Plugin) userCreating(ctx context.Context, w *auth.Write) error {
	if method := p.method(auth.CallFrom(ctx)); method != "" {
		w.Values[field] = method
	}
	return nil
}

func (p *Plugin) sessionCreated(ctx context.Context, s *auth.Session) error {
	method := p.method(auth.CallFrom(ctx))
	if method == "" {
		return nil
	}
	_, err := p.auth.UpdateUser(ctx, s.UserID, store.Values{field: method})
	return err
}

func (p *Plugin) setCookie(c *auth.Call, result any, err error) (any, error) {
	method := p.method(c)
	if method == "" || !c.SetsCookie("session_token") {
		return result, err
	}
	if permitted := p.options.BeforeStoreCookie; permitted != nil && !permitted(c, method) {
		return result, err
	}
	c.SetReadableCookie(p.options.CookieName, method, "session_token", p.options.MaxAge)
	return result, err
}

// method is how the call signs in; "" when it is no way of signing in.
func (p *Plugin) method(c *auth.Call) string {
	if c == nil {
		return ""
	}
	if p.options.ResolveMethod != nil {
		if method := p.options.ResolveMethod(c); method != "" {
			return method
		}
	}
	switch {
	case strings.HasPrefix(c.Path, "/callback/"):
		return c.Params["id"]
	case c.Path == "/one-tap/callback":
		return "google"
	case c.Path == "/sign-in/email", c.Path == "/sign-up/email":
		return "email"
	case strings.Contains(c.Path, "siwe"):
		return "siwe"
	case strings.Contains(c.Path, "/passkey/verify-authentication"):
		return "passkey"
	case strings.HasPrefix(c.Path, "/magic-link/verify"):
		return "magic-link"
	case c.Path == "/sign-in/email-otp":
		return "email-otp"
	}
	return ""
}
