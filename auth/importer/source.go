package importer

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// maxLine bounds a line of a source, in bytes.
const maxLine = 1 << 20

// CSV reads comma-separated values (RFC 4180) whose first line names the columns.
func CSV(in io.Reader) (Rows, error) {
	buffered := bufio.NewReader(in)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" { // as spreadsheets write
		_, _ = buffered.Discard(3)
	}
	reader := csv.NewReader(buffered)
	head, err := reader.Read()
	if err != nil {
		return nil, fmt.Errorf("the first line, which names the columns, cannot be read: %w", err)
	}
	seen := map[string]bool{}
	for _, name := range head {
		if seen[plain(name)] {
			return nil, fmt.Errorf("the column %q is there twice", name)
		}
		seen[plain(name)] = true
	}
	return func(yield func(Row, error) bool) {
		for {
			record, err := reader.Read()
			var wrong *csv.ParseError
			switch {
			case errors.Is(err, io.EOF):
				return
			case errors.As(err, &wrong) && errors.Is(err, csv.ErrFieldCount):
				err = fmt.Errorf("has %d columns and not %d", len(record), len(head))
				if !yield(Row{Line: wrong.StartLine, Err: err}, nil) {
					return
				}
				continue
			case err != nil: // a stray quote: where the next row begins is a guess
				yield(Row{}, err)
				return
			}
			line, _ := reader.FieldPos(0)
			row := Row{Line: line, Values: make(map[string]any, len(head))}
			for i, name := range head {
				row.Values[name] = record[i]
			}
			if !yield(row, nil) {
				return
			}
		}
	}, nil
}

// JSONLines reads one JSON object a line.
func JSONLines(in io.Reader) Rows {
	return func(yield func(Row, error) bool) {
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, maxLine)
		for line := 1; scanner.Scan(); line++ {
			text := bytes.TrimSpace(scanner.Bytes())
			if len(text) == 0 {
				continue
			}
			values, err := object(text)
			if !yield(Row{Line: line, Values: values, Err: err}, nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(Row{}, fmt.Errorf("the source cannot be read: %w", err))
		}
	}
}

// JSON reads a list of objects, or an object with a list `users`, as Firebase exports it. The
// line is the number of the user.
func JSON(in io.Reader) (Rows, error) {
	text, err := io.ReadAll(io.LimitReader(in, 1<<30))
	if err != nil {
		return nil, fmt.Errorf("the source cannot be read: %w", err)
	}
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		var file struct {
			Users []json.RawMessage `json:"users"`
		}
		if err := json.Unmarshal(text, &file); err != nil || file.Users == nil {
			return nil, errors.New("the source is neither a JSON list nor an object with a list users")
		}
		list = file.Users
	}
	return func(yield func(Row, error) bool) {
		for i, element := range list {
			values, err := object(element)
			if !yield(Row{Line: i + 1, Values: values, Err: err}, nil) {
				return
			}
		}
	}, nil
}

// object reads one JSON object. Whole numbers stay whole.
func object(text []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var values map[string]any
	if err := decoder.Decode(&values); err != nil || values == nil || decoder.More() {
		return nil, errors.New("is not a JSON object")
	}
	for name, value := range values {
		values[name] = plainNumber(value)
	}
	return values, nil
}

func plainNumber(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	case map[string]any:
		for name, inner := range v {
			v[name] = plainNumber(inner)
		}
	}
	return value
}

// Table reads all rows of a table or view of the same database. The line is the number of the
// row in the order of the table's first column.
func Table(ctx context.Context, db *sql.DB, name string) (Rows, error) {
	parts := strings.Split(name, ".")
	for i, part := range parts {
		parts[i] = `"` + strings.ReplaceAll(part, `"`, `""`) + `"`
	}
	// Read whole: a cursor would keep a connection, and on SQLite a lock, while users are written.
	result, err := db.QueryContext(ctx, "SELECT * FROM "+strings.Join(parts, ".")+" ORDER BY 1")
	if err != nil {
		return nil, fmt.Errorf("the table %s cannot be read: %w", name, err)
	}
	defer result.Close()
	columns, err := result.Columns()
	if err != nil {
		return nil, err
	}
	var rows []Row
	for result.Next() {
		cells, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			targets[i] = &cells[i]
		}
		if err := result.Scan(targets...); err != nil {
			return nil, fmt.Errorf("the table %s cannot be read: %w", name, err)
		}
		row := Row{Line: len(rows) + 1, Values: make(map[string]any, len(columns))}
		for i, column := range columns {
			row.Values[column] = cell(cells[i])
		}
		rows = append(rows, row)
	}
	if err := result.Err(); err != nil {
		return nil, fmt.Errorf("the table %s cannot be read: %w", name, err)
	}
	return func(yield func(Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}, nil
}

// cell is a driver's value as the other sources have it.
func cell(value any) any {
	switch v := value.(type) {
	case []byte:
		return string(v)
	case [16]byte:
		return fmt.Sprintf("%x-%x-%x-%x-%x", v[:4], v[4:6], v[6:8], v[8:10], v[10:])
	case time.Time, string, bool, int64, float64, nil:
		return v
	default:
		return fmt.Sprint(v)
	}
}

// list converts the value of a JSON or list field.
func list(f *store.Field, value any) (any, error) {
	text, ok := value.(string)
	if !ok {
		encoded, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		text = string(encoded)
	}
	switch f.Type {
	case store.StringArray:
		var out []string
		if json.Unmarshal([]byte(text), &out) == nil {
			return out, nil
		}
	case store.NumberArray:
		var out []float64
		if json.Unmarshal([]byte(text), &out) == nil {
			return out, nil
		}
	default:
		if json.Valid([]byte(text)) {
			return json.RawMessage(text), nil
		}
	}
	return nil, errors.New("is not JSON of its type")
}

// Firebase are a project's hash parameters, as its console shows them.
type Firebase struct {
	SignerKey     string `json:"base64_signer_key"`
	SaltSeparator string `json:"base64_salt_separator"`
	Rounds        int    `json:"rounds"`
	MemCost       int    `json:"mem_cost"`
}

// hash writes a hash of Firebase's in the form that holds all that is needed to check it. Its
// exports use base64 with or without the URL's alphabet.
func (f *Firebase) hash(hash, salt string) string {
	standard := strings.NewReplacer("-", "+", "_", "/").Replace
	return "$fbscrypt$v=1,n=" + strconv.Itoa(f.MemCost) + ",r=" + strconv.Itoa(f.Rounds) + ",p=1,ss=" + padded(standard(f.SaltSeparator)) +
		",sk=" + padded(standard(f.SignerKey)) + "$" + padded(standard(salt)) + "$" + padded(standard(hash))
}

func padded(text string) string {
	bare := strings.TrimRight(text, "=")
	if raw, err := base64.RawStdEncoding.DecodeString(bare); err == nil {
		return base64.StdEncoding.EncodeToString(raw)
	}
	return text
}
