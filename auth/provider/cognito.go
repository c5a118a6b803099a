package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// cognito's authorize page wants the spaces of the scope as %20, so the scope goes last in
// an encoding of its own.
func cognito() spec {
	return spec{
		id: "cognito", name: "Cognito", challenge: true, verifier: true, prompt: true,
		authorize: "https://{domain}/oauth2/authorize", token: "https://{domain}/oauth2/token", profile: "https://{domain}/oauth2/userinfo",
		scopes: []string{"openid", "profile", "email"},
		setUp: func(p *oauth) error {
			o := &p.options
			if o.Domain == "" || o.Region == "" || o.UserPoolID == "" {
				return errors.New("domain, region and userPoolId are required")
			}
			p.vars["domain"] = strings.TrimPrefix(strings.TrimPrefix(o.Domain, "https://"), "http://")
			return nil
		},
		leading:      func(o *Options) (p Params) { p.setIf("identity_provider", o.IdentityProvider); return p },
		authorizeURL: authorizeAtCognito,
		idToken: func(p *oauth) *IDTokenRules {
			issuer := "https://cognito-idp." + p.options.Region + ".amazonaws.com/" + p.options.UserPoolID
			return &IDTokenRules{
				Keys: p.keys(issuer + "/.well-known/jwks.json"), Issuers: []string{issuer}, Audience: p.options.ClientID,
				Algorithms: []string{"RS256"}, MaxAge: time.Hour,
			}
		},
		fetch:   fetchFromCognito,
		subject: at("sub"), user: person(cognitoName, at("email"), at("picture"), at("email_verified")),
	}
}

var cognitoName = or(at("name"), at("given_name"), at("username"), say(""))

func authorizeAtCognito(p *oauth, a Authorization, scopes []string) (string, error) {
	if p.options.RequireClientSecret && p.options.ClientSecret == "" {
		return "", errNoSecret
	}
	target, err := p.request(a, scopes).URL()
	if err != nil || len(scopes) == 0 {
		return target, err
	}
	scope := "scope=" + FormEscape(strings.Join(scopes, " "))
	target, fragment, hasFragment := strings.Cut(target, "#")
	target = strings.Replace(target, "&"+scope, "", 1) + "&" + strings.ReplaceAll(scope, "+", "%20")
	if hasFragment {
		target += "#" + fragment
	}
	return target, nil
}

func fetchFromCognito(ctx context.Context, p *oauth, t *Tokens) (profile, known Object, err error) {
	if t.ID != "" {
		if profile, err = ReadIDToken(t.ID); err == nil {
			return profile.Set("name", cognitoName(profile)), nil, nil
		}
	}
	if t.Access == "" {
		return nil, nil, fmt.Errorf("%w: there is neither an ID token nor an access token", ErrNoIdentity)
	}
	if profile, err = p.ask(ctx, t, p.profileCall()); err != nil {
		return nil, nil, err
	}
	return profile, Object{{Key: "emailVerified", Value: stringBool(at("email_verified"))(profile)}}, nil
}
