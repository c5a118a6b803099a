package provider

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// Providers that are data but for one turn.

// post gets a profile by POST with the access token.
func post(endpoint, contentType, body string) func(context.Context, *oauth, *Tokens) (Object, Object, error) {
	return func(ctx context.Context, p *oauth, t *Tokens) (Object, Object, error) {
		r := call{method: http.MethodPost, url: endpoint, body: body}
		if contentType != "" {
			r.header = http.Header{"Content-Type": {contentType}}
		}
		profile, err := p.ask(ctx, t, r)
		return profile, nil, err
	}
}

func cloudflare() spec {
	return spec{
		id: "cloudflare", name: "Cloudflare", challenge: true, verifier: true,
		authorize: "https://dash.cloudflare.com/oauth2/auth", token: "https://dash.cloudflare.com/oauth2/token",
		// Its userinfo endpoint knows nothing but the subject.
		profile: "https://api.cloudflare.com/client/v4/user", scopes: []string{"user-details.read"},
		setUp: func(p *oauth) error {
			if auth := p.options.TokenEndpointAuth; auth != nil {
				p.tokenAuth = *auth
			} else if p.options.ClientSecret != "" {
				p.tokenAuth.Method = AuthBasic
			}
			return nil
		},
		adjust: func(_ *oauth, r *AuthorizeRequest) {
			var once []string
			for _, s := range r.Scopes {
				if !slices.Contains(once, s) {
					once = append(once, s)
				}
			}
			r.Scopes, r.Params = once, nil
		},
		unwrap: func(answer any) (Object, bool) {
			if !wire.Truthy(lookUp(answer, []string{"success"})) {
				return nil, false
			}
			return inside("result")(answer)
		},
		subject: at("id"),
		user: mapping{
			{"name", or(joined("first_name", "last_name"), at("email"))}, {"email", at("email")}, {"emailVerified", unverified},
		},
	}
}

// joined puts the named members that are there between spaces.
func joined(names ...string) pick {
	return func(profile Object) any {
		var parts []string
		for _, name := range names {
			if s := profile.Text(name); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, " ")
	}
}

func gitlab() spec {
	return spec{
		id: "gitlab", name: "Gitlab", challenge: true, verifier: true, hint: true,
		authorize: "{issuer}/oauth/authorize", token: "{issuer}/oauth/token", profile: "{issuer}/api/v4/user", scopes: []string{"read_user"},
		setUp: func(p *oauth) error {
			p.vars["issuer"] = strings.TrimRight(cmp.Or(p.options.Issuer, "https://gitlab.com"), "/")
			return nil
		},
		enrich: func(_ *Options, profile Object) (Object, bool) {
			locked, _ := profile.Get("locked")
			return profile, profile.Text("state") == "active" && !wire.Truthy(locked)
		},
		subject: at("id"), user: person(either(at("name"), at("username"), say("")), at("email"), at("avatar_url"), claim),
	}
}

const linearQuery = `{"query":"query { viewer { id name email avatarUrl active createdAt updatedAt } }"}`

func linear() spec {
	return spec{
		id: "linear", name: "Linear", hint: true,
		authorize: "https://linear.app/oauth/authorize", token: "https://api.linear.app/oauth/token", scopes: []string{"read"},
		fetch:  post("https://api.linear.app/graphql", "application/json", linearQuery),
		unwrap: inside("data", "viewer"), subject: at("id"), user: person(at("name"), at("email"), at("avatarUrl"), unverified),
	}
}

func reddit() spec {
	named := http.Header{"User-Agent": {referenceAgent}}
	return spec{
		id: "reddit", name: "Reddit", auth: AuthBasic,
		authorize: "https://www.reddit.com/api/v1/authorize", token: "https://www.reddit.com/api/v1/access_token",
		profile: "https://oauth.reddit.com/api/v1/me", scopes: []string{"identity"},
		tokenHeader: http.Header{"Accept": {"text/plain"}, "User-Agent": {referenceAgent}}, profileHeader: named,
		adjust:  func(p *oauth, r *AuthorizeRequest) { r.Duration = p.options.Duration },
		subject: at("id"),
		user:    mapping{{"name", at("name")}, {"image", beforeQuery(at("icon_img"))}},
		// Reddit tells no address, so only a mapped one can be real, and only a mapped
		// one verified.
		finish: func(_ *Options, profile, user, mapped Object) Object {
			user = merge(user, mapped)
			email, verified := any(mapped.Text("email")), any(false)
			if email == "" {
				email = placeholder(at("id"), "reddit")(profile)
			}
			if v, has := mapped.Get("emailVerified"); has && v != nil && v != wire.Undefined {
				verified = v
			}
			return merge(user, Object{{Key: "email", Value: email}, {Key: "emailVerified", Value: verified}})
		},
	}
}

func beforeQuery(p pick) pick {
	return func(profile Object) any {
		s, ok := p(profile).(string)
		if !ok {
			return wire.Undefined
		}
		s, _, _ = strings.Cut(s, "?")
		return s
	}
}

