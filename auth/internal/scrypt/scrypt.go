// Package scrypt hashes passwords in the reference's format (better-auth-core,
// section 3.2) through a bounded pool, so that a burst of sign-ins can neither exhaust
// memory nor starve everything else.
//
// One hash needs 32 MiB. As many hashes run as the pool has workers, each over memory
// that goes from one hash to the next and back to the system when nobody hashes. Callers
// wait in arrival order, a bounded number of them; more are told [ErrBusy] at once.
package scrypt

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"golang.org/x/text/unicode/norm"
)

const (
	costN, costR, costP = 16384, 16, 1
	keyLen              = 64
	saltLen             = 16
)

var (
	// ErrBusy: too many hashes are waiting. Try again later.
	ErrBusy = errors.New("scrypt: too many password hashes are waiting")
	// ErrFormat: a stored hash is not `<salt>:<key>`.
	ErrFormat = errors.New("scrypt: stored hash has an unknown format")
)

// Pool computes hashes, a bounded number at a time. Make it with NewPool.
type Pool struct {
	work  chan struct{} // one token per running hash
	queue chan struct{} // one token per running or waiting hash

	tables tables
}

// NewPool returns a pool that runs at most workers hashes at once (0 means one for
// each processor; the scheduler still gives other requests their turns) and lets at
// most queue more wait (0 means 64 for each worker).
func NewPool(workers, queue int) *Pool {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if queue <= 0 {
		queue = 64 * workers
	}
	return &Pool{work: make(chan struct{}, workers), queue: make(chan struct{}, workers+queue)}
}

// Hash returns `<salt>:<key>` for a password.
func (p *Pool) Hash(ctx context.Context, random io.Reader, password string) (string, error) {
	raw := make([]byte, saltLen)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("reading randomness: %w", err)
	}
	salt := hex.EncodeToString(raw)
	key, err := p.key(ctx, password, salt)
	if err != nil {
		return "", err
	}
	return salt + ":" + hex.EncodeToString(key), nil
}

// Verify reports whether a password belongs to a stored hash. The comparison takes
// the same time whatever the difference.
func (p *Pool) Verify(ctx context.Context, stored, password string) (bool, error) {
	salt, want, ok := strings.Cut(stored, ":")
	if !ok || salt == "" || want == "" {
		return false, ErrFormat
	}
	key, err := p.key(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare([]byte(hex.EncodeToString(key)), []byte(want)) == 1, nil
}

// Check reports whether a stored hash has the form that Hash writes.
func Check(stored string) error {
	salt, key, _ := strings.Cut(stored, ":")
	_, errSalt := hex.DecodeString(salt)
	raw, errKey := hex.DecodeString(key)
	if errSalt != nil || errKey != nil || salt == "" || len(raw) != keyLen || key != strings.ToLower(key) {
		return ErrFormat
	}
	return nil
}

// Run does other work that is as dear as a hash, within the same bounds.
func (p *Pool) Run(ctx context.Context, work func() error) error {
	select {
	case p.queue <- struct{}{}:
		defer func() { <-p.queue }()
	default:
		return ErrBusy
	}
	// Waiting senders on a channel are served in arrival order.
	select {
	case p.work <- struct{}{}:
		defer func() { <-p.work }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return work()
}

// key runs one scrypt. The salt is the text itself, not the bytes it spells.
func (p *Pool) key(ctx context.Context, password, salt string) (key []byte, err error) {
	err = p.Run(ctx, func() error {
		key, err = p.scrypt(password, salt)
		return err
	})
	return key, err
}

func (p *Pool) scrypt(password, salt string) ([]byte, error) {
	table, err := p.tables.get()
	if err != nil {
		return nil, err
	}
	defer p.tables.put(table)
	return derive([]byte(norm.NFKC.String(password)), []byte(salt), table)
}
