package db_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/internal/pgtest"
	"github.com/lyceum/lyceum/learn/db"
)

// onEach runs a test on an empty database of each dialect.
func onEach(t *testing.T, test func(t *testing.T, target string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+filepath.Join(t.TempDir(), "with space?#.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, pgtest.New(t))
	})
}

func open(t *testing.T, target string) *db.DB {
	t.Helper()
	database, err := db.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	})
	return database
}

func exec(t *testing.T, database *db.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := database.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func count(t *testing.T, database *db.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := database.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestMigrateTwiceAndCascade(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, target string) {
		database := open(t, target)
		exec(t, database, `CREATE TABLE "user" (id TEXT PRIMARY KEY)`)
		for range 2 {
			if err := db.Migrate(t.Context(), database, db.MigrateOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		now := db.At(time.Now())
		exec(t, database, `INSERT INTO "user" VALUES ('u')`)
		for query, args := range map[string][]any{
			`INSERT INTO threads (id, user_id, created_at, updated_at) VALUES ($1, $2, $3, $3)`:             {"t", "u", now},
			`INSERT INTO lesson_progress (user_id, lesson, completed, updated_at) VALUES ($1, 'l', $3, $2)`: {"u", now, true},
			`INSERT INTO quiz_attempts VALUES ($1, 'q', $2, '{}', 1, 2, $4, 'hash', '{}', $3)`:              {"a", "u", now, false},
			`INSERT INTO quiz_attempts VALUES ('anonymous', 'q', NULL, '{}', 1, 2, $1, 'hash', '{}', $2)`:   {true, now},
		} {
			if _, err := database.ExecContext(t.Context(), query, args...); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		exec(t, database,
			`INSERT INTO thread_items (id, thread_id, created_at) SELECT 'i', id, created_at FROM threads`,
			`DELETE FROM "user"`)
		for table, want := range map[string]int{"threads": 0, "thread_items": 0, "lesson_progress": 0, "quiz_attempts": 1} {
			if got := count(t, database, "SELECT count(*) FROM "+table); got != want {
				t.Errorf("%s has %d rows after the user went, want %d", table, got, want)
			}
		}
		if _, err := database.ExecContext(t.Context(),
			`INSERT INTO threads (id, user_id, created_at, updated_at) VALUES ('x', 'nobody', $1, $1)`, now); !db.IsForeignKey(err) {
			t.Errorf("a thread of an unknown user: %v", err)
		}
		if _, err := database.ExecContext(t.Context(), `INSERT INTO "user" VALUES (NULL), ('x'), ('x')`); err == nil || db.IsForeignKey(err) {
			t.Errorf("not a foreign key: %v", err)
		}
	})
}

func TestMigrateNamesOfTheAuthService(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, target string) {
		database := open(t, target)
		options := db.MigrateOptions{UserTable: "users", UserIDColumn: "key", IDType: "INTEGER"}
		err := db.Migrate(t.Context(), database, options)
		if !errors.Is(err, db.ErrNoUserTable) || !strings.Contains(err.Error(), `"users"`) {
			t.Fatalf("without the table: %v", err)
		}
		exec(t, database, `CREATE TABLE users (key INTEGER PRIMARY KEY)`, `INSERT INTO users VALUES (7)`)
		if err := db.Migrate(t.Context(), database, options); err != nil {
			t.Fatal(err)
		}
		if _, err := database.ExecContext(t.Context(),
			`INSERT INTO lesson_progress (user_id, lesson, updated_at) VALUES ($1, 'l', $2)`, "7", db.At(time.Now())); err != nil {
			t.Fatal(err)
		}
		var user string
		if err := database.QueryRowContext(t.Context(), `SELECT user_id FROM lesson_progress`).Scan(&user); err != nil || user != "7" {
			t.Errorf("user_id %q, %v", user, err)
		}
		if err := db.Migrate(t.Context(), database, db.MigrateOptions{UserTable: "users", IDType: "TEXT); DROP"}); err == nil {
			t.Error("an ID type that is no type was accepted")
		}
	})
}

// TestMigrateEarlierTables starts from the tables of the Python assistant, with and without its second phase.
func TestMigrateEarlierTables(t *testing.T) {
	t.Parallel()
	for _, linked := range []bool{false, true} {
		onEach(t, func(t *testing.T, target string) {
			database := open(t, target)
			document := "TEXT"
			if database.Dialect == db.Postgres {
				document = "JSONB"
			}
			exec(t, database, `CREATE TABLE users (id TEXT PRIMARY KEY)`,
				`CREATE TABLE threads (id TEXT PRIMARY KEY, title TEXT, metadata `+document+`, created_at TIMESTAMP, updated_at TIMESTAMP)`,
				`CREATE TABLE thread_items (id TEXT PRIMARY KEY, thread_id TEXT REFERENCES threads(id), type TEXT, role TEXT,
				 content TEXT, sources `+document+`, metadata `+document+`, created_at TIMESTAMP)`,
				`INSERT INTO threads VALUES ('t', 'Old', '{"a": 1}', '2025-01-02 03:04:05', '2025-01-02 03:04:05')`,
				`INSERT INTO thread_items VALUES ('z', 't', 'user_message', 'user', 'first', NULL, NULL, '2025-01-02 03:04:05')`,
				`INSERT INTO thread_items VALUES ('a', 't', 'assistant_message', 'assistant', 'second', '[]', NULL, '2025-01-02 03:04:06')`)
			if linked {
				exec(t, database, `ALTER TABLE threads ADD COLUMN user_id TEXT REFERENCES users(id) ON DELETE CASCADE`,
					`CREATE INDEX idx_threads_user_id ON threads(user_id)`)
			}
			if err := db.Migrate(t.Context(), database, db.MigrateOptions{UserTable: "users"}); err != nil {
				t.Fatal(err)
			}
			var created db.Time
			var metadata db.JSON[map[string]int]
			var public bool
			var user sql.NullString
			if err := database.QueryRowContext(t.Context(), `SELECT created_at, metadata, public, user_id FROM threads`).
				Scan(&created, &metadata, &public, &user); err != nil {
				t.Fatal(err)
			}
			if want := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC); !created.Equal(want) {
				t.Errorf("created at %v, want %v", created, want)
			}
			if metadata.V["a"] != 1 || public || user.Valid {
				t.Errorf("metadata %v, public %v, user %v", metadata.V, public, user)
			}
			if got := count(t, database, `SELECT position FROM thread_items WHERE id = $1`, "a"); got != 2 {
				t.Errorf("the second item has position %d", got)
			}
			exec(t, database, `INSERT INTO users VALUES ('u')`, `UPDATE threads SET user_id = 'u'`, `DELETE FROM users`)
			if got := count(t, database, `SELECT (SELECT count(*) FROM threads) + (SELECT count(*) FROM thread_items)`); got != 0 {
				t.Errorf("%d rows outlived their user", got)
			}
		})
	}
}

