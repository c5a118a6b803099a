package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/lyceum/lyceum/auth/store"
)

// explain maps a driver's error to the contract's. ctx is the caller's: that it was
// cancelled is the caller's affair, not the database's.
func explain(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("sqlstore: %w", context.Canceled)
	}
	if kind := classify(err); kind != nil {
		return fmt.Errorf("%w: %w", kind, err)
	}
	return fmt.Errorf("sqlstore: %w", err)
}

func classify(err error) error {
	var connect *pgconn.ConnectError
	var pg *pgconn.PgError
	var lite *sqlite.Error
	switch {
	case errors.As(err, &connect): // whatever the server said: nobody gets in
		return store.ErrUnavailable
	case errors.As(err, &pg):
		return classifyState(pg.Code)
	case errors.As(err, &lite):
		return classifySQLite(lite.Code())
	case broken(err), errors.Is(err, context.DeadlineExceeded), pgconn.Timeout(err),
		errors.Is(err, puddle.ErrClosedPool), errors.Is(err, errBusy), errors.Is(err, errClosed):
		return store.ErrUnavailable
	}
	return nil
}

// classifyState follows PostgreSQL's appendix A: connection exceptions, insufficient
// resources, operator intervention, locks, rollbacks that retrying may mend, and a server
// that has become read-only.
func classifyState(code string) error {
	switch {
	case code == "23505":
		return store.ErrConflict
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "53"), strings.HasPrefix(code, "57"),
		strings.HasPrefix(code, "40"), code == "55P03", code == "25006":
		return store.ErrUnavailable
	}
	return nil
}

func classifySQLite(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return store.ErrConflict
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT:
		return store.ErrUnavailable
	}
	return nil
}

// broken reports whether a connection turned out to be dead, rather than slow.
func broken(err error) bool {
	var pg *pgconn.PgError
	var network *net.OpError
	switch {
	case pgconn.Timeout(err), errors.Is(err, context.DeadlineExceeded):
		return false
	case errors.As(err, &pg):
		return strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "08")
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return true
	}
	// pgx has no value for a connection that was closed before.
	return strings.Contains(err.Error(), "conn closed") || errors.Is(err, pgx.ErrTxClosed)
}

// rolledBack reports whether PostgreSQL gave up a statement in favour of another one.
func rolledBack(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
