package config

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
)

// check refuses values that cannot work, all at once.
func (s *Settings) check() error {
	c := &checker{settings: s}
	c.oneOf("environment", s.Environment, "", "production", "development", "dev", "test")
	c.oneOf("log.level", s.Log.Level, "debug", "info", "warn", "error")
	c.oneOf("log.format", s.Log.Format, "text", "json")
	c.oneOf("database.naming", s.Database.Naming, "reference", "plural-snake")
	c.oneOf("api.verify", s.API.Verify, "jwks", "shared-secret")
	c.server()
	c.auth()
	c.storage()
	c.stateless()
	c.mail()
	c.sms()
	if s.API.Verify == "shared-secret" && s.API.JWTSecret == "" {
		c.report("api.jwtSecret", "is needed with api.verify: shared-secret (JWT_SECRET)")
	}
	c.origin("assistant.openaiBaseURL", s.Assistant.OpenAIURL, true)
	return errors.Join(c.problems...)
}

type checker struct {
	settings *Settings
	problems []error
}

func (c *checker) report(path, format string, args ...any) {
	name := path
	if origin := c.settings.origins[path]; origin != "" && origin != path {
		name = origin + ": " + path
	}
	c.problems = append(c.problems, fmt.Errorf("%s %s", name, fmt.Sprintf(format, args...)))
}

func (c *checker) oneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		known := slices.DeleteFunc(allowed, func(v string) bool { return v == "" })
		c.report(path, "must be one of %s; did you mean %q?", strings.Join(known, ", "), nearest(value, known))
	}
}

func (c *checker) between(path string, value, low, high int) {
	if value < low || value > high {
		c.report(path, "must be between %d and %d, not %d", low, high, value)
	}
}

func (c *checker) positive(path string, d time.Duration) {
	if d <= 0 {
		c.report(path, "must be longer than nothing")
	}
}

// origin checks an http(s) URL; a path is only allowed where the caller says so.
func (c *checker) origin(path, value string, withPath bool) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		c.report(path, "must be a URL that begins with http:// or https://")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		c.report(path, "must be a URL without user, query or fragment")
	case !withPath && strings.Trim(u.Path, "/") != "":
		c.report(path, "must be a URL without a path")
	}
}

func (c *checker) server() {
	server := c.settings.Server
	c.between("server.port", server.Port, 0, 65535)
	c.between("server.maxBodyBytes", server.MaxBodyBytes, 1<<10, 1<<30)
	c.origin("server.frontendURL", server.FrontendURL, false)
	c.origin("server.authURL", server.AuthURL, false)
	c.origin("server.apiURL", server.APIURL, false)
	c.positive("server.headerTimeout", server.HeaderTimeout)
	c.positive("server.bodyTimeout", server.BodyTimeout)
	c.positive("server.writeTimeout", server.WriteTimeout)
	c.positive("server.idleTimeout", server.IdleTimeout)
	c.positive("server.drainTimeout", server.DrainTimeout)
	if server.DrainDelay < 0 {
		c.report("server.drainDelay", "must not be negative")
	}
	if server.Data == "" {
		c.report("server.data", "must name a folder")
	}
}

