package provider

import (
	"context"
	"strings"
	"time"
)

// apple tells a person's name once, in the form its page posts, and everything else in
// the ID token.
func apple() spec {
	return spec{
		id: "apple", name: "Apple", needsSecret: true, challenge: true, verifier: true,
		authorize: "https://appleid.apple.com/auth/authorize", token: "https://appleid.apple.com/auth/token", scopes: []string{"email", "name"},
		adjust: func(_ *oauth, r *AuthorizeRequest) { r.ResponseType, r.ResponseMode = "code id_token", "form_post" },
		idToken: func(p *oauth) *IDTokenRules {
			o := &p.options
			audience := o.Audience
			if len(audience) == 0 && o.AppBundleIdentifier != "" {
				audience = []string{o.AppBundleIdentifier}
			}
			if len(audience) == 0 {
				audience = o.ClientID
			}
			return &IDTokenRules{
				Keys: p.keys("https://appleid.apple.com/auth/keys"), Issuers: []string{"https://appleid.apple.com"}, Audience: audience,
				Algorithms: []string{"RS256"}, MaxAge: time.Hour, HashedNonce: true,
			}
		},
		fetch: func(_ context.Context, _ *oauth, t *Tokens) (Object, Object, error) {
			profile, err := idTokenProfile(t)
			if err != nil {
				return nil, nil, err
			}
			name := profile.Text("name")
			if posted, ok := at("name")(t.Person).(Object); ok {
				name = strings.TrimSpace(posted.Text("firstName") + " " + posted.Text("lastName"))
			}
			return profile.Set("name", name), nil, nil
		},
		subject: at("sub"),
		user:    mapping{{"name", at("name")}, {"emailVerified", stringBool(at("email_verified"))}, {"email", at("email")}},
	}
}

// keys are a provider's published keys.
func (p *oauth) keys(url string) *KeySet { return NewKeySet(url, nil, p.client, p.options.Now) }
