package auth

import (
	"net/http"
	"strings"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// checkOrigin guards every request that may change something: the origin it comes
// from (part A of better-auth-core, section 5.1) and the URLs it names (part B).
func (c *Call) checkOrigin() error {
	switch c.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if c.hasCookies() {
		if err := c.validateOrigin(); err != nil {
			return err
		}
	}
	if c.skipsOrigin() {
		return nil
	}
	return c.checkTargets()
}

func (c *Call) skipsOrigin() bool {
	adv := &c.Auth.options.Advanced
	if adv.DisableOriginCheck {
		return true
	}
	path := c.askedPath()
	for _, skipped := range adv.DisableOriginCheckFor {
		skipped = strings.TrimRight(skipped, "/")
		if path == skipped || strings.HasPrefix(path, skipped+"/") {
			return true
		}
	}
	return false
}

// askedPath is the path below the base path as it was asked for, where c.Path has names in the
// place of parameters.
func (c *Call) askedPath() string {
	path := strings.TrimPrefix(resolveDots(c.Request.URL.EscapedPath()), strings.TrimRight(c.Auth.options.BasePath, "/"))
	return strings.TrimRight(path, "/")
}

// skipsCSRF: who checks no origins checks no navigations either, unless they say so.
func (o *AdvancedOptions) skipsCSRF() bool {
	if o.DisableCSRFCheck == nil {
		return o.DisableOriginCheck
	}
	return *o.DisableCSRFCheck
}

func (c *Call) hasCookies() bool { return len(c.Request.Header["Cookie"]) > 0 }

func (c *Call) validateOrigin() error {
	if c.Auth.options.Advanced.skipsCSRF() || c.skipsOrigin() {
		return nil
	}
	h := c.Request.Header
	candidate := h.Get("Origin")
	if candidate == "null" && h.Get("Sec-Fetch-Site") == "same-origin" {
		candidate = c.Auth.schemeOf(c.Request) + "://" + c.Request.Host
		if strings.HasPrefix(c.base, "https://") {
			candidate = "https://" + c.Request.Host
		}
	}
	if candidate == "" {
		candidate = h.Get("Referer")
	}
	if candidate == "" || candidate == "null" {
		return Fail(http.StatusForbidden, MissingOrNullOrigin)
	}
	if !c.Auth.trusted(c).TrustsOrigin(candidate) {
		c.Auth.options.Log.Warn("refused a request from an untrusted origin; add it to trustedOrigins if it is yours", "origin", candidate)
		return Fail(http.StatusForbidden, InvalidOrigin)
	}
	return nil
}

// targets are the fields that may lead to a redirect, with their labels and codes.
var targets = []struct {
	field, label string
	code         Code
}{
	{"callbackURL", "callbackURL", InvalidCallbackURL},
	{"redirectTo", "redirectURL", InvalidRedirectURL},
	{"errorCallbackURL", "errorCallbackURL", InvalidErrorCallbackURL},
	{"newUserCallbackURL", "newUserCallbackURL", InvalidNewUserCallbackURL},
}

func (c *Call) checkTargets() error {
	for _, t := range targets {
		value := c.bodyMember(t.field)
		if t.field == "callbackURL" && !wire.Truthy(value) {
			value, _ = c.Query.Get(t.field)
		}
		if err := c.checkTarget(value, t.label, t.code); err != nil {
			return err
		}
	}
	return nil
}

// maxTarget is how long a redirect target may be, in bytes: targets go into mails.
const maxTarget = 8192

func (c *Call) checkTarget(value any, label string, code Code) error {
	if !wire.Truthy(value) {
		return nil
	}
	target, ok := value.(string)
	if !ok {
		return FailText(http.StatusBadRequest, "Invalid "+label+": expected a string")
	}
	if !c.TrustsTarget(target) || c.Auth.Safer() && len(target) > maxTarget {
		return Fail(http.StatusForbidden, code)
	}
	return nil
}

// checkCallback guards a query parameter of a GET endpoint.
func (c *Call) checkCallback(name string) error {
	if c.skipsOrigin() {
		return nil
	}
	value, _ := c.Query.Get(name)
	return c.checkTarget(value, "callbackURL", InvalidCallbackURL)
}

// checkForm guards endpoints that sign in without any cookie (part C). Only the switches for all
// paths switch it off.
func (c *Call) checkForm() error {
	if c.Auth.options.Advanced.skipsCSRF() {
		return nil
	}
	h := c.Request.Header
	if c.hasCookies() {
		return c.validateOrigin()
	}
	site, mode := strings.TrimSpace(h.Get("Sec-Fetch-Site")), strings.TrimSpace(h.Get("Sec-Fetch-Mode"))
	if site != "" || mode != "" || strings.TrimSpace(h.Get("Sec-Fetch-Dest")) != "" {
		if site == "cross-site" && mode == "navigate" {
			return Fail(http.StatusForbidden, CrossSiteNavigationLoginBlocked)
		}
		return c.validateOrigin()
	}
	if h.Get("Origin") != "" || h.Get("Referer") != "" {
		return c.validateOrigin()
	}
	return nil
}
