package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lyceum/lyceum/auth/store"
)

// rows runs a statement that returns rows of a model.
func (db *DB) rows(ctx context.Context, text string, args []any, m *store.Model, writes bool) ([]store.Row, error) {
	out := []store.Row{}
	if db.dialect == Postgres {
		_, err := db.queryPostgres(ctx, text, args, func(fields []pgconn.FieldDescription, raw [][]byte) error {
			row, err := readPostgres(m, fields, raw)
			out = append(out, row)
			return err
		})
		return out, err
	}
	err := db.querySQLite(ctx, text, args, writes, len(m.Fields), func(values []any) error {
		row, err := readSQLite(m, values)
		out = append(out, row)
		return err
	})
	return out, err
}

// pair runs a Finder's statement.
func (db *DB) pair(ctx context.Context, text string, arg any, models []*store.Model) (store.Row, store.Row, error) {
	var found [2]store.Row
	n := 0
	if db.dialect == Postgres {
		_, err := db.queryPostgres(ctx, text, []any{arg}, func(fields []pgconn.FieldDescription, raw [][]byte) error {
			n++
			at := 0
			for i, m := range models {
				var err error
				if found[i], err = readPostgres(m, fields[at:], raw[at:]); err != nil {
					return err
				}
				at += len(m.Fields)
			}
			return nil
		})
		return found[0], found[1], foundOr(n, err)
	}
	width := 0
	for _, m := range models {
		width += len(m.Fields)
	}
	err := db.querySQLite(ctx, text, []any{arg}, false, width, func(values []any) error {
		n++
		for i, m := range models {
			var err error
			if found[i], err = readSQLite(m, values); err != nil {
				return err
			}
			values = values[len(m.Fields):]
		}
		return nil
	})
	return found[0], found[1], foundOr(n, err)
}

func foundOr(n int, err error) error {
	if err == nil && n == 0 {
		return store.ErrNotFound
	}
	return err
}

// exec runs a statement and returns how many rows it touched.
func (db *DB) exec(ctx context.Context, text string, args []any) (int64, error) {
	if db.dialect == Postgres {
		return db.queryPostgres(ctx, text, args, func([]pgconn.FieldDescription, [][]byte) error { return nil })
	}
	db.trace(text)
	result, err := db.lite(ctx, true).ExecContext(ctx, text, args...)
	if err != nil {
		return 0, db.explain(ctx, err)
	}
	return result.RowsAffected()
}

// scalar runs a statement that returns one number.
func (db *DB) scalar(ctx context.Context, text string, args []any) (n int64, err error) {
	if db.dialect == Postgres {
		_, err = db.queryPostgres(ctx, text, args, func(fields []pgconn.FieldDescription, raw [][]byte) error {
			v, err := decodePostgres(&store.Field{Type: store.Number}, &fields[0], raw[0])
			n, _ = v.(int64)
			return err
		})
		return n, err
	}
	err = db.querySQLite(ctx, text, args, false, 1, func(values []any) error {
		n, _ = values[0].(int64)
		return nil
	})
	return n, err
}

// liteRunner is what database/sql's handle and transaction have in common.
type liteRunner interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (db *DB) lite(ctx context.Context, writes bool) liteRunner {
	if tx, ok := ctx.Value(txKey{db}).(*sql.Tx); ok {
		return tx
	}
	if writes {
		return db.std
	}
	return db.reader
}

func (db *DB) txSQLite(ctx context.Context, fn func(ctx context.Context) error) error {
	db.trace("BEGIN")
	tx, err := db.std.BeginTx(ctx, nil)
	if err != nil {
		return db.explain(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // also on panic; after a commit it does nothing
	if err := fn(context.WithValue(ctx, txKey{db}, tx)); err != nil {
		return err
	}
	db.trace("COMMIT")
	return db.explain(ctx, tx.Commit())
}

func (db *DB) querySQLite(ctx context.Context, text string, args []any, writes bool, width int, each func(values []any) error) (err error) {
	db.trace(text)
	rows, err := db.lite(ctx, writes).QueryContext(ctx, text, args...)
	if err != nil {
		return db.explain(ctx, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	values, targets := make([]any, width), make([]any, width)
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return db.explain(ctx, err)
		}
		if err := each(values); err != nil {
			return err
		}
	}
	return db.explain(ctx, rows.Err())
}

// readSQLite turns a driver's values into a row.
func readSQLite(m *store.Model, values []any) (store.Row, error) {
	row := store.Row{Model: m, V: make([]any, len(m.Fields))}
	for i := range m.Fields {
		v, err := decodeSQLite(&m.Fields[i], values[i])
		if err != nil {
			return store.Row{}, fmt.Errorf("sqlstore: reading %s.%s: %w", m.Model, m.Fields[i].Name, err)
		}
		row.V[i] = v
	}
	return row, nil
}

func decodeSQLite(f *store.Field, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return decodeText(f, []byte(v))
	case []byte:
		return decodeText(f, v)
	case time.Time: // the driver parses columns declared "date"
		return v.UTC().Truncate(time.Millisecond), nil
	case int64:
		switch {
		case isID(f):
			return strconv.FormatInt(v, 10), nil
		case f.Type == store.Boolean:
			return v != 0, nil
		case f.Type == store.Date:
			return time.UnixMilli(v).UTC(), nil
		}
		return v, nil
	case float64:
		return int64(v), nil
	}
	return nil, fmt.Errorf("value of unexpected type %T", v)
}
