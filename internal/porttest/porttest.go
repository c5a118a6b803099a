// Package porttest finds ports for servers that tests start as processes of their own:
//
//	listener, err := porttest.Listen()
//	port := listener.Addr().(*net.TCPAddr).Port
//	_ = listener.Close()
//	// start a server on port
//
// Between the closing and the server's opening nobody else may take the port. The system gives ports from 32768 on to
// whoever asks for any, tests that run at the same time among them; these are below, and come one after the other from
// a random start, so that a process never uses one twice.
package porttest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"syscall"
)

const (
	lowest = 10_000
	many   = 20_000
)

var next = func() *atomic.Uint32 {
	var n atomic.Uint32
	n.Store(rand.Uint32N(many))
	return &n
}()

// Listen opens a free port of the loopback interface.
func Listen() (net.Listener, error) {
	for range many {
		port := lowest + next.Add(1)%many
		listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp4", fmt.Sprintf("127.0.0.1:%d", port))
		if !errors.Is(err, syscall.EADDRINUSE) {
			return listener, err
		}
	}
	return nil, errors.New("porttest: all ports are in use")
}
