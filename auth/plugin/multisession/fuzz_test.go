package multisession_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/multisession"
	"github.com/lyceum/lyceum/auth/plugin/password"
)

// FuzzCookies: sessions are listed for cookies that were signed here, and for no others.
func FuzzCookies(f *testing.F) {
	s := authtest.New(f, auth.Options{Plugins: []auth.Plugin{password.New(password.Options{}), multisession.New(multisession.Options{})}})
	ann := s.Browser()
	token := ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200).Text("token")
	name := "better-auth.session_token_multi-" + strings.ToLower(token)
	good := url.QueryEscape(token + "." + signatureOf(f, ann, name))
	for _, seed := range []string{name + "=" + good, name + "=" + token, name + "=", "x_multi-y=" + good, "_multi-=" + good + "; _multi-=" + good, "a_multi-=%", ";;=;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest(http.MethodGet, "http://localhost:3000/api/auth/multi-session/list-device-sessions", nil)
		r.Header = http.Header{"Cookie": {header}}
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		plain, err := url.PathUnescape(header)
		if err != nil {
			plain = header
		}
		if w.Code != http.StatusOK || w.Body.String() != "[]" && !strings.Contains(plain, token) {
			t.Fatalf("%q: %d %s", header, w.Code, w.Body)
		}
	})
}

func signatureOf(f *testing.F, b *authtest.Browser, name string) string {
	f.Helper()
	value, err := url.QueryUnescape(b.Cookie(name))
	_, signature, ok := strings.Cut(value, ".")
	if err != nil || !ok {
		f.Fatalf("%s is %q", name, value)
	}
	return signature
}
