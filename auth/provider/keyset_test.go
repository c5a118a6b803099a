package provider_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth/provider"
)

// mint publishes keys that change, and counts who asks.
type mint struct {
	*httptest.Server
	mu    sync.Mutex
	keys  jose.JSONWebKeySet
	down  bool
	asked atomic.Int32
}

func newMint(t *testing.T) *mint {
	m := &mint{}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		m.asked.Add(1)
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.down {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_ = json.NewEncoder(w).Encode(m.keys)
	}))
	t.Cleanup(m.Close)
	return m
}

// turn puts a new key in the place of the old one, and returns a token it signed.
func (m *mint) turn(t *testing.T, id string, now time.Time) string {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	m.mu.Lock()
	m.keys.Keys = []jose.JSONWebKey{{Key: public, KeyID: id, Algorithm: "EdDSA", Use: "sig"}}
	m.mu.Unlock()
	options := (&jose.SignerOptions{}).WithHeader("kid", id)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: private}, options)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(map[string]any{"iss": "i", "sub": "s", "aud": "a", "iat": now.Unix(), "exp": now.Add(24 * time.Hour).Unix()})
	signed, err := signer.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	compact, _ := signed.CompactSerialize()
	return compact
}

func TestKeysTurn(t *testing.T) {
	t.Parallel()
	m, now := newMint(t), time.Unix(1_700_000_000, 0)
	clock := func() time.Time { return now }
	rules := provider.IDTokenRules{Keys: provider.NewKeySet(m.URL, nil, provider.NewClient(nil), clock), Audience: []string{"a"}, Now: clock}
	check := func(what, token string, good bool, asked int32) {
		t.Helper()
		if _, err := rules.Verify(t.Context(), token, ""); (err == nil) != good {
			t.Errorf("%s: %v", what, err)
		}
		if n := m.asked.Load(); n != asked {
			t.Errorf("%s: asked %d times, want %d", what, n, asked)
		}
	}
	first := m.turn(t, "one", now)
	check("first", first, true, 1)
	check("known", first, true, 1)
	second := m.turn(t, "two", now)
	check("a new key", second, true, 2)
	check("the old key is gone", first, false, 2) // and is not asked for again so soon
	third := m.turn(t, "three", now)
	check("turned too soon", third, false, 2)
	now = now.Add(31 * time.Second)
	check("after a pause", third, true, 3)
	now = now.Add(6 * time.Minute)
	check("old news", third, true, 4)

	m.mu.Lock()
	m.down = true
	m.mu.Unlock()
	now = now.Add(6 * time.Minute)
	check("nobody answers", third, false, 5)
	check("nobody is asked again", third, false, 5)
	m.mu.Lock()
	m.down = false
	m.mu.Unlock()
	now = now.Add(31 * time.Second)
	check("back", third, true, 6)
}

func TestKeysAreFetchedOnce(t *testing.T) {
	t.Parallel()
	m, now := newMint(t), time.Unix(1_700_000_000, 0)
	clock := func() time.Time { return now }
	token := m.turn(t, "one", now)
	rules := provider.IDTokenRules{Keys: provider.NewKeySet(m.URL, nil, provider.NewClient(nil), clock), Audience: []string{"a"}, Now: clock}
	m.mu.Lock() // nobody is answered before somebody has asked
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if _, err := rules.Verify(t.Context(), token, ""); err != nil {
				t.Error(err)
			}
		})
	}
	for m.asked.Load() == 0 {
		runtime.Gosched()
	}
	m.mu.Unlock()
	all.Wait()
	if n := m.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}
