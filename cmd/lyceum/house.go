package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/auth/store/valkey"
	"github.com/lyceum/lyceum/internal/config"
	learndb "github.com/lyceum/lyceum/learn/db"
)

// house is a running installation: the parts one service needs, opened and wired.
type house struct {
	name     string
	version  string
	settings *config.Settings
	where    addresses
	log      *slog.Logger
	url      string // of the database

	accounts *sqlstore.DB // all, auth
	second   *valkey.DB   // all, auth; nil without
	engine   *engine      // all, auth
	mails    *mailer      // all, auth
	learning *learndb.DB  // all, api
	platform *platform    // all, api
	upToDate atomic.Bool  // the schema, once seen
	compare  bool         // the index has something, perhaps of an earlier book: see background
}

// open builds what a service needs, and migrates and indexes unless the settings say not to. On an error nothing stays
// open.
func open(ctx context.Context, name string, settings *config.Settings, where addresses, program *Program, log *slog.Logger) (*house, error) {
	h := &house{name: name, version: program.Version, settings: settings, where: where, log: log}
	err := h.open(ctx, program.LookupEnv)
	if err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *house) open(ctx context.Context, lookup func(string) (string, bool)) (err error) {
	if h.url, err = target(h.settings); err != nil {
		return err
	}
	if h.url == inMemory && h.name != serviceAuth {
		return errNoDatabase
	}
	if h.name != serviceAPI {
		if err := h.openEngine(ctx, lookup); err != nil {
			return err
		}
	}
	if h.name != serviceAuth {
		return h.openPlatform(ctx)
	}
	return nil
}

func (h *house) openEngine(ctx context.Context, lookup func(string) (string, bool)) (err error) {
	secret := h.settings.Auth.Secret.Reveal()
	if secret == "" && len(h.settings.Auth.Secrets) == 0 {
		if h.settings.Production() {
			return errors.New("BETTER_AUTH_SECRET is needed in production: 32 or more random characters, kept when you move or restore")
		}
		if secret, err = keptSecret(h.settings.Server.Data); err != nil {
			return err
		}
	}
	if h.mails, err = newMailer(h.settings, lookup); err != nil {
		return err
	}
	if !h.mails.canSend() {
		h.log.Warn("no mail provider is set up: sign-in links and password resets cannot be sent")
	}
	if h.accounts, err = openAccounts(ctx, h.url); err != nil {
		return err
	}
	if h.second, err = openSecond(ctx, h.settings.Auth.SecondaryStorage); err != nil {
		return err
	}
	if h.engine, err = newEngine(h.settings, h.where, secret, h.accounts, secondary(h.second), h.mails, h.log); err != nil {
		return err
	}
	if h.where.auth == "" {
		h.log.Warn("BETTER_AUTH_URL is not set: addresses in mails follow each request's Host header")
	}
	if h.settings.Database.Migrate {
		if err := h.engine.Migrate(ctx); err != nil {
			return fmt.Errorf("the database cannot be brought up to date: %w", err)
		}
	}
	return nil
}

func (h *house) openPlatform(ctx context.Context) (err error) {
	if h.learning, err = openLearning(ctx, h.url); err != nil {
		return err
	}
	verifier, err := newVerifier(h.settings, h.where, h.engine, h.log)
	if err != nil {
		return err
	}
	if h.settings.Database.Migrate {
		if err := learndb.Migrate(ctx, h.learning, userTable(h.settings)); err != nil {
			return fmt.Errorf("the database cannot be brought up to date: %w", err)
		}
	}
	if h.platform, err = newPlatform(h.settings, h.learning, verifier, h.version, h.log); err != nil {
		return err
	}
	if !h.settings.Database.Migrate {
		return nil
	}
	if stats, err := h.platform.index.Stats(ctx); err == nil && stats.Chunks > 0 {
		h.compare = true
		return nil
	}
	return h.fill(ctx)
}

// fill brings the search index up to date with the book.
func (h *house) fill(ctx context.Context) error {
	stats, changed, err := h.platform.fill(ctx)
	if changed {
		h.log.Info("indexed the book", "lessons", stats.Lessons, "passages", stats.Chunks)
	}
	return err
}

// ping asks the databases for a sign of life.
func (h *house) ping(ctx context.Context) error {
	if h.accounts != nil {
		if err := h.accounts.Ping(ctx); err != nil {
			return err
		}
	}
	if h.learning != nil {
		return h.learning.PingContext(ctx)
	}
	return nil
}

// pingSecond asks secondary storage for a sign of life.
func (h *house) pingSecond(ctx context.Context) error { return h.second.Ping(ctx) }

func (h *house) close() {
	var errs []error
	if h.engine != nil {
		errs = append(errs, h.engine.Close())
	} else if h.accounts != nil {
		errs = append(errs, h.accounts.Close())
	}
	if h.second != nil {
		errs = append(errs, h.second.Close())
	}
	if h.learning != nil {
		errs = append(errs, h.learning.Close())
	}
	if err := errors.Join(errs...); err != nil {
		h.log.Warn("closing the database", "error", err)
	}
}
