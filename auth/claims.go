package auth

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth/internal/secret"
	"github.com/lyceum/lyceum/auth/internal/wire"
)

// Tokens under the server's secret: HS256 ones as in mail links and the jwt cookie
// cache, encrypted ones as in the jwe cache and the account cookie
// (better-auth-core, sections 2.4, 3.4 and 3.5).

const headerHS256 = "eyJhbGciOiJIUzI1NiJ9" // {"alg":"HS256"}

// SignToken makes an HS256 token of claims that expires after life.
func (a *Auth) SignToken(claims Object, now time.Time, life time.Duration) string {
	open := bytes.TrimSuffix(wire.Append(nil, claims), []byte("}"))
	token, _ := a.signClaims(open, now, life)
	return token
}

// signClaims signs a JSON object whose closing brace is missing, adding iat and exp.
func (a *Auth) signClaims(open []byte, now time.Time, life time.Duration) (string, error) {
	claims := appendTimes(open, now, life)
	signed := headerHS256 + "." + base64.RawURLEncoding.EncodeToString(append(claims, '}'))
	return signed + "." + base64.RawURLEncoding.EncodeToString(a.HMAC(signed)), nil
}

func appendTimes(open []byte, now time.Time, life time.Duration) []byte {
	out := append([]byte{}, open...)
	if len(out) > 0 && out[len(out)-1] != '{' {
		out = append(out, ',')
	}
	out = strconv.AppendInt(append(out, `"iat":`...), now.Unix(), 10)
	return strconv.AppendInt(append(out, `,"exp":`...), now.Add(life).Unix(), 10)
}

// TokenState says what is wrong with a token.
type TokenState uint8

// What a token may turn out to be.
const (
	TokenValid TokenState = iota
	TokenExpiredState
	TokenInvalid
)

// ReadToken verifies an HS256 token of SignToken's kind.
func (a *Auth) ReadToken(token string, now time.Time) (Object, TokenState) {
	head, signature, ok := cutLast(token, ".")
	header, body, ok2 := strings.Cut(head, ".")
	if !ok || !ok2 {
		return nil, TokenInvalid
	}
	sum, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !hmac.Equal(sum, a.HMAC(head)) {
		return nil, TokenInvalid
	}
	h, okHeader := decodeObject(header)
	claims, okBody := decodeObject(body)
	if !okHeader || !okBody || h.Text("alg") != "HS256" {
		return nil, TokenInvalid
	}
	if v, has := claims.Get("exp"); has {
		exp, isNumber := v.(float64)
		if !isNumber {
			return nil, TokenInvalid
		}
		if int64(exp) <= now.Unix() {
			return claims, TokenExpiredState
		}
	}
	return claims, TokenValid
}

func decodeObject(part string) (Object, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil, false
	}
	v, err := wire.Parse(raw)
	o, ok := v.(Object)
	return o, err == nil && ok
}

func cutLast(s, sep string) (before, after string, ok bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func (a *Auth) verifyClaims(token string, now time.Time) (Object, time.Time, bool) {
	claims, state := a.ReadToken(token, now)
	return claims, expiryOf(claims, now), state == TokenValid
}

func expiryOf(claims Object, otherwise time.Time) time.Time {
	if exp, ok := numberOf(claims, "exp"); ok {
		return time.Unix(exp, 0)
	}
	return otherwise
}

// sealClaims encrypts a JSON object whose closing brace is missing.
func (a *Auth) sealClaims(context string, open []byte, now time.Time, life time.Duration) (string, error) {
	key, id := secret.TokenKey(a.secrets.Current(), context)
	options := (&jose.EncrypterOptions{}).WithHeader("kid", id)
	encrypter, err := jose.NewEncrypter(jose.A256CBC_HS512, jose.Recipient{Algorithm: jose.DIRECT, Key: key}, options)
	if err != nil {
		return "", err
	}
	claims := appendTimes(open, now, life)
	claims = append(wire.AppendString(append(claims, `,"jti":`...), a.uuid()), '}')
	sealed, err := encrypter.Encrypt(claims)
	if err != nil {
		return "", err
	}
	return sealed.CompactSerialize()
}

// sealTolerance is the clock skew the reference allows encrypted tokens.
const sealTolerance = 15 * time.Second

// openClaims decrypts with the secret the token names, or with any.
func (a *Auth) openClaims(context, token string, now time.Time) (Object, time.Time, bool) {
	sealed, err := jose.ParseEncryptedCompact(token, []jose.KeyAlgorithm{jose.DIRECT}, []jose.ContentEncryption{jose.A256CBC_HS512, jose.A256GCM})
	if err != nil {
		return nil, time.Time{}, false
	}
	for _, s := range a.secrets.All() {
		key, id := secret.TokenKey(s, context)
		if sealed.Header.KeyID != "" && sealed.Header.KeyID != id {
			continue
		}
		plain, err := sealed.Decrypt(key)
		if err != nil {
			continue
		}
		v, err := wire.Parse(plain)
		claims, ok := v.(Object)
		expires := expiryOf(claims, now)
		return claims, expires, err == nil && ok && now.Before(expires.Add(sealTolerance))
	}
	return nil, time.Time{}, false
}

// uuid is a random UUID, version 4.
func (a *Auth) uuid() string {
	raw := sha256.Sum256([]byte(a.RandomString(32, Alphanumeric)))
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	h := hex.EncodeToString(raw[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
