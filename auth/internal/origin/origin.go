// Package origin decides whether a URL may be trusted: as the Origin of a
// state-changing request, or as the target of a redirect
// (better-auth-core, sections 5.2 and 5.3).
package origin

import (
	"net"
	"net/url"
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
	scheme, rest, ok := strings.Cut(value, ":")
	if !ok || !validScheme(scheme) {
		return false
	}
	scheme = strings.ToLower(scheme)
	if scheme == "http" || scheme == "https" {
		o, host, ok := webOrigin(value)
		if !ok {
			return false
		}
		for _, p := range l {
			if matchWeb(p, o, host) {
				return true
			}
		}
		return false
	}
	for _, p := range l {
		if matchCustom(p, scheme, rest) {
			return true
		}
	}
	return false
}

// webOrigin is the origin and host:port of an http URL as a browser computes them.
func webOrigin(value string) (origin, host string, ok bool) {
	u, err := url.Parse(strings.ReplaceAll(value, `\`, "/"))
	if err != nil || u.Host == "" {
		return "", "", false
	}
	scheme := strings.ToLower(u.Scheme)
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
	if !hasWildcard(pattern) {
		return pattern == origin
	}
	patternHost, subject := pattern, host
	if _, h, ok := strings.Cut(pattern, "://"); ok {
		patternHost, subject = h, origin
	}
	// A numeric wildcard must not match a name such as 10.0.evil.example.
	if numericPattern(patternHost) && net.ParseIP(hostOnly(host)).To4() == nil {
		return false
	}
	return Glob(pattern, subject)
}

func hostOnly(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return host
}

func numericPattern(host string) bool {
	for _, c := range hostOnly(host) {
		if !strings.ContainsRune("0123456789.*?", c) {
			return false
		}
	}
	return strings.ContainsAny(host, "0123456789")
}

// matchCustom compares URLs of other schemes, such as an app's own.
func matchCustom(pattern, scheme, rest string) bool {
	pScheme, pRest, ok := strings.Cut(pattern, ":")
	if !ok || !strings.EqualFold(pScheme, scheme) {
		return false
	}
	pAuth, pPath := authority(pRest)
	auth, path := authority(rest)
	if pAuth != "" {
		if hasWildcard(pAuth) {
			if strings.Contains(auth, "@") || !Glob(pAuth, auth) {
				return false
			}
		} else if pAuth != auth {
			return false
		}
	}
	if strings.Trim(pPath, "/") == "" {
		return true
	}
	decoded, err := url.PathUnescape(path)
	if err != nil {
		return false
	}
	cleaned := resolveDots(decoded)
	if hasWildcard(pPath) {
		return Glob(pPath, cleaned)
	}
	pPath = strings.TrimSuffix(pPath, "/")
	return cleaned == pPath || strings.HasPrefix(cleaned, pPath+"/")
}

func authority(rest string) (auth, path string) {
	rest, ok := strings.CutPrefix(rest, "//")
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest = rest[:i]
	}
	if !ok {
		return "", rest
	}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[:i], rest[i:]
	}
	return rest, ""
}

func resolveDots(path string) string {
	var out []string
	for segment := range strings.SplitSeq(strings.ReplaceAll(path, `\`, "/"), "/") {
		switch segment {
		case ".":
		case "..":
			if len(out) > 1 {
				out = out[:len(out)-1]
			}
		default:
			out = append(out, segment)
		}
	}
	return strings.Join(out, "/")
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

// Glob matches text against a pattern: `*` is any run of characters but slashes, `?`
// one of them, `**` as a whole segment any depth, `\` takes the next character
// literally. The whole text must match; trailing slashes do not count.
func Glob(pattern, text string) bool {
	return glob(strings.TrimRight(pattern, "/"), strings.TrimRight(text, "/"))
}

func glob(p, t string) bool {
	for p != "" {
		switch p[0] {
		case '*':
			if rest, ok := strings.CutPrefix(p, "**/"); ok {
				return globDeep(rest, t)
			}
			if p == "**" {
				return true
			}
			return globRun(strings.TrimLeft(p, "*"), t)
		case '?':
			if t == "" || t[0] == '/' || t[0] == '\\' {
				return false
			}
			p, t = p[1:], t[1:]
		case '\\':
			if len(p) > 1 {
				p = p[1:]
			}
			fallthrough
		default:
			if t == "" || t[0] != p[0] {
				return false
			}
			p, t = p[1:], t[1:]
		}
	}
	return t == ""
}

// globRun tries every length of a `*`.
func globRun(p, t string) bool {
	for i := 0; ; i++ {
		if glob(p, t[i:]) {
			return true
		}
		if i == len(t) || t[i] == '/' || t[i] == '\\' {
			return false
		}
	}
}

// globDeep tries every depth of a `**`.
func globDeep(p, t string) bool {
	for {
		if glob(p, t) {
			return true
		}
		i := strings.IndexByte(t, '/')
		if i < 0 {
			return false
		}
		t = t[i+1:]
	}
}
