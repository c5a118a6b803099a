package valkey

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/valkey-io/valkey-go"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/internal/listener"
)

// feed is one who wants to know of changes.
type feed struct {
	store.KeyWatch
	*listener.Listener
}

// WatchKeys opens a feed on a connection of its own, to which the server itself reports
// (CLIENT TRACKING in broadcast mode, which needs RESP3): a plain DEL by anybody is seen.
// Two properties of the server make it what package listener wants: reports are put into a
// connection's output before the writer's answer is sent, and that output keeps its order.
// Of a cluster's nodes there would have to be a connection each; that is an error.
func (db *DB) WatchKeys(w store.KeyWatch) (store.Feed, error) {
	if !db.option.ForceSingleClient {
		return nil, errors.New("valkey: changes in a cluster are not watched")
	}
	missed := func() { w.Changed("") }
	connect := func(ctx context.Context) (listener.Conn, error) { return db.track(ctx, w.Changed) }
	f := &feed{w, listener.New(w.Bound, w.Log, connect, missed)}
	db.mu.Lock()
	defer db.mu.Unlock()
	db.feeds = append(db.feeds, f)
	return f, nil
}

func (db *DB) watchers() []*feed {
	db.mu.Lock()
	defer db.mu.Unlock()
	return slices.Clone(db.feeds)
}

// changed tells of this process's own writes, failed ones too: of some nobody knows whether
// they have happened.
func (db *DB) changed(keys ...string) {
	for _, f := range db.watchers() {
		for _, key := range keys {
			f.Changed(key)
		}
	}
}

// tracking is a connection to which the server reports changed keys.
type tracking struct {
	conn   valkey.DedicatedClient
	prefix string
	lost   <-chan error
}

func (db *DB) track(ctx context.Context, changed func(key string)) (*tracking, error) {
	client, err := db.client(ctx)
	if err != nil {
		return nil, err
	}
	conn, _ := client.Dedicate()
	t := &tracking{conn: conn, prefix: db.prefix}
	t.lost = conn.SetOnInvalidations(func(keys []valkey.ValkeyMessage) {
		if keys == nil { // the server was emptied, or the connection is over
			changed("")
		}
		for i := range keys {
			key, err := keys[i].ToString()
			own, ok := strings.CutPrefix(key, db.prefix)
			switch {
			case err != nil || ok && own == "":
				changed("")
			case ok:
				changed(own)
			}
		}
	})
	options := []string{"ON", "BCAST"}
	if db.prefix != "" {
		options = append(options, "PREFIX", db.prefix)
	}
	err = conn.Do(ctx, conn.B().Arbitrary("CLIENT", "TRACKING").Args(options...).Build()).Error()
	if err != nil {
		t.Close()
		return nil, useless(ctx, err)
	}
	return t, nil
}

// useless tells a server that refuses from one that cannot be reached.
func useless(ctx context.Context, err error) error {
	var said *valkey.ValkeyError
	if errors.As(err, &said) {
		return &listener.Useless{Reason: fmt.Sprintf("the server does not track keys (%v)", explain(ctx, err))}
	}
	return explain(ctx, err)
}

// Check also looks whether the server still tracks.
func (t *tracking) Check(ctx context.Context) error {
	info, err := t.conn.Do(ctx, t.conn.B().ClientTrackinginfo().Build()).AsMap()
	if err != nil {
		return useless(ctx, err)
	}
	flags, prefixes := info["flags"], info["prefixes"]
	on, _ := flags.AsStrSlice()
	under, _ := prefixes.AsStrSlice()
	if !slices.Contains(on, "bcast") || !slices.Contains(under, t.prefix) {
		return &listener.Useless{Reason: "the server has stopped tracking keys"}
	}
	return nil
}

// Wait has nothing to do: reports are handed on as they come.
func (t *tracking) Wait(ctx context.Context) error {
	select {
	case err := <-t.lost:
		if err == nil {
			err = errors.New("the connection was closed")
		}
		return explain(ctx, err)
	case <-ctx.Done():
		return nil
	}
}

// Close does not wait for a server that may be silent.
func (t *tracking) Close() { go t.conn.Close() }
