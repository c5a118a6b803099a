package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/social"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/mail"
)

// engine is the auth service's Go side: the engine and the plugins that others talk to.
type engine struct {
	*auth.Auth
	jwt *jwt.Plugin // nil when it is off
}

// newEngine turns settings into the engine's options. The names on both sides are the reference's.
func newEngine(settings *config.Settings, where addresses, secret string, db *sqlstore.DB, second store.Secondary, mails *mailer, log *slog.Logger) (*engine, error) {
	a := settings.Auth
	wiring := &wiring{settings: a, origin: settings.Origin, mails: mails, texts: mails.texts, site: cmp.Or(settings.Server.FrontendURL, auth.OriginOf(where.auth))}
	plugins := wiring.plugins()
	if err := errors.Join(wiring.problems...); err != nil {
		return nil, err
	}
	providers, err := socialProviders(a.SocialProviders)
	if err != nil {
		return nil, err
	}
	plugins = append(plugins, social.New(providers...), mails.outbox)
	if len(a.BaseURL.AllowedHosts) > 0 {
		where.auth = ""
	}
	notices := newNotices(settings, mails)
	built, err := auth.New(auth.Options{
		AppName: a.AppName, BaseURL: where.auth, DynamicBaseURL: dynamicBaseURL(a.BaseURL), BasePath: a.BasePath,
		Secret: secret, Secrets: versions(a.Secrets),
		Database: db, SecondaryStorage: second, Naming: naming(settings.Database), Plugins: plugins,
		TrustedOrigins: where.trusted, DisabledPaths: a.DisabledPaths,
		Session: session(a.Session),
		User: auth.UserOptions{
			ModelOptions: model(a.User.Model),
			ChangeEmail: auth.ChangeEmailOptions{
				Enabled:                   a.User.ChangeEmail.Enabled,
				SendConfirmation:          mails.forUser(a.User.ChangeEmail.SendChangeEmailConfirmation, mail.ChangeEmail, seconds(a.EmailVerification.ExpiresIn)),
				UpdateWithoutVerification: a.User.ChangeEmail.UpdateEmailWithoutVerification,
			},
			DeleteUser: auth.DeleteUserOptions{
				Enabled:          a.User.DeleteUser.Enabled,
				SendVerification: mails.forUser(a.User.DeleteUser.SendDeleteAccountVerification, mail.DeleteAccount, seconds(a.User.DeleteUser.DeleteTokenExpiresIn)),
				TokenExpiresIn:   seconds(a.User.DeleteUser.DeleteTokenExpiresIn),
			},
		},
		EmailVerification: auth.EmailVerificationOptions{
			Send:         mails.forUser(a.EmailVerification.SendVerificationEmail && mails.canSend(), mail.Verification, seconds(a.EmailVerification.ExpiresIn)),
			SendOnSignUp: a.EmailVerification.SendOnSignUp,
			SendOnSignIn: a.EmailVerification.SendOnSignIn,
			AutoSignIn:   a.EmailVerification.AutoSignInAfterVerification,
			ExpiresIn:    seconds(a.EmailVerification.ExpiresIn),
		},
		Events:       notices.events(),
		Account:      account(a.Account),
		Verification: verification(a.Verification),
		RateLimit:    rateLimit(a.RateLimit),
		Advanced:     advanced(a.Advanced),
		OnAPIError:   onAPIError(a.OnAPIError),
		Compat:       a.Compat,
		Environment:  settings.Environment,
		MaxBodyBytes: int64(settings.Server.MaxBodyBytes),
		Log:          log,
		Now:          now,
	})
	if err != nil {
		return nil, err
	}
	notices.find = built.FindUser
	return &engine{Auth: built, jwt: wiring.issuer}, nil
}

