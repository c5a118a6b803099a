package sqlstore

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/internal/listener"
)

// notices listens to the triggers of watched tables. What package listener asks of a server
// is true of PostgreSQL: it signals listeners before it tells a writer that its transaction
// is committed, and a backend sends pending notices before it is ready for the next
// statement.
type notices struct {
	conn   *pgx.Conn
	tables []string // quoted
	names  []string // of the triggers
}

func newNotices(w store.Watch, tables []string, config *pgx.ConnConfig) *listener.Listener {
	var names []string
	for _, t := range noticeTriggers {
		names = append(names, t.name)
	}
	config.OnNotification = func(_ *pgconn.PgConn, notice *pgconn.Notification) { w.Changed(changeIn(notice.Payload)) }
	connect := func(ctx context.Context) (listener.Conn, error) {
		conn, err := pgx.ConnectConfig(ctx, config)
		if err != nil {
			return nil, err
		}
		if _, err = conn.Exec(ctx, "LISTEN "+noticeChannel); err != nil {
			_ = conn.Close(ctx)
			return nil, err
		}
		return &notices{conn, tables, names}, nil
	}
	return listener.New(w.Bound, w.Log, connect, func() { w.Changed(store.Change{}) })
}

// changeIn reads a notice. One that it does not understand is about any row.
func changeIn(payload string) store.Change {
	model, id, ok := strings.Cut(payload, ":")
	if !ok {
		return store.Change{}
	}
	return store.Change{Model: model, Field: "id", Value: id}
}

// checkNotices counts the triggers that fire.
const checkNotices = `SELECT pg_backend_pid(), (SELECT count(*) FROM pg_catalog.pg_trigger
	WHERE tgrelid = ANY (ARRAY(SELECT to_regclass(t)::oid FROM unnest($1::text[]) AS t))
	AND tgname = ANY ($2::text[]) AND tgenabled = 'A')`

// Check also looks whether the triggers are still there.
func (n *notices) Check(ctx context.Context) error {
	var pid, triggers int64
	if err := n.conn.QueryRow(ctx, checkNotices, n.tables, n.names).Scan(&pid, &triggers); err != nil {
		return err
	}
	switch {
	case uint32(pid) != n.conn.PgConn().PID():
		return &listener.Useless{Reason: "a pooler is between this process and PostgreSQL, which may keep its notices"}
	case int(triggers) < len(n.tables)*len(n.names):
		return &listener.Useless{Reason: "triggers are missing on " + strings.Join(n.tables, " or ") + "; migrate as the tables' owner"}
	}
	return nil
}

// Wait leaves what is wrong with the database to the next check.
func (n *notices) Wait(ctx context.Context) error {
	for {
		err := n.conn.PgConn().WaitForNotification(ctx)
		switch {
		case err == nil:
			continue
		case n.conn.IsClosed():
			return err
		}
		return nil
	}
}

// closeTime is enough to say good-bye.
const closeTime = 50 * time.Millisecond

func (n *notices) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	_ = n.conn.Close(ctx)
}
