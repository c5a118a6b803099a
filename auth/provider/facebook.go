package provider

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

const facebookGraph = "https://graph.facebook.com/"

// facebook has two kinds of proof: the access token of the usual flow, and the ID token of
// Limited Login on telephones, which has no access to the Graph API.
func facebook() spec {
	return spec{
		id: "facebook", name: "Facebook", needsSecret: true, hint: true,
		authorize: "https://www.facebook.com/v24.0/dialog/oauth", token: facebookGraph + "v24.0/oauth/access_token",
		scopes:  []string{"email", "public_profile"},
		leading: func(o *Options) (p Params) { p.setIf("config_id", o.ConfigID); return p },
		idToken: func(p *oauth) *IDTokenRules {
			return &IDTokenRules{
				Keys: p.keys("https://limited.facebook.com/.well-known/oauth/openid/jwks/"), Issuers: []string{"https://www.facebook.com"},
				Audience: p.options.ClientID, Algorithms: []string{"RS256"}, AllowOpaque: true,
			}
		},
		fetch:   fetchFromFacebook,
		guard:   checkFacebookTokens,
		subject: either(at("sub"), at("id")),
		user:    person(at("name"), at("email"), at("picture"), unverified),
	}
}

func fetchFromFacebook(ctx context.Context, p *oauth, t *Tokens) (profile, known Object, err error) {
	if t.ID != "" && isJWT(t.ID) {
		profile, err = ReadIDToken(t.ID)
		return profile, nil, err
	}
	if t.Access == "" {
		return nil, nil, fmt.Errorf("%w: there is no access token", ErrNoIdentity)
	}
	owner, err := facebookTokenOwner(ctx, p, t.Access)
	if err != nil {
		return nil, nil, err
	}
	fields := append([]string{"id", "name", "email", "picture"}, p.options.Fields...)
	profile, err = p.ask(ctx, t, call{method: http.MethodGet, url: facebookGraph + "me?fields=" + strings.Join(fields, ",")})
	if err != nil {
		return nil, nil, err
	}
	if text(at("id")(profile)) != owner {
		return nil, nil, fmt.Errorf("%w: the profile is not the token's", ErrNoIdentity)
	}
	return profile, Object{{Key: "image", Value: at("picture", "data", "url")(profile)}, {Key: "emailVerified", Value: claim(profile)}}, nil
}

// facebookTokenOwner asks whose an access token is. The Graph API answers for tokens of
// any application, so that somebody else's could be passed off here.
func facebookTokenOwner(ctx context.Context, p *oauth, token string) (string, error) {
	o := &p.options
	if o.primary() == "" || o.ClientSecret == "" {
		return "", fmt.Errorf("%w: %w", ErrNoIdentity, errNoSecret)
	}
	query := Params{{"input_token", token}, {"access_token", o.primary() + "|" + o.ClientSecret}}
	answer, err := p.client.object(ctx, call{method: http.MethodGet, url: facebookGraph + "debug_token?" + query.Encode()})
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoIdentity, err)
	}
	app, user := text(at("data", "app_id")(answer)), text(at("data", "user_id")(answer))
	if at("data", "is_valid")(answer) != true || app == "" || !slices.Contains(o.ClientID, app) || user == "" {
		return "", fmt.Errorf("%w: the token is not for this application", ErrNoIdentity)
	}
	return user, nil
}

// checkFacebookTokens guards Options.GetUserInfo against tokens of other applications.
func checkFacebookTokens(ctx context.Context, p *oauth, t *Tokens) error {
	token := t.Access
	if token == "" && t.ID != "" && !isJWT(t.ID) {
		token = t.ID
	}
	if token == "" {
		return nil
	}
	_, err := facebookTokenOwner(ctx, p, token)
	return err
}
