package pgtest_test

import (
	"bufio"
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lyceum/lyceum/internal/pgtest"
)

// helperEnv makes the test binary run a server and wait to be killed.
const helperEnv = "PGTEST_HELPER"

func TestMain(m *testing.M) {
	if os.Getenv(helperEnv) != "" {
		helper()
	}
	os.Exit(m.Run())
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func query(t *testing.T, conn *pgx.Conn, sql string, args ...any) string {
	t.Helper()
	var value string
	if err := conn.QueryRow(t.Context(), sql, args...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return value
}

func TestNewIsolatesParallelTests(t *testing.T) {
	t.Parallel()
	var seen sync.Map
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			url := pgtest.New(t)
			if _, twice := seen.LoadOrStore(url, true); twice {
				t.Fatalf("%s was given twice", url)
			}
			conn := connect(t, url)
			// The same table in each: it collides unless the databases differ.
			if _, err := conn.Exec(t.Context(), "CREATE TABLE note (text text)"); err != nil {
				t.Fatal(err)
			}
			if got := query(t, conn, "SHOW server_encoding"); got != "UTF8" {
				t.Errorf("encoding %s, want UTF8", got)
			}
		})
	}
}

func TestNewDropsTheDatabase(t *testing.T) { //nolint:tparallel // the subtest must have ended before the rest
	t.Parallel()
	var address string
	var open *pgx.Conn
	t.Run("user", func(t *testing.T) {
		address = pgtest.New(t)
		open = connect(t, address) // left open on purpose: the drop must cut it
	})
	if err := open.Ping(t.Context()); err == nil {
		t.Error("the connection outlived the test")
	}
	_, err := pgx.Connect(t.Context(), address)
	var missing *pgconn.PgError
	if !errors.As(err, &missing) || missing.Code != "3D000" {
		t.Errorf("connecting afterwards: %v, want SQLSTATE 3D000 (no such database)", err)
	}
}

func TestServerKillAndRestart(t *testing.T) {
	t.Parallel()
	server, err := pgtest.Start("", "work_mem=5MB")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	address, err := server.NewDatabase(t.Context(), `odd "name"`)
	if err != nil {
		t.Fatal(err)
	}
	if other := server.URL(`odd "name"`); other != address {
		t.Errorf("URL %s, NewDatabase %s", other, address)
	}
	conn := connect(t, address)
	if got := query(t, conn, "SHOW work_mem"); got != "5MB" {
		t.Errorf("work_mem %s, want the given 5MB", got)
	}
	if _, err := conn.Exec(t.Context(), "CREATE TABLE kept AS SELECT 'yes' AS value"); err != nil {
		t.Fatal(err)
	}

	server.Kill()
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("a connection survived the crash")
	}
	if _, err := pgx.Connect(t.Context(), address); err == nil {
		t.Error("the killed server still answers")
	}
	server.Kill() // twice does no harm
	for _, after := range []string{"crash", "clean stop"} {
		if err := server.Restart(); err != nil {
			t.Fatalf("after %s: %v", after, err)
		}
		if got := query(t, connect(t, address), "SELECT value FROM kept"); got != "yes" {
			t.Errorf("after %s the row is %q", after, got)
		}
	}
	for range 2 {
		if err := server.DropDatabase(t.Context(), `odd "name"`); err != nil {
			t.Error(err)
		}
	}
}

func TestStartKeepsANamedFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	// When root runs this, an ordinary user must be able to enter.
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	for round := range 2 {
		server, err := pgtest.Start(dir)
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			_, err = server.NewDatabase(t.Context(), "kept")
		} else {
			connect(t, server.URL("kept"))
		}
		server.Stop()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestStartReportsABadSetting(t *testing.T) {
	t.Parallel()
	server, err := pgtest.Start("", "no_such_setting=1")
	if err == nil {
		server.Stop()
		t.Fatal("started")
	}
	if !strings.Contains(err.Error(), "no_such_setting") {
		t.Errorf("the error does not name the cause: %v", err)
	}
}

// helper runs in the process that the test kills.
func helper() {
	server, err := pgtest.Start("")
	if err != nil {
		println(err.Error())
		os.Exit(1)
	}
	conn, err := pgx.Connect(context.Background(), server.URL("postgres"))
	if err != nil {
		println(err.Error())
		os.Exit(1)
	}
	var data string
	if err := conn.QueryRow(context.Background(), "SHOW data_directory").Scan(&data); err != nil {
		println(err.Error())
		os.Exit(1)
	}
	_, _ = os.Stdout.WriteString(server.URL("postgres") + "\n" + data + "\n")
	select {}
}

func TestNothingSurvivesAKilledProcess(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperEnv+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	address := lines.Text()
	lines.Scan()
	home := filepath.Dir(lines.Text())
	if _, err := url.Parse(address); err != nil || home == "." {
		t.Fatalf("helper printed %q, %q", address, home)
	}
	connect(t, address) // it is up, and busy with a client
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()

	// The files go last, so their absence says that the server has ended.
	deadline := time.Now().Add(30 * time.Second)
	for {
		if _, err := os.Stat(home); errors.Is(err, os.ErrNotExist) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s still exists", home)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if _, err := pgx.Connect(t.Context(), address); err == nil {
		t.Error("the server survived")
	}
}
