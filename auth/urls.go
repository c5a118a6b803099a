package auth

import (
	"net/url"
	"strings"

	"github.com/lyceum/lyceum/auth/internal/cookie"
	"github.com/lyceum/lyceum/auth/internal/origin"
)

// AbsoluteURL resolves a target against the base URL, as the reference does for
// most redirects. The target must be trusted already.
func (c *Call) AbsoluteURL(target string) string {
	base, err := url.Parse(c.base)
	if err != nil {
		return target
	}
	ref, err := url.Parse(target)
	if err != nil {
		return target
	}
	u := base.ResolveReference(ref)
	if u.Path == "" && u.Host != "" {
		u.Path = "/"
	}
	return u.String()
}

// SetQuery sets one parameter of an absolute URL, keeping the order of the others.
func SetQuery(target, name, value string) string {
	u, err := url.Parse(target)
	if err != nil {
		return AppendQuery(target, url.QueryEscape(name)+"="+url.QueryEscape(value))
	}
	var kept []string
	done := false
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		key, _, _ := strings.Cut(pair, "=")
		if pair == "" {
			continue
		}
		if decoded, err := url.QueryUnescape(key); err == nil && decoded == name {
			if done {
				continue
			}
			done, pair = true, url.QueryEscape(name)+"="+url.QueryEscape(value)
		}
		kept = append(kept, pair)
	}
	if !done {
		kept = append(kept, url.QueryEscape(name)+"="+url.QueryEscape(value))
	}
	u.RawQuery = strings.Join(kept, "&")
	return u.String()
}

// OriginOf is the scheme and host of a URL, "" when it has none.
func OriginOf(target string) string { return origin.Of(target) }

// DecodeCookie is decodeURIComponent, leaving text with bad escapes as it is.
func DecodeCookie(value string) string { return cookie.Decode(value) }
