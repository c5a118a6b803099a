// Package secret holds the server's secrets and everything derived from them:
// signatures, symmetric encryption, and keys for encrypted tokens, in the byte formats
// of the reference (better-auth-core, section 3).
package secret

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// Version is one secret of a rotation.
type Version struct {
	Number int
	Value  string
}

// Secrets is a set of secrets: a current one that writes, and older ones that only
// decrypt. It is immutable.
type Secrets struct {
	versions []Version // first is current; empty when only legacy is set
	legacy   string
	macs     *macs // under the current secret
}

var errDecrypt = errors.New("secret: cannot decrypt")

// New returns the secrets of a plain secret and an optional rotation whose first
// version is current.
func New(legacy string, versions ...Version) (Secrets, error) {
	seen := map[int]bool{}
	for _, v := range versions {
		if v.Number < 0 || seen[v.Number] {
			return Secrets{}, fmt.Errorf("secret version %d is negative or given twice", v.Number)
		}
		if v.Value == "" {
			return Secrets{}, fmt.Errorf("secret version %d is empty", v.Number)
		}
		seen[v.Number] = true
	}
	if legacy == "" && len(versions) == 0 {
		return Secrets{}, errors.New("no secret is configured")
	}
	return Secrets{versions: versions, legacy: legacy}.ready(), nil
}

func (s Secrets) ready() Secrets {
	s.macs = newMACs(s.Current())
	return s
}

// ParseVersions reads `2:newvalue,1:oldvalue`, the form of BETTER_AUTH_SECRETS.
func ParseVersions(text string) ([]Version, error) {
	var out []Version
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		number, value, ok := strings.Cut(part, ":")
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if !ok || err != nil || n < 0 || strings.TrimSpace(value) == "" {
			return nil, errors.New("secrets must look like 2:newvalue,1:oldvalue")
		}
		out = append(out, Version{n, strings.TrimSpace(value)})
	}
	return out, nil
}

// Current is the secret that signs and encrypts.
func (s Secrets) Current() string {
	if len(s.versions) > 0 {
		return s.versions[0].Value
	}
	return s.legacy
}

// All returns every secret, the current one first.
func (s Secrets) All() []string {
	var out []string
	for _, v := range s.versions {
		out = append(out, v.Value)
	}
	if s.legacy != "" {
		out = append(out, s.legacy)
	}
	return out
}

// HMAC is HMAC-SHA256 under the current secret.
func (s Secrets) HMAC(message string) []byte {
	sum := s.macs.sum(message)
	return sum[:]
}

// Sign returns value + "." + signature, as signed cookies carry it.
func (s Secrets) Sign(value string) string {
	sum := s.macs.sum(value)
	return value + "." + base64.StdEncoding.EncodeToString(sum[:])
}

const signatureLen = 44

// Verify splits a signed value at its last dot and checks the signature in constant
// time. ok is false for anything but an intact value.
func (s Secrets) Verify(signed string) (value string, ok bool) {
	dot := strings.LastIndexByte(signed, '.')
	if dot < 1 {
		return "", false
	}
	value, signature := signed[:dot], signed[dot+1:]
	if len(signature) != signatureLen || signature[signatureLen-1] != '=' {
		return "", false
	}
	sum := s.macs.sum(value)
	var want, given [signatureLen]byte
	base64.StdEncoding.Encode(want[:], sum[:])
	copy(given[:], signature)
	if !hmac.Equal(given[:], want[:]) {
		return "", false
	}
	return value, true
}

// Encrypt is the reference's symmetric encryption: lower-case hex of nonce,
// XChaCha20-Poly1305 ciphertext and tag; with versions, in an envelope that names
// the version.
func (s Secrets) Encrypt(random io.Reader, plain string) (string, error) {
	aead, err := cipher(s.Current())
	if err != nil {
		return "", err
	}
	buf := make([]byte, chacha20poly1305.NonceSizeX, chacha20poly1305.NonceSizeX+len(plain)+chacha20poly1305.Overhead)
	if _, err := io.ReadFull(random, buf); err != nil {
		return "", fmt.Errorf("reading randomness: %w", err)
	}
	text := hex.EncodeToString(aead.Seal(buf, buf, []byte(plain), nil))
	if len(s.versions) > 0 {
		return "$ba$" + strconv.Itoa(s.versions[0].Number) + "$" + text, nil
	}
	return text, nil
}

