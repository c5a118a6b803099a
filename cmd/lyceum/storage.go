package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/valkey"
	"github.com/lyceum/lyceum/internal/config"
)

// newSecond is secondary storage, if there is any, not yet connected.
func newSecond(s config.SecondaryStorage) (*valkey.DB, error) {
	if s.URL == "" {
		return nil, nil
	}
	return valkey.Open(s.URL.Reveal(), valkey.WithPrefix(s.KeyPrefix), valkey.WithTimeout(s.Timeout))
}

// openSecond opens secondary storage, if there is any, and waits for its first answer.
func openSecond(ctx context.Context, s config.SecondaryStorage) (*valkey.DB, error) {
	db, err := newSecond(s)
	if db == nil || err != nil {
		return nil, err
	}
	if err := db.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("secondary storage does not answer (%s): %w", valkey.Address(s.URL.Reveal()), reason(err)), db.Close())
	}
	return db, nil
}

// secondary is secondary storage as the engine wants it; a nil pointer is none.
func secondary(db *valkey.DB) store.Secondary {
	if db == nil {
		return nil
	}
	return db
}
