package auth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
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
