package web

import (
	"net"
	"os"
	"syscall"
)

// emptyQueue accepts what waits in a listener's queue and ends the listening at once, with nothing in between: what
// the kernel lets in after the last look would be reset.
func emptyQueue(listener net.Listener) []net.Conn {
	socket, ok := listener.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return nil
	}
	var waiting []int
	_ = raw.Control(func(fd uintptr) { // it fails only when the listener is closed, and then nothing waits
		for {
			conn, _, err := syscall.Accept4(int(fd), syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
			if err == syscall.EINTR || err == syscall.ECONNABORTED {
				continue
			}
			if err != nil {
				break // EAGAIN: the queue is empty
			}
			waiting = append(waiting, conn)
		}
		_ = syscall.Shutdown(int(fd), syscall.SHUT_RD)
	})
	var conns []net.Conn
	for _, fd := range waiting {
		file := os.NewFile(uintptr(fd), "connection")
		if conn, err := net.FileConn(file); err == nil {
			conns = append(conns, conn)
		}
		_ = file.Close() // FileConn has its own copy
	}
	return conns
}
