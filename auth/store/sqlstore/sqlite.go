package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"modernc.org/sqlite"

	"github.com/lyceum/lyceum/auth/store"
)

// lite is the backend on SQLite. It drives the connections itself rather than through
// database/sql: a pool of one that writes, a small one that reads, and each keeps
// its prepared statements.
type lite struct {
	writer, reader *litePool
	keeper         driver.Conn // keeps a database in memory alive; else nil
}

func (db *DB) openSQLite(path string, c config) error {
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return errors.New("sqlstore: an SQLite database is a file here; use sqlite:path")
	}
	// busy_timeout first: setting the others may have to wait.
	connector, err := sqlite.NewConnector("file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) +
		fmt.Sprintf("?_pragma=busy_timeout(%d)", c.timeout.Milliseconds()) +
		"&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_txlock=immediate")
	if err != nil {
		return fmt.Errorf("sqlstore: opening SQLite: %w", err)
	}
	readers := c.maxConns
	if readers <= 0 {
		readers = 4 * runtime.GOMAXPROCS(0)
	}
	db.dialect, db.std = SQLite, sql.OpenDB(connector)
	db.backend = &lite{writer: newLitePool(connector, 1, c.timeout), reader: newLitePool(connector, readers, c.timeout)}
	return nil
}

func (l *lite) run(ctx context.Context, t *tx, c call, models []*store.Model) (out []store.Row, n int64, err error) {
	conn, release, err := l.conn(ctx, t, c.writes)
	if err != nil {
		return nil, 0, err
	}
	defer func() { release(err) }()
	if !c.scans {
		ctx = context.Background() // watching for its end costs more than such a statement
	}
	if len(models) == 0 {
		n, err = conn.exec(ctx, c.text, c.args)
		return nil, n, err
	}
	rows, width, err := conn.query(ctx, c.text, c.args)
	if err != nil {
		return nil, 0, err
	}
	// Closing ends the statement, which may be what commits it.
	defer func() { err = errors.Join(err, rows.Close()) }()
	values := conn.values(width)
	for {
		switch err := rows.Next(values); {
		case errors.Is(err, io.EOF):
			return out, n, nil
		case err != nil:
			return nil, 0, err
		}
		if out, err = readSQLite(out, models, values); err != nil {
			return nil, 0, err
		}
		n++
	}
}

// conn is the transaction's connection, the one that writes, or one that reads.
func (l *lite) conn(ctx context.Context, t *tx, writes bool) (*liteConn, func(error), error) {
	if t != nil {
		return t.lite, func(error) {}, nil
	}
	pool := l.reader
	if writes {
		pool = l.writer
	}
	conn, err := pool.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	return conn, func(err error) { pool.put(conn, unusable(err)) }, nil
}

func (l *lite) raw(ctx context.Context, t *tx, text string, args ...any) (out [][]any, err error) {
	conn, release, err := l.conn(ctx, t, true)
	if err != nil {
		return nil, err
	}
	defer func() { release(err) }()
	rows, width, err := conn.query(ctx, text, args)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	values := conn.values(width)
	for {
		switch err := rows.Next(values); {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, err
		}
		row := make([]any, width)
		for i, v := range values {
			row[i] = v
		}
		out = append(out, row)
	}
}

func (l *lite) begin(ctx context.Context) (*tx, error) {
	conn, err := l.writer.get(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.exec(context.Background(), "BEGIN IMMEDIATE", nil); err != nil {
		l.writer.put(conn, unusable(err))
		return nil, err
	}
	return &tx{lite: conn}, nil
}

func (l *lite) end(t *tx, commit bool) (err error) {
	if commit {
		if _, err = t.lite.exec(context.Background(), "COMMIT", nil); err == nil {
			l.writer.put(t.lite, false)
			return nil
		}
	}
	// A connection that cannot roll back is closed, which does.
	_, failed := t.lite.exec(context.Background(), "ROLLBACK", nil)
	l.writer.put(t.lite, failed != nil)
	return err
}

// again: SQLite has waited as long as it should by itself.
func (l *lite) again(error, bool) bool { return false }

func (l *lite) close() error {
	err := l.writer.close()
	if l.reader != l.writer {
		err = errors.Join(err, l.reader.close())
	}
	if l.keeper != nil {
		err = errors.Join(err, l.keeper.Close())
	}
	return err
}
