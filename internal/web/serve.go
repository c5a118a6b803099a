package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

const maxHeaderBytes = 32 << 10

// Listen opens a TCP port. Its error is a sentence for the operator.
func Listen(ctx context.Context, host string, port int) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("port %d is in use by another program: stop it, or choose another port with --port", port)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("port %d may not be opened by this user: choose one above 1023 with --port", port)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w", net.JoinHostPort(host, strconv.Itoa(port)), err)
	}
	return listener, nil
}

// Serve answers requests until ctx ends, and then stops so that no request is dropped: for DrainDelay it goes on, but
// answers with “Connection: close” and is no longer ready; then it accepts nothing more, and running requests have
// DrainTimeout to finish. It returns nil after a clean stop.
func (s *Service) Serve(ctx context.Context, listener net.Listener) error {
	door, guests := newDoor(listener), &guests{seen: map[net.Conn]*guest{}}
	server := &http.Server{
		ConnState:         guests.track,
		ConnContext:       withLine,
		Handler:           s.handler,
		ReadHeaderTimeout: s.options.Limits.Header,
		IdleTimeout:       s.options.Limits.Idle,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelDebug), // clients' broken connections
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(door) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	s.options.Log.Info("stopping", "service", s.options.Name)
	time.Sleep(s.options.DrainDelay)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.DrainTimeout)
	defer cancel()
	door.shut()
	s.seeOff(drain, guests)
	err := server.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("requests still ran %v after the stop signal and were ended", s.options.DrainTimeout)
	}
	if err != nil {
		return errors.Join(err, server.Close())
	}
	s.options.Log.Info("stopped", "service", s.options.Name)
	return nil
}

// seeOff waits for running requests, and hurries them towards the end.
func (s *Service) seeOff(ctx context.Context, guests *guests) {
	patient, cancel := context.WithTimeout(ctx, s.options.DrainTimeout*3/4)
	defer cancel()
	guests.leave(patient)
	if s.options.Hurry == nil || !guests.waiting() {
		return
	}
	if err := s.options.Hurry(ctx); err != nil {
		s.options.Log.Warn("long replies did not end in time", "error", err)
	}
	guests.leave(ctx)
}
