package pgtest

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// stopTimeout bounds a shutdown before the server is killed outright.
const stopTimeout = 30 * time.Second

// Restart stops the server, cutting every connection, and starts it again on
// the same port and files. It also starts a server that Kill took down.
func (s *Server) Restart() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(syscall.SIGINT)
	if err := s.launch(); err != nil {
		return fmt.Errorf("restart PostgreSQL: %w", err)
	}
	return nil
}

// Kill ends the server at once, as a crash does: connections break, nothing is
// written back, and the next Restart recovers from the log. It returns when
// the server is gone.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(syscall.SIGQUIT)
}

// Stop ends the server for good and removes the files of a temporary one.
func (s *Server) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(syscall.SIGINT)
	s.watchdog.stop()
}

// end sends the signal and waits. SIGQUIT and not SIGKILL stands for a crash:
// after SIGKILL the server's children live on for a moment and a new server
// refuses the shared memory they hold.
func (s *Server) end(signal os.Signal) {
	if s.process == nil {
		return
	}
	_ = s.process.Signal(signal) // fails only when it is gone already
	select {
	case <-s.exited:
	case <-time.After(stopTimeout):
		_ = s.process.Kill()
		<-s.exited
	}
	s.process = nil
	s.watchdog.follow(0)
}
