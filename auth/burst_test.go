package auth_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
)

// TestBurstOfSignIns: two hundred at once. Those that find no place are told when to come
// back, at once; nobody else notices.
func TestBurstOfSignIns(t *testing.T) {
	t.Parallel()
	off := false
	s := authtest.New(t, auth.Options{
		Plugins: passwords(), RateLimit: auth.RateLimitOptions{Enabled: &off}, Compat: "reference",
		Hashes: auth.HashOptions{Workers: 1, Queue: 8},
	})
	ann := s.Browser()
	ann.POST("/sign-up/email", annBody).Want(200)
	var signedIn, refused atomic.Int64
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			r := s.Browser().POST("/sign-in/email", fmt.Sprintf(`{"email":%q,"password":"correct horse"}`, []string{"ann@example.com", "unknown@example.com"}[i%2]))
			switch r.StatusCode {
			case http.StatusOK, http.StatusUnauthorized:
				signedIn.Add(1)
			case http.StatusServiceUnavailable:
				refused.Add(1)
				if r.Header.Get("Retry-After") == "" || r.Text("code") != "SERVICE_OVERLOADED" {
					t.Errorf("refused without saying when to come back: %v %s", r.Header, r.Body)
				}
			default:
				t.Errorf("status %d: %s", r.StatusCode, r.Body)
			}
		})
	}
	for range 50 {
		ann.GET("/get-session").Want(200, "ann@example.com")
	}
	wg.Wait()
	if signedIn.Load() < 9 || refused.Load() == 0 {
		t.Errorf("%d answered and %d refused of 200: want at least 9 and 1", signedIn.Load(), refused.Load())
	}
}

func TestTooManySaysWhenToComeBack(t *testing.T) {
	t.Parallel()
	on := true
	for _, compat := range []string{"", "reference"} {
		s := authtest.New(t, auth.Options{Compat: compat, RateLimit: auth.RateLimitOptions{Enabled: &on, Max: 1}})
		b := s.Browser()
		b.GET("/ok")
		h := b.GET("/ok").Want(429).Header
		if h.Get("X-Retry-After") == "" || (h.Get("Retry-After") == "") != (compat == "reference") {
			t.Errorf("compat %q: X-Retry-After %q, Retry-After %q", compat, h.Get("X-Retry-After"), h.Get("Retry-After"))
		}
	}
}
