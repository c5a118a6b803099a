package auth

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// readAddress resolves base URL, base path, secure mode and cookie domain
// (better-auth-core, sections 0.1 and 2.1).
func (a *Auth) readAddress() error {
	if err := a.readBaseURL(); err != nil {
		return err
	}
	a.readSecure()
	switch adv := &a.options.Advanced; {
	case !adv.HostCookies:
	case !a.secure:
		return errors.New("hostCookies need secure cookies, and so an https baseURL")
	case adv.CrossSubDomainCookies.Enabled || adv.DefaultAttributes.Domain != "":
		return errors.New("hostCookies are for one host: they cannot have a domain or be cross-sub-domain")
	}
	return a.readCookieDomain()
}

// readBaseURL resolves the base URL and the base path, which one of the two may bring.
func (a *Auth) readBaseURL() error {
	o := &a.options
	if err := o.DynamicBaseURL.check(o); err != nil {
		return err
	}
	o.BasePath = "/" + strings.Trim(o.BasePath, "/")
	if o.BaseURL == "" {
		if !o.DynamicBaseURL.on() && o.Environment == "production" && a.Safer() {
			return errors.New("production needs a baseURL: without one, links in mails would lead wherever a request says")
		}
		return nil
	}
	u, err := url.Parse(o.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return fmt.Errorf("baseURL %q is not an http or https URL", o.BaseURL)
	}
	a.base = strings.TrimRight(o.BaseURL, "/")
	if path := strings.TrimRight(u.Path, "/"); path != "" {
		o.BasePath = path
	} else {
		a.base = strings.TrimRight(a.base+o.BasePath, "/")
	}
	return nil
}

// readSecure decides whether cookies are secure, which may depend on each request.
func (a *Auth) readSecure() {
	o := &a.options
	byProtocol, known := o.DynamicBaseURL.secure()
	switch {
	case o.Advanced.UseSecureCookies != nil:
		a.secure = *o.Advanced.UseSecureCookies
	case o.DynamicBaseURL.on() && o.Advanced.CrossSubDomainCookies.Enabled:
		a.secure, a.secureByHost = true, true
	case known:
		a.secure = byProtocol
	case o.BaseURL != "":
		a.secure = strings.HasPrefix(o.BaseURL, "https://")
	default:
		a.secure = o.Environment == "production"
	}
}

// readCookieDomain resolves the domain of shared cookies: what is configured, the host of the
// base URL, or that of each request.
func (a *Auth) readCookieDomain() error {
	cross := a.options.Advanced.CrossSubDomainCookies
	if !cross.Enabled {
		return nil
	}
	a.cookieDomain = cross.Domain
	if u, err := url.Parse(a.options.BaseURL); a.cookieDomain == "" && err == nil {
		a.cookieDomain = u.Hostname()
	}
	a.domainByHost = a.cookieDomain == "" && a.options.DynamicBaseURL.on()
	if a.cookieDomain == "" && !a.domainByHost {
		return errors.New("crossSubDomainCookies needs a domain or a baseURL")
	}
	return nil
}
