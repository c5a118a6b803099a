package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/lyceum/lyceum/auth/store"
)

// explain maps a driver's error to the contract's. ctx is the caller's: its own end is
// the caller's affair, not the database's.
func (db *DB) explain(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows), errors.Is(err, pgx.ErrNoRows):
		return store.ErrNotFound
	case errors.Is(ctx.Err(), context.Canceled):
		return context.Canceled
	}
	if kind := classify(err); kind != nil {
		return fmt.Errorf("%w: %w", kind, err)
	}
	return fmt.Errorf("sqlstore: %w", err)
}

func classify(err error) error {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.As(err, &pg):
		return classifyState(pg.Code)
	case errors.As(err, &lite):
		return classifySQLite(lite.Code())
	case errors.As(err, &connect), errors.As(err, &network), pgconn.Timeout(err),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, driver.ErrBadConn), errors.Is(err, net.ErrClosed),
		errors.Is(err, sql.ErrConnDone), strings.Contains(err.Error(), "conn closed"),
		strings.Contains(err.Error(), "unexpected EOF"), strings.Contains(err.Error(), "closed pool"):
		return store.ErrUnavailable
	}
	return nil
}

// classifyState: PostgreSQL, appendix A.
func classifyState(code string) error {
	switch {
	case code == "23505":
		return store.ErrConflict
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), strings.HasPrefix(code, "53"), code == "25006":
		return store.ErrUnavailable
	}
	return nil
}

func classifySQLite(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return store.ErrConflict
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
		return store.ErrUnavailable
	}
	return nil
}
