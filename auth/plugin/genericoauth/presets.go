package genericoauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
)

// Presets fill in what a provider's documentation says. They take a Config with the client's
// credentials and whatever else is wanted, and keep what it sets.

var oidcScopes = []string{"openid", "profile", "email"}

func (c Config) preset(id string, scopes ...string) Config {
	if c.ProviderID == "" {
		c.ProviderID = id
	}
	if c.Scopes == nil {
		c.Scopes = scopes
	}
	return c
}

func (c Config) discovered(id, issuer string) Config {
	c = c.preset(id, oidcScopes...)
	c.DiscoveryURL = strings.TrimSuffix(issuer, "/") + "/.well-known/openid-configuration"
	return c
}

// Auth0 by its domain, such as dev-xxx.eu.auth0.com.
func Auth0(domain string, c Config) Config {
	domain = strings.TrimPrefix(strings.TrimPrefix(domain, "https://"), "http://")
	host, _, _ := strings.Cut(domain, "/")
	return c.discovered("auth0", "https://"+host)
}

// Okta by its issuer, such as https://dev-xxx.okta.com/oauth2/default.
func Okta(issuer string, c Config) Config { return c.discovered("okta", issuer) }

// Keycloak by its issuer, such as https://host/realms/realm.
func Keycloak(issuer string, c Config) Config { return c.discovered("keycloak", issuer) }

var tenantPattern = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// MicrosoftEntraID of one tenant; its accounts are known by their oid. The built-in provider
// "microsoft" is for many tenants.
func MicrosoftEntraID(tenantID string, c Config) (Config, error) {
	tenantID = strings.ToLower(tenantID)
	if !tenantPattern.MatchString(tenantID) {
		return Config{}, errors.New("the preset for Microsoft Entra ID needs a tenant's GUID")
	}
	const host = "https://login.microsoftonline.com/"
	c = c.preset("microsoft-entra-id", oidcScopes...)
	c.DiscoveryURL = host + tenantID + "/v2.0/.well-known/openid-configuration"
	c.AuthorizationURL, c.TokenURL = host+tenantID+"/oauth2/v2.0/authorize", host+tenantID+"/oauth2/v2.0/token"
	c.UserInfoURL, c.RequireIDTokenVerification = "https://graph.microsoft.com/oidc/userinfo", true
	c.AccountSubject = func(_ *provider.Tokens, profile provider.Object) string { return profile.Text("oid") }
	c.fetch = fetchFromEntra
	return c, nil
}

// fetchFromEntra takes the ID token, and from the userinfo endpoint what it lacks, if that
// speaks of the same person.
func fetchFromEntra(ctx context.Context, client *provider.Client, t *provider.Tokens) (provider.Object, error) {
	claims, err := provider.ReadIDToken(t.ID)
	oid := strings.TrimSpace(claims.Text("oid"))
	if err != nil || oid == "" {
		return nil, provider.ErrNoIdentity
	}
	profile := auth.Object{}
	if t.Access != "" {
		answer, err := client.Profile(ctx, "https://graph.microsoft.com/oidc/userinfo", t.Access, nil)
		more, ok := answer.(auth.Object)
		if err == nil && ok && claims.Text("sub") != "" && more.Text("sub") == claims.Text("sub") {
			profile = more
		}
	}
	name := firstText(entraName(claims), entraName(profile))
	verified := member(claims, "email_verified")
	if verified == auth.Undefined {
		verified = member(profile, "email_verified")
	}
	for _, f := range claims {
		profile = profile.Set(f.Key, f.Value)
	}
	email := profile.Text("email")
	if email == "" {
		email, verified = provider.PlaceholderEmail(oid, "microsoft-entra-id"), false
	}
	return withMembers(profile, auth.Object{
		{Key: "name", Value: name}, {Key: "email", Value: email}, {Key: "image", Value: member(profile, "picture")}, {Key: "emailVerified", Value: verified},
	}), nil
}

func entraName(o auth.Object) string {
	parts := firstText(o.Text("given_name"), o.Text("givenname")) + " " + firstText(o.Text("family_name"), o.Text("familyname"))
	return firstText(o.Text("name"), strings.TrimSpace(parts))
}

// Slack with OpenID Connect; its accounts are known by their sub.
func Slack(c Config) Config {
	c = c.preset("slack", oidcScopes...)
	c.AuthorizationURL, c.TokenURL = "https://slack.com/openid/connect/authorize", "https://slack.com/api/openid.connect.token"
	c.UserInfoURL = "https://slack.com/api/openid.connect.userInfo"
	c.AccountSubject = textSubject("sub")
	return c.profileFrom(c.UserInfoURL, "Bearer", func(o auth.Object) auth.Object {
		return person("sub", o.Text("sub"), o.Text("name"), o.Text("email"), firstText(o.Text("picture"), o.Text("https://slack.com/user_image_512")), isTrue(member(o, "email_verified")))
	})
}

// LINE. Each country has a channel, and a ProviderID, of its own.
func LINE(c Config) Config {
	c = c.preset("line", oidcScopes...)
	c.AuthorizationURL, c.TokenURL = "https://access.line.me/oauth2/v2.1/authorize", "https://api.line.me/oauth2/v2.1/token"
	c.UserInfoURL = "https://api.line.me/oauth2/v2.1/userinfo"
	c.AccountSubject = textSubject("sub")
	asked := c.profileFrom(c.UserInfoURL, "Bearer", func(o auth.Object) auth.Object { return o }).fetch
	c.fetch = func(ctx context.Context, client *provider.Client, t *provider.Tokens) (provider.Object, error) {
		o, err := provider.ReadIDToken(t.ID)
		if err != nil {
			if o, err = asked(ctx, client, t); err != nil {
				return nil, err
			}
		}
		return person("sub", o.Text("sub"), o.Text("name"), o.Text("email"), o.Text("picture"), false), nil
	}
	return c
}

