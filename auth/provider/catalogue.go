package provider

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// catalogue is every built-in provider, as better-auth-core, section 7.5 lists them.
func catalogue() []spec {
	all := append(plain(), apple(), cloudflare(), cognito(), discord(), facebook(), github(), gitlab(), google(), line(), linear(),
		microsoft(), paypal(), reddit(), salesforce(), tiktok(), twitter(), vercel(), vk(), wechat(), zoom())
	slices.SortFunc(all, func(a, b spec) int { return strings.Compare(a.id, b.id) })
	return all
}

// unverified is what most providers without a word about it get.
var unverified = say(false)

// claim is a verified address by the claim of OpenID Connect, false without it.
var claim = either(at("email_verified"), say(false))

// nameClaims are the names of a person in order of preference.
var nameClaims = or(at("name"), at("preferred_username"), say(""))

// plain are the providers that are data only.
func plain() []spec {
	return []spec{
		{
			id: "atlassian", name: "Atlassian", needsSecret: true, challenge: true, verifier: true, prompt: true,
			authorize: "https://auth.atlassian.com/authorize", token: "https://auth.atlassian.com/oauth/token",
			profile: "https://api.atlassian.com/me", scopes: []string{"read:jira-user", "offline_access"},
			fixed:   func(*Options) Params { return Params{{"audience", "api.atlassian.com"}} },
			subject: at("account_id"), user: person(at("name"), at("email"), at("picture"), unverified),
		},
		{
			id: "dropbox", name: "Dropbox", challenge: true, verifier: true,
			authorize: "https://www.dropbox.com/oauth2/authorize", token: "https://api.dropboxapi.com/oauth2/token",
			scopes:  []string{"account_info.read"},
			leading: func(o *Options) (p Params) { p.setIf("token_access_type", o.AccessType); return p },
			fetch:   post("https://api.dropboxapi.com/2/users/get_current_account", "", ""),
			subject: at("account_id"),
			user: mapping{
				{"name", at("name", "display_name")}, {"email", at("email")}, {"emailVerified", or(at("email_verified"), say(false))},
				{"image", at("profile_photo_url")},
			},
		},
		{
			id: "figma", name: "Figma", needsSecret: true, challenge: true, verifier: true, auth: AuthBasic,
			authorize: "https://www.figma.com/oauth", token: "https://api.figma.com/v1/oauth/token", profile: "https://api.figma.com/v1/me",
			scopes: []string{"current_user:read"}, subject: at("id"), user: person(at("handle"), at("email"), at("img_url"), unverified),
		},
		{
			id: "huggingface", name: "Hugging Face", challenge: true, verifier: true,
			authorize: "https://huggingface.co/oauth/authorize", token: "https://huggingface.co/oauth/token",
			profile: "https://huggingface.co/oauth/userinfo", scopes: []string{"openid", "profile", "email"},
			subject: at("sub"), user: person(nameClaims, at("email"), at("picture"), claim),
		},
		{
			id: "kakao", name: "Kakao", hint: true,
			authorize: "https://kauth.kakao.com/oauth/authorize", token: "https://kauth.kakao.com/oauth/token",
			profile: "https://kapi.kakao.com/v2/user/me", scopes: []string{"account_email", "profile_image", "profile_nickname"},
			subject: at("id"),
			user: person(
				or(at("kakao_account", "profile", "nickname"), at("kakao_account", "name"), say("")), at("kakao_account", "email"),
				or(at("kakao_account", "profile", "profile_image_url"), at("kakao_account", "profile", "thumbnail_image_url")),
				isTrue(at("kakao_account", "is_email_valid"), at("kakao_account", "is_email_verified")),
			),
		},
		{
			id: "kick", name: "Kick", challenge: true, verifier: true,
			authorize: "https://id.kick.com/oauth/authorize", token: "https://id.kick.com/oauth/token",
			profile: "https://api.kick.com/public/v1/users", scopes: []string{"user:read"},
			unwrap: inside("data", "0"), subject: at("user_id"), user: person(at("name"), at("email"), at("profile_picture"), unverified),
		},
		{
			id: "linkedin", name: "Linkedin", hint: true,
			authorize: "https://www.linkedin.com/oauth/v2/authorization", token: "https://www.linkedin.com/oauth/v2/accessToken",
			profile: "https://api.linkedin.com/v2/userinfo", scopes: []string{"profile", "email", "openid"},
			subject: at("sub"),
			user:    mapping{{"name", at("name")}, {"email", at("email")}, {"emailVerified", claim}, {"image", at("picture")}},
		},
		{
			id: "naver", name: "Naver",
			authorize: "https://nid.naver.com/oauth2.0/authorize", token: "https://nid.naver.com/oauth2.0/token",
			profile: "https://openapi.naver.com/v1/nid/me", scopes: []string{"profile", "email"},
			unwrap: func(answer any) (Object, bool) {
				o, ok := asObject(answer)
				return o, ok && o.Text("resultcode") == "00"
			},
			subject: at("response", "id"),
			user: person(
				or(at("response", "name"), at("response", "nickname"), say("")), at("response", "email"), at("response", "profile_image"), unverified,
			),
		},
		{
			id: "notion", name: "Notion", hint: true, auth: AuthBasic, plainRefresh: true,
			authorize: "https://api.notion.com/v1/oauth/authorize", token: "https://api.notion.com/v1/oauth/token",
			profile: "https://api.notion.com/v1/users/me", profileHeader: http.Header{"Notion-Version": {"2022-06-28"}},
			fixed:  func(*Options) Params { return Params{{"owner", "user"}} },
			unwrap: inside("bot", "owner", "user"), subject: at("id"),
			user: person(or(at("name"), say("")), or(at("person", "email"), say(nil)), at("avatar_url"), unverified),
		},
		{
			id: "paybin", name: "Paybin", needsSecret: true, challenge: true, verifier: true, hint: true, prompt: true,
			authorize: "{issuer}/oauth2/authorize", token: "{issuer}/oauth2/token", scopes: []string{"openid", "email", "profile"},
			setUp: func(p *oauth) error {
				p.vars["issuer"] = cmp.Or(p.options.Issuer, "https://idp.paybin.io")
				return nil
			},
			fromIDToken: true, subject: at("sub"),
			user: person(nameClaims, at("email"), at("picture"), or(at("email_verified"), say(false))),
		},
		{
			id: "polar", name: "Polar", challenge: true, verifier: true, prompt: true,
			authorize: "https://polar.sh/oauth2/authorize", token: "https://api.polar.sh/v1/oauth2/token",
			profile: "https://api.polar.sh/v1/oauth2/userinfo", scopes: []string{"openid", "profile", "email"},
			subject: at("id"), user: person(or(at("public_name"), at("username"), say("")), at("email"), at("avatar_url"), claim),
		},
		{
			id: "railway", name: "Railway", challenge: true, verifier: true, auth: AuthBasic,
			authorize: "https://backboard.railway.com/oauth/auth", token: "https://backboard.railway.com/oauth/token",
			profile: "https://backboard.railway.com/oauth/me", scopes: []string{"openid", "email", "profile"},
			subject: at("sub"), user: person(at("name"), at("email"), at("picture"), unverified),
		},
		{
			id: "roblox", name: "Roblox", prompt: true, otherPrompt: "select_account consent",
			authorize: "https://apis.roblox.com/oauth/v1/authorize", token: "https://apis.roblox.com/oauth/v1/token",
			profile: "https://apis.roblox.com/oauth/v1/userinfo", scopes: []string{"openid", "profile"},
			subject: at("sub"),
			user: mapping{
				{"name", or(at("nickname"), at("preferred_username"), say(""))}, {"image", at("picture")},
				{"email", placeholder(at("sub"), "roblox")}, {"emailVerified", unverified},
			},
		},
		{
			id: "slack", name: "Slack", requestFirst: true,
			authorize: "https://slack.com/openid/connect/authorize", token: "https://slack.com/api/openid.connect.token",
			profile: "https://slack.com/api/openid.connect.userInfo", scopes: []string{"openid", "profile", "email"},
			subject: at("https://slack.com/user_id"),
			user: mapping{
				{"name", or(at("name"), say(""))}, {"email", at("email")}, {"emailVerified", at("email_verified")},
				{"image", or(at("picture"), at("https://slack.com/user_image_512"))},
			},
		},
		{
			id: "spotify", name: "Spotify", challenge: true, verifier: true,
			authorize: "https://accounts.spotify.com/authorize", token: "https://accounts.spotify.com/api/token",
			profile: "https://api.spotify.com/v1/me", scopes: []string{"user-read-email"},
			subject: at("id"), user: person(at("display_name"), at("email"), at("images", "0", "url"), unverified),
		},
		{
			id: "twitch", name: "Twitch",
			authorize: "https://id.twitch.tv/oauth2/authorize", token: "https://id.twitch.tv/oauth2/token", scopes: []string{"user:read:email", "openid"},
			adjust: func(p *oauth, r *AuthorizeRequest) {
				if r.Claims = p.options.Claims; r.Claims == nil {
					r.Claims = []string{"email", "email_verified", "preferred_username", "picture"}
				}
			},
			fromIDToken: true, subject: at("sub"), user: person(at("preferred_username"), at("email"), at("picture"), at("email_verified")),
		},
	}
}

// placeholder is the address of a person whose provider tells none.
func placeholder(id pick, provider string) pick {
	return func(profile Object) any {
		if email := PlaceholderEmail(text(id(profile)), provider); email != "" {
			return email
		}
		return wire.Undefined
	}
}
