package auth

import (
	"net/url"
	"strings"

	"github.com/lyceum/lyceum/auth/internal/cookie"
	"github.com/lyceum/lyceum/auth/internal/origin"
	"github.com/lyceum/lyceum/auth/provider"
)

// AppendQuery adds encoded parameters after a URL's query and before its fragment, and
// writes the URL as a browser would: dots resolved, characters escaped. A
// root-relative URL stays one.
func AppendQuery(target, params string) string {
	relative := strings.HasPrefix(target, "/")
	ref, err := url.Parse(target)
	if err != nil {
		return target
	}
	if !relative && ref.Scheme != "http" && ref.Scheme != "https" {
		return appendToOpaque(target, params)
	}
	u := browserURL(ref)
	switch {
	case u.RawQuery == "":
		u.RawQuery = params
	case strings.HasSuffix(u.RawQuery, "&"):
		u.RawQuery += params
	default:
		u.RawQuery += "&" + params
	}
	if relative {
		// Resolving dots can leave two slashes in front, which would name a host.
		u.Scheme, u.Host, u.Path, u.RawPath = "", "", oneSlash(u.Path), oneSlash(u.RawPath)
	}
	return u.String()
}

// oneSlash keeps one of several slashes and backslashes in front.
func oneSlash(path string) string {
	if path == "" {
		return ""
	}
	return "/" + strings.TrimLeft(path, `/\`)
}

// appendToOpaque adds parameters to a URL of an application's own scheme, whose form
// is the application's.
func appendToOpaque(target, params string) string {
	target, fragment, hasFragment := strings.Cut(target, "#")
	if scheme, rest, ok := strings.Cut(target, ":"); ok {
		target = strings.ToLower(scheme) + ":" + rest
	}
	switch {
	case !strings.Contains(target, "?"):
		target += "?"
	case !strings.HasSuffix(target, "?") && !strings.HasSuffix(target, "&"):
		target += "&"
	}
	target += params
	if hasFragment {
		target += "#" + fragment
	}
	return target
}

// browserURL writes an http URL as browsers do: dots resolved, at least a slash as
// path, host in lower case, default port left out.
func browserURL(ref *url.URL) *url.URL {
	u := (&url.URL{Scheme: "http", Host: "relative.invalid", Path: "/"}).ResolveReference(ref)
	if u.Path == "" {
		u.Path = "/"
	}
	u.Host = strings.ToLower(u.Host)
	if port := u.Port(); u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
	}
	return u
}

// AbsoluteURL resolves a target against the base URL, as the reference does for
// most redirects. The target must be trusted already.
func (c *Call) AbsoluteURL(target string) string {
	base, err := url.Parse(c.base)
	if err != nil {
		return target
	}
	target = strings.Trim(target, " ")
	ref, err := url.Parse(target)
	if err != nil { // perhaps a colon without a scheme before it
		if ref, err = url.Parse("./" + target); err != nil {
			return target
		}
	}
	u := base.ResolveReference(ref)
	if u.Scheme == "http" || u.Scheme == "https" {
		u = browserURL(u)
	}
	return u.String()
}

// SetQuery sets one parameter of an absolute URL, keeping the order of the others. They
// are written anew, as URLSearchParams does.
func SetQuery(target, name, value string) string {
	u, err := url.Parse(target)
	if err != nil {
		return AppendQuery(target, FormPair(name, value))
	}
	var kept []string
	done := false
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		if pair == "" {
			continue
		}
		key, had, _ := strings.Cut(pair, "=")
		key, had = formDecode(key), formDecode(had)
		if key == name {
			if done {
				continue
			}
			done, had = true, value
		}
		kept = append(kept, FormPair(key, had))
	}
	if !done {
		kept = append(kept, FormPair(name, value))
	}
	u.RawQuery = strings.Join(kept, "&")
	return u.String()
}

// FormPair is one encoded parameter of a query, as browsers write it.
func FormPair(name, value string) string {
	return provider.FormEscape(name) + "=" + provider.FormEscape(value)
}

// OriginOf is the scheme and host of a URL, "" when it has none.
func OriginOf(target string) string { return origin.Of(target) }

// DecodeCookie is decodeURIComponent, leaving text with bad escapes as it is.
func DecodeCookie(value string) string { return cookie.Decode(value) }
