// Package origin decides whether a URL may be trusted: as the Origin of a
// state-changing request, or as the target of a redirect
// (better-auth-core, sections 5.2 and 5.3).
package origin

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// List is a set of trusted origin patterns.
type List []string

// TrustsOrigin reports whether an Origin or Referer header's value matches. Relative
// URLs never do.
func (l List) TrustsOrigin(value string) bool { return l.matches(value) }

// TrustsTarget reports whether a redirect target matches: a URL of a trusted origin, or
// a path on the own origin that every browser also takes for one.
func (l List) TrustsTarget(target string) bool {
	if strings.HasPrefix(target, "/") {
		return SafePath(target)
	}
	return l.matches(target)
}

// SafePath reports whether a root-relative URL stays on its host: one leading slash, also
// when dots are resolved, no backslash, no control character, no encoded slash or
// backslash in the path.
func SafePath(target string) bool {
	if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") || strings.Contains(target, `\`) {
		return false
	}
	for _, r := range target {
		if r < 0x20 || r >= 0x7f && r <= 0x9f {
			return false
		}
	}
	path := target
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	path = strings.ToLower(path)
	return !strings.Contains(path, "%2f") && !strings.Contains(path, "%5c") && !emptyFirst(path)
}

// emptyFirst reports whether a path in lower case begins with two slashes once "." and
// ".." are resolved, as in "/.//host": whoever writes it down again gets another host.
func emptyFirst(path string) bool {
	if !strings.Contains(path, "//") {
		return false
	}
	var kept []string
	for segment := range strings.SplitSeq(strings.ReplaceAll(path[1:], "%2e", "."), "/") {
		switch segment {
		case ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, segment)
		}
	}
	return len(kept) > 1 && kept[0] == ""
}

func (l List) matches(value string) bool {
	// Browsers drop tabs and newlines and trim control characters before they parse a
	// URL; what they would see differently is refused.
	for _, r := range value {
		if r < 0x20 || r >= 0x7f && r <= 0x9f {
			return false
		}
	}
	scheme, _, ok := strings.Cut(value, ":")
	if !ok || !validScheme(scheme) {
		return false
	}
	if scheme = strings.ToLower(scheme); scheme == "http" || scheme == "https" {
		o, host, ok := webOrigin(value)
		return ok && slices.ContainsFunc(l, func(p string) bool { return matchWeb(p, o, host) })
	}
	u, ok := readCustom(value, false)
	host := opaqueHost(value)
	return ok && slices.ContainsFunc(l, func(p string) bool {
		if bareHost(p) {
			return host != "" && matchHost(p, host, host)
		}
		return matchCustom(p, u)
	})
}

// opaqueHost is the host of a URL that is no web address: as it is written.
func opaqueHost(value string) string {
	_, rest, ok := strings.Cut(value, "://")
	if end := strings.IndexAny(rest, "/?#"); ok && end >= 0 {
		rest = rest[:end]
	}
	return rest[strings.LastIndexByte(rest, '@')+1:]
}

// bareHost reports whether a pattern is one of hosts, whatever the scheme.
func bareHost(pattern string) bool { return hasWildcard(pattern) && !strings.Contains(pattern, "://") }

// webOrigin is the origin and host:port of an http URL as a browser computes them.
func webOrigin(value string) (origin, host string, ok bool) {
	// What follows the host does not matter, not even whether it can be read.
	value = strings.ReplaceAll(value, `\`, "/")
	scheme, rest, _ := strings.Cut(value, "://")
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	u, err := url.Parse(scheme + "://" + rest)
	if err != nil || u.Host == "" {
		return "", "", false
	}
	scheme = strings.ToLower(u.Scheme)
	host = strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && !(scheme == "http" && port == "80") && !(scheme == "https" && port == "443") {
		host += ":" + port
	}
	return scheme + "://" + host, host, true
}

// Of returns the origin of an http or https URL, or "".
func Of(value string) string {
	if o, _, ok := webOrigin(value); ok && (strings.HasPrefix(o, "http://") || strings.HasPrefix(o, "https://")) {
		return o
	}
	return ""
}

func hasWildcard(p string) bool { return strings.ContainsAny(p, "*?") }

func matchWeb(pattern, origin, host string) bool {
	switch {
	case !hasWildcard(pattern):
		return pattern == origin
	case bareHost(pattern):
		return matchHost(pattern, host, host)
	}
	return matchHost(pattern, origin, host)
}

// matchHost compares a host, or an origin, with a pattern. A pattern of digits, dots and
// wildcards is one of addresses: it must not match a name such as 10.0.evil.example.
func matchHost(pattern, subject, host string) bool {
	if !Glob(pattern, subject) {
		return false
	}
	_, patternHost, hasScheme := strings.Cut(pattern, "://")
	if !hasScheme {
		patternHost = pattern
	}
	patternHost, _, _ = strings.Cut(patternHost, ":")
	if !numericPattern(patternHost) {
		return true
	}
	host, _, _ = strings.Cut(host, ":")
	address, err := netip.ParseAddr(host)
	return err == nil && address.Is4()
}

func numericPattern(host string) bool {
	return strings.ContainsAny(host, "0123456789") && strings.Trim(host, "0123456789.*?") == ""
}

func validScheme(s string) bool {
	for i, c := range s {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", c)) {
			return false
		}
	}
	return s != ""
}
