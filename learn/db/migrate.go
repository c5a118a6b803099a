package db

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"
	"text/template"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// versionTable records which migrations ran. Do not rename: installations have it.
const versionTable = "lyceum_migrations"

// lockPoll is how often a waiting process looks whether the other one has finished.
const lockPoll = 50 * time.Millisecond

// MigrateOptions say how the auth service names its users, because user_id columns refer to them.
type MigrateOptions struct {
	UserTable    string // "user" when empty; "users" under the plural snake_case naming
	UserIDColumn string // "id" when empty
	IDType       string // SQL type of that column; "TEXT" when empty
}

// ErrNoUserTable means that the auth service has not made its tables yet: migrate it first.
var ErrNoUserTable = errors.New("the auth service's user table does not exist yet")

// Migrate brings the schema up to date and returns at once when it is. Any number of processes may call it together:
// one works, the others wait. A migration that fails leaves nothing behind.
func Migrate(ctx context.Context, db *DB, options MigrateOptions) error {
	names, err := options.names()
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if err := db.requireTable(ctx, cmp.Or(options.UserTable, "user")); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	unlock, err := db.lockMigrations(ctx)
	if err != nil {
		return fmt.Errorf("migrate: wait for other migrations: %w", err)
	}
	return errors.Join(db.migrate(ctx, options, names), unlock())
}

func (db *DB) migrate(ctx context.Context, options MigrateOptions, names names) error {
	plan, err := db.plan(ctx, options, names)
	if err == nil {
		err = plan.refuse()
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if len(plan.Steps) == 0 {
		return nil
	}
	return up(ctx, db, names)
}

func up(ctx context.Context, db *DB, names names) error {
	files, err := render(ctx, db, names)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	settings := []goose.ProviderOption{
		goose.WithTableName(versionTable),
		goose.WithDisableGlobalRegistry(true),
		goose.WithLogger(goose.NopLogger()),
	}
	dialect := goose.DialectSQLite3
	if db.Dialect == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		settings = append(settings, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, db.DB, files, settings...)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// names are the SQL identifiers and types the templates use, already quoted.
type names struct{ UserTable, UserID, IDType string }

var sqlType = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_ ()]*$`)

func (o MigrateOptions) names() (names, error) {
	idType := cmp.Or(o.IDType, "TEXT")
	if !sqlType.MatchString(idType) {
		return names{}, fmt.Errorf("%q is not an SQL type", idType)
	}
	return names{
		UserTable: quote(cmp.Or(o.UserTable, "user")),
		UserID:    quote(cmp.Or(o.UserIDColumn, "id")),
		IDType:    idType,
	}, nil
}

func quote(identifier string) string { return `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"` }

// render fills the templates of the dialect. The result is an archive in memory because that is the standard library's
// writable fs.FS.
func render(ctx context.Context, db *DB, names names) (fs.FS, error) {
	folder := path.Join("migrations", string(db.Dialect))
	functions := template.FuncMap{"missing": func(table, column string) (bool, error) {
		return db.missingColumn(ctx, table, column)
	}}
	templates, err := template.New("").Option("missingkey=error").Funcs(functions).ParseFS(migrations, folder+"/*.sql")
	if err != nil {
		return nil, err
	}
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for _, t := range templates.Templates() {
		file, err := writer.Create(t.Name())
		if err != nil {
			return nil, err
		}
		if err := t.Execute(file, names); err != nil {
			return nil, err
		}
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
}

func (db *DB) requireTable(ctx context.Context, table string) error {
	query := `SELECT count(*) FROM sqlite_master WHERE type IN ('table', 'view') AND name = $1`
	if db.Dialect == Postgres {
		query = `SELECT count(*) FROM pg_class WHERE relname = $1 AND relkind IN ('r', 'p') AND pg_table_is_visible(oid)`
	}
	var found int
	if err := db.QueryRowContext(ctx, query, table).Scan(&found); err != nil {
		return err
	}
	if found == 0 {
		return fmt.Errorf("table %s: %w", quote(table), ErrNoUserTable)
	}
	return nil
}

// missingColumn tells whether the table exists without the column. SQLite needs it: there ALTER TABLE has no
// IF NOT EXISTS.
func (db *DB) missingColumn(ctx context.Context, table, column string) (bool, error) {
	var columns, found int
	err := db.QueryRowContext(ctx,
		`SELECT count(*), count(*) FILTER (WHERE name = $2) FROM pragma_table_info($1)`, table, column).
		Scan(&columns, &found)
	return columns > 0 && found == 0, err
}

// lockMigrations keeps other processes from migrating the same SQLite file until the returned function is called. The
// lock is a write lock on an empty database beside the file: the system lets go of it when the process ends, however
// it ends. The main file cannot serve, as every migration takes and releases its lock. On PostgreSQL goose holds an
// advisory lock.
func (db *DB) lockMigrations(ctx context.Context) (unlock func() error, err error) {
	if db.Dialect != SQLite {
		return func() error { return nil }, nil
	}
	side, err := sql.Open("sqlite", sqliteURI(db.path+"-migrate", url.Values{"_txlock": {"exclusive"}}))
	if err != nil {
		return nil, err
	}
	for {
		tx, err := side.BeginTx(context.WithoutCancel(ctx), nil)
		if err == nil {
			return func() error { return errors.Join(tx.Rollback(), side.Close()) }, nil
		}
		if !isBusy(err) {
			return nil, errors.Join(err, side.Close())
		}
		select { // SQLite's own wait would not end with the context
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), side.Close())
		case <-time.After(lockPoll):
		}
	}
}
