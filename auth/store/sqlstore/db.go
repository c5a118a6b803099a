package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lyceum/lyceum/auth/store"
)

// backend runs statements on one kind of database.
type backend interface {
	// run executes a statement in a transaction, or alone if t is nil. A row of the
	// result becomes one Row for each model, side by side. Without models it is only
	// executed. It returns how many rows it changed.
	run(ctx context.Context, t *tx, c call, models []*store.Model) ([]store.Row, int64, error)
	// raw executes a statement that is not of the store, such as DDL, without a time
	// limit, and returns its rows in the driver's types.
	raw(ctx context.Context, t *tx, text string, args ...any) ([][]any, error)
	begin(ctx context.Context) (*tx, error)
	// end commits or rolls back, and releases the connection in any case.
	end(t *tx, commit bool) error
	// again reports whether a statement that failed alone can be run once more.
	again(err error, writes bool) bool
	close() error
}

// call is a statement ready to run.
type call struct {
	text   string
	args   []any
	writes bool
	// scans marks a statement that may read many rows.
	scans bool
	// pattern marks one whose best plan depends on a pattern to search for: PostgreSQL plans
	// it each time. One plan for all patterns would walk through the rows in the order of the
	// page, which is quick for what most rows have, and reads all for what is rare.
	pattern bool
}

// tx is a transaction, found in the context of those that take part in it. It begins with
// its first statement.
type tx struct {
	pg     *pgxpool.Conn
	pgTx   pgx.Tx
	lite   *liteConn
	failed error // of the statement that made going on impossible
	begun  bool
	last   bool // its only statement has been run, alone
	ended  bool
	// changed is told to feeds when it has ended.
	changed []store.Change
}

type txKey struct{ db *DB }

var (
	errEnded = errors.New("sqlstore: the transaction of this context has ended")
	errLast  = errors.New("sqlstore: a statement after the last one of a transaction")
)

// tx is the transaction of ctx, nil if there is none.
func (db *DB) tx(ctx context.Context) (*tx, error) {
	t, _ := ctx.Value(txKey{db}).(*tx)
	switch {
	case t == nil:
		return nil, nil
	case t.ended:
		return nil, errEnded
	case t.last:
		return nil, errLast
	case t.failed != nil:
		return nil, fmt.Errorf("sqlstore: the transaction has failed: %w", t.failed)
	}
	return t, nil
}

// tries bounds how often a lone statement is run; see backend.again.
const tries = 4

func (db *DB) run(ctx context.Context, c call, models ...*store.Model) ([]store.Row, int64, error) {
	t, err := db.tx(ctx)
	if err != nil {
		return nil, 0, err
	}
	if ctx.Err() != nil {
		return nil, 0, explain(ctx, ctx.Err())
	}
	on := t
	if t != nil && !t.begun && store.IsLast(ctx) {
		on = nil
	}
	rows, n, err := db.runOn(ctx, on, c, models)
	if err == nil {
		if t != nil && on == nil {
			t.last = len(rows) > 0 || n > 0
		}
		return rows, n, nil
	}
	err = explain(ctx, err)
	if t != nil {
		// PostgreSQL refuses everything after an error; so does SQLite here, lest
		// code depend on it.
		t.failed = err
	}
	return nil, 0, err
}

// runOn executes a statement in a transaction, which it may begin, or alone.
func (db *DB) runOn(ctx context.Context, t *tx, c call, models []*store.Model) (rows []store.Row, n int64, err error) {
	if t != nil {
		if err := db.begin(ctx, t); err != nil {
			return nil, 0, err
		}
	}
	db.trace(c.text)
	for try := 1; ; try++ {
		rows, n, err = db.backend.run(ctx, t, c, models)
		if err == nil || t != nil || try == tries || !db.backend.again(err, c.writes) {
			return rows, n, err
		}
	}
}

// begin begins a transaction unless it has begun.
func (db *DB) begin(ctx context.Context, t *tx) error {
	if t.begun {
		return nil
	}
	db.trace("BEGIN")
	begun, err := db.backend.begin(ctx)
	if err != nil {
		return err
	}
	t.pg, t.pgTx, t.lite, t.begun = begun.pg, begun.pgTx, begun.lite, true
	return nil
}

// inTx runs fn in a transaction, or in the one ctx already carries.
func (db *DB) inTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if t, err := db.tx(ctx); t != nil || err != nil {
		if err != nil {
			return err
		}
		return fn(ctx)
	}
	if ctx.Err() != nil {
		return explain(ctx, ctx.Err())
	}
	t := &tx{}
	// Whatever the outcome: that of a commit may be unknown.
	defer func() { db.publish(t.changed) }()
	defer func() { // also on panic
		if !t.ended {
			t.ended = true
			db.rollback(t)
		}
	}()
	if err := fn(context.WithValue(ctx, txKey{db}, t)); err != nil {
		return err
	}
	if t.failed != nil {
		return fmt.Errorf("sqlstore: the transaction has failed: %w", t.failed)
	}
	if t.last {
		return nil
	}
	if ctx.Err() != nil {
		return explain(ctx, ctx.Err())
	}
	t.ended = true
	return explain(ctx, db.commit(t))
}

func (db *DB) commit(t *tx) error {
	if !t.begun {
		return nil
	}
	db.trace("COMMIT")
	return db.backend.end(t, true)
}

func (db *DB) rollback(t *tx) {
	if t.begun {
		db.trace("ROLLBACK")
		_ = db.backend.end(t, false) // a connection that cannot roll back is closed
	}
}

// raw runs a statement outside the store's own, in the transaction of ctx if there is one.
func (db *DB) raw(ctx context.Context, text string, args ...any) ([][]any, error) {
	t, err := db.tx(ctx)
	if err == nil && t != nil {
		err = explain(ctx, db.begin(ctx, t))
	}
	if err != nil {
		return nil, err
	}
	rows, err := db.backend.raw(ctx, t, text, args...)
	return rows, explain(ctx, err)
}

func (db *DB) trace(sql string) {
	if db.tracer != nil {
		db.tracer(sql)
	}
}

// one stands for the result of a statement that returns a number.
var one = &store.Model{Table: store.Table{Fields: []store.Field{{Type: store.Number}}}}
