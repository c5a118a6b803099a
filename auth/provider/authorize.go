package provider

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// Reserved parameters are set by the flow; nobody may send others.
var Reserved = []string{
	"state", "client_id", "redirect_uri", "response_type", "code_challenge", "code_challenge_method", "nonce", "scope",
}

// IsReserved reports whether a parameter belongs to the flow.
func IsReserved(name string) bool {
	for _, r := range Reserved {
		if r == name {
			return true
		}
	}
	return false
}

// AuthorizeRequest is an authorize URL in parts; empty ones are left out.
type AuthorizeRequest struct {
	Endpoint     string
	ClientID     string
	RedirectURI  string
	State        string
	Verifier     string // sent as its S256 challenge
	Scopes       []string
	Nonce        string
	ResponseType string // default "code"
	ResponseMode string
	Prompt       string
	AccessType   string
	Display      string
	LoginHint    string
	HD           string
	Duration     string
	Claims       []string // of the ID token
	Params       Params
}

// URL writes the request with its parameters in the reference's order
// (better-auth-core, section 7.1).
func (r AuthorizeRequest) URL() (string, error) {
	if r.ClientID == "" {
		return "", errNoClientID
	}
	if r.ResponseType == "" {
		r.ResponseType = "code"
	}
	p := Params{{"response_type", r.ResponseType}, {"client_id", r.ClientID}, {"state", r.State}}
	if len(r.Scopes) > 0 {
		p.Set("scope", strings.Join(r.Scopes, " "))
	}
	p.Set("redirect_uri", r.RedirectURI)
	p.setIf("duration", r.Duration)
	p.setIf("display", r.Display)
	p.setIf("login_hint", r.LoginHint)
	p.setIf("nonce", r.Nonce)
	p.setIf("prompt", r.Prompt)
	p.setIf("hd", r.HD)
	p.setIf("access_type", r.AccessType)
	p.setIf("response_mode", r.ResponseMode)
	if r.Verifier != "" {
		p.Set("code_challenge_method", "S256")
		p.Set("code_challenge", challenge(r.Verifier))
	}
	if len(r.Claims) > 0 {
		p.Set("claims", claimsParam(r.Claims))
	}
	p.add(r.Params)
	return WithParams(r.Endpoint, p)
}

// add sets parameters of the caller's choice.
func (p *Params) add(more Params) {
	for _, m := range more {
		if !IsReserved(m.Name) {
			p.Set(m.Name, m.Value)
		}
	}
}

func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func claimsParam(names []string) string {
	token := Object{{Key: "email", Value: nil}, {Key: "email_verified", Value: nil}}
	for _, name := range names {
		token = token.Set(name, nil)
	}
	return string(wire.Append(nil, Object{{Key: "id_token", Value: token}}))
}

var errEndpoint = errors.New("the authorization endpoint is not an http or https URL")

// WithParams puts parameters into an endpoint's query. Those it had under the same names
// go; the others keep their text, which may be signed.
func WithParams(endpoint string, p Params) (string, error) {
	rest, fragment, hasFragment := strings.Cut(endpoint, "#")
	base, query, _ := strings.Cut(rest, "?")
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return "", fmt.Errorf("%w: %q", errEndpoint, endpoint)
	}
	u.Host = strings.ToLower(u.Host)
	if u.Path == "" {
		u.Path = "/"
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if decoded, err := url.QueryUnescape(name); err == nil {
			name = decoded
		}
		if pair != "" && !p.Has(name) {
			kept = append(kept, pair)
		}
	}
	out := u.String() + "?" + strings.Join(append(kept, p.Encode()), "&")
	if hasFragment {
		out += "#" + fragment
	}
	return out, nil
}
