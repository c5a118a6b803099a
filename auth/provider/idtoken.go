package provider

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// clockTolerance is how far a provider's clock may be off.
const clockTolerance = 30 * time.Second

// IDTokenRules say which ID tokens to believe (better-auth-core, section 7.4).
type IDTokenRules struct {
	Keys *KeySet
	// Issuers that may have made the token; none means that Check judges.
	Issuers []string
	// Audience has the client ids the token may be for. At least one is required.
	Audience []string
	// Algorithms that are accepted; none means all with public keys.
	Algorithms []string
	// MaxAge since the token was issued; 0 is no limit.
	MaxAge time.Duration
	// HashedNonce also accepts the SHA-256 of a nonce in hex (Apple).
	HashedNonce bool
	// AllowOpaque accepts what is no token at all; Identify must check it (Facebook).
	AllowOpaque bool
	// Check judges the claims last.
	Check func(claims Object) bool
	// Now is the clock.
	Now func() time.Time
}

// publicKeyAlgorithms are all that can be checked with a published key.
var publicKeyAlgorithms = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512, jose.EdDSA,
}

// Verify returns the claims of a token that is to be believed. With a nonce the token
// must carry it.
func (r *IDTokenRules) Verify(ctx context.Context, token, nonce string) (Object, error) {
	if !slices.ContainsFunc(r.Audience, func(a string) bool { return a != "" }) {
		return nil, errors.New("no audience of ID tokens is configured")
	}
	payload, err := r.open(ctx, token)
	if err != nil {
		return nil, fmt.Errorf("id token: %w", err)
	}
	parsed, err := wire.Parse(payload)
	claims, ok := parsed.(Object)
	if err != nil || !ok {
		return nil, errors.New("id token: the payload is not an object")
	}
	if err := r.judge(claims, nonce); err != nil {
		return nil, fmt.Errorf("id token: %w", err)
	}
	return claims, nil
}

// open checks the signature.
func (r *IDTokenRules) open(ctx context.Context, token string) ([]byte, error) {
	var allowed []jose.SignatureAlgorithm
	for _, a := range publicKeyAlgorithms {
		if len(r.Algorithms) == 0 || slices.Contains(r.Algorithms, string(a)) {
			allowed = append(allowed, a)
		}
	}
	signed, err := jose.ParseSignedCompact(token, allowed)
	if err != nil {
		return nil, err
	}
	header := signed.Signatures[0].Protected
	keys, err := r.Keys.find(ctx, header.KeyID)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		if key.Algorithm != "" && key.Algorithm != header.Algorithm {
			continue
		}
		if payload, err := signed.Verify(key.Key); err == nil {
			return payload, nil
		}
	}
	return nil, errors.New("the signature does not fit")
}

// judge checks the claims: required ones, issuer, audience, times, nonce.
func (r *IDTokenRules) judge(claims Object, nonce string) error {
	for _, name := range []string{"iss", "sub", "aud", "exp", "iat"} {
		if v, has := claims.Get(name); !has || v == nil {
			return fmt.Errorf("%s is missing", name)
		}
	}
	if len(r.Issuers) > 0 && !slices.Contains(r.Issuers, claims.Text("iss")) {
		return errors.New("it was issued by somebody else")
	}
	if !r.isFor(claims) {
		return errors.New("it is for somebody else")
	}
	if err := r.checkTimes(claims); err != nil {
		return err
	}
	if nonce != "" && !r.nonceFits(claims, nonce) {
		return errors.New("the nonce does not fit")
	}
	if r.Check != nil && !r.Check(claims) {
		return errors.New("the claims were refused")
	}
	return nil
}

func (r *IDTokenRules) isFor(claims Object) bool {
	audience, _ := claims.Get("aud")
	if one, ok := audience.(string); ok {
		audience = []any{one}
	}
	list, _ := audience.([]any)
	return slices.ContainsFunc(list, func(a any) bool {
		name, ok := a.(string)
		return ok && name != "" && slices.Contains(r.Audience, name)
	})
}

func (r *IDTokenRules) checkTimes(claims Object) error {
	now := float64(r.Now().Unix())
	tolerance := clockTolerance.Seconds()
	issued, ok := number(claims, "iat")
	if !ok {
		return errors.New("iat is not a number")
	}
	expires, ok := number(claims, "exp")
	if !ok || expires <= now-tolerance {
		return errors.New("it has expired")
	}
	if _, has := claims.Get("nbf"); has {
		if from, ok := number(claims, "nbf"); !ok || from > now+tolerance {
			return errors.New("it is not valid yet")
		}
	}
	if r.MaxAge == 0 {
		return nil
	}
	switch age := now - issued; {
	case age-tolerance > r.MaxAge.Seconds():
		return errors.New("it was issued too long ago")
	case age < -tolerance:
		return errors.New("it was issued in the future")
	}
	return nil
}

func number(o Object, name string) (float64, bool) {
	v, _ := o.Get(name)
	n, ok := v.(float64)
	return n, ok
}

func (r *IDTokenRules) nonceFits(claims Object, nonce string) bool {
	claim := claims.Text("nonce")
	if claim == nonce {
		return true
	}
	sum := sha256.Sum256([]byte(nonce))
	return r.HashedNonce && claim == hex.EncodeToString(sum[:])
}

var errNotJWT = errors.New("not a signed token")

// ReadIDToken returns the claims of a token without checking anything. It is for tokens
// that came from the provider itself over TLS.
func ReadIDToken(token string) (Object, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errNotJWT
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return nil, errNotJWT
	}
	parsed, err := wire.Parse(raw)
	claims, ok := parsed.(Object)
	if err != nil || !ok {
		return nil, errNotJWT
	}
	return claims, nil
}

// isJWT reports whether a token has the form of one.
func isJWT(token string) bool { return strings.Count(token, ".") == 2 }
