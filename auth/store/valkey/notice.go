package valkey

import (
	"context"
	"errors"
	"fmt"

	"github.com/valkey-io/valkey-go"

	"github.com/lyceum/lyceum/auth/store"
)

// Publish sends a notice to all who listen to a channel now, in any process.
func (db *DB) Publish(ctx context.Context, channel, message string) error {
	_, err := db.do(ctx, func(b valkey.Builder) valkey.Completed {
		return b.Publish().Channel(db.prefix + channel).Message(message).Build()
	})
	return err
}

// Listen hands every notice on a channel to got, one after the other, until ctx ends or
// the connection is lost, which it reports; it does not connect again, because notices
// may have been missed. ready is called once, when no notice can be missed any more. An
// idle connection is checked every second or so.
func (db *DB) Listen(ctx context.Context, channel string, ready func(), got func(message string)) error {
	opening, cancel := context.WithTimeout(ctx, db.timeout)
	defer cancel()
	client, err := db.client(opening)
	if err != nil {
		return err
	}
	own, release := client.Dedicate()
	defer release()
	lost := own.SetPubSubHooks(valkey.PubSubHooks{OnMessage: func(m valkey.PubSubMessage) { got(m.Message) }})
	if err := own.Do(opening, own.B().Subscribe().Channel(db.prefix+channel).Build()).Error(); err != nil {
		return explain(ctx, err)
	}
	ready()
	select {
	case err := <-lost:
		if err == nil {
			err = errors.New("the connection was closed")
		}
		return fmt.Errorf("%w: valkey: %w", store.ErrUnavailable, err)
	case <-ctx.Done():
		return ctx.Err()
	}
}
