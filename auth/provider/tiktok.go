package provider

import "cmp"

// tiktok calls the client id a key, joins scopes by commas, and takes a PKCE verifier
// without ever having seen the challenge.
func tiktok() spec {
	return spec{
		id: "tiktok", name: "TikTok", verifier: true,
		authorize: "https://www.tiktok.com/v2/auth/authorize", token: "https://open.tiktokapis.com/v2/oauth/token/",
		profile: "https://open.tiktokapis.com/v2/user/info/?fields=open_id,avatar_large_url,display_name,username",
		scopes:  []string{"user.info.profile"},
		setUp: func(p *oauth) error {
			key, secret := p.options.ClientKey, p.options.ClientSecret
			p.options.ClientKey = "" // the client's own way of authenticating sends it
			p.tokenAuth.custom = func(body *Params) {
				body.Set("client_key", key)
				body.setIf("client_secret", secret)
			}
			p.vars["key"] = key
			return nil
		},
		authorizeURL: func(p *oauth, a Authorization, scopes []string) (string, error) {
			query := Params{
				{"scope", joinComma(scopes)}, {"response_type", "code"}, {"client_key", p.vars["key"]},
				{"redirect_uri", a.RedirectURI}, {"state", a.State},
			}
			return p.ownURL(query, a.Params, "client_key")
		},
		subject: at("data", "user", "open_id"),
		user: mapping{
			{"email", or(at("data", "user", "email"), placeholder(at("data", "user", "open_id"), "tiktok"))},
			{"name", or(at("data", "user", "display_name"), at("data", "user", "username"), say(""))},
			{"image", at("data", "user", "avatar_large_url")}, {"emailVerified", unverified},
		},
		// The reference does not map TikTok's profiles.
		finish: func(_ *Options, _, user, _ Object) Object { return user },
	}
}

// ownURL is an authorize URL with parameters that follow no standard.
func (p *oauth) ownURL(query, more Params, fixed string) (string, error) {
	for _, m := range more {
		if m.Name != fixed && !IsReserved(m.Name) {
			query.Set(m.Name, m.Value)
		}
	}
	return WithParams(cmp.Or(p.options.AuthorizationEndpoint, p.authorize), query)
}
