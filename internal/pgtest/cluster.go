package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
)

// cluster is a running server as its clients see it.
type cluster struct {
	admin url.URL // a superuser's connection to some database
}

// parseAdmin reads the URL of a superuser connection.
func parseAdmin(value string) (url.URL, error) {
	u, err := url.Parse(value)
	if err != nil {
		// The parser's error repeats the URL, which may hold a password.
		return url.URL{}, fmt.Errorf("not a URL; want postgres://user@host:port/postgres")
	}
	if u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Host == "" {
		return url.URL{}, fmt.Errorf("want postgres://user@host:port/postgres")
	}
	return *u, nil
}

// URL returns the connection URL of the named database, which need not exist.
func (c *cluster) URL(database string) string {
	u := c.admin
	u.Path, u.RawPath = "/"+database, ""
	return u.String()
}

// NewDatabase creates an empty database and returns its URL. An empty name
// chooses a random one.
func (c *cluster) NewDatabase(ctx context.Context, name string) (string, error) {
	if name == "" {
		name = randomName()
	}
	// template0 and a fixed encoding and locale make the database the same on
	// every server, however that server was set up.
	sql := "CREATE DATABASE " + pgx.Identifier{name}.Sanitize() +
		" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
	if err := c.exec(ctx, sql); err != nil {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	return c.URL(name), nil
}

// DropDatabase drops a database and cuts the connections to it. A database
// that does not exist is no error.
func (c *cluster) DropDatabase(ctx context.Context, name string) error {
	sql := "DROP DATABASE IF EXISTS " + pgx.Identifier{name}.Sanitize() + " WITH (FORCE)"
	if err := c.exec(ctx, sql); err != nil {
		return fmt.Errorf("drop database %s: %w", name, err)
	}
	return nil
}

// exec runs one statement on a connection of its own, as superuser.
func (c *cluster) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, c.admin.String())
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, sql)
	return err
}

// randomName returns a database name that no other test uses.
func randomName() string {
	return "lyceum_test_" + strings.ToLower(rand.Text())
}
