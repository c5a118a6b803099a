package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// signer signs requests to Amazon Web Services: "Signature Version 4" of their reference. It is our own because the
// official module would bring two more for these lines; the vectors of AWS's own test suite check it.
type signer struct{ id, secret, token, region, service string }

// sign sets X-Amz-Date and Authorization. Everything in the header at that time is signed.
func (s signer) sign(r *http.Request, body []byte, now time.Time) {
	moment := now.UTC().Format("20060102T150405Z")
	day := moment[:8]
	r.Header.Set("X-Amz-Date", moment)
	if s.token != "" {
		r.Header.Set("X-Amz-Security-Token", s.token)
	}
	headers, names := canonicalHeaders(r)
	request := strings.Join([]string{
		r.Method, canonicalPath(r.URL), canonicalQuery(r.URL), headers, names, digest(body),
	}, "\n")
	scope := strings.Join([]string{day, s.region, s.service, "aws4_request"}, "/")
	text := strings.Join([]string{"AWS4-HMAC-SHA256", moment, scope, digest([]byte(request))}, "\n")
	key := []byte("AWS4" + s.secret)
	for _, part := range []string{day, s.region, s.service, "aws4_request", text} {
		key = mac(key, part)
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+s.id+"/"+scope+
		", SignedHeaders="+names+", Signature="+hex.EncodeToString(key))
}

// canonicalHeaders are the header's lines, sorted, and their names.
func canonicalHeaders(r *http.Request) (lines, names string) {
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	all := map[string]string{"host": host}
	for name, values := range r.Header {
		for i, value := range values {
			values[i] = strings.Join(strings.Fields(value), " ")
		}
		all[strings.ToLower(name)] = strings.Join(values, ",")
	}
	var sorted []string
	for name := range all {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	var text strings.Builder
	for _, name := range sorted {
		text.WriteString(name + ":" + all[name] + "\n")
	}
	return text.String(), strings.Join(sorted, ";")
}

func canonicalPath(u *url.URL) string {
	if path := u.EscapedPath(); path != "" {
		return path
	}
	return "/"
}

// canonicalQuery is sorted, with blanks as %20.
func canonicalQuery(u *url.URL) string { return strings.ReplaceAll(u.Query().Encode(), "+", "%20") }

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
