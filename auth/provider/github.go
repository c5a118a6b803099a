package provider

import (
	"context"
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

const githubAPI = "https://api.github.com/user"

func github() spec {
	return spec{
		id: "github", name: "GitHub", challenge: true, verifier: true, hint: true, prompt: true,
		authorize: "https://github.com/login/oauth/authorize", token: "https://github.com/login/oauth/access_token",
		profileHeader: http.Header{"User-Agent": {referenceAgent}}, scopes: []string{"read:user", "user:email"},
		exchange: exchangeAtGitHub, fetch: fetchFromGitHub,
		subject: at("id"), user: person(or(at("name"), at("login"), say("")), at("email"), at("avatar_url"), unverified),
	}
}

// exchangeAtGitHub: a refusal comes with status 200.
func exchangeAtGitHub(ctx context.Context, p *oauth, e Exchange) (*Tokens, error) {
	data, err := p.client.tokenReply(ctx, p.authenticated(CodeRequest(p.token, e, p.options.ClientKey, nil)))
	if err != nil {
		return nil, err
	}
	if _, refused := data.Get("error"); refused {
		return nil, errors.New("github refused the code: " + data.Text("error"))
	}
	return TokensFrom(data, p.options.Now()), nil
}

// fetchFromGitHub takes the address from the list of addresses when the profile hides it,
// and whether it is verified in any case. The list may be refused for want of a scope.
func fetchFromGitHub(ctx context.Context, p *oauth, t *Tokens) (profile, known Object, err error) {
	if profile, err = p.ask(ctx, t, call{method: http.MethodGet, url: githubAPI}); err != nil {
		return nil, nil, err
	}
	verified := any(false)
	if answer, err := p.client.Profile(ctx, githubAPI+"/emails", t.Access, p.profileHeader); err == nil {
		emails, _ := answer.([]any)
		if profile.Text("email") == "" && emails != nil {
			profile = profile.Set("email", lookUp(primaryEmail(emails), []string{"email"}))
		}
		for _, e := range emails {
			if address := lookUp(e, []string{"email"}); address == profile.Text("email") {
				if v := lookUp(e, []string{"verified"}); v != nil && v != wire.Undefined {
					verified = v
				}
				break
			}
		}
	}
	return profile, Object{{Key: "emailVerified", Value: verified}}, nil
}

func primaryEmail(emails []any) any {
	for _, e := range emails {
		if wire.Truthy(lookUp(e, []string{"primary"})) {
			return e
		}
	}
	return lookUp(emails, []string{"0"})
}
