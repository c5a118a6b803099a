// Command testrun runs the project's tests: everything (`make test`) or the fast ones (`make check`).
//
//	go run ./internal/testrun all
//	go run ./internal/testrun all go site   only these parts
//
// It does the set-up that the parts need, says what it is doing, shows the output of what fails, and ends with one
// line, “N passed, N failed”, over all parts. It fails when any test fails, or when a part ends badly without saying
// which test did. One PostgreSQL server serves the whole run.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ok, err := run(ctx, os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testrun:", err)
	}
	if err != nil || !ok {
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) (bool, error) {
	parts, only, err := choose(args)
	if err != nil {
		return false, err
	}
	// Without cgo, as Lyceum itself is built: then nothing is compiled twice.
	r := &runner{out: out, env: append(os.Environ(), "CGO_ENABLED=0"), now: time.Now}
	defer r.close()
	for _, part := range parts {
		if len(only) > 0 && !slices.Contains(only, part.name) {
			continue
		}
		if ctx.Err() != nil {
			return false, fmt.Errorf("interrupted before %s", part.name)
		}
		r.part(ctx, part)
	}
	return r.summary(), nil
}

func choose(args []string) ([]part, []string, error) {
	set := "all"
	if len(args) > 0 {
		set, args = args[0], args[1:]
	}
	sets := map[string][]part{"all": everything(), "check": fast()}
	parts, ok := sets[set]
	if !ok {
		return nil, nil, fmt.Errorf("%q is neither all nor check", set)
	}
	var names []string
	for _, part := range parts {
		names = append(names, part.name)
	}
	for _, name := range args {
		if !slices.Contains(names, name) {
			return nil, nil, fmt.Errorf("%q is none of the parts %s", name, strings.Join(names, ", "))
		}
	}
	return parts, args, nil
}
