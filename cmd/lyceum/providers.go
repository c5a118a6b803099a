package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/internal/config"
)

// socialProviders makes the providers that are switched on, in the order of the settings.
func socialProviders(list []config.SocialProvider) ([]provider.Provider, error) {
	var providers []provider.Provider
	for _, p := range list {
		if !p.On() {
			continue
		}
		if !slices.Contains(provider.IDs(), p.ID) {
			return nil, fmt.Errorf("auth.socialProviders: there is no provider %q; known are %s", p.ID, strings.Join(provider.IDs(), ", "))
		}
		made, err := provider.New(p.ID, providerOptions(p))
		if err != nil {
			return nil, fmt.Errorf("auth.socialProviders.%s: %w", p.ID, err)
		}
		providers = append(providers, made)
	}
	return providers, nil
}

func providerOptions(p config.SocialProvider) provider.Options {
	options := provider.Options{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret.Reveal(), ClientKey: p.ClientKey,
		Scope: p.Scope, DisableDefaultScope: p.DisableDefaultScope, RedirectURI: p.RedirectURI,
		AuthorizationEndpoint: p.AuthorizationEndpoint, Prompt: p.Prompt, DisableIDTokenSignIn: p.DisableIDTokenSignIn,
		DisableSignUp: p.DisableSignUp, DisableImplicitSignUp: p.DisableImplicitSignUp,
		OverrideUserInfoOnSignIn: p.OverrideUserInfoOnSignIn, RequireEmailVerification: p.RequireEmailVerification,
		AccessType: p.AccessType, Display: p.Display, HD: p.HD,
		OmitGrantedScopes: p.IncludeGrantedScopes != nil && !*p.IncludeGrantedScopes,
		TenantID:          p.TenantID, Authority: p.Authority, ProfilePhotoSize: p.ProfilePhotoSize, DisableProfilePhoto: p.DisableProfilePhoto,
		AppBundleIdentifier: p.AppBundleIdentifier, Audience: p.Audience,
		Domain: p.Domain, Region: p.Region, UserPoolID: p.UserPoolID, RequireClientSecret: p.RequireClientSecret,
		IdentityProvider: p.IdentityProvider, Fields: p.Fields, ConfigID: p.ConfigID, Issuer: p.Issuer,
		Environment: p.Environment, LoginURL: p.LoginURL, Duration: p.Duration, Claims: p.Claims, Lang: p.Lang,
		NoPKCE: p.PKCE != nil && !*p.PKCE, TokenEndpointAuth: tokenAuth(p.TokenEndpointAuth), Now: now,
	}
	if p.Permissions != nil {
		permissions := int64(*p.Permissions)
		options.Permissions = &permissions
	}
	return options
}
