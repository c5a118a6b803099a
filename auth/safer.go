package auth

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// What this server does more safely than the reference, and that Options.Compat
// "reference" turns off. docs/security.md lists every point and its test.

func checkCompat(compat string) error {
	if compat != "" && compat != "reference" {
		return errors.New(`compat is neither "" nor "reference"`)
	}
	return nil
}

// Safer reports whether the safer defaults hold; plugins ask it too.
func (a *Auth) Safer() bool { return a.options.Compat != "reference" }

const (
	// answerPolicy is for answers that are no pages; pagePolicy for pages, which may bring
	// another of their own.
	answerPolicy = "default-src 'none'; frame-ancestors 'none'"
	pagePolicy   = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)

// harden adds the headers that keep answers out of caches, frames and referrers. Nearly
// every answer has something of a person or of a token in it.
func harden(h http.Header, cacheable bool) {
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = noReferrer
	h["Content-Security-Policy"] = noContent
	if !cacheable {
		h["Cache-Control"] = noStore
	}
}

// Budgets of wrong guesses: against one account from one address, and against one
// account from anywhere.
const (
	guessesHere, hereWindow    = 10, 15 * time.Minute
	guessesAny, anyWhereWindow = 100, time.Hour
)

// Guess spends one guess at an account's secret; call it before looking at the guess
// and [Auth.GuessedRight] when it was right. Out of budget it is the error to
// answer with.
func (c *Call) Guess(kind, account string) error {
	if !c.Auth.Safer() {
		return nil
	}
	for _, b := range []struct {
		key    string
		max    int
		window time.Duration
	}{
		{guessKey(kind, account, c.ClientIP()), guessesHere, hereWindow},
		{guessKey(kind, account, "*"), guessesAny, anyWhereWindow},
	} {
		ok, retry, err := c.Auth.options.Guesses.Allow(c, b.key, b.max, b.window, c.now)
		if err != nil {
			return err
		}
		if !ok {
			return c.Auth.tooMany(retry)
		}
	}
	return nil
}

// GuessedRight gives the budget of this address back: only wrong guesses count.
func (c *Call) GuessedRight(kind, account string) {
	if f, ok := c.Auth.options.Guesses.(Forgetter); ok {
		f.Forget(c, guessKey(kind, account, c.ClientIP()))
		f.Forget(c, guessKey(kind, account, "*"))
	}
}

// FirstUse reports whether a value that nobody stores is used for the first time within its
// life; kind keeps values of different uses apart. It is remembered where guesses are
// counted: in this process, unless RateLimit.Storage says otherwise.
func (c *Call) FirstUse(kind, value string, life time.Duration) (bool, error) {
	if !c.Auth.Safer() {
		return true, nil
	}
	first, _, err := c.Auth.options.Guesses.Allow(c, "used:"+kind+":"+Digest(value)+"|", 1, life, c.now)
	return first, err
}

// Forgetter is a Limiter that can forget a key.
type Forgetter interface {
	Forget(ctx context.Context, key string)
}

// guessKey hides the account: keys may be stored.
func guessKey(kind, account, ip string) string {
	return "guess:" + kind + ":" + Digest(NormalizeEmail(account)) + "|" + ip
}

// tooMany says when to come back, in the reference's header and, by default, in that of
// RFC 9110 (section 10.2.3), which other programs look for.
func (a *Auth) tooMany(retry time.Duration) *Error {
	seconds := strconv.Itoa(int(math.Ceil(retry.Seconds())))
	e := &Error{
		Status: http.StatusTooManyRequests, Message: "Too many requests. Please try again later.",
		Header: http.Header{"X-Retry-After": {seconds}},
	}
	if a.Safer() {
		e.Header["Retry-After"] = []string{seconds}
	}
	return e
}

// EndOutstanding removes every one-time value that was handed out to a user, reset
// tokens above all. It runs when their password changes.
func (a *Auth) EndOutstanding(ctx context.Context, userID string) error {
	if a.secondary != nil {
		if err := a.secondary.endOutstanding(ctx, userID); err != nil || !a.secondary.valuesInDatabase() {
			return err
		}
	}
	_, err := a.store.Delete(ctx, "verification", store.Eq("value", userID))
	return err
}

// IsPrefetch reports whether a browser or proxy only looks ahead. Links that consume
// something must not be consumed by it.
func (c *Call) IsPrefetch() bool {
	if !c.Auth.Safer() {
		return false
	}
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if strings.Contains(strings.ToLower(c.Request.Header.Get(name)), "prefetch") ||
			strings.Contains(strings.ToLower(c.Request.Header.Get(name)), "preview") {
			return true
		}
	}
	return false
}
