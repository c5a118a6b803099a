package auth_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// ask calls a handler without a network, from 192.0.2.1.
func ask(h http.Handler, method, target string, header http.Header, body string) *http.Response {
	r := httptest.NewRequest(method, "http://localhost:3000"+"/", strings.NewReader(body))
	r.URL.Path, r.URL.RawPath, r.RequestURI = "", "", target
	path, query, _ := strings.Cut(target, "?")
	r.URL.Path, r.URL.RawQuery = path, query
	for name, values := range header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// member is a text of a JSON reply, "" if there is none.
func member(r *http.Response, name string) string {
	var m map[string]any
	if json.NewDecoder(r.Body).Decode(&m) != nil {
		return ""
	}
	text, _ := m[name].(string)
	return text
}

// kidOf is the key id in a token's header.
func kidOf(t *testing.T, token string) string {
	t.Helper()
	head, _, _ := strings.Cut(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(head)
	var header struct{ Kid string }
	if err != nil || json.Unmarshal(raw, &header) != nil || header.Kid == "" {
		t.Fatalf("the token %s has no kid", token)
	}
	return header.Kid
}
