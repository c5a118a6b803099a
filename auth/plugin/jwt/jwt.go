// Package jwt issues signed tokens for other services, and publishes the keys to
// verify them with: the reference's `jwt` plugin (better-auth-plugins, section 8).
//
// Endpoints: GET /jwks, GET /token. After GET /get-session the reply carries a token
// in the header set-auth-jwt; it lacks the header, and the log says why, while there is no
// key yet and none can be stored.
//
// Keys live in the table "jwks", private halves encrypted with the server's secret in the
// reference's format, so that a Node Better Auth on the same database signs and verifies
// with the same keys. Parsed keys are kept in memory and looked up again every few
// seconds, so that neither endpoint needs a statement on the hot path.
package jwt

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Options: better-auth-plugins, section 8.
type Options struct {
	// Algorithm of new keys: EdDSA (default), ES256, ES512, RS256 or PS256.
	Algorithm string
	// ModulusBits of RSA keys. Default 2048.
	ModulusBits int
	// More algorithms that [Plugin.SignWith] may sign with; a key of one is made when it is
	// first needed (the reference's jwks.keyPairConfigs).
	More []string
	// PlainPrivateKeys stores private keys unencrypted (the reference's
	// disablePrivateKeyEncryption).
	PlainPrivateKeys bool
	// RotationInterval is how long a key signs. Zero: for ever.
	RotationInterval time.Duration
	// GracePeriod is how long a key is published after it stopped signing. Default
	// 30 days.
	GracePeriod time.Duration
	// Path of the key set. Default "/jwks".
	Path string
	// Issuer and Audience default to the base URL's origin. One audience is written as
	// text, several as a list.
	Issuer   string
	Audience []string
	// Expires is a token's life. Default 15 minutes.
	Expires time.Duration
	// Payload replaces the user as the token's claims.
	Payload func(s *auth.SessionUser) auth.Object
	// Claims are further claims beside the user or Payload, see [Claim].
	Claims []Claim
	// Signer signs elsewhere, such as in a key management service; it gets the complete
	// claims and the algorithm that was asked for, "" for any. It needs RemoteURL.
	Signer func(ctx context.Context, claims auth.Object, algorithm string) (string, error)
	// RemoteURL is where the keys are published when not here: Path then answers 404.
	RemoteURL string
	// Subject replaces the user's id as the token's subject.
	Subject func(s *auth.SessionUser) string
	// NoHeader leaves set-auth-jwt out.
	NoHeader bool
}

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	auth    *auth.Auth
	keys    *keyring
	pause   atomic.Int64 // until when, in Unix seconds, session checks go without a token
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin.
func New(o Options) *Plugin {
	if o.Algorithm == "" {
		o.Algorithm = "EdDSA"
	}
	if o.ModulusBits == 0 {
		o.ModulusBits = 2048
	}
	if o.GracePeriod == 0 {
		o.GracePeriod = 30 * 24 * time.Hour
	}
	if o.Path == "" {
		o.Path = "/jwks"
	}
	if o.Expires == 0 {
		o.Expires = 15 * time.Minute
	}
	return &Plugin{options: o}
}

// ID is "jwt".
func (p *Plugin) ID() string { return "jwt" }

// Setup declares the table, the endpoints and the reply header.
func (p *Plugin) Setup(b *auth.Builder) error {
	if !slices.Contains(Algorithms, p.options.Algorithm) {
		return fmt.Errorf("algorithm %q is not one of %s", p.options.Algorithm, strings.Join(Algorithms, ", "))
	}
	if !strings.HasPrefix(p.options.Path, "/") || strings.Contains(p.options.Path, "..") {
		return errors.New("the path of the key set must start with / and not contain ..")
	}
	if err := p.options.check(); err != nil {
		return err
	}
	b.Table(store.Table{Model: "jwks", Fields: []store.Field{
		{Name: "publicKey"}, {Name: "privateKey", Hidden: true},
		{Name: "createdAt", Type: store.Date}, {Name: "expiresAt", Type: store.Date, Nullable: true},
		{Name: "alg", Nullable: true}, {Name: "crv", Nullable: true},
	}})
	auth.Handle(b, auth.Endpoint{Method: "GET", Path: p.options.Path, Cacheable: true, Summary: "The public keys, as a JSON Web Key Set."}, p.jwks)
	auth.Handle(b, auth.Endpoint{Method: "GET", Path: "/token", Level: auth.SignedIn, Summary: "A signed token for the browser's session."}, p.token)
	if !p.options.NoHeader {
		b.After(p.header)
	}
	return nil
}

