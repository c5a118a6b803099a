package auth

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/lyceum/lyceum/auth/internal/origin"
)

// DynamicBaseURL serves several hosts from one server: the base URL is that of each
// request, if its host is allowed (better-auth-core, section 0.1). It replaces
// Options.BaseURL.
type DynamicBaseURL struct {
	// AllowedHosts are hosts with or without a port, such as "example.com",
	// "*.example.com" or "localhost:3000". Their origins are trusted.
	AllowedHosts []string
	// Fallback is the base URL for requests of other hosts. Without it they fail.
	Fallback string
	// Protocol is "http", "https", or "" and "auto" for that of the request.
	Protocol string
}

// errForeignHost is the fault of a request that came under a name nobody allowed.
var errForeignHost = errors.New("auth: the request's host is not one of DynamicBaseURL.AllowedHosts")

func (d *DynamicBaseURL) on() bool { return len(d.AllowedHosts) > 0 }

func (d *DynamicBaseURL) check(o *Options) error {
	switch {
	case !d.on():
		return nil
	case o.BaseURL != "":
		return errors.New("BaseURL and DynamicBaseURL are both given")
	case d.Protocol != "" && d.Protocol != "http" && d.Protocol != "https" && d.Protocol != "auto":
		return fmt.Errorf("DynamicBaseURL.Protocol %q is neither http, https nor auto", d.Protocol)
	case d.Fallback == "":
		return nil
	}
	u, err := url.Parse(d.Fallback)
	if err != nil || origin.Of(d.Fallback) == "" || strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("DynamicBaseURL.Fallback %q is not an http or https URL without a path", d.Fallback)
	}
	return nil
}

// secure says whether cookies are, if the protocol tells.
func (d *DynamicBaseURL) secure() (secure, known bool) {
	return d.Protocol == "https", d.on() && (d.Protocol == "https" || d.Protocol == "http")
}

// origins are those that are trusted because their hosts are allowed.
func (d *DynamicBaseURL) origins() (list []string) {
	for _, host := range d.AllowedHosts {
		if strings.Contains(host, "://") {
			list = append(list, host)
			continue
		}
		if d.Protocol != "http" {
			list = append(list, "https://"+host)
		}
		if d.Protocol == "http" || d.Protocol == "auto" || isLoopback(host) {
			list = append(list, "http://"+host)
		}
	}
	if d.Fallback != "" {
		list = append(list, originOf(d.Fallback))
	}
	return list
}

// originFor is the origin of one request, "" when its host is not allowed and nothing
// is there to fall back on. scheme is the request's.
func (d *DynamicBaseURL) originFor(r *http.Request, proxies bool, scheme string) string {
	host, forwarded := r.Host, r.Header.Get("X-Forwarded-Host")
	if proxies && validHost(forwarded) {
		host = forwarded
	}
	if !plausibleHost(host) || !d.allows(host) {
		return strings.TrimRight(d.Fallback, "/")
	}
	if d.Protocol == "http" || d.Protocol == "https" {
		scheme = d.Protocol
	}
	return scheme + "://" + host
}

func (d *DynamicBaseURL) allows(host string) bool {
	host = strings.ToLower(host)
	for _, pattern := range d.AllowedHosts {
		pattern = strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(pattern, "http://"), "https://"))
		pattern, _, _ = strings.Cut(pattern, "/")
		if pattern == host || strings.ContainsAny(pattern, "*?") && origin.Glob(pattern, host) {
			return true
		}
	}
	return false
}

// hostnameOf is the host of a base URL without its port, as a cookie's domain has it.
func hostnameOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// isLoopback reports whether a host, with a port or not, is this machine.
func isLoopback(host string) bool {
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || host == "::1" || strings.HasPrefix(host, "127.")
}
