// Command pgtest runs a PostgreSQL server for the length of another command,
// or for as long as someone holds its input open.
//
// With arguments it runs them with LYCEUM_TEST_POSTGRES set, and ends with
// their exit status, so that all packages of a test run share one server:
//
//	pgtest go test ./...
//
// Without arguments it prints the URL of a superuser connection on one line
// and runs until its standard input ends or it is asked to stop (SIGINT,
// SIGTERM). The server and its files are gone when it ends, however it ends.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/lyceum/lyceum/internal/pgtest"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	status, err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
	}
	os.Exit(status)
}

// run returns the exit status.
func run(ctx context.Context, args []string, in io.Reader, out io.Writer) (int, error) {
	server, err := pgtest.Start("")
	if err != nil {
		return 1, err
	}
	defer server.Stop()
	url := server.URL("postgres")
	if len(args) > 0 {
		return command(ctx, args, url)
	}
	if _, err := fmt.Fprintln(out, url); err != nil {
		return 1, err
	}
	ended := make(chan struct{})
	go func() { _, _ = io.Copy(io.Discard, in); close(ended) }()
	select {
	case <-ctx.Done():
	case <-ended:
	}
	return 0, nil
}

// command runs the arguments against the server and waits for their end.
func command(ctx context.Context, args []string, url string) (int, error) {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...) // running what it is given is its task
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), pgtest.Env+"="+url)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return exit.ExitCode(), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