// Start makes the keyring.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth, p.keys = a, newKeyring(a, p.options)
	return nil
}

func (p *Plugin) jwks(c *auth.Call, _ auth.None) (json.RawMessage, error) {
	if p.options.RemoteURL != "" {
		return nil, auth.FailEmpty(http.StatusNotFound)
	}
	return p.keys.public(c)
}

type tokenResult struct {
	Token string `json:"token"`
}

func (p *Plugin) token(c *auth.Call, _ auth.None) (tokenResult, error) {
	token, err := p.Issue(c, c.Session(), c.Origin())
	return tokenResult{token}, err
}

// header adds a fresh token to every answered get-session.
func (p *Plugin) header(c *auth.Call, result any, err error) (any, error) {
	s := c.Session()
	if c.Path != "/get-session" || err != nil || s == nil || c.Now().Unix() < p.pause.Load() {
		return result, err
	}
	token, err := p.Issue(c, s, c.Origin())
	if err != nil {
		return result, p.withoutToken(c, err)
	}
	c.Header.Set("set-auth-jwt", token)
	c.ExposeHeader("set-auth-jwt")
	return result, nil
}

// withoutToken decides about a session check whose token cannot be had. A database that is
// full or takes no writes has still told who is there: the check succeeds, and those of the
// next seconds do not try. Keys that are there and unfit fail it, as in the reference.
func (p *Plugin) withoutToken(c *auth.Call, cause error) error {
	var public *auth.Error
	if errors.As(cause, &public) {
		return cause
	}
	if c.Err() == nil { // else it is the client that has gone
		p.pause.Store(c.Now().Add(relook).Unix())
	}
	p.auth.Options().Log.ErrorContext(c, "a session check is answered without a token", "error", cause)
	return nil
}

// Issue signs a token for a session. origin stands in for an issuer and audience that are
// not configured; "" means that of the server's base URL.
func (p *Plugin) Issue(ctx context.Context, s *auth.SessionUser, origin string) (string, error) {
	now := p.auth.Options().Now()
	claims := auth.Object{{Key: "iat", Value: now.Unix()}}
	if p.options.Payload != nil {
		claims = append(claims, p.options.Payload(s)...)
	} else {
		claims = append(claims, userClaims(s.User)...)
	}
	claims = p.further(claims, s)
	subject := s.User.ID
	if p.options.Subject != nil {
		subject = p.options.Subject(s)
	}
	return p.Sign(ctx, claims.Set("sub", subject), origin)
}

// userClaims are the user's visible fields.
func userClaims(u *auth.User) auth.Object {
	parsed, err := auth.ParseJSON(u.AppendJSON(nil))
	if err != nil {
		return nil
	}
	claims, _ := parsed.(auth.Object)
	return claims
}

// Sign signs claims, adding exp, iss and aud where they are missing.
func (p *Plugin) Sign(ctx context.Context, claims auth.Object, origin string) (string, error) {
	return p.SignWith(ctx, claims, origin, "")
}

// SignWith is Sign with one of the configured algorithms; "" is the first of them.
func (p *Plugin) SignWith(ctx context.Context, claims auth.Object, origin, algorithm string) (string, error) {
	now := p.auth.Options().Now()
	if origin == "" {
		origin = auth.OriginOf(p.auth.BaseURL())
	}
	for _, d := range []auth.Member{
		{Key: "exp", Value: now.Add(p.options.Expires).Unix()},
		{Key: "iss", Value: cmp.Or(p.options.Issuer, origin)},
		{Key: "aud", Value: p.audience(origin)},
	} {
		if _, has := claims.Get(d.Key); !has {
			claims = append(claims, d)
		}
	}
	if p.options.Signer != nil {
		return p.options.Signer(ctx, claims, algorithm)
	}
	key, err := p.keys.signing(ctx, algorithm)
	if err != nil {
		return "", err
	}
	return key.sign(auth.JSON(claims))
}

func (p *Plugin) audience(origin string) any {
	switch len(p.options.Audience) {
	case 0:
		return origin
	case 1:
		return p.options.Audience[0]
	}
	return p.options.Audience
}

// PublicKeys returns the key set as JSON, for a verifier in the same process.
func (p *Plugin) PublicKeys(ctx context.Context) ([]byte, error) {
	return p.keys.public(ctx)
}

// fault is what an unreadable key means to a client: a fault of the server.
func fault(cause error) error {
	return auth.Fail(http.StatusInternalServerError, auth.InternalServerError).Because(cause)
}
