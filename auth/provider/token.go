package provider

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// How a client shows a token endpoint who it is.
const (
	AuthPost          = "client_secret_post"
	AuthBasic         = "client_secret_basic"
	AuthPrivateKeyJWT = "private_key_jwt"
	AuthNone          = "none"
)

// TokenAuth is a client's way of authenticating.
type TokenAuth struct {
	// Method is one of the constants above; "" is AuthPost with a secret and AuthNone
	// without.
	Method string
	// Assertion makes the signed statement of AuthPrivateKeyJWT.
	Assertion func(ctx context.Context, a AssertionRequest) (string, error)

	// custom replaces all of it.
	custom func(body *Params)
}

// AssertionRequest is what a client assertion is made for.
type AssertionRequest struct{ ClientID, TokenEndpoint, GrantType string }

// TokenRequest is a request to a token endpoint.
type TokenRequest struct {
	Endpoint     string
	ClientID     string
	ClientSecret string
	Auth         TokenAuth
	Header       http.Header
	Body         Params
}

// CodeRequest is the request that trades a code.
func CodeRequest(endpoint string, e Exchange, clientKey string, more Params) TokenRequest {
	body := Params{{"grant_type", "authorization_code"}, {"code", e.Code}}
	body.setIf("code_verifier", e.Verifier)
	body.setIf("client_key", clientKey)
	body.setIf("device_id", e.DeviceID)
	body.Set("redirect_uri", e.RedirectURI)
	for _, m := range more {
		if !body.Has(m.Name) {
			body = append(body, m)
		}
	}
	return TokenRequest{Endpoint: endpoint, Body: body}
}

// RefreshRequest is the request that trades a refresh token.
func RefreshRequest(endpoint, refreshToken string, more Params) TokenRequest {
	body := Params{{"grant_type", "refresh_token"}, {"refresh_token", refreshToken}}
	for _, m := range more {
		if m.Name != "grant_type" && m.Name != "refresh_token" {
			body.Set(m.Name, m.Value)
		}
	}
	return TokenRequest{Endpoint: endpoint, Body: body}
}

// Tokens sends a token request and reads the answer. now is the time expiries are
// counted from.
func (c *Client) Tokens(ctx context.Context, r TokenRequest, now time.Time) (*Tokens, error) {
	data, err := c.tokenReply(ctx, r)
	if err != nil {
		return nil, err
	}
	return TokensFrom(data, now), nil
}

func (c *Client) tokenReply(ctx context.Context, r TokenRequest) (Object, error) {
	header := http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"},
	}
	for name, values := range r.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
	if err := r.authenticate(ctx, header); err != nil {
		return nil, err
	}
	data, err := c.object(ctx, call{method: http.MethodPost, url: r.Endpoint, header: header, body: r.Body.Encode()})
	if err != nil {
		return nil, fmt.Errorf("asking for tokens: %w", err)
	}
	return data, nil
}

var errCredentials = errors.New("client credentials do not fit the way of authenticating at the token endpoint")

func (r *TokenRequest) authenticate(ctx context.Context, header http.Header) error {
	if r.Auth.custom != nil {
		r.Auth.custom(&r.Body)
		return nil
	}
	method := r.Auth.Method
	if method == "" {
		method = AuthNone
		if r.ClientSecret != "" {
			method = AuthPost
		}
	}
	secretless := method == AuthNone || method == AuthPrivateKeyJWT
	if r.ClientID == "" || secretless == (r.ClientSecret != "") {
		return errCredentials
	}
	switch method {
	case AuthBasic:
		header.Set("Authorization", basic(r.ClientID, r.ClientSecret))
		return nil
	case AuthPost:
		r.Body.Set("client_id", r.ClientID)
		r.Body.Set("client_secret", r.ClientSecret)
		return nil
	case AuthNone:
		r.Body.Set("client_id", r.ClientID)
		return nil
	case AuthPrivateKeyJWT:
		return r.assert(ctx)
	}
	return fmt.Errorf("unknown way of authenticating at the token endpoint: %q", method)
}

func (r *TokenRequest) assert(ctx context.Context) error {
	if r.Auth.Assertion == nil {
		return errCredentials
	}
	grant, _ := r.Body.Get("grant_type")
	assertion, err := r.Auth.Assertion(ctx, AssertionRequest{r.ClientID, r.Endpoint, grant})
	if err != nil {
		return fmt.Errorf("making a client assertion: %w", err)
	}
	r.Body.Set("client_id", r.ClientID)
	r.Body.Set("client_assertion", assertion)
	r.Body.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	return nil
}

// basic is RFC 6749, section 2.3.1: both halves are form-encoded first.
func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(FormEscape(id)+":"+FormEscape(secret)))
}

// TokensFrom reads a token endpoint's answer.
func TokensFrom(data Object, now time.Time) *Tokens {
	return &Tokens{
		Access: data.Text("access_token"), Refresh: data.Text("refresh_token"), ID: data.Text("id_token"),
		Type: data.Text("token_type"), Scopes: scopesOf(data), Raw: data,
		AccessExpires: expiry(data, "expires_in", now), RefreshExpires: expiry(data, "refresh_token_expires_in", now),
	}
}

// refreshed is TokensFrom for an answer that must bring an access token.
func refreshed(data Object, now time.Time) (*Tokens, error) {
	t := TokensFrom(data, now)
	if t.Access == "" {
		return nil, errors.New("the provider returned no access token")
	}
	return t, nil
}

// expiry reads a number of seconds, which some providers send as text.
func expiry(data Object, name string, now time.Time) time.Time {
	v, _ := data.Get(name)
	seconds, ok := v.(float64)
	if text, isText := v.(string); isText {
		n, err := strconv.ParseFloat(text, 64)
		seconds, ok = n, err == nil
	}
	// A century is as good as for ever, and still a date every database can hold.
	const century = 100 * 365 * 24 * 3600
	if !ok || seconds == 0 || seconds > century || seconds < -century {
		return time.Time{}
	}
	return now.Add(time.Duration(seconds * float64(time.Second)))
}

// scopesOf reads granted scopes: text separated by spaces, or a list.
func scopesOf(data Object) []string {
	scopes := []string{}
	v, _ := data.Get("scope")
	switch v := v.(type) {
	case string:
		return append(scopes, strings.Fields(v)...)
	case []any:
		for _, e := range v {
			if s, ok := e.(string); ok && strings.TrimSpace(s) != "" {
				scopes = append(scopes, strings.TrimSpace(s))
			}
		}
	}
	return scopes
}

// text is how JavaScript writes a scalar.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64, bool:
		return string(wire.Append(nil, v))
	}
	return ""
}

func hostOf(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return "the provider"
	}
	return u.Host
}
