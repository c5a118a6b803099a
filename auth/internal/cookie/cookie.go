// Package cookie writes and reads cookies byte for byte as the reference does
// (better-auth-core, section 2): attribute order, percent-encoding, chunking of
// large values, and the Cookie header's first-wins rule.
package cookie

import (
	"strconv"
	"strings"
	"time"
)

// Attributes of a cookie. MaxAge nil is a session cookie.
type Attributes struct {
	MaxAge      *int
	Domain      string
	Path        string
	Expires     time.Time
	HTTPOnly    bool
	Secure      bool
	SameSite    string // "lax", "strict", "none" in any case, or ""
	Partitioned bool
}

// Age is a Max-Age of some seconds.
func Age(seconds int) *int { return &seconds }

// Cookie is a cookie to set: its full name, its value before encoding, its
// attributes.
type Cookie struct {
	Name, Value string
	Attributes  Attributes
}

// String is the Set-Cookie header's value.
func (c Cookie) String() string {
	return c.Name + "=" + Encode(c.Value) + c.Attributes.suffix(c.Name)
}

func (a Attributes) suffix(name string) string {
	var b strings.Builder
	sameSite := strings.ToLower(a.SameSite)
	if strings.HasPrefix(name, "__Secure-") || sameSite == "none" || a.Partitioned {
		a.Secure = true
	}
	if strings.HasPrefix(name, "__Host-") {
		a.Secure, a.Path, a.Domain = true, "/", ""
	}
	if a.MaxAge != nil {
		b.WriteString("; Max-Age=" + strconv.Itoa(*a.MaxAge))
	}
	if a.Domain != "" {
		b.WriteString("; Domain=" + a.Domain)
	}
	if a.Path != "" {
		b.WriteString("; Path=" + a.Path)
	}
	if !a.Expires.IsZero() {
		b.WriteString("; Expires=" + a.Expires.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT"))
	}
	if a.HTTPOnly {
		b.WriteString("; HttpOnly")
	}
	if a.Secure {
		b.WriteString("; Secure")
	}
	switch sameSite {
	case "lax":
		b.WriteString("; SameSite=Lax")
	case "strict":
		b.WriteString("; SameSite=Strict")
	case "none":
		b.WriteString("; SameSite=None")
	}
	if a.Partitioned {
		b.WriteString("; Partitioned")
	}
	return b.String()
}

// Encode is encodeURIComponent.
func Encode(s string) string {
	clean := true
	for i := range len(s) {
		if !unreserved(s[i]) {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	const upper = "0123456789ABCDEF"
	out := make([]byte, 0, len(s)+16)
	for i := range len(s) {
		if c := s[i]; unreserved(c) {
			out = append(out, c)
		} else {
			out = append(out, '%', upper[c>>4], upper[c&15])
		}
	}
	return string(out)
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		strings.IndexByte("-_.!~*'()", c) >= 0
}

// Decode is decodeURIComponent; a bad escape leaves the text as it is.
func Decode(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for rest := s; ; {
		before, after, found := strings.Cut(rest, "%")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		if len(after) < 2 {
			return s
		}
		hi, lo := unhex(after[0]), unhex(after[1])
		if hi < 0 || lo < 0 {
			return s
		}
		out.WriteByte(byte(hi<<4 | lo))
		rest = after[2:]
	}
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// Pair is a cookie of a request, its value as it travelled.
type Pair struct{ Name, Value string }

// Jar is a parsed Cookie header. Of cookies with one name the first counts.
type Jar []Pair

// maxCookies is how many cookies of a request are looked at. Browsers keep fewer for one
// site; looking for each name among the others takes the square of the number.
const maxCookies = 512

// Parse reads the values of Cookie headers (section 2.3).
func Parse(headers []string) Jar {
	var jar Jar
	for _, h := range headers {
		if jar == nil {
			jar = make(Jar, 0, strings.Count(h, ";")+1)
		}
		for pair := range strings.SplitSeq(h, ";") {
			name, value, ok := strings.Cut(pair, "=")
			if !ok {
				continue
			}
			if len(jar) == maxCookies {
				return jar
			}
			name, value = strings.TrimSpace(name), strings.TrimSpace(value)
			if len(value) > 1 && value[0] == '"' {
				value = value[1 : len(value)-1]
			}
			if _, seen := jar.raw(name); !seen {
				jar = append(jar, Pair{name, value})
			}
		}
	}
	return jar
}

func (j Jar) raw(name string) (string, bool) {
	for i := range j {
		if j[i].Name == name {
			return j[i].Value, true
		}
	}
	return "", false
}

// Get returns a cookie's decoded value.
func (j Jar) Get(name string) (string, bool) {
	v, ok := j.raw(name)
	return Decode(v), ok
}

// With returns the jar with one cookie replaced or added.
func (j Jar) With(name, value string) Jar {
	out := append(Jar{}, j...)
	for i := range out {
		if out[i].Name == name {
			out[i].Value = Encode(value)
			return out
		}
	}
	return append(out, Pair{name, Encode(value)})
}
