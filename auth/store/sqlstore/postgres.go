package sqlstore

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/lyceum/lyceum/auth/store"
)

type txKey struct{ db *DB }

func (db *DB) inTx(ctx context.Context) bool { return ctx.Value(txKey{db}) != nil }

// pg is where a statement runs: the transaction of ctx, or the pool.
func (db *DB) pg(ctx context.Context) queryer {
	if tx, ok := ctx.Value(txKey{db}).(pgx.Tx); ok {
		return tx
	}
	return db.pool
}

func (db *DB) txPostgres(ctx context.Context, fn func(ctx context.Context) error) (err error) {
	db.trace("BEGIN")
	wait, cancel := context.WithTimeout(ctx, db.timeout)
	conn, err := db.pool.Acquire(wait)
	cancel()
	if err != nil {
		return db.explain(ctx, err)
	}
	defer conn.Release()
	tx, err := conn.Begin(ctx)
	if err != nil {
		return db.explain(ctx, err)
	}
	// Also on panic; after a commit it does nothing. The caller's end must not keep
	// the rollback from running.
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), db.timeout)
		defer cancel()
		_ = tx.Rollback(ctx)
	}()
	if err := fn(context.WithValue(ctx, txKey{db}, tx)); err != nil {
		return err
	}
	db.trace("COMMIT")
	return db.explain(ctx, tx.Commit(ctx))
}

// queryPostgres runs a statement and hands its rows to each.
func (db *DB) queryPostgres(ctx context.Context, sql string, args []any, each func(fields []pgconn.FieldDescription, raw [][]byte) error) (int64, error) {
	db.trace(sql)
	run := ctx
	if !db.inTx(ctx) {
		var cancel context.CancelFunc
		run, cancel = context.WithTimeout(ctx, statementTimeout)
		defer cancel()
	}
	rows, err := db.pg(ctx).Query(run, sql, args...)
	if err != nil {
		return 0, db.explain(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.FieldDescriptions(), rows.RawValues()); err != nil {
			return 0, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, db.explain(ctx, err)
	}
	return rows.CommandTag().RowsAffected(), nil
}

// statementTimeout bounds a lone statement, the wait for a connection included.
const statementTimeout = 5 * time.Second

// readPostgres decodes the columns of one model from a row's raw values.
func readPostgres(m *store.Model, fields []pgconn.FieldDescription, raw [][]byte) (store.Row, error) {
	row := store.Row{Model: m, V: make([]any, len(m.Fields))}
	for i := range m.Fields {
		v, err := decodePostgres(&m.Fields[i], &fields[i], raw[i])
		if err != nil {
			return store.Row{}, fmt.Errorf("sqlstore: reading %s.%s: %w", m.Model, m.Fields[i].Name, err)
		}
		row.V[i] = v
	}
	return row, nil
}

// pgEpoch is the zero of binary time stamps, in microseconds of Unix time.
const pgEpoch = 946684800_000_000

func decodePostgres(f *store.Field, d *pgconn.FieldDescription, raw []byte) (any, error) {
	if raw == nil {
		return nil, nil
	}
	binaryFormat := d.Format == pgx.BinaryFormatCode
	switch d.DataTypeOID {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID:
		return decodeText(f, raw)
	case pgtype.BoolOID:
		return raw[0] == 1 || raw[0] == 't', nil
	case pgtype.TimestamptzOID, pgtype.TimestampOID:
		if !binaryFormat {
			break
		}
		micros := int64(binary.BigEndian.Uint64(raw))
		if micros == math.MaxInt64 || micros == math.MinInt64 {
			return nil, fmt.Errorf("infinite time stamp")
		}
		return time.UnixMilli((micros + pgEpoch) / 1000).UTC(), nil
	case pgtype.Int4OID, pgtype.Int8OID, pgtype.Int2OID:
		return decodeInt(f, raw, binaryFormat)
	case pgtype.JSONBOID:
		if binaryFormat {
			raw = raw[1:] // the format's version
		}
		return decodeJSON(f, raw)
	case pgtype.JSONOID:
		return decodeJSON(f, raw)
	case pgtype.UUIDOID:
		if binaryFormat && len(raw) == 16 {
			return uuid.UUID(raw).String(), nil
		}
		return string(raw), nil
	}
	return nil, fmt.Errorf("column of unexpected type %d", d.DataTypeOID)
}

func decodeInt(f *store.Field, raw []byte, binaryFormat bool) (any, error) {
	var n int64
	switch {
	case !binaryFormat:
		var err error
		if n, err = strconv.ParseInt(string(raw), 10, 64); err != nil {
			return nil, err
		}
	case len(raw) == 8:
		n = int64(binary.BigEndian.Uint64(raw))
	case len(raw) == 4:
		n = int64(int32(binary.BigEndian.Uint32(raw)))
	default:
		n = int64(int16(binary.BigEndian.Uint16(raw)))
	}
	if isID(f) {
		return strconv.FormatInt(n, 10), nil
	}
	return n, nil
}

// decodeText reads text, which may stand for another type: a JSON value, on SQLite a
// date.
func decodeText(f *store.Field, raw []byte) (any, error) {
	switch f.Type {
	case store.JSON, store.StringArray, store.NumberArray:
		return decodeJSON(f, raw)
	case store.Date:
		t, err := time.Parse(time.RFC3339Nano, string(raw))
		return t.UTC(), err
	}
	return string(raw), nil
}

func decodeJSON(f *store.Field, raw []byte) (any, error) {
	switch f.Type {
	case store.StringArray:
		out := []string{}
		err := json.Unmarshal(raw, &out)
		return out, err
	case store.NumberArray:
		out := []float64{}
		err := json.Unmarshal(raw, &out)
		return out, err
	}
	return json.RawMessage(append([]byte(nil), raw...)), nil
}
