// Command sqlpipe lets the conformance runner move rows of a SQLite database in time while a server has it
// open. It prints "ready http://127.0.0.1:<port>/", executes each posted {"sql", "values"} and answers
// {"count", "rows"}; it ends when standard input closes. Node 20 has no SQLite of its own.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	_ "modernc.org/sqlite"
)

type statement struct {
	SQL    string `json:"sql"`
	Values []any  `json:"values"`
}

type result struct {
	Count int64            `json:"count"`
	Rows  []map[string]any `json:"rows"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "sqlpipe:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: sqlpipe <database file>")
	}
	db, err := sql.Open("sqlite", "file:"+args[0]+"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)")
	if err != nil {
		return fmt.Errorf("open %s: %w", args[0], err)
	}
	defer db.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: handler(db), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	fmt.Printf("ready http://%s/\n", listener.Addr())
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func handler(db *sql.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var s statement
		if err := json.NewDecoder(r.Body).Decode(&s); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		res, err := execute(r.Context(), db, s)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(res)
	}
}

func execute(ctx context.Context, db *sql.DB, s statement) (result, error) {
	if !strings.HasPrefix(s.SQL, "select ") {
		done, err := db.ExecContext(ctx, s.SQL, s.Values...)
		if err != nil {
			return result{}, err
		}
		count, err := done.RowsAffected()
		return result{Count: count, Rows: []map[string]any{}}, err
	}
	rows, err := db.QueryContext(ctx, s.SQL, s.Values...)
	if err != nil {
		return result{}, err
	}
	defer rows.Close()
	return collect(rows)
}

func collect(rows *sql.Rows) (result, error) {
	columns, err := rows.ColumnTypes()
	if err != nil {
		return result{}, err
	}
	out := result{Rows: []map[string]any{}}
	for rows.Next() {
		cells := make([]any, len(columns))
		targets := make([]any, len(columns))
		for i := range cells {
			targets[i] = &cells[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return result{}, err
		}
		row := make(map[string]any, len(columns))
		for i, column := range columns {
			row[column.Name()] = stored(cells[i])
		}
		out.Rows = append(out.Rows, row)
		out.Count++
	}
	return out, rows.Err()
}

// stored shows a cell as the file holds it: the driver parses columns declared "date", and a comparison
// wants the text back with its three millisecond digits.
func stored(cell any) any {
	switch v := cell.(type) {
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	case []byte:
		return string(v)
	default:
		return v
	}
}