func (c *checker) auth() {
	auth := c.settings.Auth
	c.baseURL(auth)
	password := auth.EmailAndPassword
	c.between("auth.emailAndPassword.minPasswordLength", password.MinPasswordLength, 1, 1024)
	c.between("auth.emailAndPassword.maxPasswordLength", password.MaxPasswordLength, password.MinPasswordLength, 4096)
	// Browsers and the reference refuse cookies that live longer than 400 days.
	const longest = 400 * 24 * 3600
	c.between("auth.session.expiresIn", auth.Session.ExpiresIn, 1, longest)
	c.between("auth.session.updateAge", auth.Session.UpdateAge, 0, longest)
	c.between("auth.session.absoluteExpiresIn", auth.Session.AbsoluteExpiresIn, 0, longest)
	c.between("auth.session.freshAge", auth.Session.FreshAge, 0, longest)
	c.between("auth.rateLimit.window", auth.RateLimit.Window, 1, longest)
	c.between("auth.rateLimit.max", auth.RateLimit.Max, 1, 1<<30)
	c.oneOf("auth.compat", auth.Compat, "", "reference")
	c.oneOf("auth.session.cookieCache.strategy", auth.Session.CookieCache.Strategy, "compact", "jwt", "jwe")
	c.between("auth.session.cache.maxEntries", auth.Session.Cache.MaxEntries, 1, 10_000_000)
	c.between("auth.session.cache.maxBytes", auth.Session.Cache.MaxBytes, 1<<16, 1<<40)
	c.between("auth.session.cookieCache.maxAge", auth.Session.CookieCache.MaxAge, 1, longest)
	c.oneOf("auth.account.storeStateStrategy", auth.Account.StoreStateStrategy, "database", "cookie")
	c.oneOf("auth.rateLimit.storage", auth.RateLimit.Storage, "", "memory", "database", "secondary-storage")
	c.oneOf("auth.verification.storeIdentifier", auth.Verification.StoreIdentifier.Default, "plain", "hashed")
	for _, o := range auth.Verification.StoreIdentifier.Overrides {
		c.oneOf("auth.verification.storeIdentifier.overrides."+o.Prefix, o.Store, "plain", "hashed")
	}
	c.between("auth.advanced.database.defaultFindManyLimit", auth.Advanced.Database.DefaultFindManyLimit, 1, 1_000_000)
	c.oneOf("auth.advanced.database.generateId", auth.Advanced.Database.GenerateID, "random", "uuid", "serial")
	for _, rule := range auth.RateLimit.CustomRules {
		if !rule.Off {
			c.between("auth.rateLimit.customRules."+rule.Path+".window", rule.Window, 1, longest)
			c.between("auth.rateLimit.customRules."+rule.Path+".max", rule.Max, 1, 1<<30)
		}
	}
	c.fields("auth.user.additionalFields", auth.User.AdditionalFields)
	c.fields("auth.session.additionalFields", auth.Session.AdditionalFields)
	c.fields("auth.account.additionalFields", auth.Account.AdditionalFields)
	c.fields("auth.verification.additionalFields", auth.Verification.AdditionalFields)
	for _, p := range auth.SocialProviders {
		p.TokenEndpointAuth.check(c, "auth.socialProviders."+p.ID)
	}
	c.plugins(auth.Plugins, longest)
	c.between("auth.emailAndPassword.resetPasswordTokenExpiresIn", password.ResetPasswordTokenExpiresIn, 1, longest)
	c.between("auth.emailVerification.expiresIn", auth.EmailVerification.ExpiresIn, 1, longest)
	c.between("auth.user.deleteUser.deleteTokenExpiresIn", auth.User.DeleteUser.DeleteTokenExpiresIn, 1, longest)
	c.between("auth.advanced.ipAddress.ipv6Subnet", auth.Advanced.IPAddress.IPv6Subnet, 1, 128)
	seen := map[int]bool{}
	for _, secret := range auth.Secrets {
		if seen[secret.Version] || secret.Version < 0 || secret.Value == "" {
			c.report("auth.secrets", "need versions that are different whole numbers, and a value each")
			break
		}
		seen[secret.Version] = true
	}
}

func (c *checker) fields(path string, list []AdditionalField) {
	for _, f := range list {
		c.oneOf(path+"."+f.Name+".type", f.Type, "string", "number", "boolean", "date", "json", "string[]", "number[]")
		c.oneOf(path+"."+f.Name+".references.onDelete", f.References.OnDelete, "", "cascade", "set null", "restrict", "no action")
		if f.References.Model == "" && f.References != (References{}) {
			c.report(path+"."+f.Name+".references.model", "is needed with the other keys of references")
		}
	}
}

