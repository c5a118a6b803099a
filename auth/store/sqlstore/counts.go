package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgconn"
)

// The number of rows of counted tables on PostgreSQL, kept by triggers so that nobody has to
// count; docs/decisions/0013 has the reasons. Whoever adds or deletes rows adds what that
// changes as a row of its own to countTable, in the same transaction, and waits for nobody. The
// number is the sum. One statement in 64 folds such rows into one.

// countTable has the changes. A row belongs to a table by its oid and a text made when the
// triggers were: rows that a dump brings from elsewhere belong to none. base marks what was
// counted then; without it the sum says nothing.
const countTable = "lyceum_count"

// countFunction has its version in its name, as noticeFunction.
const countFunction = "lyceum_count_1"

// countTriggers are the triggers of each counted table by the event they fire after.
var countTriggers = []struct{ name, event, rows string }{
	{countFunction + "_insert", "insert", " referencing new table as changed"},
	{countFunction + "_delete", "delete", " referencing old table as changed"},
	{countFunction + "_truncate", "truncate", ""},
}

// countsOf are a table's changes, if its triggers have seen all there were.
const countsOf = `(SELECT max(t.tgrelid || '.' || split_part(encode(t.tgargs, 'escape'), '\000', 1)) FROM pg_catalog.pg_trigger t
	WHERE t.tgrelid = %s AND t.tgname IN ('` + countFunction + `_insert', '` + countFunction + `_delete', '` + countFunction + `_truncate')
	AND t.tgenabled = 'A' HAVING count(*) = 3 AND count(DISTINCT t.tgargs) = 1)`

// total is the statement that tells how many rows a table has: the sum, or where there is none
// because somebody has meddled, what it takes to count.
func (t *table) total() string {
	return `SELECT coalesce((SELECT sum(n) FROM ` + countTable + ` WHERE counted = ` +
		fmt.Sprintf(countsOf, literal(t.name)+"::regclass") + ` HAVING bool_or(base)), (SELECT count(*) FROM ` + t.name + `))::bigint`
}

// countTotal is the number of all rows from the changes. It reports false where there are none
// to be had; the store then does not ask again. A statement that fails would end a transaction,
// so there it does not ask at all.
func (s *sqlStore) countTotal(ctx context.Context, t *table) (n int64, ok bool, err error) {
	if t.totals == nil || t.totals.lacking.Load() {
		return 0, false, nil
	}
	if tx, err := s.db.tx(ctx); tx != nil || err != nil {
		return 0, false, err
	}
	rows, _, err := s.db.run(ctx, call{text: t.totals.text, scans: true}, one)
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg) && (pg.Code == undefinedTable || pg.Code == insufficientPrivilege):
		t.totals.lacking.Store(true)
		return 0, false, nil
	case err != nil:
		return 0, false, err
	}
	n, _ = rows[0].V[0].(int64)
	return n, true, nil
}

const (
	undefinedTable        = "42P01"
	insufficientPrivilege = "42501"
)

// totals is what a counted table needs to tell how many rows it has.
type totals struct {
	text    string
	lacking atomic.Bool // nothing to tell it by
}
