package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/lyceum/lyceum/internal/pgtest"
)

// patience is how long a stopped command may take to end.
const patience = 10 * time.Second

// runner runs parts and adds up what they counted.
type runner struct {
	out    io.Writer
	env    []string
	now    func() time.Time
	total  tally
	failed []string // parts and steps, for the summary
	server *pgtest.Server
}

func (r *runner) part(ctx context.Context, p part) {
	fmt.Fprintf(r.out, "\n== %s\n", p.name)
	for _, s := range p.steps {
		r.step(ctx, p.name, s)
	}
}

func (r *runner) step(ctx context.Context, part string, s step) {
	name := part + ": " + s.says
	switch s.needs {
	case python:
		if _, err := exec.LookPath("python3"); err != nil {
			fmt.Fprintf(r.out, "-- %s: left out, there is no python3 on this machine\n", name)
			return
		}
	case postgres:
		if err := r.startPostgres(); err != nil {
			r.fail(name, err)
			return
		}
	}
	fmt.Fprintf(r.out, "-- %s\n", name)
	start := r.now()
	result, err := r.run(ctx, s)
	r.total.passed += result.passed
	r.total.failed += result.failed
	if result.failed > 0 {
		r.failed = append(r.failed, name)
	} else if err != nil {
		r.fail(name, err)
	}
	took := r.now().Sub(start).Round(100 * time.Millisecond)
	if s.count == nil {
		fmt.Fprintf(r.out, "   done in %v\n", took)
		return
	}
	fmt.Fprintf(r.out, "   %d passed, %d failed in %v\n", result.passed, result.failed, took)
}

// fail counts something that went wrong without being a test.
func (r *runner) fail(name string, err error) {
	fmt.Fprintf(r.out, "   %s: %v\n", name, err)
	r.total.failed++
	r.failed = append(r.failed, name)
}

// run runs a command and gives its output, line by line, to the step's counter. Without one, all of it is shown.
func (r *runner) run(ctx context.Context, s step) (tally, error) {
	command := exec.CommandContext(ctx, s.command[0], s.command[1:]...)
	command.Dir, command.Env = s.folder, r.env
	// The command gets the chance to end what it started.
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = patience
	reader, writer := io.Pipe()
	command.Stdout, command.Stderr = writer, writer
	if err := command.Start(); err != nil {
		return tally{}, err
	}
	ended := make(chan error, 1)
	go func() { err := command.Wait(); _ = writer.Close(); ended <- err }()
	counting := &count{show: func(line string) { fmt.Fprintf(r.out, "   %s\n", line) }}
	lines := bufio.NewReaderSize(reader, 1<<20)
	for {
		line, err := lines.ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			counting.line(s.count, line)
		}
		if err != nil {
			break
		}
	}
	err := <-ended
	return counting.end(s.count, err), err
}

func (r *runner) startPostgres() error {
	if r.server != nil {
		return nil
	}
	server, err := pgtest.Start("")
	if err != nil {
		return err
	}
	r.server = server
	r.env = append(r.env, pgtest.Env+"="+server.URL("postgres"))
	return nil
}

func (r *runner) close() {
	if r.server != nil {
		r.server.Stop()
	}
}

// summary prints the closing line and reports whether all is well.
func (r *runner) summary() bool {
	fmt.Fprintln(r.out)
	for _, name := range r.failed {
		fmt.Fprintf(r.out, "failed: %s\n", name)
	}
	fmt.Fprintf(r.out, "%d passed, %d failed\n", r.total.passed, r.total.failed)
	return r.total.failed == 0 && r.total.passed > 0
}
