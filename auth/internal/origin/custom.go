package origin

import (
	"cmp"
	"net/url"
	"strings"
	"unicode/utf8"
)

// custom is a URL of a scheme of an application's own. Parsers disagree about those, so it
// is taken apart by hand, as the reference does.
type custom struct{ scheme, authority, path string }

// readCustom takes a URL apart, or a pattern, in which `?` is no query.
func readCustom(value string, pattern bool) (custom, bool) {
	scheme, rest, ok := strings.Cut(value, ":")
	if !ok || scheme == "" {
		return custom{}, false
	}
	c := custom{scheme: strings.ToLower(scheme)}
	query := "?#"
	if pattern {
		query = "#"
	}
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		end := strings.IndexAny(after, "/"+query)
		if end < 0 {
			end = len(after)
		}
		c.authority, rest = strings.ToLower(after[:end]), after[end:]
	}
	if end := strings.IndexAny(rest, query); end >= 0 {
		rest = rest[:end]
	}
	c.path = plainPath(rest)
	return c, true
}

// plainPath is a decoded path without dots and empty segments, "" for the root.
func plainPath(path string) string {
	if decoded, err := url.PathUnescape(path); err == nil && utf8.ValidString(decoded) {
		path = decoded
	}
	var kept []string
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "", ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, segment)
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "/" + strings.Join(kept, "/")
}

// matchCustom compares URLs of other schemes than http.
func matchCustom(pattern string, u custom) bool {
	wild := hasWildcard(pattern)
	p, ok := readCustom(pattern, wild)
	if !ok || p.scheme != u.scheme {
		return false
	}
	if wild {
		if strings.Contains(u.authority, "@") || p.authority != "" && !matchHost(p.authority, u.authority, u.authority) {
			return false
		}
		return p.path == "" || Glob(p.path, cmp.Or(u.path, "/"))
	}
	if p.authority != "" && p.authority != u.authority {
		return false
	}
	return p.path == "" || u.path == p.path || strings.HasPrefix(u.path, p.path+"/")
}
