package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/sync/singleflight"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

const (
	// keysLife is how long a key set is believed without asking again.
	keysLife = 5 * time.Minute
	// keysPause is how long a set that lacked a key, or could not be had, is not asked
	// for again, so that made-up key ids cause no requests.
	keysPause = 30 * time.Second
	// keysTimeout bounds one request for keys.
	keysTimeout = 5 * time.Second
	// maxKeys bounds how many keys one token is tried with.
	maxKeys = 64
)

// KeySet is a provider's public keys, fetched when first needed and kept for minutes. It
// is safe for concurrent use.
type KeySet struct {
	url    string
	header http.Header
	client *Client
	now    func() time.Time
	flight singleflight.Group

	mu      sync.Mutex
	keys    []jose.JSONWebKey
	fetched time.Time // of keys
	tried   time.Time // last request for a key that was missing, or that failed
	failure error
}

// NewKeySet returns the keys at a URL. header is sent along.
func NewKeySet(url string, header http.Header, client *Client, now func() time.Time) *KeySet {
	return &KeySet{url: url, header: header, client: client, now: now}
}

var errNoKey = errors.New("no key fits the token")

// find returns the keys a token may be signed with: those with its key id, or all when
// it names none. An unknown id makes the set be fetched anew, now and then.
func (k *KeySet) find(ctx context.Context, id string) ([]jose.JSONWebKey, error) {
	keys, since, fresh := k.known()
	if !fresh {
		var err error
		if keys, err = k.fetch(ctx, since); err != nil {
			return nil, err
		}
	}
	found := withID(keys, id)
	if len(found) == 0 && fresh && k.mayRetry() {
		keys, err := k.fetch(ctx, since)
		if err != nil {
			return nil, err
		}
		found = withID(keys, id)
	}
	if len(found) == 0 {
		return nil, errNoKey
	}
	return found, nil
}

// known are the keys there are, and since when.
func (k *KeySet) known() (keys []jose.JSONWebKey, since time.Time, fresh bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	age := k.now().Sub(k.fetched)
	return k.keys, k.fetched, k.keys != nil && age >= 0 && age < keysLife
}

// mayRetry takes the right to ask again for a set that lacks a key.
func (k *KeySet) mayRetry() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pausing() {
		return false
	}
	k.tried = k.now()
	return true
}

func (k *KeySet) pausing() bool {
	age := k.now().Sub(k.tried)
	return !k.tried.IsZero() && age >= 0 && age < keysPause
}

// fetch asks for keys newer than those the caller knows: once for all who are waiting. A
// request that ends early does not end it.
func (k *KeySet) fetch(ctx context.Context, since time.Time) ([]jose.JSONWebKey, error) {
	k.mu.Lock()
	if k.failure != nil && k.pausing() {
		defer k.mu.Unlock()
		return nil, k.failure
	}
	k.mu.Unlock()
	result := k.flight.DoChan("", func() (any, error) {
		if keys, newer, _ := k.known(); newer.After(since) {
			return keys, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keysTimeout)
		defer cancel()
		keys, err := k.ask(ctx)
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.failure = err; err != nil {
			k.tried = k.now()
			return nil, err
		}
		k.keys, k.fetched = keys, k.now()
		return keys, nil
	})
	select {
	case r := <-result:
		keys, _ := r.Val.([]jose.JSONWebKey)
		return keys, r.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (k *KeySet) ask(ctx context.Context) ([]jose.JSONWebKey, error) {
	header := k.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Accept", "application/json")
	set, err := k.client.object(ctx, call{method: http.MethodGet, url: k.url, header: header})
	if err != nil {
		return nil, fmt.Errorf("fetching keys: %w", err)
	}
	list, _ := set.Get("keys")
	entries, ok := list.([]any)
	if !ok {
		return nil, errors.New("fetching keys: the answer has none")
	}
	keys := []jose.JSONWebKey{}
	for _, e := range entries {
		var key jose.JSONWebKey
		// Keys of kinds nobody here knows are other clients' business.
		if json.Unmarshal(wire.Append(nil, e), &key) == nil && key.IsPublic() && key.Use != "enc" && len(keys) < maxKeys {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

func withID(keys []jose.JSONWebKey, id string) (found []jose.JSONWebKey) {
	for _, key := range keys {
		if id == "" || key.KeyID == id {
			found = append(found, key)
		}
	}
	return found
}
