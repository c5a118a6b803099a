package sqlstore

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// readSQLite appends one Row for each model from a row's values.
func readSQLite(out []store.Row, models []*store.Model, from []driver.Value) ([]store.Row, error) {
	values := make([]any, len(from))
	for _, m := range models {
		width := len(m.Fields)
		for i := range width {
			v, err := decodeSQLite(&m.Fields[i], from[i])
			if err != nil {
				return nil, fmt.Errorf("reading %s.%s: %w", m.Model, m.Fields[i].Name, err)
			}
			values[i] = v
		}
		out = append(out, store.Row{Model: m, V: values[:width:width]})
		from, values = from[width:], values[width:]
	}
	return out, nil
}

func decodeSQLite(f *store.Field, v driver.Value) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return decodeText(f, v)
	case []byte:
		return decodeText(f, string(v))
	case int64:
		switch {
		case isID(f):
			return strconv.FormatInt(v, 10), nil
		case f.Type == store.Boolean:
			return v != 0, nil
		case f.Type == store.Date:
			return time.UnixMilli(v).UTC(), nil
		case f.Type == store.Number:
			return v, nil
		}
		return decodeText(f, strconv.FormatInt(v, 10))
	case float64:
		if f.Type == store.Number && v == float64(int64(v)) {
			return int64(v), nil
		}
	}
	return nil, fmt.Errorf("a value of type %T", v)
}