func newPassword(a config.Auth, mails *mailer) auth.Plugin {
	o := a.EmailAndPassword
	options := password.Options{
		Disabled: !o.Enabled, DisableSignUp: o.DisableSignUp, NoAutoSignIn: !o.AutoSignIn,
		RequireEmailVerification: o.RequireEmailVerification,
		MinLength:                o.MinPasswordLength, MaxLength: o.MaxPasswordLength,
		SendReset:             mails.forUser(o.SendResetPassword && mails.canSend(), mail.ResetPassword, seconds(o.ResetPasswordTokenExpiresIn)),
		ResetExpires:          seconds(o.ResetPasswordTokenExpiresIn),
		RevokeSessionsOnReset: o.RevokeSessionsOnPasswordReset,
	}
	if a.Compat != "reference" && mails.canSend() {
		tell := mails.notice(mail.ExistingAccount)
		options.OnExistingUserSignUp = func(ctx context.Context, u *auth.User) {
			_ = tell(ctx, u) // only the database can fail, and the answer must be that to a free address
		}
	}
	return password.New(options)
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// age is seconds where nought means “at every look” or “always fresh”, which the engine calls negative.
func age(n int) time.Duration {
	if n == 0 {
		return -1
	}
	return seconds(n)
}

func versions(list config.VersionedSecrets) []auth.SecretVersion {
	var result []auth.SecretVersion
	for _, secret := range list {
		result = append(result, auth.SecretVersion{Version: secret.Version, Value: secret.Value.Reveal()})
	}
	return result
}

func naming(d config.Database) store.Naming {
	plural := d.Naming == "plural-snake"
	return store.Naming{Plural: plural, Snake: plural}
}

func session(s config.Session) auth.SessionOptions {
	return auth.SessionOptions{
		ModelOptions: model(s.Model), ExpiresIn: seconds(s.ExpiresIn), AbsoluteExpiresIn: seconds(s.AbsoluteExpiresIn), EndReplaced: s.EndReplaced,
		UpdateAge: age(s.UpdateAge), FreshAge: age(s.FreshAge),
		DisableSessionRefresh: s.DisableSessionRefresh, DeferSessionRefresh: s.DeferSessionRefresh,
		StoreSessionInDatabase: s.StoreSessionInDatabase, PreserveSessionInDatabase: s.PreserveSessionInDatabase,
		CookieCache: auth.CookieCacheOptions{
			Enabled: s.CookieCache.Enabled, MaxAge: seconds(s.CookieCache.MaxAge), Strategy: s.CookieCache.Strategy, Version: s.CookieCache.Version,
			RefreshCache: refreshCache(s.CookieCache.RefreshCache),
		},
		Cache: auth.SessionCacheOptions{Disabled: !s.Cache.Enabled, MaxEntries: s.Cache.MaxEntries, MaxBytes: s.Cache.MaxBytes},
	}
}

func refreshCache(r config.RefreshCache) auth.RefreshCacheOptions {
	options := auth.RefreshCacheOptions{Disabled: r.Off}
	if r.UpdateAge != nil {
		options.UpdateAge = age(*r.UpdateAge)
	}
	return options
}

func account(a config.Account) auth.AccountOptions {
	linking := a.AccountLinking
	return auth.AccountOptions{
		ModelOptions: model(a.Model), AllowUnlinkingAll: linking.AllowUnlinkingAll, StoreAccountCookie: a.StoreAccountCookie,
		Linking: auth.LinkingOptions{
			Disabled: !linking.Enabled, DisableImplicit: linking.DisableImplicitLinking, AllowUnverifiedLocal: !linking.RequireLocalEmailVerified,
			TrustedProviders: linking.TrustedProviders, AllowDifferentEmails: linking.AllowDifferentEmails,
			UpdateUserInfoOnLink: linking.UpdateUserInfoOnLink,
		},
		EncryptOAuthTokens: a.EncryptOAuthTokens, KeepTokensOnSignIn: !a.UpdateAccountOnSignIn,
		StoreStateStrategy: a.StoreStateStrategy, SkipStateCookieCheck: a.SkipStateCookieCheck,
	}
}

func verification(v config.Verification) auth.VerificationOptions {
	options := auth.VerificationOptions{
		ModelOptions: model(v.Model), DisableCleanup: v.DisableCleanup, StoreIdentifier: v.StoreIdentifier.Default,
		StoreInDatabase: v.StoreInDatabase,
	}
	for _, o := range v.StoreIdentifier.Overrides {
		options.Overrides = append(options.Overrides, auth.IdentifierOverride{Prefix: o.Prefix, StoreIdentifier: o.Store})
	}
	return options
}

func onAPIError(o config.OnAPIError) auth.APIErrorOptions {
	page := o.ErrorPage
	return auth.APIErrorOptions{ErrorURL: o.ErrorURL, ErrorPage: auth.ErrorPageStyle{
		Background: page.Colors.Background, Foreground: page.Colors.Foreground, Primary: page.Colors.Primary,
		MutedForeground: page.Colors.MutedForeground, Border: page.Colors.Border,
		RadiusSm: page.Size.RadiusSm, TextSm: page.Size.TextSm, Text2xl: page.Size.Text2xl,
		DefaultFamily: page.Font.DefaultFamily, MonoFamily: page.Font.MonoFamily,
	}}
}

func dynamicBaseURL(b config.BaseURL) auth.DynamicBaseURL {
	return auth.DynamicBaseURL{AllowedHosts: b.AllowedHosts, Fallback: b.Fallback, Protocol: b.Protocol}
}

func rateLimit(r config.RateLimit) auth.RateLimitOptions {
	options := auth.RateLimitOptions{
		Enabled: r.Enabled, Window: seconds(r.Window), Max: r.Max, Storage: r.Storage, ModelName: r.ModelName, Fields: r.Fields,
	}
	for _, rule := range r.CustomRules {
		options.CustomRules = append(options.CustomRules, auth.RateRule{Path: rule.Path, Window: seconds(rule.Window), Max: rule.Max})
	}
	return options
}

func advanced(a config.Advanced) auth.AdvancedOptions {
	options := auth.AdvancedOptions{
		IPAddress: auth.IPAddressOptions{
			Headers: a.IPAddress.IPAddressHeaders, TrustedProxies: a.IPAddress.TrustedProxies,
			IPv6Subnet: a.IPAddress.IPv6Subnet, DisableIPTracking: a.IPAddress.DisableIPTracking,
		},
		UseSecureCookies: a.UseSecureCookies, DisableCSRFCheck: a.DisableCSRFCheck,
		DisableOriginCheck: a.DisableOriginCheck.All, DisableOriginCheckFor: a.DisableOriginCheck.Paths,
		CrossSubDomainCookies: auth.CrossSubDomainOptions{Enabled: a.CrossSubDomainCookies.Enabled, Domain: a.CrossSubDomainCookies.Domain},
		Cookies:               map[string]auth.CookieOptions{},
		DefaultAttributes:     cookieAttributes(a.DefaultCookieAttributes),
		CookiePrefix:          a.CookiePrefix,
		HostCookies:           a.HostCookies,
		IDs:                   store.IDStrategy(a.Database.GenerateID),
		TrustedProxyHeaders:   a.TrustedProxyHeaders,
		SkipTrailingSlashes:   a.SkipTrailingSlashes,
		FindManyLimit:         a.Database.DefaultFindManyLimit,
	}
	for _, cookie := range a.Cookies {
		options.Cookies[cookie.Key] = auth.CookieOptions{Name: cookie.Name, Attributes: cookieAttributes(cookie.Attributes)}
	}
	return options
}

func cookieAttributes(c config.CookieAttributes) auth.CookieAttributes {
	return auth.CookieAttributes{
		MaxAge: c.MaxAge, Domain: c.Domain, Path: c.Path, SameSite: c.SameSite, Secure: c.Secure, HTTPOnly: c.HTTPOnly, Partitioned: c.Partitioned,
	}
}
