// Package sqlstore keeps the engine's data in PostgreSQL (by pgx) or SQLite.
//
//	db, err := sqlstore.Open(ctx, "postgres://user@host/lyceum")
//	db, err := sqlstore.Open(ctx, "sqlite:data/lyceum.db")
//
// A *DB is a store.Database: auth.New binds it to the compiled schema. DB.SQL gives the
// same database to the rest of a program as a *sql.DB.
//
// # How it works
//
// Statements are built from the compiled schema: identifiers only from there, always
// quoted; values only as parameters. Equal calls give equal text, so pgx and SQLite
// reuse what they have prepared. dialect.go has everything in which the two databases
// differ; postgres.go and sqlite.go run statements; store.go builds them.
//
// SQLite has one connection that writes and several that read, in WAL mode. Dates
// there are the reference's text, booleans 0 and 1.
//
// A database that cannot be reached, or does not answer in time, is
// store.ErrUnavailable; the pool recovers by itself.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // registers the driver "sqlite"

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
	pool    *pgxpool.Pool // PostgreSQL
	std     *sql.DB       // PostgreSQL through database/sql; SQLite's writer
	reader  *sql.DB       // SQLite
	tracer  func(sql string)
	timeout time.Duration
}

var _ store.Database = (*DB)(nil)

// Option changes how a database is opened.
type Option func(*config)

type config struct {
	maxConns int32
	timeout  time.Duration
	tracer   func(sql string)
}

// WithMaxConns bounds the PostgreSQL pool. Default: 4 for each processor.
func WithMaxConns(n int) Option { return func(c *config) { c.maxConns = int32(n) } }

// WithTimeout bounds the wait for a connection; default 3 s.
func WithTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// WithTracer is told the text of every statement, BEGIN and COMMIT included.
func WithTracer(f func(sql string)) Option { return func(c *config) { c.tracer = f } }

// Open opens a database by URL: postgres://… or sqlite:path. It does not connect yet; an
// unreachable database shows in the first statement.
func Open(ctx context.Context, url string, opts ...Option) (*DB, error) {
	c := config{timeout: 3 * time.Second}
	for _, o := range opts {
		o(&c)
	}
	db := &DB{tracer: c.tracer, timeout: c.timeout}
	switch {
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return db, db.openPostgres(ctx, url, c)
	case strings.HasPrefix(url, "sqlite:"):
		return db, db.openSQLite(strings.TrimPrefix(strings.TrimPrefix(url, "sqlite:"), "//"))
	}
	scheme, _, _ := strings.Cut(url, ":")
	return nil, fmt.Errorf("sqlstore: unknown kind of database %q; use postgres://… or sqlite:path", scheme)
}

func (db *DB) openPostgres(ctx context.Context, url string, c config) error {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return errors.New("sqlstore: the database URL is not a PostgreSQL URL") // the cause may quote the password
	}
	db.dialect = Postgres
	if c.maxConns > 0 {
		cfg.MaxConns = c.maxConns
	} else if !strings.Contains(url, "pool_max_conns") {
		cfg.MaxConns = int32(max(4, 4*runtime.GOMAXPROCS(0)))
	}
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = 2 * time.Second
	}
	if db.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return fmt.Errorf("sqlstore: opening PostgreSQL: %w", err)
	}
	db.std = stdlib.OpenDBFromPool(db.pool)
	return nil
}

func (db *DB) openSQLite(path string) (err error) {
	db.dialect = SQLite
	pragmas := "?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_txlock=immediate"
	if path == ":memory:" {
		pragmas = "?_pragma=foreign_keys(1)&_txlock=immediate"
	} else {
		path = "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	}
	if db.std, err = sql.Open("sqlite", path+pragmas); err != nil {
		return fmt.Errorf("sqlstore: opening SQLite: %w", err)
	}
	db.std.SetMaxOpenConns(1)
	db.reader = db.std
	if path != ":memory:" {
		if db.reader, err = sql.Open("sqlite", path+pragmas); err != nil {
			return fmt.Errorf("sqlstore: opening SQLite: %w", err)
		}
		db.reader.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
		db.reader.SetMaxIdleConns(max(4, runtime.GOMAXPROCS(0)))
	}
	return nil
}

// Dialect is the kind of database.
func (db *DB) Dialect() Dialect { return db.dialect }

// SQL gives the same database through database/sql. On SQLite it is the one connection
// that writes.
func (db *DB) SQL() *sql.DB { return db.std }

// Pool is the pgx pool, nil on SQLite.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, db.timeout)
	defer cancel()
	return db.explain(ctx, db.std.PingContext(ctx))
}

// Close releases all connections.
func (db *DB) Close() error {
	err := db.std.Close()
	if db.reader != nil && db.reader != db.std {
		err = errors.Join(err, db.reader.Close())
	}
	if db.pool != nil {
		db.pool.Close()
	}
	return err
}

// Bind compiles the statements of a schema.
func (db *DB) Bind(s *store.Schema) (store.Store, store.Migrator, error) {
	return &sqlStore{db: db, schema: s, columns: columnLists(s)}, &migrator{db: db, schema: s}, nil
}

func (db *DB) trace(sql string) {
	if db.tracer != nil {
		db.tracer(sql)
	}
}

// queryer is what pgx's pool and transaction have in common.
type queryer interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}
