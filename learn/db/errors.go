package db

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// foreignKeyViolation is PostgreSQL's SQLSTATE (appendix A of its manual).
const foreignKeyViolation = "23503"

// IsForeignKey tells whether a statement failed because a row it refers to does not exist: for a user_id, because the
// account was deleted while its token was still valid.
func IsForeignKey(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == foreignKeyViolation
	}
	lite, ok := errors.AsType[*sqlite.Error](err)
	return ok && lite.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

func isBusy(err error) bool {
	lite, ok := errors.AsType[*sqlite.Error](err)
	return ok && lite.Code()&0xff == sqlite3.SQLITE_BUSY // the low byte is the primary code
}
