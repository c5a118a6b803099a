package valkey

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/valkey-io/valkey-go"
)

// Get returns a value.
func (db *DB) Get(ctx context.Context, key string) (string, error) {
	result, err := db.do(ctx, func(b valkey.Builder) valkey.Completed { return b.Get().Key(db.prefix + key).Build() })
	return text(ctx, result, err)
}

// Set stores a value.
func (db *DB) Set(ctx context.Context, key, value string, ttl time.Duration) error {
	defer db.changed(key)
	_, err := db.do(ctx, func(b valkey.Builder) valkey.Completed {
		set := b.Set().Key(db.prefix + key).Value(value)
		if ttl > 0 {
			return set.ExSeconds(seconds(ttl)).Build()
		}
		return set.Build()
	})
	return err
}

// Delete removes values, one command for each: in a cluster they live on several nodes.
func (db *DB) Delete(ctx context.Context, keys ...string) error {
	if len(keys) == 0 {
		return nil
	}
	defer db.changed(keys...)
	inner, cancel := context.WithTimeout(ctx, db.timeout)
	defer cancel()
	client, err := db.client(inner)
	if err != nil {
		return err
	}
	commands := make([]valkey.Completed, len(keys))
	for i, key := range keys {
		commands[i] = client.B().Del().Key(db.prefix + key).Build()
	}
	for _, result := range client.DoMulti(inner, commands...) {
		if err := explain(ctx, result.Error()); err != nil {
			return err
		}
	}
	return nil
}

// GetAndDelete returns a value and removes it.
func (db *DB) GetAndDelete(ctx context.Context, key string) (string, error) {
	defer db.changed(key)
	result, err := db.do(ctx, func(b valkey.Builder) valkey.Completed { return b.Getdel().Key(db.prefix + key).Build() })
	return text(ctx, result, err)
}

// A counter gets its end with its first count, in one step.
var increment = valkey.NewLuaScript(`local n = redis.call("INCR", KEYS[1])
if n == 1 then redis.call("EXPIRE", KEYS[1], ARGV[1]) end
return n`)

// Increment adds one to a counter.
func (db *DB) Increment(ctx context.Context, key string, ttl time.Duration) (int64, error) {
	if seconds(ttl) <= 0 {
		return 0, fmt.Errorf("valkey: a counter for %s", ttl)
	}
	return db.script(ctx, increment, key, strconv.FormatInt(seconds(ttl), 10))
}

var swap = valkey.NewLuaScript(`if (redis.call("GET", KEYS[1]) or "") ~= ARGV[1] then return 0 end
if ARGV[3] == "0" then redis.call("DEL", KEYS[1]) else redis.call("SET", KEYS[1], ARGV[2], "EX", ARGV[3]) end
return 1`)

// Swap changes a value that is still the same.
func (db *DB) Swap(ctx context.Context, key, old, value string, ttl time.Duration) (bool, error) {
	n, err := db.script(ctx, swap, key, old, value, strconv.FormatInt(seconds(ttl), 10))
	return n == 1, err
}

func (db *DB) script(ctx context.Context, script *valkey.Lua, key string, args ...string) (int64, error) {
	defer db.changed(key)
	inner, cancel := context.WithTimeout(ctx, db.timeout)
	defer cancel()
	client, err := db.client(inner)
	if err != nil {
		return 0, err
	}
	n, err := script.Exec(inner, client, []string{db.prefix + key}, args).AsInt64()
	return n, explain(ctx, err)
}

func text(ctx context.Context, result valkey.ValkeyResult, err error) (string, error) {
	if err != nil {
		return "", err
	}
	value, err := result.ToString()
	return value, explain(ctx, err)
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
