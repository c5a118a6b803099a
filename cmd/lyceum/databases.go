package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/config"
	learndb "github.com/lyceum/lyceum/learn/db"
)

// inMemory is the target without a database: what there must be for the moment is kept in memory.
const inMemory = "memory:"

var errNoDatabase = errors.New("DATABASE_URL is " + config.NoDatabase + ", which is for lyceum serve auth alone: everything else needs a database")

// connectTimeout bounds the first answer of the database.
const connectTimeout = 10 * time.Second

// target is the database's URL in the form that both halves of the program understand.
func target(settings *config.Settings) (string, error) {
	text := settings.Database.URL.Reveal()
	scheme, rest, found := strings.Cut(text, ":")
	switch {
	case text == config.NoDatabase:
		return inMemory, nil
	case text == "":
		return "sqlite:" + filepath.Join(settings.Server.Data, "lyceum.db"), nil
	case found && (scheme == "postgres" || scheme == "postgresql"):
		return spelled(text), nil
	case found && (scheme == "sqlite" || scheme == "file"):
		if rest = strings.TrimPrefix(rest, "//"); rest == "" || strings.HasPrefix(rest, ":memory:") {
			return "", errors.New("DATABASE_URL must name a file: sqlite:path/to/lyceum.db")
		}
		return "sqlite:" + rest, nil
	case !strings.Contains(text, "://") && !strings.Contains(text, "="):
		return "sqlite:" + text, nil
	default:
		// Not repeated: it may hold a password.
		return "", errors.New("DATABASE_URL must look like postgres://user:password@host/name or sqlite:path/to/lyceum.db")
	}
}

// spelled writes a PostgreSQL URL as the driver has it. Hosts hand out URLs with parameters of other drivers, which the
// server would refuse as settings it does not know.
func spelled(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return text // opening it tells what is wrong
	}
	query := u.Query()
	for theirs, ours := range map[string]string{
		"schema": "search_path", "connection_limit": "pool_max_conns", "pgbouncer": "", "pool_timeout": "", "uselibpqcompat": "",
	} {
		if ours != "" && query.Has(theirs) && !query.Has(ours) {
			query.Set(ours, query.Get(theirs))
		}
		query.Del(theirs)
	}
	if query.Get("sslmode") == "no-verify" { // as node-postgres says it
		query.Set("sslmode", "require")
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// isSQLite tells the two kinds of target apart.
func isSQLite(url string) bool { return strings.HasPrefix(url, "sqlite:") }

// describe names a database without its password.
func describe(url string) string {
	if url == inMemory {
		return "none: sessions and accounts live in cookies"
	}
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		return "SQLite, " + path
	}
	return "PostgreSQL, " + config.SecretURL(url).String()
}

// openAccounts opens the auth service's side of the database and waits for its first answer.
func openAccounts(ctx context.Context, url string) (*sqlstore.DB, error) {
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		if err := createPrivate(path); err != nil {
			return nil, fmt.Errorf("the database file %s cannot be written: %w", path, cause(err))
		}
	}
	db, err := sqlstore.Open(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("the database cannot be opened (%s): %w", describe(url), err)
	}
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if err := db.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("the database does not answer (%s): %w", describe(url), reason(err)), db.Close())
	}
	return db, nil
}

// createPrivate makes an empty file that only its owner can read, if there is none: it will hold session tokens.
func createPrivate(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// openLearning opens the platform's side.
func openLearning(ctx context.Context, url string) (*learndb.DB, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	db, err := learndb.Open(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("the database does not answer (%s): %w", describe(url), reason(err))
	}
	return db, nil
}

// reason is the part of a connection error that helps an operator. The whole repeats itself for every address tried.
func reason(err error) error {
	if server, ok := errors.AsType[*pgconn.PgError](err); ok {
		return errors.New(server.Message)
	}
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return number
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(first)
}

// userTable is where the platform's tables refer to.
func userTable(settings *config.Settings) learndb.MigrateOptions {
	options := learndb.MigrateOptions{UserTable: "user", UserIDColumn: "id"}
	if naming(settings.Database).Plural {
		options.UserTable = "users"
	}
	if name := settings.Auth.User.ModelName; name != "" {
		options.UserTable = name
	}
	switch settings.Auth.Advanced.Database.GenerateID {
	case "serial":
		options.IDType = "INTEGER"
	case "uuid":
		if strings.HasPrefix(settings.Database.URL.Reveal(), "postgres") {
			options.IDType = "UUID"
		}
	}
	return options
}
