package twofactor

import (
	"net/http"
	"strconv"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Wrong codes are counted three times (better-auth-plugins, section 4.6): five for each
// challenge, in its own row; ten in a row for each user, in the row of their factor; and, by
// the safer defaults, in the budget of auth.Call.Guess.

// attemptsPerChallenge is how many wrong codes a challenge survives.
const attemptsPerChallenge = 5

const guessKind = "two-factor"

// unlocked is nil when a sign-in may look at another code; a lock that has run out is
// removed.
func (p *Plugin) unlocked(c *auth.Call, v *visit, factor store.Row) error {
	until := factor.Time("lockedUntil")
	if !v.signingIn() || p.options.Lockout.Disabled || until.IsZero() {
		return nil
	}
	if until.After(c.Now()) {
		return auth.Fail(http.StatusTooManyRequests, Locked)
	}
	_, err := p.auth.Store().UpdateAll(c, model, store.Values{"failedVerificationCount": int64(0), "lockedUntil": nil},
		store.Eq("id", factor.ID()), store.Lte("lockedUntil", c.Now()))
	return err
}

// failed counts a wrong code of a sign-in towards the user's lock.
func (p *Plugin) failed(c *auth.Call, v *visit, factor store.Row) error {
	lock := p.options.Lockout
	if !v.signingIn() || lock.Disabled || factor.IsZero() {
		return nil
	}
	db := p.auth.Store()
	row, err := db.Increment(c, model, "failedVerificationCount", 1, nil, store.Eq("id", factor.ID()))
	missing, err := auth.NotFoundOr(err)
	if err != nil || missing || row.Int("failedVerificationCount") < int64(lock.MaxFailures) {
		return err
	}
	_, err = db.UpdateAll(c, model, store.Values{"lockedUntil": c.Now().Add(lock.Duration)},
		store.Eq("id", factor.ID()), store.Gte("failedVerificationCount", int64(lock.MaxFailures)))
	return err
}

// forgiven are the values that a right code of a sign-in writes to the factor's row.
func (p *Plugin) forgiven(v *visit) store.Values {
	values := store.Values{}
	if v.signingIn() && !p.options.Lockout.Disabled {
		values["failedVerificationCount"], values["lockedUntil"] = int64(0), nil
	}
	return values
}

// attempt is one guess: check looks at the code and does what follows a right one; wrong is
// the answer to a wrong one. It is one transaction. What check has written is undone when
// it fails, and the guess does not count; a wrong code is counted for good.
func (p *Plugin) attempt(c *auth.Call, v *visit, factor store.Row, wrong auth.Code, check func(c *auth.Call) (bool, error)) error {
	if err := p.unlocked(c, v, factor); err != nil {
		return err
	}
	if err := c.Guess(guessKind, v.user.ID); err != nil {
		return err
	}
	var verdict error
	err := c.InTx(func(c *auth.Call) error {
		used, err := p.takeAttempt(c, v)
		if err != nil {
			return err
		}
		if used >= attemptsPerChallenge {
			verdict = auth.Fail(http.StatusBadRequest, TooManyAttempts)
			return p.abandon(c, v)
		}
		right, err := check(c)
		if right || err != nil {
			return err
		}
		verdict = auth.Fail(http.StatusUnauthorized, wrong)
		return p.countWrong(c, v, factor, used)
	})
	if err != nil {
		return err
	}
	if verdict == nil {
		c.GuessedRight(guessKind, v.user.ID)
	}
	return verdict
}

// takeAttempt takes a challenge's counter, so that of any number of guesses at once one is
// looked at.
func (p *Plugin) takeAttempt(c *auth.Call, v *visit) (used int, err error) {
	if !v.signingIn() {
		return 0, nil
	}
	row, err := p.auth.TakeVerification(c, attemptsPrefix+v.challenge)
	missing, err := auth.NotFoundOr(err)
	if missing {
		err = invalidCookie()
	}
	if err != nil {
		return 0, err
	}
	used, bad := strconv.Atoi(row.String("value"))
	if bad != nil || used < 0 {
		used = attemptsPerChallenge
	}
	return used, nil
}

func (p *Plugin) countWrong(c *auth.Call, v *visit, factor store.Row, used int) error {
	if !v.signingIn() {
		return nil
	}
	err := p.auth.CreateVerification(c, attemptsPrefix+v.challenge, strconv.Itoa(used+1), v.expires)
	if err != nil {
		return err
	}
	return p.failed(c, v, factor)
}

// abandon ends a challenge.
func (p *Plugin) abandon(c *auth.Call, v *visit) error {
	c.ExpireCookie(challengeCookie)
	return p.auth.DeleteVerification(c, v.challenge)
}
