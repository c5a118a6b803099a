// Command bench measures Lyceum against the reference and against the bare limit, side by
// side in one run on one PostgreSQL, and writes bench/RESULTS.md.
//
//	make bench                    10 k users, then 100 k and 1 M; some twelve minutes
//	go run ./bench -grow "" -seconds 10
//	go run ./bench -only get-session
//
// Measured are: a session check from the database, the session cache and the cookie cache;
// lists, tokens and keys; sign-in and sign-up; a mixed load; has-permission, the members of
// an organization of ten thousand, a search among all users and a second factor; session
// check and search again as the tables grow; the start on a database that is ready; memory
// at rest and at its highest.
//
// The reference is the npm package in conformance/node_modules, started in production
// mode. "Limit" is a net/http handler that does the least the protocol allows
// (limit.go). All three share the database, the secret and the users. Rounds are
// interleaved, so that a slow moment of the machine hits all; the median round counts.
// Ratios hold across machines, absolute figures do not.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

type options struct {
	users       int
	grow        string
	rounds      int
	seconds     int
	connections int
	lyceum      string
	only        string
	note        string
	out         string
}

func (o options) wants(w workload) bool { return strings.Contains(w.name, o.only) }

func main() {
	if os.Getenv(limitEnv) != "" {
		if err := serveLimit(); err != nil {
			log.Fatal(err)
		}
		return
	}
	var o options
	flag.IntVar(&o.users, "users", 10_000, "users in the database")
	flag.StringVar(&o.grow, "grow", "100000,1000000", "numbers of users, ascending, at which session checks are measured again")
	flag.IntVar(&o.rounds, "rounds", 3, "measured rounds; the median counts")
	flag.IntVar(&o.seconds, "seconds", 3, "seconds of one round")
	flag.IntVar(&o.connections, "connections", 16, "connections that send one request after the other")
	flag.StringVar(&o.lyceum, "lyceum", "bin/lyceum", "the binary to measure")
	flag.StringVar(&o.only, "only", "", "workloads whose name contains this")
	flag.StringVar(&o.note, "note", "", "a sentence about the machine, for the table")
	flag.StringVar(&o.out, "out", "bench/RESULTS.md", "where the table goes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, o options) error {
	start := time.Now()
	say("starting PostgreSQL, the reference, Lyceum and the limit")
	s, err := startAll(ctx, o)
	if err != nil {
		return err
	}
	defer s.stop()
	say("%d users in the database after %s", o.users, time.Since(start).Round(time.Second))
	var results []result
	for _, w := range workloads(s) {
		if !o.wants(w) {
			continue
		}
		r, err := measure(ctx, o, w)
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		results = append(results, r)
	}
	for text := range strings.SplitSeq(o.grow, ",") {
		users, err := strconv.Atoi(text)
		if err != nil || users <= len(s.people) || !slices.ContainsFunc(grown(s, users), o.wants) {
			continue
		}
		say("growing to %d users", users)
		if err := s.grow(ctx, users); err != nil {
			return err
		}
		for _, w := range grown(s, users) {
			if !o.wants(w) {
				continue
			}
			r, err := measure(ctx, o, w)
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			results = append(results, r)
		}
	}
	starts, err := coldStarts(ctx, s, o)
	if err != nil {
		return err
	}
	return write(o, results, starts, s.memory())
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
