package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestMetricsAreNotPublic(t *testing.T) {
	t.Parallel()
	const token = "a token of the operator's"
	for name, test := range map[string]struct {
		token, from, host string
		header            http.Header
		want              int
	}{
		"this machine":                    {from: "127.0.0.1:9", host: "localhost:3000", want: 200},
		"this machine by IPv6":            {from: "[::1]:9", host: "[::1]:3000", want: 200},
		"mapped":                          {from: "[::ffff:127.0.0.1]:9", host: "127.0.0.1", want: 200},
		"another":                         {from: "192.0.2.7:9", host: "localhost:3000", want: 404},
		"a proxy here":                    {from: "127.0.0.1:9", host: "localhost:3000", header: http.Header{"X-Forwarded-For": {"192.0.2.7"}}, want: 404},
		"a proxy that says Via":           {from: "127.0.0.1:9", host: "localhost:3000", header: http.Header{"Via": {"1.1 x"}}, want: 404},
		"a proxy that keeps the name":     {from: "127.0.0.1:9", host: "book.example", want: 404},
		"a token where there is none":     {from: "192.0.2.7:9", host: "book.example", header: http.Header{"Authorization": {"Bearer "}}, want: 404},
		"the token":                       {token: token, from: "192.0.2.7:9", host: "book.example", header: http.Header{"Authorization": {"bearer " + token}}, want: 200},
		"another token":                   {token: token, from: "192.0.2.7:9", host: "book.example", header: http.Header{"Authorization": {"Bearer a token"}}, want: 404},
		"the token as something else":     {token: token, from: "192.0.2.7:9", host: "book.example", header: http.Header{"Authorization": {"Basic " + token}}, want: 404},
		"no token, but this machine":      {token: token, from: "127.0.0.1:9", host: "localhost", want: 200},
		"no address, as in a unix socket": {from: "@", host: "localhost", want: 404},
	} {
		s := New(Options{Name: "test", Log: slog.New(slog.DiscardHandler), MetricsToken: test.token})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+test.host+"/metrics", nil)
		r.RemoteAddr, r.Host = test.from, test.host
		for name, values := range test.header {
			r.Header[name] = values
		}
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code != test.want {
			t.Errorf("%s: %d, want %d", name, w.Code, test.want)
		}
	}
}
