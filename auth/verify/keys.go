package verify

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// RSA keys outside these sizes, in bits, are too weak or cost too much.
const (
	minRSA = 2048
	maxRSA = 8192
)

// KeySource gives the public keys of an issuer in the same process.
type KeySource interface {
	// KeySet returns a JSON Web Key Set, the document {"keys":[…]}. It is
	// called for every token that names an unknown key, and by several
	// goroutines, so it should be cheap.
	KeySet(ctx context.Context) ([]byte, error)
}

// KeySourceFunc is a function as a [KeySource].
type KeySourceFunc func(ctx context.Context) ([]byte, error)

// KeySet calls the function.
func (f KeySourceFunc) KeySet(ctx context.Context) ([]byte, error) { return f(ctx) }

// verificationKey is a public key and what it may be used for.
type verificationKey struct {
	id        string
	algorithm string // "" when the key set leaves it open
	key       any
}

// parseKeys reads a key set. Keys that cannot verify signatures are left out,
// so that a server may publish others beside them (RFC 7517, section 5); a set
// without a usable key is an error.
func parseKeys(document []byte) ([]verificationKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(document, &set); err != nil {
		return nil, errors.New("not a JSON Web Key Set")
	}
	var keys []verificationKey
	var reasons []string
	for i, raw := range set.Keys {
		key, err := parseKey(raw)
		if err != nil {
			reasons = append(reasons, fmt.Sprintf("key %d: %v", i, err))
			continue
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("no usable key in the set of %d (%s)", len(set.Keys), strings.Join(reasons, "; "))
	}
	return keys, nil
}

func parseKey(raw []byte) (verificationKey, error) {
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(raw); err != nil {
		return verificationKey{}, errors.New("not understood")
	}
	var usage struct {
		Operations []string `json:"key_ops"`
	}
	if err := json.Unmarshal(raw, &usage); err != nil {
		return verificationKey{}, errors.New("key_ops not understood")
	}
	switch {
	case !key.IsPublic():
		// Also a secret one ("oct"): what everybody can read proves nothing.
		return verificationKey{}, errors.New("not a public key")
	case key.Use != "" && key.Use != "sig", usage.Operations != nil && !slices.Contains(usage.Operations, "verify"):
		return verificationKey{}, errors.New("not for signatures")
	}
	if rsa, ok := key.Key.(*rsa.PublicKey); ok && (rsa.N.BitLen() < minRSA || rsa.N.BitLen() > maxRSA) {
		return verificationKey{}, fmt.Errorf("RSA of %d bits", rsa.N.BitLen())
	}
	return verificationKey{id: key.KeyID, algorithm: key.Algorithm, key: key.Key}, nil
}

// fits tells whether the key is of the algorithm's type, and meant for it.
func (k verificationKey) fits(algorithm jose.SignatureAlgorithm) bool {
	if k.algorithm != "" && k.algorithm != string(algorithm) {
		return false
	}
	switch key := k.key.(type) {
	case ed25519.PublicKey:
		return algorithm == jose.EdDSA
	case *ecdsa.PublicKey:
		return algorithm == ofCurve(key.Curve)
	case *rsa.PublicKey:
		return strings.HasPrefix(string(algorithm), "RS") || strings.HasPrefix(string(algorithm), "PS")
	}
	return false
}

func ofCurve(curve elliptic.Curve) jose.SignatureAlgorithm {
	switch curve {
	case elliptic.P256():
		return jose.ES256
	case elliptic.P384():
		return jose.ES384
	case elliptic.P521():
		return jose.ES512
	}
	return ""
}

// pick finds the key a token names. A token without a key id is taken to mean
// the only key there is. Names are compared and nothing else is done with them.
func pick(keys []verificationKey, id string, algorithm jose.SignatureAlgorithm) (key any, known bool, err error) {
	if id == "" && len(keys) != 1 {
		return nil, true, refuse("it does not name its key (kid)")
	}
	for _, k := range keys {
		if id != "" && k.id != id {
			continue
		}
		if known = true; k.fits(algorithm) {
			return k.key, true, nil
		}
	}
	if known {
		return nil, true, refuse("its key is not for its algorithm")
	}
	return nil, false, refuse("its key is unknown")
}
