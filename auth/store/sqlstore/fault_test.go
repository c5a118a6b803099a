package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// notes is a small schema for what is about the database rather than the store.
func notes(t testing.TB) *store.Schema {
	t.Helper()
	s, err := store.Compile([]store.Table{{Model: "note", Fields: []store.Field{
		{Name: "key", Unique: true}, {Name: "n", Type: store.Number, Default: func() any { return 0 }}, {Name: "at", Type: store.Date, DefaultNow: true},
	}}}, options(store.RandomID))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newNote(t testing.TB, s store.Store, key string) {
	t.Helper()
	if _, err := s.Create(context.Background(), "note", store.Values{"id": key, "key": key}); err != nil {
		t.Fatal(err)
	}
}

func finder(t testing.TB, s store.Store) store.Finder {
	t.Helper()
	f, err := s.Finder(store.FinderSpec{Model: "note", By: "key"})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// operations are one of each kind: lookup, scan, write, transaction, ping.
func operations(t testing.TB, s store.Store) map[string]func(ctx context.Context) error {
	find := finder(t, s)
	touch := func(ctx context.Context) error {
		_, err := s.UpdateAll(ctx, "note", store.Values{"n": 1}, store.Eq("key", "a"))
		return err
	}
	return map[string]func(ctx context.Context) error{
		"find":        func(ctx context.Context) error { _, _, err := find(ctx, "a"); return err },
		"count":       func(ctx context.Context) error { _, err := s.Count(ctx, "note"); return err },
		"update":      touch,
		"transaction": func(ctx context.Context) error { return s.InTx(ctx, touch) },
		"ping":        s.Ping,
	}
}

// soon is far more than the store's time limit, for machines with much else to do, and
// far less than what an unbounded wait would take.
const soon = 20 * time.Second

// brief is a time limit that tests wait out, and in which a busy machine still answers.
var brief = sqlstore.WithTimeout(3 * time.Second)

// wantUnavailable runs each operation and wants it to fail in good time.
func wantUnavailable(t *testing.T, ops map[string]func(ctx context.Context) error) {
	t.Helper()
	var all sync.WaitGroup
	for name, op := range ops {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), soon)
			defer cancel()
			err := op(ctx)
			if !errors.Is(err, store.ErrUnavailable) || ctx.Err() != nil {
				t.Errorf("%s: error %v (context: %v), want unavailable", name, err, ctx.Err())
			}
		})
	}
	all.Wait()
}