// HubSpot.
func HubSpot(c Config) Config {
	c = c.preset("hubspot", "oauth")
	c.AuthorizationURL, c.TokenURL = "https://app.hubspot.com/oauth/authorize", "https://api.hubapi.com/oauth/v1/token"
	c.AccountSubject = textSubject("id")
	c.fetch = func(ctx context.Context, client *provider.Client, t *provider.Tokens) (provider.Object, error) {
		if t.Access == "" {
			return nil, provider.ErrNoIdentity
		}
		o, err := client.Document(ctx, "https://api.hubapi.com/oauth/v1/access-tokens/"+url.PathEscape(t.Access), nil)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", provider.ErrNoIdentity, err)
		}
		id := plain(member(o, "user_id"))
		if signed, ok := member(o, "signed_access_token").(auth.Object); ok && id == "" {
			id = plain(member(signed, "userId"))
		}
		if id == "" {
			return nil, provider.ErrNoIdentity
		}
		return person("id", id, o.Text("user"), o.Text("user"), "", false), nil
	}
	return c
}

// Patreon.
func Patreon(c Config) Config {
	c = c.preset("patreon", "identity[email]")
	c.AuthorizationURL, c.TokenURL = "https://www.patreon.com/oauth2/authorize", "https://www.patreon.com/api/oauth2/token"
	c.AccountSubject = textSubject("id")
	const fields = "email,full_name,image_url,is_email_verified"
	return c.profileFrom("https://www.patreon.com/api/oauth2/v2/identity?fields[user]="+fields, "Bearer", func(o auth.Object) auth.Object {
		data, _ := member(o, "data").(auth.Object)
		about, _ := member(data, "attributes").(auth.Object)
		return person("id", data.Text("id"), about.Text("full_name"), about.Text("email"), about.Text("image_url"), isTrue(member(about, "is_email_verified")))
	})
}

// Gumroad.
func Gumroad(c Config) Config {
	c = c.preset("gumroad", "view_profile")
	c.AuthorizationURL, c.TokenURL = "https://gumroad.com/oauth/authorize", "https://api.gumroad.com/oauth/token"
	c.AccountSubject = textSubject("id")
	return c.profileFrom("https://api.gumroad.com/v2/user", "Bearer", func(o auth.Object) auth.Object {
		user, ok := member(o, "user").(auth.Object)
		if !ok || !isTrue(member(o, "success")) {
			return nil
		}
		return person("id", plain(member(user, "user_id")), user.Text("name"), user.Text("email"), user.Text("profile_url"), false)
	})
}

// Yandex. Without an address it lets nobody in.
func Yandex(c Config) Config {
	c = c.preset("yandex", "login:info", "login:email", "login:avatar")
	c.AuthorizationURL, c.TokenURL = "https://oauth.yandex.com/authorize", "https://oauth.yandex.com/token"
	c.AccountSubject = textSubject("id")
	return c.profileFrom("https://login.yandex.ru/info?format=json", "OAuth", func(o auth.Object) auth.Object {
		email := o.Text("default_email")
		if emails := elements(member(o, "emails")); email == "" && len(emails) > 0 {
			email, _ = emails[0].(string)
		}
		if email == "" {
			return nil
		}
		picture := ""
		if id := o.Text("default_avatar_id"); id != "" && !isTrue(member(o, "is_avatar_empty")) {
			picture = "https://avatars.yandex.net/get-yapic/" + id + "/islands-200"
		}
		name := firstText(o.Text("display_name"), o.Text("real_name"), o.Text("first_name"), o.Text("login"))
		return person("id", plain(member(o, "id")), name, email, picture, false)
	})
}

// profileFrom asks an endpoint with the access token and reads its answer; nil is nobody.
func (c Config) profileFrom(endpoint, scheme string, read func(auth.Object) auth.Object) Config {
	c.fetch = func(ctx context.Context, client *provider.Client, t *provider.Tokens) (provider.Object, error) {
		if t.Access == "" {
			return nil, provider.ErrNoIdentity
		}
		answer, err := client.Document(ctx, endpoint, http.Header{"Authorization": {scheme + " " + t.Access}})
		if err != nil {
			return nil, fmt.Errorf("%w: %w", provider.ErrNoIdentity, err)
		}
		return read(answer), nil
	}
	return c
}

// person is a profile of the usual members; texts that are empty are left out.
func person(idName, id, name, email, image string, verified any) auth.Object {
	o := auth.Object{}
	for _, f := range [][2]string{{idName, id}, {"name", name}, {"email", email}, {"image", image}} {
		if f[1] != "" {
			o = append(o, auth.Member{Key: f[0], Value: f[1]})
		}
	}
	return append(o, auth.Member{Key: "emailVerified", Value: verified})
}

func textSubject(name string) func(*provider.Tokens, provider.Object) string {
	return func(_ *provider.Tokens, profile provider.Object) string { return profile.Text(name) }
}

func withMembers(o, more auth.Object) auth.Object {
	for _, f := range more {
		o = o.Set(f.Key, f.Value)
	}
	return o
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
