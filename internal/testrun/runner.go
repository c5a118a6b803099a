package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/lyceum/lyceum/internal/pgtest"
)

// patience is how long a stopped command may take to end.
const patience = 10 * time.Second

// runner runs parts and adds up what they counted.
type runner struct {
	out io.Writer
	now func() time.Time

	mu     sync.Mutex // for all that follows, and for writing to out
	env    []string
	total  tally
	failed []string // parts and steps, for the summary
	server *pgtest.Server
}

func (r *runner) part(ctx context.Context, p part) {
	fmt.Fprintf(r.out, "\n== %s\n", p.name)
	for _, s := range p.steps {
		if s.lanes == nil {
			r.step(ctx, r.out, p.name, s)
			continue
		}
		var running sync.WaitGroup
		for _, lane := range s.lanes {
			running.Go(func() { r.lane(ctx, p.name, lane) })
		}
		running.Wait()
	}
}

// lane runs steps while others run. What each of them says is shown when it has ended, in one piece.
func (r *runner) lane(ctx context.Context, part string, steps []step) {
	for _, s := range steps {
		r.show("-- %s: %s begins\n", part, s.says)
		var said bytes.Buffer
		r.step(ctx, &said, part, s)
		r.show("%s", said.Bytes())
	}
}

func (r *runner) show(format string, values ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, format, values...)
}

func (r *runner) step(ctx context.Context, out io.Writer, part string, s step) {
	name := part + ": " + s.says
	fmt.Fprintf(out, "-- %s\n", name)
	switch s.needs {
	case python:
		if _, err := exec.LookPath("python3"); err != nil {
			fmt.Fprintln(out, "   left out: there is no python3 on this machine")
			return
		}
	case postgres:
		if err := r.startPostgres(); err != nil {
			fmt.Fprintf(out, "   %v\n", err)
			r.add(name, tally{}, err)
			return
		}
	}
	start := r.now()
	result, err := r.run(ctx, out, s)
	if err != nil && result.failed == 0 {
		fmt.Fprintf(out, "   %v\n", err)
	}
	r.add(name, result, err)
	took := r.now().Sub(start).Round(100 * time.Millisecond)
	if s.count == nil {
		fmt.Fprintf(out, "   done in %v\n", took)
		return
	}
	fmt.Fprintf(out, "   %d passed, %d failed in %v\n", result.passed, result.failed, took)
}

// add adds what a step counted. An error without a test that failed counts as one.
func (r *runner) add(name string, result tally, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil && result.failed == 0 {
		result.failed = 1
	}
	r.total.passed += result.passed
	r.total.failed += result.failed
	if result.failed > 0 {
		r.failed = append(r.failed, name)
	}
}

// run runs a command and gives its output, line by line, to the step's counter. Without one, all of it is shown.
func (r *runner) run(ctx context.Context, out io.Writer, s step) (tally, error) {
	command := exec.CommandContext(ctx, s.command[0], s.command[1:]...)
	command.Dir, command.Env = s.folder, append(r.environment(), s.env...)
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
	counting := &count{show: func(line string) { fmt.Fprintf(out, "   %s\n", line) }}
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

func (r *runner) environment() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.env)
}

func (r *runner) startPostgres() error {
	r.mu.Lock()
	defer r.mu.Unlock()
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
