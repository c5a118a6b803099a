package provider

import "time"

func google() spec {
	return spec{
		id: "google", name: "Google", needsSecret: true, challenge: true, verifier: true, hint: true, prompt: true,
		authorize: "https://accounts.google.com/o/oauth2/v2/auth", token: "https://oauth2.googleapis.com/token",
		scopes: []string{"email", "profile", "openid"},
		leading: func(o *Options) (p Params) {
			if !o.OmitGrantedScopes {
				p.Set("include_granted_scopes", "true")
			}
			return p
		},
		adjust: func(p *oauth, r *AuthorizeRequest) {
			r.AccessType, r.Display, r.HD = p.options.AccessType, p.options.Display, p.options.HD
		},
		fromIDToken: true,
		enrich:      func(o *Options, profile Object) (Object, bool) { return profile, inHostedDomain(o, profile) },
		idToken: func(p *oauth) *IDTokenRules {
			return &IDTokenRules{
				Keys: p.keys("https://www.googleapis.com/oauth2/v3/certs"), Issuers: []string{"https://accounts.google.com", "accounts.google.com"},
				Audience: p.options.ClientID, Algorithms: []string{"RS256"}, MaxAge: time.Hour,
				Check: func(claims Object) bool { return inHostedDomain(&p.options, claims) },
			}
		},
		subject: at("sub"), user: person(at("name"), at("email"), at("picture"), at("email_verified")),
	}
}

// inHostedDomain enforces Options.HD, which as a mere parameter anybody could leave out.
func inHostedDomain(o *Options, claims Object) bool {
	hd := claims.Text("hd")
	return o.HD == "" || hd != "" && (o.HD == "*" || hd == o.HD)
}
