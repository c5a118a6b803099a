package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/lyceum/lyceum/auth/store/generate"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/config"
)

type generateCommand struct {
	Format  string `default:"sql" enum:"sql,prisma,drizzle" help:"sql, prisma or drizzle."`
	Dialect string `default:"" enum:",postgresql,sqlite" help:"postgresql or sqlite; that of DATABASE_URL when not given."`
	Output  string `short:"o" placeholder:"FILE" help:"File to write; what it held is replaced. Standard output when not given."`
}

// Run writes the schema. It touches no database and needs no secret.
func (c *generateCommand) Run(i *invocation) error {
	settings, err := i.settings()
	if err != nil {
		return err
	}
	dialect, err := c.dialect(settings)
	if err != nil {
		return err
	}
	engine, err := blueprint(i, settings)
	if err != nil {
		return err
	}
	defer engine.Close()
	write := map[string]func() (string, error){
		"sql":     func() (string, error) { return generate.SQL(engine.Schema(), dialect) },
		"prisma":  func() (string, error) { return generate.Prisma(engine.Schema(), dialect) },
		"drizzle": func() (string, error) { return generate.Drizzle(engine.Schema(), dialect) },
	}[c.Format]
	text, err := write()
	if err != nil {
		return fmt.Errorf("the schema cannot be written as %s: %w", c.Format, err)
	}
	if c.Output == "" {
		_, err = fmt.Fprint(i.program.Stdout, text)
		return err
	}
	if err := os.WriteFile(c.Output, []byte(text), 0o644); err != nil { // it holds no secrets
		return fmt.Errorf("%s cannot be written: %w", c.Output, cause(err))
	}
	_, err = fmt.Fprintf(i.program.Stdout, "wrote %s\n", c.Output)
	return err
}

func (c *generateCommand) dialect(settings *config.Settings) (sqlstore.Dialect, error) {
	switch c.Dialect {
	case "postgresql":
		return sqlstore.Postgres, nil
	case "sqlite":
		return sqlstore.SQLite, nil
	}
	url, err := target(settings)
	if isSQLite(url) || url == inMemory {
		return sqlstore.SQLite, err
	}
	return sqlstore.Postgres, err
}

// blueprint is an engine that knows its schema and has never met a database.
func blueprint(i *invocation, settings *config.Settings) (*engine, error) {
	db, err := sqlstore.Open(i.context, "sqlite:"+os.DevNull) // opened, not connected
	if err != nil {
		return nil, err
	}
	built, err := onDatabase(settings, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return built, nil
}

// onDatabase is an engine that answers no requests: it has no secret and sends no mails.
func onDatabase(settings *config.Settings, db *sqlstore.DB) (*engine, error) {
	where, err := locate(serviceAuth, settings, usualPorts[serviceAuth])
	if err != nil {
		return nil, err
	}
	if where.auth == "" {
		where.auth = where.own // the schema does not depend on it
	}
	const unused = "no request is ever answered with this secret"
	second, err := newSecond(settings.Auth.SecondaryStorage)
	if err != nil {
		return nil, err
	}
	return newEngine(settings, where, unused, db, secondary(second), newMailerWithout(), slog.New(slog.DiscardHandler))
}
