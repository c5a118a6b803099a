package jwt

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// relook is how long the table's content is taken as known. Another server on the same
// database may have added a key since.
const relook = 5 * time.Second

// keyring holds the parsed keys. It is safe for concurrent use.
type keyring struct {
	auth    *auth.Auth
	options Options

	mu     sync.Mutex
	loaded time.Time
	rows   []store.Row
	parsed map[string]*signingKey // by row id
	set    json.RawMessage        // the encoded key set of rows; nil when it is to be made
	until  time.Time              // when the first key leaves set; zero means never
}

func newKeyring(a *auth.Auth, o Options) *keyring {
	return &keyring{auth: a, options: o, parsed: map[string]*signingKey{}}
}

// all returns the rows, newest first, reading the table when they are not known.
func (k *keyring) all(ctx context.Context) ([]store.Row, error) {
	now := k.auth.Options().Now()
	if k.rows != nil && now.Sub(k.loaded) < relook && !now.Before(k.loaded) {
		return k.rows, nil
	}
	rows, err := k.auth.Store().List(ctx, store.Query{Model: "jwks", SortBy: "createdAt", Desc: true})
	if err != nil {
		return nil, fmt.Errorf("reading the signing keys: %w", err)
	}
	if len(rows) > 0 {
		k.rows, k.loaded, k.set = rows, now, nil
	}
	return rows, nil
}

// signing returns the key that signs now: the newest live one of the configured
// algorithm, else the newest live one, else a new one. When an algorithm is asked for it is
// the newest live one of that, else a new one.
func (k *keyring) signing(ctx context.Context, asked string) (*signingKey, error) {
	wanted := cmp.Or(asked, k.options.Algorithm)
	if wanted != k.options.Algorithm && !slices.Contains(k.options.More, wanted) {
		return nil, fault(fmt.Errorf("algorithm %q is not among those of the options", wanted))
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	rows, err := k.all(ctx)
	if err != nil {
		return nil, err
	}
	live := func(algorithm string) int {
		return slices.IndexFunc(rows, func(r store.Row) bool {
			return k.live(r) && (algorithm == "" || k.algorithm(r) == algorithm)
		})
	}
	i := live(wanted)
	if i < 0 && asked == "" {
		i = live("")
	}
	if i >= 0 {
		return k.parse(rows[i])
	}
	row, err := k.mint(ctx, wanted)
	if err != nil {
		return nil, err
	}
	return k.parse(row)
}

func (k *keyring) live(r store.Row) bool {
	expires := r.Time("expiresAt")
	return expires.IsZero() || expires.After(k.auth.Options().Now())
}

// algorithm of a row; rows older than the column have the configured one.
func (k *keyring) algorithm(r store.Row) string {
	return cmp.Or(r.String("alg"), k.options.Algorithm)
}

// public returns the encoded key set: every key that signs or did so recently.
func (k *keyring) public(ctx context.Context) (json.RawMessage, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	rows, err := k.all(ctx)
	if err != nil {
		return nil, err
	}
	now := k.auth.Options().Now()
	if k.set != nil && (k.until.IsZero() || now.Before(k.until)) {
		return k.set, nil
	}
	if len(rows) == 0 {
		row, err := k.mint(ctx, k.options.Algorithm)
		if err != nil {
			return nil, err
		}
		rows = []store.Row{row}
	}
	set, until, err := k.encode(rows, now)
	if err == nil && k.rows != nil { // else the next call reads the new row
		k.set, k.until = set, until
	}
	return set, err
}

// encode builds the key set of rows and says when the first key will have to leave it.
func (k *keyring) encode(rows []store.Row, now time.Time) (set json.RawMessage, until time.Time, err error) {
	keys := []auth.Object{}
	// Oldest first, as rows come from the table.
	for _, r := range slices.Backward(rows) {
		if expires := r.Time("expiresAt"); !expires.IsZero() {
			leaves := expires.Add(k.options.GracePeriod)
			if !leaves.After(now) {
				continue
			}
			if until.IsZero() || leaves.Before(until) {
				until = leaves
			}
		}
		key, err := k.published(r)
		if err != nil {
			return nil, until, err
		}
		keys = append(keys, key)
	}
	return auth.JSON(auth.Object{{Key: "keys", Value: keys}}), until, nil
}

func (k *keyring) published(r store.Row) (auth.Object, error) {
	parsed, err := auth.ParseJSON([]byte(r.String("publicKey")))
	jwk, ok := parsed.(auth.Object)
	if err != nil || !ok {
		return nil, fault(fmt.Errorf("public key %s is not a JSON object", r.ID()))
	}
	key := auth.Object{{Key: "alg", Value: k.algorithm(r)}}
	if crv := r.Text("crv"); crv != nil {
		key = append(key, auth.Member{Key: "crv", Value: *crv})
	}
	for _, m := range jwk {
		key = key.Set(m.Key, m.Value)
	}
	return key.Set("kid", r.ID()), nil
}

// mint makes and stores a new key. Two servers may do so at once; then both keys are
// valid and the newer one signs.
func (k *keyring) mint(ctx context.Context, algorithm string) (store.Row, error) {
	pair, err := generate(algorithm, k.options.ModulusBits)
	if err != nil {
		return store.Row{}, fault(err)
	}
	private := string(auth.JSON(pair.private))
	if !k.options.PlainPrivateKeys {
		sealed, err := k.auth.Encrypt(private)
		if err != nil {
			return store.Row{}, fault(err)
		}
		private = string(auth.JSON(sealed)) // a JSON string literal, as the reference stores it
	}
	now := k.auth.Options().Now()
	values := store.Values{
		"publicKey": string(auth.JSON(pair.public)), "privateKey": private, "createdAt": now, "alg": algorithm,
	}
	if crv := pair.public.Text("crv"); crv != "" {
		values["crv"] = crv
	}
	if k.options.RotationInterval > 0 {
		values["expiresAt"] = now.Add(k.options.RotationInterval)
	}
	row, err := k.auth.Store().Create(ctx, "jwks", values)
	if err != nil {
		return store.Row{}, fmt.Errorf("storing a new signing key: %w", err)
	}
	k.rows, k.set = nil, nil
	return row, nil
}

// parse decrypts and imports a row's private key, once.
func (k *keyring) parse(r store.Row) (*signingKey, error) {
	if key := k.parsed[r.ID()]; key != nil {
		return key, nil
	}
	text := r.String("privateKey")
	if !k.options.PlainPrivateKeys {
		literal, err := auth.ParseJSON([]byte(text))
		sealed, ok := literal.(string)
		if err != nil || !ok {
			return nil, fault(fmt.Errorf("signing key %s is not an encrypted key", r.ID()))
		}
		if text, err = k.auth.Decrypt(sealed); err != nil {
			return nil, fault(fmt.Errorf("signing key %s cannot be decrypted: was the secret changed? %w", r.ID(), err))
		}
	}
	key, err := importKey(r.ID(), k.algorithm(r), []byte(text))
	if err != nil {
		return nil, fault(fmt.Errorf("signing key %s: %w", r.ID(), err))
	}
	k.parsed[r.ID()] = key
	return key, nil
}
