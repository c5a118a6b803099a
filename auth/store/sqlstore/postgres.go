package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/lyceum/lyceum/auth/store"
)

// postgres is the backend on a pgx pool, which prepares each text once a connection.
type postgres struct {
	pool  *pgxpool.Pool
	limit deadlines
	// prepares is unset when the URL asks for statements that are not kept.
	prepares bool
}

func (db *DB) openPostgres(ctx context.Context, url string, c config) error {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return errors.New("sqlstore: the database URL is not a PostgreSQL URL") // the cause may quote the password
	}
	switch {
	case c.maxConns > 0:
		cfg.MaxConns = int32(c.maxConns)
	case !strings.Contains(url, "pool_max_conns"):
		cfg.MaxConns = int32(4 * runtime.GOMAXPROCS(0))
	}
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = min(2*time.Second, c.timeout)
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("sqlstore: opening PostgreSQL: %w", err)
	}
	db.dialect, db.pool, db.std = Postgres, pool, stdlib.OpenDBFromPool(pool)
	db.backend = &postgres{pool: pool, limit: deadlines{after: c.timeout},
		prepares: cfg.ConnConfig.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement}
	return nil
}

func (p *postgres) run(ctx context.Context, t *tx, c call, models []*store.Model) ([]store.Row, int64, error) {
	limit := p.limit.next(ctx)
	conn, release, err := p.conn(limit, t)
	if err != nil {
		return nil, 0, err
	}
	defer release()
	args := c.args
	if c.pattern && p.prepares {
		args = append([]any{pgx.QueryExecModeCacheDescribe}, args...)
	}
	rows, err := conn.Query(limit, c.text, args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	var out []store.Row
	for rows.Next() {
		if out, err = readPostgres(out, models, rows); err != nil {
			return nil, 0, err
		}
	}
	rows.Close()
	return out, rows.CommandTag().RowsAffected(), rows.Err()
}

// conn is the transaction's connection or one of the pool.
func (p *postgres) conn(limit context.Context, t *tx) (*pgx.Conn, func(), error) {
	if t != nil {
		return t.pg.Conn(), func() {}, nil
	}
	conn, err := p.pool.Acquire(limit)
	if err != nil {
		return nil, nil, err
	}
	return conn.Conn(), conn.Release, nil
}

func (p *postgres) raw(ctx context.Context, t *tx, text string, args ...any) ([][]any, error) {
	conn, release, err := p.conn(p.limit.next(ctx), t)
	if err != nil {
		return nil, err
	}
	defer release()
	// Not prepared: it runs once, and a round trip less shows at the start of a program.
	rows, err := conn.Query(ctx, text, append([]any{pgx.QueryExecModeExec}, args...)...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
}

func (p *postgres) begin(ctx context.Context) (*tx, error) {
	for try := 1; ; try++ {
		limit := p.limit.next(ctx)
		conn, err := p.pool.Acquire(limit)
		if err != nil {
			return nil, err
		}
		pgTx, err := conn.Begin(limit)
		if err == nil {
			return &tx{pg: conn, pgTx: pgTx}, nil
		}
		conn.Release()
		if try == tries || !p.again(err, false) {
			return nil, err
		}
	}
}

func (p *postgres) end(t *tx, commit bool) error {
	defer t.pg.Release() // closes it if it is still in the transaction
	limit := p.limit.next(context.Background())
	if commit {
		return t.pgTx.Commit(limit)
	}
	return t.pgTx.Rollback(limit)
}

// again: a dead connection says that the others of its age are dead as well. What was
// never sent, or only reads, can be sent on a new one.
func (p *postgres) again(err error, writes bool) bool {
	if broken(err) {
		p.pool.Reset()
		var connect *pgconn.ConnectError
		return !errors.As(err, &connect) && (!writes || pgconn.SafeToRetry(err))
	}
	return rolledBack(err)
}

func (p *postgres) close() error {
	p.pool.Close()
	p.limit.stop()
	return nil
}
