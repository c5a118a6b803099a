package main

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/genericoauth"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/internal/config"
)

func makeGenericOAuth(w *wiring) auth.Plugin {
	list := w.settings.Plugins.GenericOAuth.Config
	if w.settings.Plugins.GenericOAuth.Off || len(list) == 0 {
		return nil
	}
	configs := make([]genericoauth.Config, len(list))
	for i, p := range list {
		configs[i] = genericoauth.Config{
			ProviderID: p.ProviderID, Name: p.Name, ClientID: p.ClientID, ClientSecret: p.ClientSecret.Reveal(),
			DiscoveryURL: p.DiscoveryURL, DiscoveryHeaders: headers(p.DiscoveryHeaders),
			AuthorizationURL: p.AuthorizationURL, TokenURL: p.TokenURL, UserInfoURL: p.UserInfoURL, EndSessionEndpoint: p.EndSessionEndpoint,
			Scopes: p.Scopes, NoPKCE: p.PKCE != nil && !*p.PKCE, RedirectURI: p.RedirectURI,
			ResponseType: p.ResponseType, ResponseMode: p.ResponseMode, Prompt: p.Prompt, AccessType: p.AccessType,
			AuthorizationParams: params(p.AuthorizationURLParams), TokenParams: params(p.TokenURLParams),
			AuthorizationHeaders: headers(p.AuthorizationHeaders), RefreshParams: fixed(params(p.RefreshTokenParams)),
			Authentication: p.Authentication, TokenEndpointAuth: tokenAuth(p.TokenEndpointAuth), AccessTokenExpiresIn: seconds(p.AccessTokenExpiresIn),
			RequireIDTokenVerification: p.RequireIDTokenVerification, DisableIDTokenNonceBinding: p.DisableIDTokenNonceBinding,
			ACR: p.ACR, AMR: p.AMR,
			DisableSignUp: p.DisableSignUp, DisableImplicitSignUp: p.DisableImplicitSignUp,
			OverrideUserInfo: p.OverrideUserInfo, RequireEmailVerification: p.RequireEmailVerification,
			AllowIdPInitiated: p.AllowIDPInitiated, PostLogoutRedirectURI: p.PostLogoutRedirectURI, DisableProviderLogout: p.DisableProviderLogout,
		}
	}
	return genericoauth.New(configs...)
}

// params are parameters in the order of their names: the file's is not kept.
func params(table map[string]string) (list provider.Params) {
	for _, name := range slices.Sorted(maps.Keys(table)) {
		list.Set(name, table[name])
	}
	return list
}

func fixed(list provider.Params) func(context.Context, *http.Request) (provider.Params, error) {
	return func(context.Context, *http.Request) (provider.Params, error) { return list, nil }
}

func headers(table map[string]config.Secret) http.Header {
	header := http.Header{}
	for name, value := range table {
		header.Set(name, value.Reveal())
	}
	return header
}

func tokenAuth(o config.TokenEndpointAuth) *provider.TokenAuth {
	if o.Method == "" {
		return nil
	}
	return &provider.TokenAuth{Method: o.Method}
}
