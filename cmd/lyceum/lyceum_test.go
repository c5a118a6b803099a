package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/pgtest"
	"github.com/lyceum/lyceum/internal/porttest"
)

// TestMain lets the transcripts run the command `lyceum` as a process of its own, and other tests this binary, with
// LYCEUM_TEST_RUN set.
func TestMain(m *testing.M) {
	if os.Getenv("LYCEUM_TEST_RUN") != "" {
		runProgram()
	}
	testscript.Main(m, map[string]func(){"lyceum": runProgram})
}

func runProgram() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	program := Program{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, LookupEnv: os.LookupEnv, Version: "v0.0.0-test"}
	os.Exit(program.Run(ctx, os.Args[1:]))
}

// TestTranscripts plays testdata/*.txt. They have these commands beside testscript's own:
//
//	freeport NAME           puts a free port into the variable
//	postgres NAME           puts the URL of an empty PostgreSQL database into the variable
//	psql FILE               runs a file's statements on $DATABASE_URL and prints the one column they give
//	await URL               waits until the address answers 200
//	fetch [-STATUS] URL…    prints what the address answers
//	post [-STATUS] URL JSON posts to the address and prints its answer
//	terminate               sends SIGTERM to what runs in the background
//	mode FILE 0600          checks a file's mode
//	occupy NAME             takes a free port for the rest of the transcript
func TestTranscripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"freeport": func(ts *testscript.TestScript, _ bool, args []string) {
				listener := listenFor(ts)
				ts.Setenv(args[0], portOf(listener))
				ts.Check(listener.Close())
			},
			"occupy": func(ts *testscript.TestScript, _ bool, args []string) {
				listener := listenFor(ts)
				ts.Setenv(args[0], portOf(listener))
				ts.Defer(func() { listener.Close() })
			},
			"postgres": func(ts *testscript.TestScript, _ bool, args []string) { ts.Setenv(args[0], newPostgres(ts)) },
			"psql":     psql,
			"await":    func(ts *testscript.TestScript, _ bool, args []string) { await(ts, args[0]) },
			"fetch":    fetch,
			"post":     post,
			"terminate": func(ts *testscript.TestScript, _ bool, _ []string) {
				for _, command := range ts.BackgroundCmds() {
					ts.Check(command.Process.Signal(syscall.SIGTERM))
				}
			},
			"mode": func(ts *testscript.TestScript, _ bool, args []string) {
				info, err := os.Stat(ts.MkAbs(args[0]))
				ts.Check(err)
				if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[1] {
					ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
				}
			},
		},
	})
}

func listenFor(ts *testscript.TestScript) net.Listener {
	listener, err := porttest.Listen()
	ts.Check(err)
	return listener
}

func portOf(listener net.Listener) string {
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// newPostgres starts a server for the transcript; it is not shared, as testscript has no *testing.T to share by.
func newPostgres(ts *testscript.TestScript) string {
	server, err := pgtest.Start("")
	ts.Check(err)
	ts.Defer(func() { server.Stop() })
	url, err := server.NewDatabase(context.Background(), "")
	ts.Check(err)
	return url
}

func psql(ts *testscript.TestScript, _ bool, args []string) {
	conn, err := pgx.Connect(context.Background(), ts.Getenv("DATABASE_URL"))
	ts.Check(err)
	defer conn.Close(context.Background())
	for statement := range strings.SplitSeq(ts.ReadFile(args[0]), ";\n") {
		rows, err := conn.Query(context.Background(), statement)
		ts.Check(err)
		list, err := pgx.CollectRows(rows, pgx.RowToMap)
		ts.Check(err)
		for _, row := range list {
			for _, value := range row {
				fmt.Fprintln(ts.Stdout(), value)
			}
		}
	}
}

func await(ts *testscript.TestScript, url string) {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		reply, err := http.Get(url)
		if err != nil {
			continue
		}
		reply.Body.Close()
		if reply.StatusCode == http.StatusOK {
			return
		}
	}
	ts.Fatalf("%s did not answer 200", url)
}

func fetch(ts *testscript.TestScript, _ bool, args []string) {
	want, urls := status(ts, args)
	for _, url := range urls {
		reply, err := http.Get(url)
		ts.Check(err)
		show(ts, reply, want)
	}
}

func post(ts *testscript.TestScript, _ bool, args []string) {
	want, args := status(ts, args)
	reply, err := http.Post(args[0], "application/json", strings.NewReader(args[1]))
	ts.Check(err)
	show(ts, reply, want)
}

// status takes the status to expect off the arguments.
func status(ts *testscript.TestScript, args []string) (int, []string) {
	text, given := strings.CutPrefix(args[0], "-")
	if !given {
		return http.StatusOK, args
	}
	number, err := strconv.Atoi(text)
	ts.Check(err)
	return number, args[1:]
}

func show(ts *testscript.TestScript, reply *http.Response, want int) {
	body, err := io.ReadAll(reply.Body)
	reply.Body.Close()
	ts.Check(err)
	if reply.StatusCode != want {
		ts.Fatalf("%s answered %d: %s", reply.Request.URL, reply.StatusCode, body)
	}
	fmt.Fprintf(ts.Stdout(), "%s\n", body)
}

// TestSecretIsMadeOnce has processes that start together agree on one secret.
func TestSecretIsMadeOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	results := make(chan string)
	for range 16 {
		go func() {
			secret, err := keptSecret(folder)
			if err != nil {
				secret = err.Error()
			}
			results <- secret
		}()
	}
	first := <-results
	for range 15 {
		if other := <-results; other != first {
			t.Errorf("two secrets: %q and %q", first, other)
		}
	}
	if len(first) < 50 {
		t.Errorf("secret %q", first)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	if err := os.WriteFile(filepath.Join(folder, "secret"), []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keptSecret(folder); err == nil {
		t.Error("a damaged secret was used")
	}
}

// TestHelp builds the program as a value, without a process.
func TestHelp(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	program := Program{Stdout: &out, Stderr: &errs, LookupEnv: func(string) (string, bool) { return "", false }, Version: "v1"}
	if status := program.Run(t.Context(), []string{"--help"}); status != succeeded || !strings.Contains(out.String(), "Usage: lyceum") {
		t.Errorf("%d %s %s", status, out.String(), errs.String())
	}
	if status := program.Run(t.Context(), []string{"serv"}); status != misused || !strings.Contains(errs.String(), "serve") {
		t.Errorf("%d %s", status, errs.String())
	}
}

// TestDatabaseURLs has URLs as hosts hand them out.
func TestDatabaseURLs(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"postgres://u:p%40@ep-x.neon.tech/db?sslmode=require":     "postgres://u:p%40@ep-x.neon.tech/db?sslmode=require",
		"postgresql://u@h/db?schema=app&connection_limit=5":       "postgresql://u@h/db?pool_max_conns=5&search_path=app",
		"postgres://u@h:6543/db?pgbouncer=true&sslmode=no-verify": "postgres://u@h:6543/db?sslmode=require",
		"postgres://u@h/db?connection_limit=5&pool_max_conns=7":   "postgres://u@h/db?pool_max_conns=7",
		"sqlite:///var/lib/lyceum.db":                             "sqlite:/var/lib/lyceum.db",
		"lyceum.db":                                               "sqlite:lyceum.db",
	} {
		settings := config.Default()
		settings.Database.URL = config.SecretURL(given)
		if got, err := target(settings); err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", given, got, err, want)
		}
	}
}