// Decrypt reverses Encrypt. Text in an envelope is opened with the version it names;
// bare text with the plain secret only.
func (s Secrets) Decrypt(text string) (string, error) {
	key := s.legacy
	if rest, ok := strings.CutPrefix(text, "$ba$"); ok {
		number, body, ok := strings.Cut(rest, "$")
		n, err := strconv.Atoi(number)
		if !ok || err != nil {
			return "", errDecrypt
		}
		key, text = "", body
		for _, v := range s.versions {
			if v.Number == n {
				key = v.Value
			}
		}
	}
	if key == "" {
		return "", errDecrypt
	}
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) < chacha20poly1305.NonceSizeX {
		return "", errDecrypt
	}
	aead, err := cipher(key)
	if err != nil {
		return "", err
	}
	plain, err := aead.Open(nil, raw[:chacha20poly1305.NonceSizeX], raw[chacha20poly1305.NonceSizeX:], nil)
	if err != nil {
		return "", errDecrypt
	}
	return string(plain), nil
}

// IsEncrypted reports whether the reference would take a stored value for encrypted:
// it has an envelope, or is hex of even length.
func IsEncrypted(text string) bool {
	if strings.HasPrefix(text, "$ba$") {
		return true
	}
	_, err := hex.DecodeString(text)
	return err == nil && text != ""
}

func cipher(key string) (interface {
	Seal(dst, nonce, plaintext, additionalData []byte) []byte
	Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error)
}, error) {
	sum := sha256.Sum256([]byte(key))
	return chacha20poly1305.NewX(sum[:])
}

// ForPurpose returns secrets separated for one use, such as "oauth-state-cookie"
// (section 3.4, purpose keys).
func (s Secrets) ForPurpose(purpose string) Secrets {
	derive := func(secret string) string {
		if secret == "" {
			return ""
		}
		key, err := hkdf.Key(sha256.New, []byte(secret), []byte("better-auth:oauth-encryption:v1"), "better-auth:"+purpose+":v1", 32)
		if err != nil {
			panic(err) // only for impossible lengths
		}
		return hex.EncodeToString(key)
	}
	out := Secrets{legacy: derive(s.legacy)}
	for _, v := range s.versions {
		out.versions = append(out.versions, Version{v.Number, derive(v.Value)})
	}
	return out.ready()
}

// TokenKey is the 64-byte key of an encrypted token in a context such as
// "better-auth-session", with the id that names it in the token's header.
func TokenKey(secret, context string) (key []byte, id string) {
	key, err := hkdf.Key(sha256.New, []byte(secret), []byte(context), "BetterAuth.js Generated Encryption Key", 64)
	if err != nil {
		panic(err) // only for impossible lengths
	}
	// RFC 7638 thumbprint of the symmetric key.
	sum := sha256.Sum256([]byte(`{"k":"` + base64.RawURLEncoding.EncodeToString(key) + `","kty":"oct"}`))
	return key, base64.RawURLEncoding.EncodeToString(sum[:])
}

// Digest is the one hash used for stored one-time tokens: SHA-256, base64url.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Alphabets of random strings (section 3.1).
const (
	Letters      = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	Alphanumeric = Letters + "0123456789"
	LowerDigits  = "0123456789abcdefghijklmnopqrstuvwxyz"
	Digits       = "0123456789"
	URLSafe      = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
)

// RandomString returns n characters drawn uniformly from an alphabet of at most 256.
func RandomString(random io.Reader, n int, alphabet string) string {
	limit := 256 - 256%len(alphabet)
	out := make([]byte, 0, n)
	buf := make([]byte, n+n/2+8)
	for len(out) < n {
		if _, err := io.ReadFull(random, buf); err != nil {
			panic(fmt.Errorf("secret: no randomness: %w", err))
		}
		for _, b := range buf {
			if int(b) < limit && len(out) < n {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out)
}
