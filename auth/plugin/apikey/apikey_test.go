package apikey_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/apikey"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/internal/pgtest"
)

var ctx = context.Background()

func everywhere(t *testing.T, test func(t *testing.T, url string)) {
	for name, url := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, url)
		})
	}
}

func open(t *testing.T, url string, o auth.Options, configs ...apikey.Config) (*authtest.Server, *apikey.Plugin) {
	t.Helper()
	p := apikey.New(nil, configs...)
	o.Plugins = []auth.Plugin{password.New(password.Options{}), p}
	return authtest.NewOn(t, url, o), p
}

func person(s *authtest.Server, name string) (*authtest.Browser, string) {
	b := s.Browser()
	r := b.POST("/sign-up/email", fmt.Sprintf(`{"name":%q,"email":"%s@example.com","password":"correct horse"}`, name, name)).Want(200)
	return b, r.Text("user", "id")
}

// codeOf is the code of a refusal, "" without one; anything else fails the test.
func codeOf(t *testing.T, err error) string {
	t.Helper()
	var public *auth.Error
	if err != nil && !errors.As(err, &public) {
		t.Fatal(err)
	}
	if public == nil {
		return ""
	}
	return public.Code
}

// uses verifies a key a hundred times at once and counts the answers by code.
func uses(t *testing.T, p *apikey.Plugin, secret string) map[string]int {
	t.Helper()
	codes := map[string]int{}
	var lock sync.Mutex
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			_, err := p.Verify(ctx, apikey.Use{Key: secret})
			code := codeOf(t, err)
			lock.Lock()
			codes[code]++
			lock.Unlock()
		})
	}
	all.Wait()
	return codes
}

