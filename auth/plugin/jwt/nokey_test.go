package jwt_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// keyless is a database that takes no signing keys while it is full.
type keyless struct {
	store.Database
	full  atomic.Bool
	tried atomic.Int32
}

func (k *keyless) Bind(s *store.Schema) (store.Store, store.Migrator, error) {
	bound, m, err := k.Database.Bind(s)
	return keylessStore{bound, k}, m, err
}

type keylessStore struct {
	store.Store
	k *keyless
}

func (s keylessStore) Create(ctx context.Context, model string, values store.Values) (store.Row, error) {
	if model == "jwks" && s.k.full.Load() {
		s.k.tried.Add(1)
		return store.Row{}, fmt.Errorf("no space left on device: %w", store.ErrUnavailable)
	}
	return s.Store.Create(ctx, model, values)
}

// TestSessionChecksNeedNoKey: a key that cannot be stored costs a session check its token
// and nothing else; whoever asks for a token is told.
func TestSessionChecksNeedNoKey(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := sqlstore.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			k, now := &keyless{Database: db}, clock{start: time.Now()}
			s := authtest.New(t, auth.Options{Database: k, Now: now.Now, Plugins: []auth.Plugin{password.New(password.Options{}), jwt.New(jwt.Options{})}})
			ann := s.Browser()
			ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
			k.full.Store(true)
			for range 3 {
				if r := ann.GET("/get-session").Want(200, "ann@example.com"); r.Header.Get("set-auth-jwt") != "" {
					t.Error("there is a token without a key")
				}
			}
			if n := k.tried.Load(); n != 1 {
				t.Errorf("%d session checks tried to store a key, one after the other", n)
			}
			ann.GET("/token").Want(503)
			s.Browser().GET("/jwks").Want(503)
			k.full.Store(false)
			now.advance(10 * time.Second)
			if ann.GET("/get-session").Want(200).Header.Get("set-auth-jwt") == "" {
				t.Error("there is no token although keys can be stored again")
			}
			ann.GET("/token").Want(200)
		})
	}
}
