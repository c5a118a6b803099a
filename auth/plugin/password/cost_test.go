package password_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
)

// TestUnknownUsersCostAHash: whoever measures a refusal learns nothing about who has an
// account.
func TestUnknownUsersCostAHash(t *testing.T) {
	t.Parallel()
	var hashes atomic.Int64
	off := false
	s := authtest.New(t, auth.Options{RateLimit: auth.RateLimitOptions{Enabled: &off}, Plugins: []auth.Plugin{password.New(password.Options{
		Hash:   func(_ context.Context, p string) (string, error) { hashes.Add(1); return "hash of " + p, nil },
		Verify: func(_ context.Context, h, p string) (bool, error) { hashes.Add(1); return h == "hash of "+p, nil },
	})}})
	b := s.Browser()
	b.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
	for _, email := range []string{"ann@example.com", "unknown@example.com"} {
		hashes.Store(0)
		s.SQL.Reset()
		s.Browser().POST("/sign-in/email", fmt.Sprintf(`{"email":%q,"password":"wrong horse"}`, email)).Want(401, "INVALID_EMAIL_OR_PASSWORD")
		if n := hashes.Load(); n != 1 {
			t.Errorf("%s: %d hashes, want 1", email, n)
		}
		t.Logf("%s: %d statements", email, len(s.SQL.All()))
	}
}