func TestMigrateTogether(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, target string) {
		database := open(t, target)
		exec(t, database, `CREATE TABLE "user" (id TEXT PRIMARY KEY)`)
		var group sync.WaitGroup
		for range 6 { // separate pools, as separate processes would have
			other := open(t, target)
			group.Go(func() {
				if err := db.Migrate(t.Context(), other, db.MigrateOptions{}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if got := count(t, database, `SELECT count(*) FROM (
			SELECT version_id FROM lyceum_migrations GROUP BY version_id HAVING count(*) > 1) AS twice`); got != 0 {
			t.Errorf("%d migrations ran more than once", got)
		}
	})
}

// TestMigrateWaitEnds holds the lock of another migrator and expects the wait to end with the context.
func TestMigrateWaitEnds(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	database := open(t, path)
	exec(t, database, `CREATE TABLE "user" (id TEXT PRIMARY KEY)`)
	other := open(t, path+"-migrate")
	exec(t, other, `PRAGMA journal_mode = DELETE`)
	err := other.InTx(t.Context(), func(tx *sql.Tx) error {
		if _, err := tx.Exec(`CREATE TABLE x (a)`); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		return db.Migrate(ctx, database, db.MigrateOptions{})
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	if err := db.Migrate(t.Context(), database, db.MigrateOptions{}); err != nil {
		t.Errorf("after the other one let go: %v", err)
	}
}

func TestOpenRefusals(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"":                            "not a file",
		"sqlite::memory:":             "not a file",
		"mysql://root@localhost/x":    `unknown scheme "mysql"`,
		"sqlite:/no/such/folder/x.db": "no such file or directory",
		"postgres://u:secret@%zz/x":   "",
		"postgres://u:secret@127.0.0.1:1/x?connect_timeout=1": "connect to the postgres database",
	} {
		_, err := db.Open(t.Context(), target)
		if err == nil {
			t.Errorf("%s: opened", target)
			continue
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want %q and no password", target, err, want)
		}
	}
}

func TestOpenSQLiteFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b?c%41#d.db")
	database := open(t, path)
	exec(t, database, `CREATE TABLE x (a TEXT)`)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	got := map[string]string{}
	for _, pragma := range []string{"journal_mode", "foreign_keys", "synchronous", "busy_timeout"} {
		var value string
		if err := database.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&value); err != nil {
			t.Fatal(err)
		}
		got[pragma] = value
	}
	want := map[string]string{"journal_mode": "wal", "foreign_keys": "1", "synchronous": "1", "busy_timeout": "5000"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestInTx(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, target string) {
		database := open(t, target)
		exec(t, database, `CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER)`, `INSERT INTO counter VALUES (1, 0)`)
		add := func(tx *sql.Tx) error {
			_, err := tx.Exec(`UPDATE counter SET n = n + 1`)
			return err
		}
		broken := errors.New("broken")
		if err := database.InTx(t.Context(), func(tx *sql.Tx) error { return errors.Join(add(tx), broken) }); !errors.Is(err, broken) {
			t.Errorf("error %v", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = database.InTx(t.Context(), func(tx *sql.Tx) error { panic(add(tx)) })
		}()
		var group sync.WaitGroup
		for range 20 { // read, then write: without the write lock at the start SQLite would refuse some of them
			group.Go(func() {
				err := database.InTx(t.Context(), func(tx *sql.Tx) error {
					var n int
					query := `SELECT n FROM counter WHERE id = 1`
					if database.Dialect == db.Postgres {
						query += ` FOR UPDATE`
					}
					if err := tx.QueryRow(query).Scan(&n); err != nil {
						return err
					}
					_, err := tx.Exec(`UPDATE counter SET n = $1`, n+1)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if got := count(t, database, `SELECT n FROM counter`); got != 20 {
			t.Errorf("counted %d, want 20", got)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := database.InTx(ended, add); !errors.Is(err, context.Canceled) {
			t.Errorf("with an ended context: %v", err)
		}
	})
}

// TestInTxHoldsTheWriteLock: between the first read and the first write of a transaction nobody else can write on
// SQLite, or the transaction would fail at its first write.
func TestInTxHoldsTheWriteLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	database, other := open(t, path), open(t, path)
	exec(t, database, `CREATE TABLE counter (n INTEGER)`, `INSERT INTO counter VALUES (0)`)
	other.SetMaxOpenConns(1)
	exec(t, other, `PRAGMA busy_timeout = 0`)
	err := database.InTx(t.Context(), func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRow(`SELECT n FROM counter`).Scan(&n); err != nil {
			return err
		}
		if _, err := other.Exec(`UPDATE counter SET n = 5`); err == nil {
			t.Error("somebody else wrote")
		}
		_, err := tx.Exec(`UPDATE counter SET n = $1`, n+1)
		return err
	})
	if got := count(t, database, `SELECT n FROM counter`); err != nil || got != 1 {
		t.Errorf("n is %d, %v", got, err)
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, target string) {
		database := open(t, target)
		instant, document := "TEXT", "TEXT"
		if database.Dialect == db.Postgres {
			instant, document = "TIMESTAMPTZ", "JSONB"
		}
		exec(t, database, `CREATE TABLE v (a `+instant+`, b `+instant+`, c `+document+`, d `+document+`)`)
		type doc struct{ Text string }
		at := db.At(time.Date(2026, 2, 3, 4, 5, 6, 789_999_999, time.FixedZone("", 3600)))
		if _, err := database.ExecContext(t.Context(), `INSERT INTO v (d, c, b, a) VALUES ($4, $3, $2, $1)`,
			at, db.Time{}, db.JSON[doc]{doc{"ü \" '"}}, db.JSON[*doc]{}); err != nil {
			t.Fatal(err)
		}
		a, b := db.Time{}, at
		c, d := db.JSON[doc]{}, db.JSON[*doc]{V: &doc{}}
		if err := database.QueryRowContext(t.Context(), `SELECT a, b, c, d FROM v`).Scan(&a, &b, &c, &d); err != nil {
			t.Fatal(err)
		}
		if a != at || !b.IsZero() || c.V.Text != "ü \" '" || d.V != nil {
			t.Errorf("read %v %v %v %v", a, b, c.V, d.V)
		}
		if got := count(t, database, `SELECT count(*) FROM v WHERE a < $1 AND b IS NULL AND d IS NULL`,
			db.At(at.Add(time.Millisecond))); got != 1 {
			t.Error("instants do not compare")
		}
	})
}

func TestScanRefusals(t *testing.T) {
	t.Parallel()
	var instant db.Time
	var document db.JSON[map[string]int]
	for _, src := range []any{"yesterday", 5, []byte("2025")} {
		if err := instant.Scan(src); err == nil {
			t.Errorf("scanned %v as a time", src)
		}
	}
	for _, src := range []any{"{", 5, []byte(`[1]`)} {
		if err := document.Scan(src); err == nil {
			t.Errorf("scanned %v as JSON", src)
		}
	}
}
