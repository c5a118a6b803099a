package onetimetoken_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/onetimetoken"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// TestOnce: of a hundred browsers that use one token at once, one gets the session.
func TestOnce(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := authtest.NewOn(t, url, auth.Options{Plugins: []auth.Plugin{
				password.New(password.Options{}), onetimetoken.New(onetimetoken.Options{StoreToken: "hashed"}),
			}})
			ann := s.Browser()
			ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
			token := ann.GET("/one-time-token/generate").Want(200).Text("token")
			var won atomic.Int32
			var all sync.WaitGroup
			for range 100 {
				all.Go(func() {
					if s.Browser().POST("/one-time-token/verify", `{"token":"`+token+`"}`).StatusCode == 200 {
						won.Add(1)
					}
				})
			}
			all.Wait()
			if won.Load() != 1 {
				t.Errorf("%d browsers got the session", won.Load())
			}
		})
	}
}

// TestExpiredSession: a token for a session that has ended sets no cookie.
func TestExpiredSession(t *testing.T) {
	t.Parallel()
	plugin := onetimetoken.New(onetimetoken.Options{})
	s := authtest.New(t, auth.Options{Plugins: []auth.Plugin{password.New(password.Options{}), plugin}})
	ann := s.Browser()
	ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
	token := ann.GET("/one-time-token/generate").Want(200).Text("token")
	ann.POST("/sign-out", `{}`).Want(200)
	thief := s.Browser()
	thief.POST("/one-time-token/verify", `{"token":"`+token+`"}`).Want(400, "Session not found")
	if thief.Cookie("better-auth.session_token") != "" {
		t.Error("a cookie was set for a session that has ended")
	}
}

// lender is a plugin that makes requests somebody's by a secret of theirs, as keys do.
type lender struct{ user *auth.User }

func (*lender) ID() string { return "lender" }

func (p *lender) Setup(b *auth.Builder) error {
	b.Before(func(c *auth.Call) (any, error) {
		if secret := c.Request.Header.Get("X-Secret"); secret != "" {
			c.ActAs(&auth.SessionUser{User: p.user, Session: &auth.Session{Token: secret, ExpiresAt: c.Now().Add(time.Hour)}})
		}
		return nil, nil
	})
	return nil
}

// TestNoTokenForALentSession: what is no stored session is not handed over, and the secret that
// stands for it is stored nowhere.
func TestNoTokenForALentSession(t *testing.T) {
	t.Parallel()
	for compat, want := range map[string]int{"": 401, "reference": 200} {
		p := &lender{}
		s := authtest.New(t, auth.Options{Compat: compat, Plugins: []auth.Plugin{
			password.New(password.Options{}), onetimetoken.New(onetimetoken.Options{}), p,
		}})
		s.Browser().POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
		var err error
		if p.user, err = s.Auth.FindUserByEmail(t.Context(), "ann@example.com"); err != nil {
			t.Fatal(err)
		}
		robot := s.Browser()
		robot.Header = http.Header{"X-Secret": {"the-secret-of-a-key"}}
		robot.GET("/one-time-token/generate").Want(want)
		stored, err := s.Auth.Store().Count(t.Context(), "verification", store.Eq("value", "the-secret-of-a-key"))
		if err != nil || stored != map[int]int64{401: 0, 200: 1}[want] {
			t.Errorf("%q: the secret is stored %d times, %v", compat, stored, err)
		}
	}
}
