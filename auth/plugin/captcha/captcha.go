// Package captcha asks a service whether a person is behind a request, before signing up
// and in: the reference's `captcha` plugin (better-auth-plugins, section 21).
//
// The page puts what the widget gave it into the header x-captcha-response. Services are
// Cloudflare Turnstile, Google reCAPTCHA, hCaptcha and CaptchaFox. It fails closed: when
// the service does not answer, nobody gets in by the endpoints it guards.
package captcha

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth"
)

// Provider is a captcha service.
type Provider string

// The services, by the reference's names.
const (
	Turnstile  Provider = "cloudflare-turnstile"
	ReCAPTCHA  Provider = "google-recaptcha"
	HCaptcha   Provider = "hcaptcha"
	CaptchaFox Provider = "captchafox"
)

// Options: better-auth-plugins, section 21.
type Options struct {
	Provider Provider
	// SecretKey is the site's key at the service. Without it every guarded request fails.
	SecretKey string
	// Endpoints that are guarded; wildcards are allowed. Default: signing up and in by
	// password, and asking for a reset mail.
	Endpoints []string
	// SiteVerifyURL replaces the service's address (siteVerifyURLOverride).
	SiteVerifyURL string
	// SiteKey is sent to hCaptcha and CaptchaFox.
	SiteKey string
	// MinScore is the least score of reCAPTCHA v3. Default 0.5.
	MinScore *float64
	// ExpectedAction and AllowedHostnames narrow what Turnstile and reCAPTCHA may answer.
	ExpectedAction   string
	AllowedHostnames []string
	// HTTPClient makes the requests. Default: one with a time-out of 10 seconds.
	HTTPClient *http.Client
}

// The codes of this plugin.
var (
	VerificationFailed = auth.Code{Name: "VERIFICATION_FAILED", Message: "Captcha verification failed"}
	MissingResponse    = auth.Code{Name: "MISSING_RESPONSE", Message: "Missing CAPTCHA response"}
	UnknownError       = auth.Code{Name: "UNKNOWN_ERROR", Message: "Something went wrong"}
)

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	service service
}

var _ auth.Plugin = (*Plugin)(nil)

// New returns the plugin.
func New(o Options) *Plugin {
	if len(o.Endpoints) == 0 {
		o.Endpoints = []string{"/sign-up/email", "/sign-in/email", "/request-password-reset"}
	}
	if o.MinScore == nil {
		least := 0.5
		o.MinScore = &least
	}
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: 10 * time.Second}
	}
	p := &Plugin{options: o, service: services[o.Provider]}
	if o.SiteVerifyURL != "" {
		p.service.url = o.SiteVerifyURL
	}
	return p
}

// ID is "captcha".
func (p *Plugin) ID() string { return "captcha" }

// Setup declares the check of arriving requests.
func (p *Plugin) Setup(b *auth.Builder) error {
	if _, known := services[p.options.Provider]; !known {
		return fmt.Errorf("there is no captcha service %q", p.options.Provider)
	}
	b.OnRequest(p.check)
	return nil
}

func (p *Plugin) check(c *auth.Call) error {
	if !p.guards(c.Path) {
		return nil
	}
	failed := auth.Fail(http.StatusInternalServerError, UnknownError)
	if p.options.SecretKey == "" {
		return failed.Because(errors.New("captcha: there is no secret key"))
	}
	response := c.Request.Header.Get("x-captcha-response")
	if response == "" {
		return auth.Fail(http.StatusBadRequest, MissingResponse)
	}
	verdict, err := p.ask(c, response, c.ClientIP())
	if err != nil {
		return failed.Because(err)
	}
	if reason := p.refusal(verdict); reason != "" {
		return auth.Fail(http.StatusForbidden, VerificationFailed).Because(errors.New("captcha: " + reason))
	}
	return nil
}

// guards reports whether a path is guarded, however many slashes it is written with.
func (p *Plugin) guards(path string) bool {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	for _, endpoint := range p.options.Endpoints {
		if auth.MatchPath(endpoint, path) {
			return true
		}
	}
	return false
}
