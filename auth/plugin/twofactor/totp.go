package twofactor

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what authenticator apps compute (RFC 6238)
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// window is how many steps a clock may be ahead or behind.
const window = 1

// lastUsedStep is the column that keeps a code from working twice; the reference has no
// such column, and ignores it.
const lastUsedStep = "lastUsedStep"

// hotp is RFC 4226 with at most 8 digits.
func hotp(key []byte, counter uint64, digits int) string {
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, counter)
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 15
	n := binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
	modulus := uint32(1)
	for range digits {
		modulus *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%modulus)
}

// step is the counter of RFC 6238 at a time.
func step(at time.Time, period time.Duration) int64 { return at.UnixMilli() / period.Milliseconds() }

// match finds the step that a code belongs to, the latest when there are several. Every step
// is compared, in constant time.
func (p *Plugin) match(key []byte, code string, at time.Time) (matched int64, ok bool) {
	now := step(at, p.options.TOTP.Period)
	for n := now - window; n <= now+window; n++ {
		if n < 0 {
			continue
		}
		want := hotp(key, uint64(n), p.options.TOTP.Digits)
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			matched, ok = n, true
		}
	}
	return matched, ok
}

// secretKey is the HMAC key of a stored secret: the text itself, or what it encodes when it
// was imported (better-auth-plugins, section 4.3).
func (p *Plugin) secretKey(factor store.Row) ([]byte, error) {
	text, err := p.auth.Decrypt(factor.String("secret"))
	if err != nil {
		return nil, fmt.Errorf("a stored TOTP secret cannot be decrypted: %w", err)
	}
	encoded, imported := strings.CutPrefix(text, "base32:")
	if !imported {
		return []byte(text), nil
	}
	encoded, _, _ = strings.Cut(strings.ToUpper(encoded), "=")
	return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(encoded)
}

// uri is what authenticator apps read.
func (p *Plugin) uri(key []byte, issuer, account string) string {
	return "otpauth://totp/" + auth.EscapeComponent(issuer) + ":" + auth.EscapeComponent(account) +
		"?secret=" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(key) +
		"&issuer=" + formEscape(issuer) +
		fmt.Sprintf("&digits=%d&period=%d", p.options.TOTP.Digits, int(p.options.TOTP.Period.Seconds()))
}

// formEscape is how URLSearchParams writes a value.
func formEscape(text string) string {
	return strings.NewReplacer("~", "%7E", "%2A", "*").Replace(url.QueryEscape(text))
}

// GenerateTOTP is the code of a secret right now (the reference's server-only
// generateTOTP). The secret is the text that was encrypted, not the base32 of the URI.
func (p *Plugin) GenerateTOTP(secret string) (string, error) {
	if p.options.TOTP.Disable {
		return "", auth.Fail(http.StatusBadRequest, noTOTP)
	}
	now := step(p.auth.Options().Now(), p.options.TOTP.Period)
	return hotp([]byte(secret), uint64(max(now, 0)), p.options.TOTP.Digits), nil
}

type codeInput struct {
	Code        string `json:"code"`
	TrustDevice *bool  `json:"trustDevice"`
}

func (p *Plugin) verifyTOTP(c *auth.Call, in codeInput) (answer, error) {
	if p.options.TOTP.Disable {
		return answer{}, auth.Fail(http.StatusBadRequest, noTOTP)
	}
	v, err := p.visit(c)
	if err != nil {
		return answer{}, err
	}
	factor, err := p.factor(c, v.user.ID)
	if err != nil {
		return answer{}, err
	}
	if factor.IsZero() || v.signingIn() && !confirmed(factor) {
		return answer{}, auth.Fail(http.StatusBadRequest, TOTPNotEnabled)
	}
	key, err := p.secretKey(factor)
	if err != nil {
		return answer{}, err
	}
	var result answer
	err = p.attempt(c, v, factor, InvalidCode, func(c *auth.Call) (bool, error) {
		at, ok := p.match(key, in.Code, c.Now())
		if !ok {
			return false, nil
		}
		if fresh, err := p.spend(c, v, factor, at); !fresh || err != nil {
			return false, err
		}
		result, err = p.finish(c, v, in.TrustDevice)
		return true, err
	})
	return result, err
}

// spend writes that a code was right; false when it was used before, or when the secret is
// another by now. The first code of a secret confirms it and turns the second factor on.
func (p *Plugin) spend(c *auth.Call, v *visit, factor store.Row, at int64) (fresh bool, err error) {
	values := p.forgiven(v)
	where := []store.Cond{store.Eq("id", factor.ID())}
	if p.safer {
		values[lastUsedStep] = at
		where = append(where, store.Eq("secret", factor.String("secret")),
			store.Cond{Field: lastUsedStep, Op: store.OpLt, Value: at, Or: true}, store.Cond{Field: lastUsedStep, Or: true})
	}
	first := factor.Get("verified") != true
	if first {
		values["verified"] = true
	}
	if len(values) > 0 {
		n, err := p.auth.Store().UpdateAll(c, model, values, where...)
		if err != nil || n == 0 {
			return false, err
		}
	}
	if first && !v.signingIn() && !v.user.Row.Bool(enabledField) {
		_, err = p.turn(c, v.session, true)
	}
	return true, err
}
