package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"

	"modernc.org/sqlite"

	"github.com/lyceum/lyceum/auth/store"
)

var _ store.Ephemeral = (*DB)(nil)

// Ephemeral reports whether the database was opened as memory:.
func (db *DB) Ephemeral() bool { return db.memory }

// openMemory opens a database in memory under a name that nobody knows. SQLite's locks have
// no room for readers beside a writer there, so there is one connection for both.
func (db *DB) openMemory(ctx context.Context, c config) error {
	connector, err := sqlite.NewConnector("file:/" + rand.Text() +
		fmt.Sprintf("?vfs=memdb&_pragma=busy_timeout(%d)&_pragma=foreign_keys(1)&_txlock=immediate", c.timeout.Milliseconds()))
	if err != nil {
		return fmt.Errorf("sqlstore: opening SQLite: %w", err)
	}
	keeper, err := connector.Connect(ctx)
	if err != nil {
		return fmt.Errorf("sqlstore: opening SQLite: %w", err)
	}
	pool := newLitePool(connector, 1, c.timeout)
	db.dialect, db.memory, db.std = SQLite, true, sql.OpenDB(connector)
	db.backend = &lite{writer: pool, reader: pool, keeper: keeper}
	return nil
}
