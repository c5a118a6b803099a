// Package onetimetoken hands a session to another place by a token that works once and
// for minutes: the reference's `oneTimeToken` plugin (better-auth-plugins, section 18).
//
// GET /one-time-token/generate makes a token for the caller's session; whoever posts it
// to /one-time-token/verify gets that very session. An application on another domain, or
// a desktop program, signs in this way.
package onetimetoken

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
)

// Options: better-auth-plugins, section 18.
type Options struct {
	// Expires is a token's life. Default 3 minutes.
	Expires time.Duration
	// DisableClientRequest leaves making tokens to the Go API.
	DisableClientRequest bool
	// GenerateToken replaces 32 random characters.
	GenerateToken func(s *auth.SessionUser) string
	// StoreToken is "plain" (default) or "hashed"; Hash replaces the built-in hash.
	StoreToken string
	Hash       func(token string) string
	// DisableSetSessionCookie makes verifying answer without a cookie.
	DisableSetSessionCookie bool
	// SetHeaderOnNewSession puts a token into the header set-ott of every reply that signs
	// somebody in (the reference's setOttHeaderOnNewSession).
	SetHeaderOnNewSession bool
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
	if o.Expires == 0 {
		o.Expires = 3 * time.Minute
	}
	return &Plugin{options: o}
}

// ID is "one-time-token".
func (p *Plugin) ID() string { return "one-time-token" }

// Start keeps the finished server for the Go API.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

// Setup declares the endpoints and the header.
func (p *Plugin) Setup(b *auth.Builder) error {
	switch p.options.StoreToken {
	case "", "plain", "hashed":
	default:
		return fmt.Errorf(`Options.StoreToken %q is neither "plain" nor "hashed"`, p.options.StoreToken)
	}
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/one-time-token/generate", Level: auth.SignedIn, Summary: "Makes a token that hands the session over once.",
	}, p.generate)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/one-time-token/verify", Summary: "Takes over the session of a token.",
	}, p.verify)
	if p.options.SetHeaderOnNewSession {
		b.After(p.announce)
	}
	return nil
}

// Generate makes a token for a session, stored until it is used or its time is over.
func (p *Plugin) Generate(ctx context.Context, s *auth.SessionUser) (string, error) {
	token := p.auth.RandomString(32, auth.URLSafe)
	if p.options.GenerateToken != nil {
		token = p.options.GenerateToken(s)
	}
	expires := p.auth.Options().Now().Add(p.options.Expires)
	return token, p.auth.CreateVerification(ctx, p.identifier(token), s.Session.Token, expires)
}

func (p *Plugin) identifier(token string) string {
	switch {
	case p.options.Hash != nil:
		token = p.options.Hash(token)
	case p.options.StoreToken == "hashed":
		token = auth.Digest(token)
	}
	return "one-time-token:" + token
}

type tokenResult struct {
	Token string `json:"token"`
}

func (p *Plugin) generate(c *auth.Call, _ auth.None) (tokenResult, error) {
	if p.options.DisableClientRequest {
		return tokenResult{}, auth.FailText(http.StatusBadRequest, "Client requests are disabled")
	}
	// A session that an API key stands for is not stored: there is nothing to hand over, and the
	// key's secret would be stored in its place.
	if c.IsLent() && p.auth.Safer() {
		return tokenResult{}, auth.Fail(http.StatusUnauthorized, auth.Unauthorized)
	}
	token, err := p.Generate(c, c.Session())
	return tokenResult{token}, err
}

type verifyInput struct {
	Token string `json:"token"`
}

func (p *Plugin) verify(c *auth.Call, in verifyInput) (*auth.SessionUser, error) {
	row, err := p.auth.TakeVerification(c, p.identifier(in.Token))
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, err
	}
	if missing {
		return nil, auth.FailText(http.StatusBadRequest, "Invalid token")
	}
	s, err := p.auth.FindSession(c, row.String("value"))
	if missing, err = auth.NotFoundOr(err); err != nil {
		return nil, err
	}
	if missing {
		return nil, auth.FailText(http.StatusBadRequest, "Session not found")
	}
	expired := s.Session.ExpiresAt.Before(c.Now())
	if !p.options.DisableSetSessionCookie && !(expired && p.auth.Safer()) {
		c.RenewSession(s)
	}
	if expired {
		return nil, auth.FailText(http.StatusBadRequest, "Session expired")
	}
	return s, nil
}

const header = "set-ott"

func (p *Plugin) announce(c *auth.Call, result any, failure error) (any, error) {
	created := c.SignedInNow()
	if created == nil {
		return result, failure
	}
	token, err := p.Generate(c, created)
	if err != nil {
		return nil, err
	}
	c.Header.Set(header, token)
	c.ExposeHeader(header)
	return result, failure
}
