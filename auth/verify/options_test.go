package verify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth/verify"
)

const secret = "0123456789abcdef0123456789abcdef"

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	keys := fixed("{}")
	url := "https://auth.example.org/jwks"
	for _, c := range []struct {
		options verify.Options
		want    string // a part of the error
	}{
		{verify.Options{}, "exactly one"},
		{verify.Options{JWKSURL: url, HMACSecret: secret, Issuer: iss, Audience: aud}, "exactly one"},
		{verify.Options{Keys: keys, HMACSecret: secret, Issuer: iss, Audience: aud}, "exactly one"},
		{verify.Options{Keys: keys, JWKSURL: url, Issuer: iss, Audience: aud}, "exactly one"},
		{verify.Options{JWKSURL: url, Audience: aud}, "Issuer and Audience"},
		{verify.Options{JWKSURL: url, Issuer: iss}, "Issuer and Audience"},
		{verify.Options{JWKSURL: "/jwks", Issuer: iss, Audience: aud}, "JWKSURL"},
		{verify.Options{JWKSURL: "ftp://x/jwks", Issuer: iss, Audience: aud}, "JWKSURL"},
		{verify.Options{JWKSURL: "https://u:hunter2@x/jwks", Issuer: iss, Audience: aud}, "JWKSURL"},
		{verify.Options{HMACSecret: secret[1:]}, "at least 32"},
		{verify.Options{HMACSecret: "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYI"}, "key file"},
		{verify.Options{HMACSecret: secret, Algorithms: []string{"HS256"}}, "Algorithms"},
		{verify.Options{Keys: keys, Issuer: iss, Audience: aud, Algorithms: []string{"EdDSA", "HS256"}}, "use HMACSecret"},
		{verify.Options{Keys: keys, Issuer: iss, Audience: aud, Algorithms: []string{"none"}}, `"none" is not one of`},
		{verify.Options{Keys: keys, Issuer: iss, Audience: aud, Algorithms: []string{}}, "empty"},
		{verify.Options{Keys: keys, Issuer: iss, Audience: aud, ClockSkew: time.Hour}, "ClockSkew"},
		{verify.Options{Keys: keys, Issuer: iss, Audience: aud, Realm: `a"b`}, "Realm"},
		{verify.Options{HMACSecret: secret, Cookie: verify.Cookie{Name: "t"}}, "TrustedOrigins"},
		{verify.Options{HMACSecret: secret, Cookie: verify.Cookie{TrustedOrigins: []string{iss}}}, "no effect"},
		{verify.Options{HMACSecret: secret, Cookie: verify.Cookie{Name: "a b", TrustedOrigins: []string{iss}}}, "Cookie.Name"},
		{verify.Options{HMACSecret: secret, Cookie: verify.Cookie{Name: "t", TrustedOrigins: []string{"*"}}}, `"*"`},
		{verify.Options{HMACSecret: secret, Cookie: verify.Cookie{Name: "t", TrustedOrigins: []string{"https://*.x.org"}}}, "not like"},
		{verify.Options{HMACSecret: secret, Cookie: verify.Cookie{Name: "t", TrustedOrigins: []string{"https://x.org/path"}}}, "not like"},
		{verify.Options{HMACSecret: secret, Cookie: verify.Cookie{Name: "t", TrustedOrigins: []string{"https://x.org?a"}}}, "not like"},
		{verify.Options{HMACSecret: secret, Cookie: verify.Cookie{Name: "t", TrustedOrigins: []string{"x.org"}}}, "not like"},
	} {
		v, err := verify.New(c.options)
		if v != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want an error with %q, got %v", c.want, err)
		} else if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), secret[1:]) {
			t.Errorf("the error repeats a secret: %v", err)
		}
	}
}

func TestSharedSecret(t *testing.T) {
	t.Parallel()
	key := jose.JSONWebKey{Algorithm: "HS256", Key: []byte(secret)}
	clock := func() time.Time { return noon }
	v := newVerifier(t, verify.Options{HMACSecret: secret, Now: clock})
	seed := map[string]any{"sub": "user123", "email": "e", "session_id": "s", "exp": noon.Add(time.Hour).Unix()}
	user, err := v.Verify(t.Context(), sign(t, key, seed, nil))
	if err != nil || user.ID != "user123" || user.SessionID != "s" {
		t.Errorf("got %+v, %v", user, err)
	}
	ed := newKey(t, "k1")
	for name, token := range map[string]string{
		"public-key algorithm": sign(t, ed, claims(nil), nil),
		"longer hash":          sign(t, jose.JSONWebKey{Algorithm: "HS512", Key: []byte(secret + secret)}, seed, nil),
		"other secret":         sign(t, jose.JSONWebKey{Algorithm: "HS256", Key: []byte(strings.ToUpper(secret))}, seed, nil),
		"none":                 raw(`{"alg":"none"}`, `{"sub":"user123"}`, []byte("x")),
		"no expiry":            sign(t, key, map[string]any{"sub": "user123"}, nil),
	} {
		if _, err := v.Verify(t.Context(), token); !errors.Is(err, verify.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	strict := newVerifier(t, verify.Options{HMACSecret: secret, Issuer: iss, Audience: aud, Now: clock})
	if _, err := strict.Verify(t.Context(), sign(t, key, seed, nil)); !errors.Is(err, verify.ErrInvalid) {
		t.Errorf("without the issuer that is asked for: %v", err)
	}
	if _, err := strict.Verify(t.Context(), sign(t, key, claims(nil), nil)); err != nil {
		t.Errorf("with issuer and audience: %v", err)
	}
}

func TestAlgorithmsMatchKeys(t *testing.T) {
	t.Parallel()
	all := []string{"EdDSA", "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}
	i := &issuer{}
	for _, name := range all {
		// No "alg" in the published key: its type alone decides.
		i.publish(jose.JSONWebKey{KeyID: name, Key: generate(t, jose.SignatureAlgorithm(name))})
	}
	o := options(i)
	o.Algorithms = all
	v := newVerifier(t, o)
	for n, name := range all {
		key := i.key(n)
		key.Algorithm = name
		if _, err := v.Verify(t.Context(), sign(t, key, claims(nil), nil)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		key.KeyID = all[(n+1)%len(all)]
		if _, err := v.Verify(t.Context(), sign(t, key, claims(nil), nil)); !errors.Is(err, verify.ErrInvalid) {
			t.Errorf("%s under the name of a %s key: %v", name, key.KeyID, err)
		}
	}
}

func TestNoSkew(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	o := options(i)
	o.ClockSkew = -1
	v := newVerifier(t, o)
	token := sign(t, i.key(0), claims(map[string]any{"exp": noon.Unix()}), nil)
	if _, err := v.Verify(context.Background(), token); !errors.Is(err, verify.ErrExpired) {
		t.Errorf("at the second of expiry: %v, want ErrExpired", err)
	}
}
