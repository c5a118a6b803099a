package porttest

import (
	"net"
	"sync"
	"testing"
)

func TestListen(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[int]bool{}
	var group sync.WaitGroup
	for range 100 {
		group.Go(func() {
			listener, err := Listen()
			if err != nil {
				t.Error(err)
				return
			}
			port := listener.Addr().(*net.TCPAddr).Port
			_ = listener.Close()
			mu.Lock()
			defer mu.Unlock()
			if seen[port] || port < lowest || port >= lowest+many {
				t.Errorf("port %d, again: %v", port, seen[port])
			}
			seen[port] = true
		})
	}
	group.Wait()
}
