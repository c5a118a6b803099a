package provider

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// assertionLife is how long a client assertion is good for.
const assertionLife = 2 * time.Minute

// PrivateKeyJWT makes client assertions of RFC 7523 for [TokenAuth] and
// [Options.ClientAssertion]. key is a private key or a *jose.JSONWebKey; keyID, when it is
// not empty, tells the provider which one it is.
func PrivateKeyJWT(key any, algorithm, keyID string) (func(ctx context.Context, a AssertionRequest) (string, error), error) {
	if !slices.Contains(publicKeyAlgorithms, jose.SignatureAlgorithm(algorithm)) {
		return nil, fmt.Errorf("client assertions cannot be signed with %q", algorithm)
	}
	options := (&jose.SignerOptions{}).WithType("JWT")
	if keyID != "" {
		options = options.WithHeader("kid", keyID)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(algorithm), Key: key}, options)
	if err != nil {
		return nil, fmt.Errorf("the key of client assertions: %w", err)
	}
	return func(_ context.Context, a AssertionRequest) (string, error) {
		now := time.Now()
		signed, err := signer.Sign(wire.Append(nil, Object{
			{Key: "iss", Value: a.ClientID}, {Key: "sub", Value: a.ClientID}, {Key: "aud", Value: a.TokenEndpoint},
			{Key: "iat", Value: now.Unix()}, {Key: "exp", Value: now.Add(assertionLife).Unix()}, {Key: "jti", Value: rand.Text()},
		}))
		if err != nil {
			return "", err
		}
		return signed.CompactSerialize()
	}, nil
}
