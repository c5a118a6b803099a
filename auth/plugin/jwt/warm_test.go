package jwt_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// clock is a time that stands still until it is moved.
type clock struct {
	start time.Time
	ahead atomic.Int64
}

func (c *clock) Now() time.Time          { return c.start.Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// TestWarm: the key set is answered without a statement, and a token too where the
// session cache knows the session.
func TestWarm(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := authtest.NewOn(t, url, auth.Options{Plugins: []auth.Plugin{password.New(password.Options{}), jwt.New(jwt.Options{})}})
			ann := s.Browser()
			ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
			// The caches fill; with PostgreSQL the feed of changes may take a moment to begin.
			for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
				s.SQL.Reset()
				ann.GET("/token").Want(200, `"token":"`)
				s.Browser().GET("/jwks").Want(200, `{"keys":[{"alg":"EdDSA","crv":"Ed25519"`)
				list := s.SQL.All()
				if len(list) == 0 {
					return
				}
				if time.Now().After(deadline) {
					t.Fatalf("still %d statements:\n%s", len(list), strings.Join(list, "\n"))
				}
			}
		})
	}
}

// TestKeySetFollowsTheClock: what is kept encoded gains a key when another signs, and
// loses one at the end of its grace period.
func TestKeySetFollowsTheClock(t *testing.T) {
	t.Parallel()
	now := clock{start: time.Now()}
	s := authtest.New(t, auth.Options{Now: now.Now, Plugins: []auth.Plugin{
		password.New(password.Options{}),
		jwt.New(jwt.Options{RotationInterval: time.Hour, GracePeriod: time.Hour + 2*time.Second}),
	}})
	ann := s.Browser()
	ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
	keys := func(want int) {
		t.Helper()
		if body := s.Browser().GET("/jwks").Want(200).Body; strings.Count(body, `"kid":`) != want {
			t.Errorf("want %d keys: %s", want, body)
		}
	}
	ann.GET("/token").Want(200)
	keys(1)
	now.advance(time.Hour + time.Second)
	keys(1) // in its grace period
	ann.GET("/token").Want(200)
	keys(2)
	now.advance(time.Hour - time.Second) // the first has two seconds left, the second one
	keys(2)
	now.advance(2 * time.Second) // within the time that the table is not read again
	s.SQL.Reset()
	keys(1)
	if list := s.SQL.All(); len(list) != 0 {
		t.Errorf("the table was read: %v", list)
	}
}
