package provider

import (
	"context"
	"errors"
	"net/http"
)

// line checks ID tokens itself: they may be signed with the channel's secret.
func line() spec {
	return spec{
		id: "line", name: "LINE", challenge: true, verifier: true, hint: true,
		authorize: "https://access.line.me/oauth2/v2.1/authorize", token: "https://api.line.me/oauth2/v2.1/token",
		profile: "https://api.line.me/oauth2/v2.1/userinfo", scopes: []string{"openid", "profile", "email"},
		fetch: func(ctx context.Context, p *oauth, t *Tokens) (Object, Object, error) {
			if profile, err := ReadIDToken(t.ID); err == nil {
				return profile, nil, nil
			}
			profile, err := p.ask(ctx, t, p.profileCall())
			return profile, nil, err
		},
		verify:  verifyAtLine,
		subject: at("sub"), user: person(or(at("name"), say("")), at("email"), at("picture"), unverified),
	}
}

func verifyAtLine(ctx context.Context, p *oauth, token, nonce string) error {
	body := Params{{"id_token", token}, {"client_id", p.options.primary()}}
	body.setIf("nonce", nonce)
	claims, err := p.client.object(ctx, call{
		method: http.MethodPost, url: "https://api.line.me/oauth2/v2.1/verify", body: body.Encode(),
		header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	})
	if err != nil {
		return err
	}
	if p.options.primary() == "" || claims.Text("aud") != p.options.primary() {
		return errors.New("line: the ID token is for somebody else")
	}
	if bound := claims.Text("nonce"); bound != "" && bound != nonce {
		return errors.New("line: the nonce does not fit")
	}
	return nil
}
