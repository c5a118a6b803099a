// Command valkey runs a server that speaks the Redis protocol, for servers under test that
// keep sessions there: a fresh machine has neither Valkey nor Redis. It prints the
// address and ends when standard input closes.
package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/alicebob/miniredis/v2"
)

func main() {
	m := miniredis.NewMiniRedis()
	if err := m.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer m.Close()
	go tick(m)
	fmt.Printf("ready redis://%s\n", m.Addr())
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// tick lets values expire as time passes, which the server does not do by itself.
func tick(m *miniredis.Miniredis) {
	last := time.Now()
	for now := range time.Tick(50 * time.Millisecond) {
		m.FastForward(now.Sub(last))
		last = now
	}
}
