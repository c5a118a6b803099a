package jwt

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth"
)

// Algorithms are those the reference can sign with.
var Algorithms = []string{"EdDSA", "ES256", "ES512", "PS256", "RS256"}

// signingKey is a private key ready to sign.
type signingKey struct {
	signer jose.Signer
	// For EdDSA, which is the rule and is asked for with each session check, the package
	// signs itself: header, encoded, is the same for all tokens.
	header  string
	edwards ed25519.PrivateKey
}

// keyPair is a new key as two JSON Web Keys in the reference's member order.
type keyPair struct{ public, private auth.Object }

// memberOrder is how the reference writes keys of a type: public members, then
// private ones.
var memberOrder = map[string][2][]string{
	"OKP": {{"crv", "x", "kty"}, {"crv", "d", "x", "kty"}},
	"EC":  {{"kty", "x", "y", "crv"}, {"kty", "x", "y", "crv", "d"}},
	"RSA": {{"kty", "n", "e"}, {"kty", "n", "e", "d", "p", "q", "dp", "dq", "qi"}},
}

func generate(algorithm string, bits int) (keyPair, error) {
	var key any
	var err error
	switch algorithm {
	case "EdDSA":
		_, key, err = ed25519.GenerateKey(rand.Reader)
	case "ES256":
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "ES512":
		key, err = ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	default:
		key, err = rsa.GenerateKey(rand.Reader, bits)
	}
	if err != nil {
		return keyPair{}, fmt.Errorf("generating a %s key: %w", algorithm, err)
	}
	text, err := json.Marshal(jose.JSONWebKey{Key: key})
	if err != nil {
		return keyPair{}, fmt.Errorf("exporting a %s key: %w", algorithm, err)
	}
	parsed, err := auth.ParseJSON(text)
	if err != nil {
		return keyPair{}, err
	}
	jwk := parsed.(auth.Object)
	order := memberOrder[jwk.Text("kty")]
	return keyPair{pick(jwk, order[0]), pick(jwk, order[1])}, nil
}

func pick(jwk auth.Object, names []string) auth.Object {
	out := make(auth.Object, 0, len(names))
	for _, name := range names {
		out = append(out, auth.Member{Key: name, Value: jwk.Text(name)})
	}
	return out
}

func importKey(id, algorithm string, text []byte) (*signingKey, error) {
	var jwk jose.JSONWebKey
	if err := json.Unmarshal(text, &jwk); err != nil {
		return nil, fmt.Errorf("not a JSON Web Key: %w", err)
	}
	jwk.KeyID = id
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(algorithm), Key: jwk}, nil)
	if err != nil {
		return nil, fmt.Errorf("cannot sign with %s: %w", algorithm, err)
	}
	key := &signingKey{signer: signer}
	if private, ok := jwk.Key.(ed25519.PrivateKey); ok {
		header := auth.JSON(auth.Object{{Key: "alg", Value: algorithm}, {Key: "kid", Value: id}})
		key.header, key.edwards = base64.RawURLEncoding.EncodeToString(header)+".", private
	}
	return key, nil
}

func (k *signingKey) sign(claims []byte) (string, error) {
	if k.edwards != nil {
		token := make([]byte, 0, len(k.header)+base64.RawURLEncoding.EncodedLen(len(claims))+1+base64.RawURLEncoding.EncodedLen(ed25519.SignatureSize))
		token = base64.RawURLEncoding.AppendEncode(append(token, k.header...), claims)
		signature := ed25519.Sign(k.edwards, token)
		return string(base64.RawURLEncoding.AppendEncode(append(token, '.'), signature)), nil
	}
	signed, err := k.signer.Sign(claims)
	if err != nil {
		return "", fault(fmt.Errorf("signing: %w", err))
	}
	return signed.CompactSerialize()
}
