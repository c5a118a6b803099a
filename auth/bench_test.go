package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
)

// BenchmarkGetSession is a session check without the network: from the database, from the
// cookie cache and from the session cache.
func BenchmarkGetSession(b *testing.B) {
	for _, from := range []string{"database", "cookie cache", "session cache"} {
		b.Run(from, func(b *testing.B) {
			c := newClock()
			s := authtest.New(b, auth.Options{Plugins: passwords(), Now: c.Now, Session: auth.SessionOptions{
				CookieCache: auth.CookieCacheOptions{Enabled: from == "cookie cache"},
				Cache:       auth.SessionCacheOptions{Disabled: from == "database"},
			}})
			ann := s.Browser()
			ann.POST("/sign-up/email", annBody).Want(200)
			req := httptest.NewRequest(http.MethodGet, "/api/auth/get-session", nil)
			cookies := "better-auth.session_token=" + ann.Cookie("better-auth.session_token")
			if from == "cookie cache" {
				believed(b, s, c, ann)
				cookies += "; better-auth.session_data=" + ann.Cookie("better-auth.session_data")
			}
			req.Header.Set("Cookie", cookies)
			h := s.Handler()
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, req)
				if w.Code != 200 || w.Body.Len() < 10 {
					b.Fatal(w.Code, w.Body)
				}
			}
		})
	}
}
