package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/internal/config"
)

// The services, and the ports they have when nothing else is said.
const (
	serviceAll  = "all"
	serviceAuth = "auth"
	serviceAPI  = "api"
)

var usualPorts = map[string]int{serviceAll: 3000, serviceAuth: 8002, serviceAPI: 8001}

// addresses are where browsers and services find each other.
type addresses struct {
	own     string // of this process, for people on this machine
	auth    string // base URL of the auth service; empty: each request's own, by the reference's rule
	jwks    string // of the auth service's public keys
	issuer  string // iss and aud of the tokens the API believes
	aud     string
	trusted []string // origins that may call, besides the auth service's own
	foreign []string // those of them that need CORS
	https   bool
}

// locate works the addresses out. In development everything is on this machine; in production nothing is guessed.
func locate(service string, settings *config.Settings, port int) (addresses, error) {
	server, local := settings.Server, !settings.Production() && settings.Auth.Compat == ""
	a := addresses{own: fmt.Sprintf("http://localhost:%d", port), auth: settings.Auth.BaseURL.URL}
	dynamic := len(settings.Auth.BaseURL.AllowedHosts) > 0
	if dynamic {
		a.auth = settings.Auth.BaseURL.Fallback // for tokens; the engine looks at each request
	}
	if a.auth == "" && !dynamic {
		switch {
		case service == serviceAPI && server.AuthURL != "":
			a.auth = server.AuthURL
		case service == serviceAPI && local:
			a.auth = fmt.Sprintf("http://localhost:%d", usualPorts[serviceAuth])
		case service == serviceAll && server.FrontendURL != "":
			a.auth = server.FrontendURL // one origin for everything
		case local:
			a.auth = a.own
		}
	}
	if service != serviceAuth && a.auth == "" && dynamic {
		return a, errors.New("auth.baseURL.fallback is needed with auth.baseURL.allowedHosts: it is what tokens are issued by")
	}
	if service != serviceAuth && a.auth == "" {
		return a, errors.New("BETTER_AUTH_URL is needed in production: it is where browsers reach the auth service")
	}
	a.trusted = append(a.trusted, settings.Auth.TrustedOrigins...)
	if server.FrontendURL != "" {
		a.trusted = append(a.trusted, originOf(server.FrontendURL))
	}
	if local {
		a.trusted = append(a.trusted, a.own, fmt.Sprintf("http://127.0.0.1:%d", port))
		if server.FrontendURL == "" && service != serviceAll {
			a.trusted = append(a.trusted, fmt.Sprintf("http://localhost:%d", usualPorts[serviceAll]))
		}
	}
	a.trusted = slices.Compact(a.trusted)
	callers := a.trusted
	if settings.Auth.Compat != "" {
		// The reference leaves CORS to others; only the site that is named as such needs it here.
		callers = []string{originOf(server.FrontendURL)}
	}
	for _, origin := range callers {
		if origin != originOf(a.auth) && origin != a.own && origin != fmt.Sprintf("http://127.0.0.1:%d", port) {
			a.foreign = append(a.foreign, origin)
		}
	}
	a.tokens(settings)
	a.https = strings.HasPrefix(a.auth, "https://")
	return a, nil
}

// tokens says where the keys are and what a token must name.
func (a *addresses) tokens(settings *config.Settings) {
	keys := a.auth
	if settings.Server.AuthURL != "" {
		keys = settings.Server.AuthURL // may be an inner address, while tokens name the public one
	}
	if u, err := url.Parse(keys); err == nil && strings.Trim(u.Path, "/") == "" {
		keys = strings.TrimRight(keys, "/") + "/" + strings.Trim(settings.Auth.BasePath, "/")
	}
	a.jwks = strings.TrimRight(keys, "/") + settings.Auth.Plugins.JWT.JWKS.JWKSPath
	a.issuer, a.aud = originOf(a.auth), originOf(a.auth)
	claims := settings.Auth.Plugins.JWT.JWT
	if claims.Issuer != "" {
		a.issuer = claims.Issuer
	}
	if len(claims.Audience) > 0 {
		a.aud = claims.Audience[0]
	}
	if settings.API.Issuer != "" {
		a.issuer = settings.API.Issuer
	}
	if settings.API.Audience != "" {
		a.aud = settings.API.Audience
	}
}

// originOf is scheme, host and port of a URL that config has checked.
func originOf(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
