package sqlstore

import (
	"encoding/binary"
	"encoding/json"
	"errors"
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

// readPostgres appends one Row for each model from the current row of a result. It reads
// the wire format itself: pgx's Scan costs as much again as the statement.
func readPostgres(out []store.Row, models []*store.Model, rows pgx.Rows) ([]store.Row, error) {
	fields, raw := rows.FieldDescriptions(), rows.RawValues()
	values := make([]any, len(raw))
	if out == nil {
		out = make([]store.Row, 0, len(models))
	}
	for _, m := range models {
		width := len(m.Fields)
		for i := range width {
			v, err := decodePostgres(&m.Fields[i], &fields[i], raw[i], rows)
			if err != nil {
				return nil, fmt.Errorf("reading %s.%s: %w", m.Model, m.Fields[i].Name, err)
			}
			values[i] = v
		}
		out = append(out, store.Row{Model: m, V: values[:width:width]})
		fields, raw, values = fields[width:], raw[width:], values[width:]
	}
	return out, nil
}

// pgEpoch is the zero of binary time stamps, in microseconds of Unix time.
const pgEpoch = 946684800_000_000

func decodePostgres(f *store.Field, d *pgconn.FieldDescription, raw []byte, rows pgx.Rows) (any, error) {
	if raw == nil {
		return nil, nil
	}
	inBinary := d.Format == pgx.BinaryFormatCode
	switch d.DataTypeOID {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.JSONOID:
		return decodeText(f, string(raw))
	case pgtype.BoolOID:
		return raw[0] == 1 || raw[0] == 't', nil
	case pgtype.TimestamptzOID, pgtype.TimestampOID:
		if inBinary {
			return decodeTime(raw)
		}
	case pgtype.Int4OID, pgtype.Int8OID, pgtype.Int2OID:
		return decodeInt(f, raw, inBinary)
	case pgtype.JSONBOID:
		if inBinary {
			raw = raw[1:] // the format's version
		}
		return decodeText(f, string(raw))
	case pgtype.UUIDOID:
		if inBinary && len(raw) == 16 {
			return uuid.UUID(raw).String(), nil
		}
		return string(raw), nil
	}
	return decodeRare(f, d, raw, rows.Conn().TypeMap())
}

func decodeTime(raw []byte) (any, error) {
	micros := int64(binary.BigEndian.Uint64(raw))
	if micros == math.MaxInt64 || micros == math.MinInt64 {
		return nil, errors.New("an infinite time")
	}
	micros += pgEpoch
	millis := micros / 1000
	if micros%1000 < 0 {
		millis--
	}
	return time.UnixMilli(millis).UTC(), nil
}

func decodeInt(f *store.Field, raw []byte, inBinary bool) (any, error) {
	if !inBinary {
		if isID(f) {
			return string(raw), nil
		}
		return strconv.ParseInt(string(raw), 10, 64)
	}
	var n int64
	switch len(raw) {
	case 8:
		n = int64(binary.BigEndian.Uint64(raw))
	case 4:
		n = int64(int32(binary.BigEndian.Uint32(raw)))
	default:
		n = int64(int16(binary.BigEndian.Uint16(raw)))
	}
	if isID(f) {
		return strconv.FormatInt(n, 10), nil
	}
	return n, nil
}

// decodeRare reads columns that others have made: other types, or the text format that
// a connection pooler may need.
func decodeRare(f *store.Field, d *pgconn.FieldDescription, raw []byte, types *pgtype.Map) (any, error) {
	var err error
	switch f.Type {
	case store.Date:
		var t time.Time
		err = types.Scan(d.DataTypeOID, d.Format, raw, &t)
		return floorMillis(t), err
	case store.Number:
		var n int64
		if err = types.Scan(d.DataTypeOID, d.Format, raw, &n); err != nil {
			var x float64
			err = types.Scan(d.DataTypeOID, d.Format, raw, &x)
			n = int64(x)
		}
		return n, err
	case store.String:
		if d.Format == pgx.TextFormatCode {
			return string(raw), nil
		}
		var s string
		err = types.Scan(d.DataTypeOID, d.Format, raw, &s)
		return s, err
	}
	return nil, fmt.Errorf("a column of type %d", d.DataTypeOID)
}

// decodeText reads text, which may stand for another type: JSON, on SQLite a date.
func decodeText(f *store.Field, s string) (any, error) {
	switch f.Type {
	case store.JSON:
		return json.RawMessage(s), nil
	case store.StringArray:
		return decodeList[string](s)
	case store.NumberArray:
		return decodeList[float64](s)
	case store.Date:
		return parseDate(s)
	case store.Number:
		return strconv.ParseInt(s, 10, 64)
	}
	return s, nil
}

// decodeList: JSON's null is no list.
func decodeList[T any](s string) (any, error) {
	var out []T
	if err := json.Unmarshal([]byte(s), &out); err != nil || out == nil {
		return nil, err
	}
	return out, nil
}
