package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

var (
	errBusy   = errors.New("no connection became free in time")
	errClosed = errors.New("the database has been closed")
)

// litePool hands out connections, the one used last first: its statements are prepared.
type litePool struct {
	connector driver.Connector
	timeout   time.Duration
	slots     chan struct{} // one for each connection in use

	mu     sync.Mutex
	idle   []*liteConn
	closed bool
}

func newLitePool(connector driver.Connector, size int, timeout time.Duration) *litePool {
	return &litePool{connector: connector, timeout: timeout, slots: make(chan struct{}, size)}
}

func (p *litePool) get(ctx context.Context) (*liteConn, error) {
	if err := p.wait(ctx); err != nil {
		return nil, err
	}
	conn, err := p.pop()
	if err != nil {
		<-p.slots
		return nil, err
	}
	return conn, nil
}

// tryGet is get without waiting for a connection in use.
func (p *litePool) tryGet() (*liteConn, bool) {
	select {
	case p.slots <- struct{}{}:
	default:
		return nil, false
	}
	conn, err := p.pop()
	if err != nil {
		<-p.slots
		return nil, false
	}
	return conn, true
}

func (p *litePool) wait(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(p.timeout)
	defer timer.Stop()
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return errBusy
	}
}

func (p *litePool) pop() (*liteConn, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, errClosed
	}
	if last := len(p.idle) - 1; last >= 0 {
		conn := p.idle[last]
		p.idle = p.idle[:last]
		p.mu.Unlock()
		return conn, nil
	}
	p.mu.Unlock()
	return p.connect()
}

// connect makes a connection that does not belong to the pool yet. SQLite does not wait where
// waiting could last for ever: two that give a new file its mode at once. Then one comes again.
func (p *litePool) connect() (*liteConn, error) {
	for end := time.Now().Add(p.timeout); ; time.Sleep(time.Millisecond) {
		c, err := p.connector.Connect(context.Background())
		var busy *sqlite.Error
		switch {
		case err == nil:
			return &liteConn{conn: c, statements: map[string]driver.Stmt{}}, nil
		case !errors.As(err, &busy) || busy.Code() != sqlite3.SQLITE_BUSY || time.Now().After(end):
			return nil, err
		}
	}
}

// put takes a connection back, or closes it.
func (p *litePool) put(c *liteConn, unusable bool) {
	p.mu.Lock()
	unusable = unusable || p.closed
	if !unusable {
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	if unusable {
		_ = c.close()
	}
	<-p.slots
}

// close waits for the connections in use.
func (p *litePool) close() error {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	var errs []error
	for _, c := range idle {
		errs = append(errs, c.close())
	}
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	for range cap(p.slots) { // latecomers learn that it is closed
		<-p.slots
	}
	return errors.Join(errs...)
}

// unusable reports whether an error puts a connection in doubt.
func unusable(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_MISUSE:
		return true
	}
	return false
}

// liteConn is one connection with what it has prepared. It is used by one goroutine at a
// time.
type liteConn struct {
	conn       driver.Conn
	statements map[string]driver.Stmt
	row        []driver.Value
}

// maxStatements bounds the memory of a connection. The store's own texts are fewer.
const maxStatements = 512

func (c *liteConn) prepare(ctx context.Context, text string) (driver.Stmt, error) {
	if s, ok := c.statements[text]; ok {
		return s, nil
	}
	if len(c.statements) >= maxStatements {
		c.forget()
	}
	s, err := c.conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	c.statements[text] = s
	return s, nil
}

func (c *liteConn) forget() {
	for _, s := range c.statements {
		_ = s.Close()
	}
	clear(c.statements)
}

func (c *liteConn) exec(ctx context.Context, text string, args []any) (int64, error) {
	s, err := c.prepare(ctx, text)
	if err != nil {
		return 0, err
	}
	result, err := s.(driver.StmtExecContext).ExecContext(ctx, named(args))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query returns the rows and their number of columns.
func (c *liteConn) query(ctx context.Context, text string, args []any) (driver.Rows, int, error) {
	s, err := c.prepare(ctx, text)
	if err != nil {
		return nil, 0, err
	}
	rows, err := s.(driver.StmtQueryContext).QueryContext(ctx, named(args))
	if err != nil {
		return nil, 0, err
	}
	return rows, len(rows.Columns()), nil
}

// values is a buffer for one row.
func (c *liteConn) values(width int) []driver.Value {
	if cap(c.row) < width {
		c.row = make([]driver.Value, width)
	}
	return c.row[:width]
}

func named(args []any) []driver.NamedValue {
	out := make([]driver.NamedValue, len(args))
	for i, v := range args {
		out[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return out
}

func (c *liteConn) close() error {
	c.forget()
	if err := c.conn.Close(); err != nil {
		return fmt.Errorf("sqlstore: closing SQLite: %w", err)
	}
	return nil
}
