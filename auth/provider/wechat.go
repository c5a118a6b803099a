package provider

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

const wechatAPI = "https://api.weixin.qq.com/sns/"

// wechat is older than OAuth's final form: GET with the secret in the query, refusals
// with status 200, and a person's id in the token answer.
func wechat() spec {
	return spec{
		id: "wechat", name: "WeChat", authorize: "https://open.weixin.qq.com/connect/qrconnect#wechat_redirect", scopes: []string{"snsapi_login"},
		authorizeURL: func(p *oauth, a Authorization, scopes []string) (string, error) {
			query := Params{
				{"scope", joinComma(scopes)}, {"response_type", "code"}, {"appid", p.options.primary()},
				{"redirect_uri", a.RedirectURI}, {"state", a.State}, {"lang", cmp.Or(p.options.Lang, "cn")},
			}
			return p.ownURL(query, a.Params, "appid")
		},
		exchange: func(ctx context.Context, p *oauth, e Exchange) (*Tokens, error) {
			query := Params{{"appid", p.options.primary()}}
			query.setIf("secret", p.options.ClientSecret)
			return p.wechatTokens(ctx, "oauth2/access_token", append(query, Param{"code", e.Code}, Param{"grant_type", "authorization_code"}))
		},
		refresh: func(ctx context.Context, p *oauth, token string) (*Tokens, error) {
			return p.wechatTokens(ctx, "oauth2/refresh_token", Params{
				{"appid", p.options.primary()}, {"grant_type", "refresh_token"}, {"refresh_token", token},
			})
		},
		fetch:   fetchFromWeChat,
		subject: or(at("unionid"), at("openid")),
		user: person(
			at("nickname"), or(at("email"), placeholder(or(at("unionid"), at("openid")), "wechat")), at("headimgurl"), unverified,
		),
	}
}

func joinComma(list []string) string { return strings.Join(list, ",") }

func (p *oauth) wechatTokens(ctx context.Context, path string, query Params) (*Tokens, error) {
	data, err := p.client.object(ctx, call{method: http.MethodGet, url: wechatAPI + path + "?" + query.Encode()})
	if err != nil {
		return nil, err
	}
	if code, _ := data.Get("errcode"); wire.Truthy(code) {
		return nil, errors.New("wechat: " + data.Text("errmsg"))
	}
	t := TokensFrom(data, p.options.Now())
	if t.Type = "Bearer"; t.Access == "" {
		return nil, errors.New("wechat returned no access token")
	}
	t.RefreshExpires = time.Time{}
	t.Scopes = strings.Split(data.Text("scope"), ",")
	return t, nil
}

func fetchFromWeChat(ctx context.Context, p *oauth, t *Tokens) (Object, Object, error) {
	openID := t.Raw.Text("openid")
	if openID == "" {
		return nil, nil, ErrNoIdentity
	}
	query := Params{{"access_token", t.Access}, {"openid", openID}, {"lang", "zh_CN"}}
	profile, err := p.client.object(ctx, call{method: http.MethodGet, url: wechatAPI + "userinfo?" + query.Encode()})
	if err != nil {
		return nil, nil, err
	}
	if code, _ := profile.Get("errcode"); wire.Truthy(code) {
		return nil, nil, ErrNoIdentity
	}
	if text(or(at("unionid"), at("openid"))(profile)) == "" {
		profile = profile.Set("openid", openID)
	}
	return profile, nil, nil
}
