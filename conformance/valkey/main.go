// Command valkey runs a server that speaks the Redis protocol, for servers under test that
// keep sessions there: the machine's valkey-server or redis-server, or else one in this
// process, which does all but tell of changes. It prints the address and ends when standard
// input closes.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"time"

	"github.com/alicebob/miniredis/v2"
)

func main() {
	address, end, err := machine()
	if address == "" && err == nil {
		address, err = inProcess()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("ready redis://%s\n", address)
	_, _ = io.Copy(io.Discard, os.Stdin)
	end()
}

func inProcess() (string, error) {
	m := miniredis.NewMiniRedis()
	err := m.Start()
	go tick(m)
	return m.Addr(), err
}

// tick lets values expire as time passes, which the server does not do by itself.
func tick(m *miniredis.Miniredis) {
	last := time.Now()
	for now := range time.Tick(50 * time.Millisecond) {
		m.FastForward(now.Sub(last))
		last = now
	}
}

// installed is the first of some programs that the machine has.
func installed(names ...string) string {
	for _, name := range names {
		if program, err := exec.LookPath(name); err == nil {
			return program
		}
	}
	return ""
}

// machine starts the machine's server, if it has one.
func machine() (address string, end func(), err error) {
	ctx := context.Background()
	program := installed("valkey-server", "redis-server")
	if program == "" {
		return "", func() {}, nil
	}
	free, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address = free.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	_ = free.Close()
	server := exec.CommandContext(ctx, program, "--bind", "127.0.0.1", "--port", port,
		"--databases", "10000", "--save", "", "--dir", os.TempDir())
	if err := server.Start(); err != nil {
		return "", nil, err
	}
	for range 400 {
		if conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address); err == nil {
			return address, func() { _, _ = server.Process.Kill(), server.Wait() }, conn.Close()
		}
		time.Sleep(25 * time.Millisecond)
	}
	return "", nil, fmt.Errorf("%s does not answer", program)
}
