package provider

import (
	"context"
	"net/http"
)

const twitterMe = "https://api.x.com/2/users/me?user.fields="

func twitter() spec {
	return spec{
		id: "twitter", name: "Twitter", challenge: true, verifier: true, auth: AuthBasic,
		authorize: "https://x.com/i/oauth2/authorize", token: "https://api.x.com/2/oauth2/token",
		scopes: []string{"users.read", "tweet.read", "offline.access", "users.email"},
		fetch:  fetchFromTwitter, subject: at("data", "id"),
		user: person(
			at("data", "name"), or(at("data", "email"), placeholder(at("data", "id"), "twitter")), at("data", "profile_image_url"), unverified,
		),
	}
}

// fetchFromTwitter asks for the address in a request of its own, because an application
// without that permission would be refused everything.
func fetchFromTwitter(ctx context.Context, p *oauth, t *Tokens) (profile, known Object, err error) {
	if profile, err = p.ask(ctx, t, call{method: http.MethodGet, url: twitterMe + "profile_image_url"}); err != nil {
		return nil, nil, err
	}
	data, ok := at("data")(profile).(Object)
	if !ok {
		return nil, nil, ErrNoIdentity
	}
	verified := false
	if answer, err := p.client.Profile(ctx, twitterMe+"confirmed_email", t.Access, nil); err == nil {
		if email, _ := lookUp(answer, []string{"data", "confirmed_email"}).(string); email != "" {
			profile, verified = profile.Set("data", data.Set("email", email)), true
		}
	}
	return profile, Object{{Key: "emailVerified", Value: verified}}, nil
}
