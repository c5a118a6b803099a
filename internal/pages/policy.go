package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// policy writes the Content-Security-Policy.
type policy struct {
	origins []string // of the services, when they are elsewhere
	https   bool
}

func (p policy) header(inline []string) string {
	services := strings.Join(append([]string{"'self'"}, p.origins...), " ")
	directives := []string{
		"default-src 'self'",
		"script-src 'self' 'wasm-unsafe-eval'" + sources(inline),
		"style-src 'self' 'unsafe-inline'",            // formulas and the editor set styles of single elements
		"img-src " + services + " data: blob: https:", // https: for the pictures people bring from their providers
		"font-src 'self' data:",
		"connect-src " + services,
		"worker-src 'self'",
		"frame-src 'none'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action " + services,
		"frame-ancestors 'none'",
	}
	if p.https {
		directives = append(directives, "upgrade-insecure-requests")
	}
	return strings.Join(directives, "; ")
}

func sources(hashes []string) string {
	text := ""
	for _, hash := range hashes {
		text += " '" + hash + "'"
	}
	return text
}

// inlineHashes lists the inline scripts of a page, as the policy names them.
func inlineHashes(page []byte) []string {
	var hashes []string
	tokens := html.NewTokenizer(bytes.NewReader(page))
	inline := false
	for {
		switch tokens.Next() {
		case html.ErrorToken: // the end
			return hashes
		case html.StartTagToken:
			name, more := tokens.TagName()
			inline = string(name) == "script"
			for more {
				var key []byte
				key, _, more = tokens.TagAttr()
				inline = inline && string(key) != "src"
			}
		case html.TextToken:
			if inline {
				sum := sha256.Sum256(tokens.Raw())
				hash := "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
				if !slices.Contains(hashes, hash) {
					hashes = append(hashes, hash)
				}
			}
			inline = false
		default:
			inline = false
		}
	}
}

// secure sets what every reply has.
func (s *Site) secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "credentialless")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}
