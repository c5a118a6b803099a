package verify

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json" // refuses repeated members
)

// maxToken is far above any real token, in bytes. Servers commonly refuse
// header blocks of this size anyway.
const maxToken = 16 << 10

// maxDate bounds a date, in seconds since 1970: the year 9999.
const maxDate = 253402300799

// refuse makes an ErrInvalid.
func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}

// parse reads a token without trusting it.
func (v *Verifier) parse(token string) (*jose.JSONWebSignature, error) {
	if token == "" {
		return nil, ErrMissing
	}
	if err := checkForm(token); err != nil {
		return nil, err
	}
	signed, err := jose.ParseSignedCompact(token, v.algorithms)
	if err != nil {
		var algorithm *jose.ErrUnexpectedSignatureAlgorithm
		if errors.As(err, &algorithm) {
			return nil, refuse("its algorithm is not accepted")
		}
		return nil, refuse("it cannot be read") // the library's text repeats parts of it
	}
	header := signed.Signatures[0].Protected
	for _, name := range []jose.HeaderKey{"crit", "b64"} {
		if _, set := header.ExtraHeaders[name]; set {
			return nil, refuse("its header demands an extension (%s)", name)
		}
	}
	if kind, set := header.ExtraHeaders[jose.HeaderType]; set && !accessToken(kind) {
		return nil, refuse("it is another kind of token (typ)")
	}
	return signed, nil
}

// checkForm tells cheaply whether it is a compact JWS: three parts of
// base64url. Go's decoder would skip line breaks, and two spellings of one
// token are one too many.
func checkForm(token string) error {
	if len(token) > maxToken {
		return refuse("it is longer than %d bytes", maxToken)
	}
	parts, length := 1, 0
	for i := range len(token) {
		switch c := token[i]; {
		case c == '.' && length > 0:
			parts++
			length = 0
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
			length++
		default:
			return refuse("it is not a signed JSON Web Token")
		}
	}
	if parts != 3 || length == 0 {
		return refuse("it is not a signed JSON Web Token")
	}
	return nil
}

// accessToken tells the types of tokens for services from those that the same
// keys sign for other ends, such as Better Auth's session cookies.
func accessToken(kind any) bool {
	name, _ := kind.(string)
	name = strings.ToLower(name)
	name = strings.TrimPrefix(name, "application/")
	return name == "jwt" || name == "at+jwt"
}

// open verifies the signature and returns the claims.
func (v *Verifier) open(ctx context.Context, signed *jose.JSONWebSignature) (map[string]any, error) {
	var key any = v.secret
	if v.keys != nil {
		header := signed.Signatures[0].Protected
		found, err := v.keys.find(ctx, header.KeyID, jose.SignatureAlgorithm(header.Algorithm))
		if err != nil {
			return nil, err
		}
		key = found
	}
	payload, err := signed.Verify(key)
	if err != nil {
		return nil, refuse("its signature is wrong")
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil || claims == nil {
		return nil, refuse("its claims are not a JSON object")
	}
	return claims, nil
}

// user checks the claims of a genuine token.
func (v *Verifier) user(claims map[string]any) (*User, error) {
	if subject, _ := claims["sub"].(string); subject == "" {
		return nil, refuse("it has no subject")
	}
	if v.options.Issuer != "" && claims["iss"] != v.options.Issuer {
		return nil, refuse("it has another issuer")
	}
	if v.options.Audience != "" && !contains(claims["aud"], v.options.Audience) {
		return nil, refuse("it is for another audience")
	}
	expires, err := v.checkTimes(claims)
	if err != nil {
		return nil, err
	}
	return newUser(claims, expires), nil
}

// contains tells whether an "aud", which is a string or a list, names the audience.
func contains(claim any, audience string) bool {
	if list, ok := claim.([]any); ok {
		return slices.Contains(list, any(audience))
	}
	return claim == audience
}

// checkTimes checks exp, nbf and iat and returns the first.
func (v *Verifier) checkTimes(claims map[string]any) (time.Time, error) {
	now, skew := v.options.Now(), v.options.ClockSkew
	for _, name := range []string{"nbf", "iat"} {
		begin, set, ok := date(claims, name)
		if !ok {
			return time.Time{}, refuse("its %s is not a date", name)
		}
		if set && begin.After(now.Add(skew)) {
			return time.Time{}, refuse("it is not valid yet (%s)", name)
		}
	}
	expires, set, ok := date(claims, "exp")
	if !set || !ok {
		return time.Time{}, refuse("it has no date of expiry")
	}
	if !now.Before(expires.Add(skew)) {
		return time.Time{}, fmt.Errorf("%w at %s", ErrExpired, expires.UTC().Format(time.RFC3339))
	}
	return expires, nil
}

// date reads seconds since 1970, which may have a fraction.
func date(claims map[string]any, name string) (value time.Time, set, ok bool) {
	claim, set := claims[name]
	if !set {
		return time.Time{}, false, true
	}
	seconds, ok := claim.(float64)
	if !ok || seconds < 0 || seconds > maxDate {
		return time.Time{}, true, false
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9)), true, true
}
