package verify

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// origins checks the options and returns the set of trusted origins.
func (c Cookie) origins() (map[string]bool, error) {
	if c.Name == "" {
		if len(c.TrustedOrigins) > 0 {
			return nil, errors.New("verify: TrustedOrigins without a Cookie.Name have no effect")
		}
		return nil, nil
	}
	probe := http.Cookie{Name: c.Name, Value: "x"} //nolint:gosec // never sent, only its name is checked
	if err := probe.Valid(); err != nil {
		return nil, fmt.Errorf("verify: Cookie.Name: %w", err)
	}
	if len(c.TrustedOrigins) == 0 {
		return nil, errors.New("verify: a cookie needs TrustedOrigins: browsers send it from any page")
	}
	set := map[string]bool{}
	for _, text := range c.TrustedOrigins {
		origin, ok := originOf(text)
		if bare := strings.TrimSuffix(text, "/"); !ok || strings.Count(bare, "/") != 2 || strings.ContainsAny(bare, "?#") {
			return nil, fmt.Errorf("verify: trusted origin %q is not like https://app.example.org", text)
		}
		set[origin] = true
	}
	return set, nil
}

// originOf returns the origin of a URL in one spelling: lower case, without a
// standard port.
func originOf(text string) (string, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		u.User != nil || strings.ContainsAny(u.Host, "*,") {
		return "", false
	}
	host := strings.ToLower(u.Host)
	if port := u.Port(); u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return u.Scheme + "://" + strings.TrimSuffix(host, ":"), true
}

// checkOrigin says whether a request that a browser signed with a cookie may
// change state.
func (v *Verifier) checkOrigin(r *http.Request) error {
	if safe(r.Method) {
		return nil
	}
	source := r.Header["Origin"]
	if len(source) == 0 {
		source = r.Header["Referer"]
	}
	switch len(source) {
	case 0:
		// Scripts cannot set this header; a browser that hides the origin from
		// us still says whether it is our own.
		if site := r.Header["Sec-Fetch-Site"]; len(site) == 1 && site[0] == "same-origin" {
			return nil
		}
		return fmt.Errorf("%w: neither Origin nor Referer", ErrOrigin)
	case 1:
		if origin, ok := originOf(source[0]); ok && v.origins[origin] {
			return nil
		}
		return fmt.Errorf("%w: %q", ErrOrigin, clip(source[0]))
	}
	return fmt.Errorf("%w: several", ErrOrigin)
}

// clip keeps a stranger's text short, for the log.
func clip(text string) string {
	return text[:min(len(text), 100)]
}

// safe methods ask for nothing but an answer (RFC 9110, section 9.2.1).
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