func (c *checker) baseURL(auth Auth) {
	base := auth.BaseURL
	c.origin("auth.baseURL", base.URL, true)
	c.origin("auth.baseURL.fallback", base.Fallback, false)
	c.oneOf("auth.baseURL.protocol", base.Protocol, "", "http", "https", "auto")
	switch dynamic := len(base.AllowedHosts) > 0; {
	case !dynamic && (base.Fallback != "" || base.Protocol != ""):
		c.report("auth.baseURL.allowedHosts", "is needed with fallback and protocol")
	case dynamic && base.URL != "" && c.settings.origins["auth.baseURL"] != "":
		c.settings.warnings = append(c.settings.warnings, c.settings.origins["auth.baseURL"]+" has no effect: auth.baseURL.allowedHosts is set")
	}
}

// plugins lets each plugin's options check themselves; longest is the longest time in seconds.
func (c *checker) plugins(plugins Plugins, longest int) {
	plugins.JWT.check(c)
	for _, p := range plugins.GenericOAuth.Config {
		p.TokenEndpointAuth.check(c, "auth.plugins.genericOAuth.config."+p.ProviderID)
	}
	plugins.MagicLink.check(c, longest)
	plugins.MultiSession.check(c)
	plugins.OneTimeToken.check(c)
	plugins.LastLoginMethod.check(c, longest)
	plugins.HaveIBeenPwned.check(c)
	plugins.Captcha.check(c)
	plugins.Organization.check(c, longest)
	plugins.EmailOTP.check(c, longest)
	plugins.Username.check(c)
	plugins.Admin.check(c, longest, plugins.Access.Roles)
	plugins.OpenAPI.check(c)
	plugins.PhoneNumber.check(c, longest)
	plugins.DeviceAuthorization.check(c)
	plugins.Passkey.check(c)
	plugins.Picture.check(c)
	plugins.APIKey.check(c)
	plugins.TwoFactor.check(c, longest)
}

func (c *checker) mail() {
	settings := c.settings.Mail
	smtp := settings.SMTP
	var providers []string
	if settings.ResendAPIKey != "" {
		providers = append(providers, "mail.resendApiKey")
	}
	if settings.SendGridAPIKey != "" {
		providers = append(providers, "mail.sendgridApiKey")
	}
	if settings.SES.Region != "" {
		providers = append(providers, "mail.ses")
		if settings.SES.AccessKeyID == "" || settings.SES.SecretAccessKey == "" {
			c.report("mail.ses", "needs accessKeyId and secretAccessKey (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)")
		}
	}
	c.origin("mail.ses.url", settings.SES.URL, false)
	c.origin("mail.resendURL", settings.ResendURL, false)
	c.origin("mail.sendgridURL", settings.SendGridURL, false)
	if smtp.URL != "" || smtp.Host != "" {
		providers = append(providers, "mail.smtp")
	}
	switch {
	case len(providers) > 1:
		c.report("mail", "has more than one provider: %s", strings.Join(providers, " and "))
	case len(providers) == 1 && settings.From == "":
		c.report("mail.from", "is needed with %s (EMAIL_FROM)", providers[0])
	}
	if smtp.URL != "" && smtp.Host != "" {
		c.report("mail.smtp", "has both url and host: keep one")
	}
	c.between("mail.smtp.port", smtp.Port, 0, 65535)
	if settings.From != "" {
		if _, err := mail.ParseAddress(settings.From); err != nil {
			c.report("mail.from", "must be an e-mail address, with or without a name")
		}
	}
}

func (c *checker) sms() {
	twilio := c.settings.SMS.Twilio
	c.origin("sms.twilio.url", twilio.URL, false)
	given := 0
	for _, text := range []string{twilio.AccountSID, twilio.AuthToken.Reveal(), twilio.From} {
		if text != "" {
			given++
		}
	}
	if given != 0 && given != 3 {
		c.report("sms.twilio", "needs accountSid, authToken and from (TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM)")
	}
}