func salesforce() spec {
	return spec{
		id: "salesforce", name: "Salesforce", needsSecret: true, challenge: true, verifier: true,
		authorize: "https://{host}/services/oauth2/authorize", token: "https://{host}/services/oauth2/token",
		profile: "https://{host}/services/oauth2/userinfo", scopes: []string{"openid", "email", "profile"},
		setUp: func(p *oauth) error {
			host := "login.salesforce.com"
			if p.options.Environment == "sandbox" {
				host = "test.salesforce.com"
			}
			p.vars["host"] = cmp.Or(p.options.LoginURL, host)
			return nil
		},
		subject: at("user_id"),
		user:    person(at("name"), at("email"), or(at("photos", "picture"), at("photos", "thumbnail")), claim),
	}
}

func vercel() spec {
	return spec{
		id: "vercel", name: "Vercel", challenge: true, verifier: true, noRefresh: true,
		authorize: "https://vercel.com/oauth/authorize", token: "https://api.vercel.com/login/oauth/token",
		profile: "https://api.vercel.com/login/oauth/userinfo",
		setUp: func(p *oauth) error {
			auth := p.options.TokenEndpointAuth
			if auth == nil {
				return nil
			}
			p.tokenAuth = *auth
			secretless := auth.Method == AuthPrivateKeyJWT || auth.Method == AuthNone
			if secretless == (p.options.ClientSecret != "") {
				return fmt.Errorf("token endpoint authentication %q: %w", auth.Method, errCredentials)
			}
			return nil
		},
		subject: at("sub"), user: person(either(at("name"), at("preferred_username"), say("")), at("email"), at("picture"), claim),
	}
}

func vk() spec {
	return spec{
		id: "vk", name: "VK", challenge: true, verifier: true, deviceID: true,
		authorize: "https://id.vk.com/authorize", token: "https://id.vk.com/oauth2/auth", scopes: []string{"email", "phone"},
		fetch: func(ctx context.Context, p *oauth, t *Tokens) (Object, Object, error) {
			if t.Access == "" {
				return nil, nil, ErrNoIdentity
			}
			profile, err := p.client.object(ctx, call{
				method: http.MethodPost, url: "https://id.vk.com/oauth2/user_info", header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
				body: Params{{"access_token", t.Access}, {"client_id", p.options.primary()}}.Encode(),
			})
			if err != nil {
				return nil, nil, fmt.Errorf("%w: %w", ErrNoIdentity, err)
			}
			return profile, nil, nil
		},
		subject: at("user", "user_id"),
		user: mapping{
			{"first_name", at("user", "first_name")}, {"last_name", at("user", "last_name")}, {"email", at("user", "email")},
			{"image", at("user", "avatar")}, {"emailVerified", unverified}, {"birthday", at("user", "birthday")}, {"sex", at("user", "sex")},
			{"name", func(profile Object) any {
				return text(at("user", "first_name")(profile)) + " " + text(at("user", "last_name")(profile))
			}},
		},
		finish: func(_ *Options, profile, user, mapped Object) Object {
			if email, _ := at("user", "email")(profile).(string); email == "" && mapped.Text("email") == "" {
				return nil
			}
			return merge(user, mapped)
		},
	}
}

func zoom() spec {
	return spec{
		id: "zoom", name: "Zoom", challenge: true, verifier: true,
		authorize: "https://zoom.us/oauth/authorize", token: "https://zoom.us/oauth/token", profile: "https://api.zoom.us/v2/users/me",
		adjust: func(p *oauth, r *AuthorizeRequest) {
			if r.Scopes = nil; p.options.NoPKCE {
				r.Verifier = ""
			}
		},
		subject: at("id"),
		user: mapping{
			{"name", at("display_name")}, {"image", at("pic_url")}, {"email", at("email")}, {"emailVerified", isTrue(at("verified"))},
		},
	}
}

func paypal() spec {
	return spec{
		id: "paypal", name: "PayPal", needsSecret: true, challenge: true, verifier: true, prompt: true, auth: AuthBasic,
		authorize: "https://www.{sandbox}paypal.com/signin/authorize", token: "https://api-m.{sandbox}paypal.com/v1/oauth2/token",
		profile:       "https://api-m.{sandbox}paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1",
		profileHeader: http.Header{"Accept": {"application/json"}},
		setUp: func(p *oauth) error {
			if p.vars["sandbox"] = ""; cmp.Or(p.options.Environment, "sandbox") == "sandbox" {
				p.vars["sandbox"] = "sandbox."
			}
			return nil
		},
		// PayPal grants what the application is registered for.
		adjust: func(_ *oauth, r *AuthorizeRequest) { r.Scopes = nil },
		fetch: func(ctx context.Context, p *oauth, t *Tokens) (Object, Object, error) {
			profile, err := p.ask(ctx, t, p.profileCall())
			if err != nil || t.ID == "" {
				return profile, nil, err
			}
			claims, err := ReadIDToken(t.ID)
			if err != nil {
				return nil, nil, err
			}
			subject := text(either(at("sub"), at("user_id"))(profile))
			if claims.Text("sub") == "" || claims.Text("sub") != subject {
				return nil, nil, errors.New("the profile is not that of the ID token's subject")
			}
			return profile, nil, nil
		},
		subject: at("user_id"), user: person(at("name"), at("email"), at("picture"), at("email_verified")),
	}
}
