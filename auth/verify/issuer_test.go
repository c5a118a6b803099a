package verify_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth/verify"
)

const (
	iss = "https://auth.example.org"
	aud = "https://api.example.org"
)

// noon is the time in tests that need none to pass.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// issuer signs tokens and publishes keys. It is a KeySource that counts.
type issuer struct {
	mu      sync.Mutex
	keys    []jose.JSONWebKey // private
	fetches int
	failure error
}

// newIssuer makes one with an Ed25519 key named "k1".
func newIssuer(t testing.TB) *issuer {
	i := &issuer{}
	i.add(t, "k1", jose.EdDSA)
	return i
}

// add makes and publishes a key.
func (i *issuer) add(t testing.TB, id string, algorithm jose.SignatureAlgorithm) jose.JSONWebKey {
	t.Helper()
	key := jose.JSONWebKey{KeyID: id, Algorithm: string(algorithm), Key: generate(t, algorithm)}
	i.publish(key)
	return key
}

func (i *issuer) publish(keys ...jose.JSONWebKey) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = append(i.keys, keys...)
}

// replace withdraws all keys and publishes others.
func (i *issuer) replace(keys ...jose.JSONWebKey) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = keys
}

func (i *issuer) fail(err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.failure = err
}

func (i *issuer) count() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.fetches
}

func (i *issuer) key(n int) jose.JSONWebKey {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.keys[n]
}

// KeySet publishes the public halves.
func (i *issuer) KeySet(context.Context) ([]byte, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.fetches++
	if i.failure != nil {
		return nil, i.failure
	}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, key := range i.keys {
		set.Keys = append(set.Keys, key.Public())
	}
	return json.Marshal(set)
}

func generate(t testing.TB, algorithm jose.SignatureAlgorithm) crypto.Signer {
	t.Helper()
	var key crypto.Signer
	var err error
	switch algorithm {
	case jose.EdDSA:
		_, key, err = ed25519.GenerateKey(rand.Reader)
	case jose.ES256:
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case jose.ES384:
		key, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case jose.ES512:
		key, err = ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	default:
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// claims are valid at noon; the changes replace claims, nil removes one.
func claims(changes map[string]any) map[string]any {
	all := map[string]any{
		"sub": "u1", "email": "ada@example.org", "name": "Ada", "iss": iss, "aud": aud,
		"iat": noon.Unix(), "exp": noon.Add(15 * time.Minute).Unix(),
	}
	maps.Copy(all, changes)
	maps.DeleteFunc(all, func(_ string, value any) bool { return value == nil })
	return all
}

// sign makes a token of anything that is JSON.
func sign(t testing.TB, key jose.JSONWebKey, payload any, header map[jose.HeaderKey]any) string {
	t.Helper()
	options := &jose.SignerOptions{ExtraHeaders: header}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(key.Algorithm), Key: key}, options)
	if err != nil {
		t.Fatal(err)
	}
	text, ok := payload.(string)
	if !ok {
		bytes, err := json.Marshal(payload)
		if err != nil {
			t.Fatal(err)
		}
		text = string(bytes)
	}
	signed, err := signer.Sign([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// raw writes a token part by part, for headers no signer would make.
func raw(header, payload string, signature []byte) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(payload)) + "." + encode(signature)
}

// options accept the issuer's tokens at noon.
func options(i *issuer) verify.Options {
	return verify.Options{Keys: i, Issuer: iss, Audience: aud, Now: func() time.Time { return noon }}
}

func newVerifier(t testing.TB, o verify.Options) *verify.Verifier {
	t.Helper()
	v, err := verify.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