// TestUsesAtOnce: a hundred uses at once never exceed what remains, a refill happens once,
// and no more uses pass than the rate allows.
func TestUsesAtOnce(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, url string) {
		s, p := open(t, url, auth.Options{})
		_, id := person(s, "ann")
		make := func(n apikey.NewKey) (apikey.Key, string) {
			n.OwnerID = id
			key, secret, err := p.Create(ctx, n)
			if err != nil {
				t.Fatal(err)
			}
			return key, secret
		}
		seven, none := int64(7), int64(0)
		off := &apikey.Rate{Off: true}

		key, secret := make(apikey.NewKey{Remaining: &seven, RateLimit: off})
		codes := uses(t, p, secret)
		if codes[""] != 7 {
			t.Errorf("of seven uses %v were taken", codes)
		}
		if row, err := s.Auth.Store().Find(ctx, store.Query{Model: "apikey", Where: []store.Cond{store.Eq("id", key.ID())}}); err == nil && row.Int("remaining") != 0 {
			t.Errorf("%d uses remain", row.Int("remaining"))
		}

		_, secret = make(apikey.NewKey{Remaining: &none, RateLimit: off, Refill: &apikey.Refill{Amount: 5, Interval: time.Hour}})
		if _, err := s.Auth.Store().UpdateAll(ctx, "apikey", store.Values{"lastRefillAt": time.Now().Add(-2 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
		if codes := uses(t, p, secret); codes[""] != 5 {
			t.Errorf("of a refill of five %v were taken", codes)
		}

		_, secret = make(apikey.NewKey{RateLimit: &apikey.Rate{Window: time.Hour, Max: 6}})
		if codes := uses(t, p, secret); codes[""] != 6 || codes["RATE_LIMITED"] != 94 {
			t.Errorf("at a rate of six %v were taken", codes)
		}
	})
}

func TestVerify(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, url string) {
		now := time.Now()
		s, p := open(t, url, auth.Options{Now: func() time.Time { return now }},
			apikey.Config{ID: "default", Permissions: access.Statements{"lesson": {"read"}}},
			apikey.Config{ID: "machines", Prefix: "m_", Plain: true, Valid: func(_ context.Context, key string) (bool, error) {
				return !strings.Contains(key, "#"), nil
			}})
		_, id := person(s, "ann")
		_, _, err := p.Create(ctx, apikey.NewKey{OwnerID: id, ExpiresIn: 48 * time.Hour, Metadata: auth.Object{{Key: "a", Value: 1.0}}})
		if codeOf(t, err) != "METADATA_DISABLED" {
			t.Error("metadata was taken:", err)
		}
		key, secret, err := p.Create(ctx, apikey.NewKey{OwnerID: id, ExpiresIn: 48 * time.Hour, Permissions: access.Statements{"lesson": {"read", "write"}}})
		if err != nil || key.Row.String("key") == secret || key.Row.String("key") != auth.Digest(secret) {
			t.Fatal("the key is not stored as its digest", err)
		}
		for want, u := range map[string]apikey.Use{
			"":                {Key: secret, Permissions: access.Statements{"lesson": {"write"}}},
			"KEY_NOT_FOUND":   {Key: secret, Permissions: access.Statements{"lesson": {"write", "publish"}}},
			"INVALID_API_KEY": {Key: secret, ConfigID: "machines"},
		} {
			if _, err := p.Verify(ctx, u); codeOf(t, err) != want {
				t.Errorf("%+v: %v", u.Permissions, err)
			}
		}
		if _, err := p.Verify(ctx, apikey.Use{Key: secret[1:]}); codeOf(t, err) != "INVALID_API_KEY" {
			t.Error("a part of a key:", err)
		}
		if _, err := p.Verify(ctx, apikey.Use{Key: key.Row.String("key")}); codeOf(t, err) != "INVALID_API_KEY" {
			t.Error("the digest of a key:", err)
		}
		if _, err := p.Verify(ctx, apikey.Use{Key: "#", ConfigID: "machines"}); codeOf(t, err) != "KEY_NOT_FOUND" {
			t.Error("a key that is not valid:", err)
		}
		disabled := false
		if _, err := p.Update(ctx, key.ID(), apikey.Change{Enabled: &disabled}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Verify(ctx, apikey.Use{Key: secret}); codeOf(t, err) != "KEY_DISABLED" {
			t.Error("a disabled key:", err)
		}
		enabled := true
		if _, err := p.Update(ctx, key.ID(), apikey.Change{Enabled: &enabled}); err != nil {
			t.Fatal(err)
		}
		now = now.Add(72 * time.Hour)
		if _, err := p.Verify(ctx, apikey.Use{Key: secret}); codeOf(t, err) != "KEY_EXPIRED" {
			t.Error("an expired key:", err)
		}
		if n, _ := s.Auth.Store().Count(ctx, "apikey"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
		plain, secret, err := p.Create(ctx, apikey.NewKey{ConfigID: "machines", OwnerID: id})
		if err != nil || plain.Row.String("key") != secret || !strings.HasPrefix(secret, "m_") || len(secret) != 66 {
			t.Errorf("%q is stored as %q: %v", secret, plain.Row.String("key"), err)
		}
	})
}

// TestKeysCannotMakeThemselvesLast: who has only a key manages no keys and does nothing that
// needs a recent sign-in, unless the reference's behaviour is asked for.
func TestKeysCannotMakeThemselvesLast(t *testing.T) {
	t.Parallel()
	for _, compat := range []string{"", "reference"} {
		s, _ := open(t, "sqlite:"+t.TempDir()+"/auth.db", auth.Options{Compat: compat}, apikey.Config{Sessions: true})
		ann, _ := person(s, "ann")
		r := ann.POST("/api-key/create", `{}`).Want(200)
		robot := func(method, path, body string) int {
			req, _ := http.NewRequest(method, s.URL+path, strings.NewReader(body))
			req.Header.Set("x-api-key", r.Text("key"))
			req.Header.Set("Content-Type", "application/json")
			reply, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = reply.Body.Close()
			return reply.StatusCode
		}
		refused := map[string]int{"": 401, "reference": 200}[compat]
		if got := robot("GET", "/api-key/list", ""); got != 200 {
			t.Errorf("%q: reading gives %d", compat, got)
		}
		if got := robot("POST", "/api-key/create", `{}`); got != refused {
			t.Errorf("%q: making a key gives %d", compat, got)
		}
		if got := robot("POST", "/api-key/update", `{"keyId":"`+r.Text("id")+`","expiresIn":null}`); got != refused {
			t.Errorf("%q: changing a key gives %d", compat, got)
		}
		if got := robot("GET", "/list-sessions", ""); got != map[string]int{"": 403, "reference": 200}[compat] {
			t.Errorf("%q: listing sessions gives %d", compat, got)
		}
		if got := robot("POST", "/revoke-sessions", `{}`); got != 401 {
			t.Errorf("%q: ending sessions gives %d", compat, got)
		}
		if got := robot("POST", "/api-key/delete", `{"keyId":"`+r.Text("id")+`"}`); got != refused {
			t.Errorf("%q: deleting a key gives %d", compat, got)
		}
	}
}

// TestSessionOf: a key opens the application's own pages too.
func TestSessionOf(t *testing.T) {
	t.Parallel()
	s, p := open(t, "sqlite:"+t.TempDir()+"/auth.db", auth.Options{}, apikey.Config{Sessions: true})
	_, id := person(s, "ann")
	_, secret, err := p.Create(ctx, apikey.NewKey{OwnerID: id})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := http.NewRequest("GET", "http://localhost:3000/page", nil)
	r.Header.Set("X-Api-Key", secret)
	found, err := s.Auth.SessionOf(r)
	if err != nil || found.User.ID != id {
		t.Errorf("found %v, %v", found, err)
	}
	r.Header.Set("X-Api-Key", strings.Repeat("x", 64))
	if _, err := s.Auth.SessionOf(r); !errors.Is(err, auth.ErrNoSession) {
		t.Error("an unknown key:", err)
	}
}

func TestMistakesInOptions(t *testing.T) {
	t.Parallel()
	for name, configs := range map[string][]apikey.Config{
		"no id": {{}, {ID: "a"}}, "one id twice": {{ID: "a"}, {ID: "a"}}, "no organizations": {{References: apikey.OfOrganization}},
		"nobody": {{References: "nobody"}},
	} {
		if _, err := auth.New(auth.Options{Secret: authtest.Secret, Plugins: []auth.Plugin{apikey.New(nil, configs...)}}); err == nil || !strings.Contains(err.Error(), "api-key") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
