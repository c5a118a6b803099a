package apikey_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/apikey"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/valkey"
	"github.com/lyceum/lyceum/internal/valkeytest"
)

func openStorage(t *testing.T) store.Secondary {
	t.Helper()
	kv, err := valkey.Open(valkeytest.New(t), valkey.WithTimeout(30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kv.Close() })
	return kv
}

// Keys in secondary storage alone have no rows, and a process counts their uses one by one.
func TestKeysInSecondaryStorage(t *testing.T) {
	t.Parallel()
	kv := openStorage(t)
	s, p := open(t, "sqlite:"+t.TempDir()+"/auth.db", auth.Options{SecondaryStorage: kv}, apikey.Config{Secondary: true, Sessions: true})
	ann, id := person(s, "ann")
	seven, off := int64(7), &apikey.Rate{Off: true}
	key, secret, err := p.Create(ctx, apikey.NewKey{OwnerID: id, Remaining: &seven, RateLimit: off})
	if err != nil {
		t.Fatal(err)
	}
	if codes := uses(t, p, secret); codes[""] != 7 {
		t.Errorf("of seven uses %v were taken", codes)
	}
	_, limited, err := p.Create(ctx, apikey.NewKey{OwnerID: id, RateLimit: &apikey.Rate{Window: time.Hour, Max: 6}})
	if err != nil {
		t.Fatal(err)
	}
	if codes := uses(t, p, limited); codes[""] != 6 || codes["RATE_LIMITED"] != 94 {
		t.Errorf("of six uses an hour %v were taken", codes)
	}
	_, _ = p.Verify(ctx, apikey.Use{Key: secret}) // whoever finds it used up removes it
	name := "Robot"
	if _, err := p.Update(ctx, key.ID(), apikey.Change{Name: &name}); codeOf(t, err) != "KEY_NOT_FOUND" {
		t.Error(err)
	}
	if n, err := s.Store().Count(ctx, "apikey"); n != 0 || err != nil {
		t.Errorf("%d rows: %v", n, err)
	}
	// Ten at once are all on the list.
	atOnce := make(chan int)
	for range 10 {
		go func() { atOnce <- ann.POST("/api-key/create", `{}`).StatusCode }()
	}
	for range 10 {
		if status := <-atOnce; status != 200 {
			t.Error(status)
		}
	}
	ann.GET("/api-key/list").Want(200, `"total":11`)
	// What is no key is none.
	if err := kv.Set(ctx, "api-key:"+auth.Digest(strings.Repeat("x", 64)), `{"id":"x","enabled":true}`, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Verify(ctx, apikey.Use{Key: strings.Repeat("x", 64)}); codeOf(t, err) != "INVALID_API_KEY" {
		t.Error(err)
	}
	if _, err := auth.New(auth.Options{Secret: authtest.Secret, Plugins: []auth.Plugin{apikey.New(nil, apikey.Config{Secondary: true})}}); err == nil ||
		!strings.Contains(err.Error(), "there is none") {
		t.Error(err)
	}
}

// With the table behind it, the table decides.
func TestKeysBeforeTheTable(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, url string) {
		s, p := open(t, url, auth.Options{SecondaryStorage: openStorage(t)}, apikey.Config{Secondary: true, Fallback: true})
		ann, id := person(s, "ann")
		seven := int64(7)
		_, secret, err := p.Create(ctx, apikey.NewKey{OwnerID: id, Remaining: &seven, RateLimit: &apikey.Rate{Off: true}})
		if err != nil {
			t.Fatal(err)
		}
		if codes := uses(t, p, secret); codes[""] != 7 {
			t.Errorf("of seven uses %v were taken", codes)
		}
		key, secret, err := p.Create(ctx, apikey.NewKey{OwnerID: id})
		if err != nil {
			t.Fatal(err)
		}
		this := store.Eq("id", key.ID())
		if _, err := s.Store().UpdateAll(ctx, "apikey", store.Values{"enabled": false}, this); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := p.Verify(ctx, apikey.Use{Key: secret}); codeOf(t, err) != "KEY_DISABLED" {
				t.Errorf("turned off in the table: %v", err)
			}
		}
		on := true
		if _, err := p.Update(ctx, key.ID(), apikey.Change{Enabled: &on}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Verify(ctx, apikey.Use{Key: secret}); err != nil {
			t.Error(err)
		}
		ann.GET("/api-key/list").Want(200, key.ID())
		if err := p.Delete(ctx, key.ID()); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Verify(ctx, apikey.Use{Key: secret}); codeOf(t, err) != "INVALID_API_KEY" {
			t.Errorf("deleted: %v", err)
		}
		if r := ann.GET("/api-key/list").Want(200); strings.Contains(r.Body, key.ID()) {
			t.Error("a deleted key is listed")
		}
	})
}