func wantAvailable(t *testing.T, ops map[string]func(ctx context.Context) error) {
	t.Helper()
	for name, op := range ops {
		if err := op(context.Background()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func ownServer(t *testing.T) (*pgtest.Server, string) {
	t.Helper()
	server, err := pgtest.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	url, err := server.NewDatabase(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return server, url
}

func TestPostgresGoesAndComes(t *testing.T) {
	t.Parallel()
	server, url := ownServer(t)
	db := open(t, url)
	s := migrate(t, db, notes(t))
	newNote(t, s, "a")
	ops := operations(t, s)
	for _, restart := range []func(){
		func() { server.Kill(); wantUnavailable(t, ops) }, // a crash that shows
		func() { server.Kill() },                          // one between two statements
		func() {},                                         // an orderly restart
	} {
		fill(t, db)
		restart()
		if err := server.Restart(); err != nil {
			t.Fatal(err)
		}
		// What only reads notices nothing; the rest does not need a second try, since its
		// connections were seen to be dead.
		if err := ops["find"](context.Background()); err != nil {
			t.Errorf("the first lookup after the restart: %v", err)
		}
		wantAvailable(t, ops)
	}
}

// fill makes the pool open all its connections.
func fill(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	var all sync.WaitGroup
	for range db.Pool().Config().MaxConns {
		all.Go(func() {
			if _, err := db.Pool().Exec(context.Background(), "SELECT pg_sleep(0.2)"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestPostgresIsCutOff: connections that the server ends in the middle of a transaction.
func TestPostgresIsCutOff(t *testing.T) {
	t.Parallel()
	db := open(t, pgtest.New(t))
	s := migrate(t, db, notes(t))
	err := s.InTx(t.Context(), func(ctx context.Context) error {
		newNoteIn(t, s, ctx, "lost")
		if _, err := db.Pool().Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
			t.Fatal(err)
		}
		_, err := s.Create(ctx, "note", store.Values{"id": "b", "key": "b"})
		return err
	})
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("error %v, want unavailable", err)
	}
	wantCount(t, s, 0)
}

// wantCountIn has a transaction begin: it does with its first statement.
func wantCountIn(t *testing.T, s store.Store, ctx context.Context) {
	t.Helper()
	if _, err := s.Count(ctx, "note"); err != nil {
		t.Fatal(err)
	}
}

func newNoteIn(t *testing.T, s store.Store, ctx context.Context, key string) {
	t.Helper()
	if _, err := s.Create(ctx, "note", store.Values{"id": key, "key": key}); err != nil {
		t.Fatal(err)
	}
}

func wantCount(t *testing.T, s store.Store, want int64) {
	t.Helper()
	n, err := s.Count(context.Background(), "note")
	if err != nil || n != want {
		t.Errorf("%d rows (%v), want %d", n, err, want)
	}
}

// TestPostgresIsLocked: a server that is there and does not answer.
func TestPostgresIsLocked(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	db := open(t, url, brief)
	s := migrate(t, db, notes(t))
	newNote(t, s, "a")
	blocker, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = blocker.Close(context.Background()) }()
	if _, err := blocker.Exec(t.Context(), `BEGIN; LOCK TABLE note`); err != nil {
		t.Fatal(err)
	}
	ops := operations(t, s)
	ping := ops["ping"]
	delete(ops, "ping")
	wantUnavailable(t, ops)
	if err := ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
	// An earlier deadline of the caller's own counts.
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := ops["find"](ctx); !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want unavailable by the caller's deadline", err)
	}
	if _, err := blocker.Exec(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	wantAvailable(t, ops)
}

// TestPostgresPoolIsExhausted: nobody waits for a connection for ever.
func TestPostgresPoolIsExhausted(t *testing.T) {
	t.Parallel()
	db := open(t, pgtest.New(t), brief, sqlstore.WithMaxConns(2))
	s := migrate(t, db, notes(t))
	newNote(t, s, "a")
	ops := operations(t, s)
	err := s.InTx(t.Context(), func(ctx context.Context) error {
		wantCountIn(t, s, ctx)
		return s.InTx(context.Background(), func(ctx context.Context) error { // another one: not its context
			wantCountIn(t, s, ctx)
			wantUnavailable(t, ops)
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
	wantAvailable(t, ops)
}

// TestPostgresIsSilent: an address that takes connections and never says a word, and one
// where nobody listens.
func TestPostgresIsSilent(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := closed.Addr().String()
	_ = closed.Close()
	defer func() { _ = silent.Close() }()
	for _, a := range []string{silent.Addr().String(), address} {
		db := open(t, "postgres://user:hidden-password@"+a+"/x?sslmode=disable", brief)
		s, m, err := db.Bind(notes(t))
		if err != nil {
			t.Fatal(err)
		}
		wantUnavailable(t, operations(t, s))
		if _, err := m.Plan(t.Context()); !errors.Is(err, store.ErrUnavailable) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("plan: %v", err)
		}
	}
}

func TestSQLiteIsLocked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	db := open(t, "sqlite:"+path, brief)
	s := migrate(t, db, notes(t))
	newNote(t, s, "a")
	other := open(t, "sqlite:"+path)
	tx, err := other.SQL().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ops := operations(t, s)
	reads := map[string]func(context.Context) error{"find": ops["find"], "count": ops["count"], "ping": ops["ping"]}
	writes := map[string]func(context.Context) error{"update": ops["update"], "transaction": ops["transaction"]}
	wantUnavailable(t, writes)
	wantAvailable(t, reads)
	// A transaction inside a transaction's time, but not of its context, waits for itself.
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	wantAvailable(t, ops)
	if err := s.InTx(t.Context(), func(ctx context.Context) error {
		wantCountIn(t, s, ctx)
		wantUnavailable(t, writes)
		return nil
	}); err != nil {
		t.Error(err)
	}
	wantAvailable(t, ops)
}

func TestSQLiteCannotBeOpened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := open(t, "sqlite:"+filepath.Join(dir, "missing", "a.db"))
	s, _, err := db.Bind(notes(t))
	if err != nil {
		t.Fatal(err)
	}
	wantUnavailable(t, operations(t, s))
}

func TestClosedDatabase(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "a.db"), "postgres": pgtest.New(t)} {
		db := open(t, url)
		s := migrate(t, db, notes(t))
		ops := operations(t, s)
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		wantUnavailable(t, ops)
	}
}

// TestFreshSQLiteFile: many openers of one file that does not exist yet.
func TestFreshSQLiteFile(t *testing.T) {
	t.Parallel()
	for round := range 10 {
		path := filepath.Join(t.TempDir(), fmt.Sprint(round, " odd?name#%41.db"))
		var all sync.WaitGroup
		for range 5 {
			db := open(t, "sqlite:"+path)
			all.Go(func() {
				s, m, err := db.Bind(notes(t))
				if err != nil {
					t.Error(err)
					return
				}
				p, err := m.Plan(context.Background())
				if err == nil {
					err = m.Apply(context.Background(), p)
				}
				if err == nil {
					_, err = s.UpdateAll(context.Background(), "note", store.Values{"n": 1})
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"mysql://x": "unknown kind", "": "unknown kind", "lyceum.db": "unknown kind", "sqlite:": "a file", "sqlite::memory:": "a file",
		"postgres://user:hidden@host:port/db": "not a PostgreSQL URL",
	} {
		db, err := sqlstore.Open(t.Context(), url)
		if err == nil || db != nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// TestPoolerModes: a connection pooler between may forbid prepared statements, and then
// values travel as text.
func TestPoolerModes(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"exec", "simple_protocol", "cache_describe"} {
		url := pgtest.New(t)
		migrate(t, open(t, url), notes(t))
		s, _, err := open(t, url+"&default_query_exec_mode="+mode).Bind(notes(t))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 11, 22, 17, 47, 13, 38e6, time.UTC)
		made, err := s.Create(t.Context(), "note", store.Values{"id": "a", "key": "a", "n": 1 << 30, "at": at})
		if err != nil {
			t.Fatalf("%s: %v", mode, err)
		}
		found, _, err := finder(t, s)(t.Context(), "a")
		if err != nil || found.Time("at") != at || found.Int("n") != 1<<30 || made.Time("at") != at {
			t.Errorf("%s: %v %v", mode, found.V, err)
		}
		n, err := s.Count(t.Context(), "note", store.In("key", []string{"a", "b"}), store.Eq("at", at), store.Cond{Field: "n", Op: store.OpIn, Value: []int64{1 << 30}})
		if err != nil || n != 1 {
			t.Errorf("%s: %d rows (%v)", mode, n, err)
		}
	}
}
