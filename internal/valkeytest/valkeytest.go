// Package valkeytest starts servers that speak the Redis protocol, for tests.
package valkeytest

import (
	"bytes"
	"net"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// New starts a server in this process and returns its address. Its clock for what expires
// runs with the real one.
func New(t testing.TB) string {
	t.Helper()
	m := miniredis.NewMiniRedis()
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(Tick(m))
	t.Cleanup(m.Close)
	return "valkey://" + m.Addr()
}

// Tick lets values of a server expire as time passes, which miniredis does not do by
// itself, until the returned function is called.
func Tick(m *miniredis.Miniredis) (stop func()) {
	done := make(chan struct{})
	ticker := time.NewTicker(50 * time.Millisecond)
	go func() {
		last := time.Now()
		for {
			select {
			case now := <-ticker.C:
				m.FastForward(now.Sub(last))
				last = now
			case <-done:
				return
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(done)
	}
}

// Real starts the machine's valkey-server or redis-server and returns its address; ""
// if the machine has none.
func Real(t testing.TB) string {
	t.Helper()
	program := ""
	for _, name := range []string{"valkey-server", "redis-server"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		return ""
	}
	socket := filepath.Join(t.TempDir(), "s")
	var output bytes.Buffer
	server := exec.CommandContext(t.Context(), program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", filepath.Dir(socket))
	server.Stdout = &output
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	for range 200 {
		if conn, err := (&net.Dialer{}).DialContext(t.Context(), "unix", socket); err == nil {
			_ = conn.Close()
			return "unix://" + socket
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("%s did not start:\n%s", program, output.String())
	return ""
}

// Each runs a test on New and, where there is one, on Real.
func Each(t *testing.T, test func(t *testing.T, address string)) {
	t.Run("miniredis", func(t *testing.T) {
		t.Parallel()
		test(t, New(t))
	})
	t.Run("server", func(t *testing.T) {
		t.Parallel()
		address := Real(t)
		if address == "" {
			t.Skip("this machine has no valkey-server")
		}
		test(t, address)
	})
}
