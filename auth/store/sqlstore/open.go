// Package sqlstore keeps the engine's data in PostgreSQL (by pgx) or SQLite.
//
//	db, err := sqlstore.Open(ctx, "postgres://user@host/lyceum")
//	db, err := sqlstore.Open(ctx, "sqlite:data/lyceum.db")
//	db, err := sqlstore.Open(ctx, "memory:")
//
// A *DB is a store.Database: auth.New binds it to the compiled schema. DB.SQL gives the
// same database to the rest of a program as a *sql.DB.
//
// # How it works
//
// store.go turns each operation into one statement, with the help of statement.go and
// where.go: identifiers only from the compiled schema, always quoted; values only as
// parameters. Equal calls give equal text, so what has been prepared is used again.
// encode.go turns values into parameters. db.go runs statements and transactions on a
// backend: postgres.go and pgdecode.go, or sqlite.go, litepool.go and litedecode.go.
// migrate.go compares the schema with the database, inspect.go reads what is there, and
// ddl.go writes what is missing, in the reference's words.
//
// # Telling of changes
//
// A store is a store.Watcher. feed.go tells at once what this process changes through its
// stores; others' changes are told by notices of triggers on PostgreSQL (triggers.go,
// feedpostgres.go) and by the data version on SQLite (feedsqlite.go). The decision
// docs/decisions/0008 says why that can be trusted.
//
// # Time and cancellation
//
// A statement has one time limit (WithTimeout) for the wait for a connection and the
// answer together; after it the database is store.ErrUnavailable. A caller whose context
// has ended starts no statement, but one that runs is not interrupted by it: that would
// cost the connection and leave open whether a write has happened. A transaction whose
// context has ended is rolled back.
//
// # Losing the database
//
// A statement that met a dead connection, a deadlock or a serialization failure is tried
// again if nothing can have happened yet. Everything else is store.ErrUnavailable at once; the
// next statement connects anew.
//
// # SQLite
//
// One connection writes and several read, in WAL mode with foreign keys on. Dates are
// the reference's text (2026-11-22T17:47:13.038Z), booleans 0 and 1. A commit survives the
// death of the process; the last ones before a power failure may be lost, never halves of them.
//
// memory: is an SQLite database that lasts as long as the DB and that nobody shares. It has one
// connection: who holds a transaction must read within it, and others wait. memory.go has it.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lyceum/lyceum/auth/store"
)

// Dialect names a kind of database.
type Dialect string

const (
	Postgres Dialect = "postgres"
	SQLite   Dialect = "sqlite"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	backend backend
	pool    *pgxpool.Pool // PostgreSQL
	std     *sql.DB
	tracer  func(sql string)
	feeds   feeds
	memory  bool
}

var _ store.Database = (*DB)(nil)

// Option changes how a database is opened.
type Option func(*config)

type config struct {
	maxConns int
	timeout  time.Duration
	tracer   func(sql string)
}

// WithMaxConns bounds the connections of PostgreSQL's pool, or SQLite's that read.
// Default: 4 for each processor; for PostgreSQL the URL's pool_max_conns comes first.
func WithMaxConns(n int) Option { return func(c *config) { c.maxConns = n } }

// WithTimeout bounds one statement, the wait for a connection included; default 3 s.
func WithTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// WithTracer is told the text of every statement, BEGIN, COMMIT and ROLLBACK included.
// It may be called from several goroutines at once.
func WithTracer(f func(sql string)) Option { return func(c *config) { c.tracer = f } }

// Open opens a database by URL: postgres://…, sqlite:path or memory:. It does not connect yet; an
// unreachable database shows in the first statement.
func Open(ctx context.Context, url string, opts ...Option) (*DB, error) {
	c := config{timeout: 3 * time.Second}
	for _, o := range opts {
		o(&c)
	}
	db := &DB{tracer: c.tracer}
	var err error
	switch scheme, rest, _ := strings.Cut(url, ":"); scheme {
	case "postgres", "postgresql":
		err = db.openPostgres(ctx, url, c)
	case "sqlite":
		err = db.openSQLite(strings.TrimPrefix(rest, "//"), c)
	case "memory":
		err = db.openMemory(ctx, c)
	default:
		err = fmt.Errorf("sqlstore: unknown kind of database %q; use postgres://…, sqlite:path or memory:", scheme)
	}
	if err != nil {
		return nil, err
	}
	return db, nil
}

// Dialect is the kind of database.
func (db *DB) Dialect() Dialect { return db.dialect }

var _ store.WideText = (*DB)(nil)

// WideText reports whether 64-bit numbers are texts on the wire: on PostgreSQL.
func (db *DB) WideText() bool { return db.dialect == Postgres }

// SQL gives the same database through database/sql: on PostgreSQL the connections of the
// same pool, on SQLite further ones, on which transactions begin with the write lock.
func (db *DB) SQL() *sql.DB { return db.std }

// Pool is the pgx pool, nil on SQLite.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	_, _, err := db.run(ctx, call{text: "SELECT 1"}, one)
	return err
}

// Close releases all connections. It waits for those in use.
func (db *DB) Close() error {
	db.feeds.close()
	return errors.Join(db.std.Close(), db.backend.close())
}

// Bind compiles the statements of a schema.
func (db *DB) Bind(s *store.Schema) (store.Store, store.Migrator, error) {
	return newStore(db, s), &migrator{db: db, schema: s}, nil
}
