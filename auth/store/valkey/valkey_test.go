package valkey_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/storetest"
	"github.com/lyceum/lyceum/auth/store/valkey"
	"github.com/lyceum/lyceum/internal/valkeytest"
)

func open(t *testing.T, address string, opts ...valkey.Option) *valkey.DB {
	t.Helper()
	db, err := valkey.Open(address, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestSecondary(t *testing.T) {
	t.Parallel()
	valkeytest.Each(t, func(t *testing.T, address string) { storetest.Secondary(t, open(t, address)) })
}

// TestPrefix: keys are where the reference's package looks for them.
func TestPrefix(t *testing.T) {
	t.Parallel()
	address := valkeytest.New(t)
	plain := open(t, address, valkey.WithPrefix(""))
	if err := open(t, address).Set(t.Context(), "key", "value", time.Minute); err != nil {
		t.Fatal(err)
	}
	if v, err := plain.Get(t.Context(), "better-auth:key"); v != "value" {
		t.Error(v, err)
	}
}

func TestNotices(t *testing.T) {
	t.Parallel()
	valkeytest.Each(t, func(t *testing.T, address string) {
		db := open(t, address)
		ctx, cancel := context.WithCancel(t.Context())
		ready, heard, over := make(chan struct{}), make(chan string, 3), make(chan error, 1)
		go func() {
			over <- db.Listen(ctx, "news", func() { close(ready) }, func(m string) { heard <- m })
		}()
		<-ready
		for _, m := range []string{"one", "two", ""} {
			if err := open(t, address).Publish(t.Context(), "news", m); err != nil {
				t.Fatal(err)
			}
			if got := <-heard; got != m {
				t.Errorf("heard %q, want %q", got, m)
			}
		}
		cancel()
		if err := <-over; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestBadAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "http://:hunter2@x", "valkey://:hunter2@x/zero", "postgres://:hunter2@x", "valkey://:hunter2@%zz"} {
		if _, err := valkey.Open(address); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if got := valkey.Address("valkeys://ann:hunter2@host:1/2"); got != "valkeys://host:1/2" {
		t.Error(got)
	}
}

// TestServerGoneAndBack: no call hangs, and a server that comes back is used without help.
func TestServerGoneAndBack(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	db := open(t, "valkey://"+m.Addr(), valkey.WithTimeout(3*time.Second))
	ctx := t.Context()
	if err := db.Set(ctx, "a", "1", time.Minute); err != nil {
		t.Fatal(err)
	}
	lost := make(chan error, 1)
	ready := make(chan struct{})
	go func() { lost <- db.Listen(ctx, "news", func() { close(ready) }, func(string) {}) }()
	<-ready
	m.Close()
	if err := <-lost; !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("who listens was not told: %v", err)
	}
	begun := time.Now()
	for range 5 {
		if _, err := db.Get(ctx, "a"); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("a server that is gone: %v", err)
		}
	}
	if spent := time.Since(begun); spent > time.Minute {
		t.Errorf("5 calls took %s", spent)
	}
	if err := m.Restart(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for {
		v, err := db.Get(ctx, "a")
		if err == nil && v == "1" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after its return: %q, %v", v, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestStartsWithoutServer: connecting is tried again with every call.
func TestStartsWithoutServer(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	db := open(t, "valkey://"+m.Addr())
	m.Close()
	if err := db.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Error(err)
	}
	if err := m.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestSilentServer: one that accepts and says nothing costs every caller its time limit
// and no more.
func TestSilentServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0") // closed below
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	db := open(t, "valkey://"+listener.Addr().String(), valkey.WithTimeout(2*time.Second))
	begun := time.Now()
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if _, err := db.Increment(t.Context(), "n", time.Minute); !errors.Is(err, store.ErrUnavailable) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if spent := time.Since(begun); spent > 30*time.Second {
		t.Errorf("20 calls at once took %s", spent)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.Get(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestErrorsKeepSecrets: what the server complains about is not repeated.
func TestErrorsKeepSecrets(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	m.RequireAuth("right")
	_, err := open(t, "valkey://:hunter2@"+m.Addr()).Get(t.Context(), "token-of-ann")
	if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "token-of-ann") {
		t.Error(err)
	}
	if !errors.Is(err, store.ErrUnavailable) {
		t.Error(err)
	}
	m2 := miniredis.RunT(t)
	db := open(t, "valkey://"+m2.Addr())
	m2.SetError("ERR no such thing as token-of-ann")
	if _, err = db.Get(t.Context(), "token-of-ann"); err == nil || strings.Contains(err.Error(), "token-of-ann") {
		t.Error(err)
	}
	if err := open(t, "valkey://"+m2.Addr()).Close(); err != nil {
		t.Error(err)
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	db := open(t, valkeytest.New(t))
	if err := db.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Error(err)
	}
}
