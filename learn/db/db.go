// Package db opens the learning platform's database and keeps its schema up to date.
//
//	database, err := db.Open(ctx, "sqlite:lyceum.db")   // or "postgres://…", or a plain file path
//	err = db.Migrate(ctx, database, db.MigrateOptions{}) // after the auth tables exist
//
// A [DB] is a [sql.DB] that knows its [Dialect]. The same SQL text runs on both: write placeholders as $1, $2 …,
// pass instants as [Time], documents as [JSON], and use ON CONFLICT for upserts. Where the dialects really differ,
// switch on DB.Dialect next to the statement.
//
// # Writing
//
// [DB.InTx] begins with the write lock on SQLite (BEGIN IMMEDIATE), so a transaction that reads before it writes
// cannot fail halfway because another writer came in between; it waits up to five seconds for its turn. A
// transaction opened with sql.TxOptions{ReadOnly: true} takes no lock.
//
// # Schema
//
// Migrations are files in migrations/<dialect>, one subject each, numbered alike in both folders. They are additive:
// tables left by an earlier installation keep their rows and gain what is missing. See [Migrate], and [PlanMigration] for
// what it would do.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // registers the "sqlite" driver
)

// Dialect names the SQL dialect a [DB] speaks.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open database and its dialect. It is safe for concurrent use.
type DB struct {
	*sql.DB
	Dialect Dialect

	path string // of the SQLite file
}

// Querier is what statements need: a [DB], a [sql.Conn] or a [sql.Tx].
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Limits of the connection pools. SQLite has one writer at a time, so more connections only serve readers.
const (
	sqliteConns   = 8
	postgresConns = 16 // unless the URL has pool_max_conns
)

// Open connects to the database named by target and checks that it answers:
//
//	postgres://user:password@host/name?…   PostgreSQL (also postgresql://)
//	sqlite:path, sqlite://path, file:path  SQLite
//	path                                   SQLite
//
// The SQLite file is created, readable by its owner only, when it does not exist; its folder must exist.
// Errors never contain the password of the target.
func Open(ctx context.Context, target string) (*DB, error) {
	scheme, rest, found := strings.Cut(target, ":")
	var db *DB
	var err error
	switch {
	case found && (scheme == "postgres" || scheme == "postgresql"):
		db, err = openPostgres(target)
	case found && (scheme == "sqlite" || scheme == "file"):
		db, err = openSQLite(strings.TrimPrefix(rest, "//"))
	case strings.Contains(target, "://"):
		return nil, fmt.Errorf("open database: unknown scheme %q: use postgres:// or sqlite:", scheme)
	default:
		db, err = openSQLite(target)
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("connect to the %s database: %w", db.Dialect, err), db.Close())
	}
	return db, nil
}

func openPostgres(target string) (*DB, error) {
	config, err := pgxpool.ParseConfig(target) // knows the pool_… parameters, which the server would refuse
	if err != nil {
		return nil, err // pgx leaves the password out
	}
	pool := stdlib.OpenDB(*config.ConnConfig)
	conns := postgresConns
	if strings.Contains(target, "pool_max_conns=") {
		conns = int(config.MaxConns)
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(config.MaxConnIdleTime)
	return &DB{DB: pool, Dialect: Postgres}, nil
}

func openSQLite(path string) (*DB, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, fmt.Errorf("%q is not a file: SQLite needs one, as several connections share it", path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// SQLite would report a missing folder as error 14, and create a file that others may read.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	pool, err := sql.Open("sqlite", sqliteURI(path, url.Values{
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)"},
		"_txlock": {"immediate"},
		"_dqs":    {"0"}, // a misspelt column is an error, not a text
	}))
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(sqliteConns)
	pool.SetMaxIdleConns(sqliteConns)
	return &DB{DB: pool, Dialect: SQLite, path: path}, nil
}

func sqliteURI(path string, options url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options.Encode()
}

// InTx runs fn in a transaction that may write: it commits when fn returns nil and rolls back otherwise, also when fn
// panics. The error of fn comes back as it is.
func (db *DB) InTx(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	return nil
}
