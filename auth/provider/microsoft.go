package provider

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// personalTenant is the tenant of all personal Microsoft accounts.
const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

// microsoft takes `oid` for a person: `sub` differs from application to application.
func microsoft() spec {
	return spec{
		id: "microsoft", name: "Microsoft EntraID", challenge: true, verifier: true, hint: true, prompt: true,
		authorize: "{authority}/{tenant}/oauth2/v2.0/authorize", token: "{authority}/{tenant}/oauth2/v2.0/token",
		scopes: []string{"openid", "profile", "email", "User.Read", "offline_access"},
		setUp: func(p *oauth) error {
			o := &p.options
			p.vars["tenant"] = cmp.Or(o.TenantID, "common")
			p.vars["authority"] = strings.TrimRight(cmp.Or(o.Authority, "https://login.microsoftonline.com"), "/")
			if o.ClientAssertion == nil {
				return nil
			}
			if o.ClientSecret != "" {
				return errors.New("a client assertion cannot be combined with a client secret")
			}
			p.tokenAuth = TokenAuth{Method: AuthPrivateKeyJWT, Assertion: o.ClientAssertion}
			return nil
		},
		idToken: microsoftRules,
		fetch:   fetchFromMicrosoft,
		refresh: func(ctx context.Context, p *oauth, token string) (*Tokens, error) {
			scope := strings.Join(p.scopesFor(nil), " ")
			return p.refreshWith(ctx, RefreshRequest(p.expand(p.token), token, Params{{"scope", scope}}))
		},
		subject: at("oid"), user: person(at("name"), at("email"), at("picture"), unverified),
	}
}

// microsoftRules: the endpoints for many tenants sign for all of them with keys that
// overlap, so the tenant of a token must be one that was asked for.
func microsoftRules(p *oauth) *IDTokenRules {
	tenant, authority := p.vars["tenant"], p.vars["authority"]
	rules := &IDTokenRules{
		Keys: p.keys(p.expand("{authority}/{tenant}/discovery/v2.0/keys")), Audience: p.options.ClientID, Algorithms: []string{"RS256"}, MaxAge: time.Hour,
		Check: func(claims Object) bool {
			id := claims.Text("tid")
			if id == "" || claims.Text("iss") != authority+"/"+id+"/v2.0" {
				return false
			}
			return (tenant != "organizations" || id != personalTenant) && (tenant != "consumers" || id == personalTenant)
		},
	}
	if tenant != "common" && tenant != "organizations" && tenant != "consumers" {
		rules.Issuers = []string{authority + "/" + tenant + "/v2.0"}
	}
	return rules
}

func fetchFromMicrosoft(ctx context.Context, p *oauth, t *Tokens) (profile, known Object, err error) {
	if profile, err = idTokenProfile(t); err != nil {
		return nil, nil, err
	}
	if strings.TrimSpace(profile.Text("oid")) == "" {
		return nil, nil, fmt.Errorf("%w: the ID token has no oid", ErrNoIdentity)
	}
	if picture := microsoftPhoto(ctx, p, t); picture != "" {
		profile = profile.Set("picture", picture)
	}
	return profile, Object{{Key: "emailVerified", Value: microsoftVerified(profile)}}, nil
}

// microsoftPhoto is a person's picture as a data URL, "" when there is none to be had.
func microsoftPhoto(ctx context.Context, p *oauth, t *Tokens) string {
	o := &p.options
	if o.DisableProfilePhoto || t.Access == "" {
		return ""
	}
	size := 48
	if o.ProfilePhotoSize > 0 {
		size = o.ProfilePhotoSize
	}
	res, err := p.client.do(ctx, call{
		method: http.MethodGet, header: bearer(t.Access, nil), follow: true,
		url: fmt.Sprintf("https://graph.microsoft.com/v1.0/me/photos/%dx%d/$value", size, size),
	})
	if err != nil || res.status != http.StatusOK {
		return ""
	}
	return "data:image/jpeg;base64, " + base64.StdEncoding.EncodeToString(res.body)
}

// microsoftVerified: without the claim, an address in one of the lists of verified ones.
func microsoftVerified(profile Object) bool {
	if v, has := profile.Get("email_verified"); has {
		return v == true || v == "true"
	}
	email := profile.Text("email")
	if email == "" {
		return false
	}
	for _, name := range []string{"verified_primary_email", "verified_secondary_email"} {
		v, _ := profile.Get(name)
		list, ok := v.([]any)
		if v == email || ok && slices.Contains(list, any(email)) {
			return true
		}
	}
	return false
}
