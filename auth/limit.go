package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/internal/origin"
	"github.com/lyceum/lyceum/auth/internal/ratelimit"
)

// RateRule limits requests to a path: at most Max in Window for each client. Path is
// exact, or a prefix when Prefix is set, or a pattern when it has wildcards. Max 0
// means no limit.
type RateRule struct {
	Path   string
	Prefix bool
	Window time.Duration
	Max    int
	// Choose decides for one request instead of Window and Max; nil means no limit.
	Choose func(r *http.Request, current RateRule) *RateRule
}

// Limiter counts. Allow reports whether one more request with a key is within max
// in window, and if not, after how long to try again.
type Limiter interface {
	Allow(ctx context.Context, key string, max int, window time.Duration, now time.Time) (ok bool, retry time.Duration, err error)
}

type pluginRules struct {
	plugin string
	rules  []RateRule
}

type limits struct {
	enabled bool
	counter Limiter
	general RateRule
	plugins []pluginRules
	custom  []RateRule
}

// builtInRules: better-auth-core, section 5.4.
var builtInRules = func() (rules []RateRule) {
	for _, path := range []string{"/sign-in", "/sign-up", "/change-password", "/change-email"} {
		rules = append(rules, RateRule{Path: path, Prefix: true, Window: 10 * time.Second, Max: 3})
	}
	for _, path := range []string{"/request-password-reset", "/send-verification-email", "/email-otp/send-verification-otp", "/email-otp/request-password-reset"} {
		rules = append(rules, RateRule{Path: path, Window: time.Minute, Max: 3})
	}
	return append(rules, RateRule{Path: "/forget-password", Prefix: true, Window: time.Minute, Max: 3})
}()

func newLimits(o RateLimitOptions, environment string, plugins []pluginRules) limits {
	l := limits{
		enabled: environment == "production", counter: o.Limiter, plugins: plugins,
		general: RateRule{Window: o.Window, Max: o.Max}, custom: o.CustomRules,
	}
	if o.Enabled != nil {
		l.enabled = *o.Enabled
	}
	return l
}

func checkLimits(o *Options) error {
	switch o.RateLimit.Storage {
	case "memory", "database":
		return nil
	case "secondary-storage":
		if o.SecondaryStorage == nil {
			return errors.New("rateLimit.storage is secondary-storage, but there is none")
		}
		return nil
	}
	return fmt.Errorf("rateLimit.storage %q is neither memory, database nor secondary-storage", o.RateLimit.Storage)
}

// setLimits makes the counters of requests and of guesses.
func (a *Auth) setLimits(plugins []pluginRules) {
	a.limits = newLimits(a.options.RateLimit, a.options.Environment, plugins)
	counter := a.newCounter()
	if a.limits.counter == nil {
		a.limits.counter = counter
	}
	if a.options.Guesses == nil {
		a.options.Guesses = counter
	}
}

func (a *Auth) newCounter() Limiter {
	o := &a.options
	switch o.RateLimit.Storage {
	case "database":
		d := &ratelimit.Database{Store: a.store, Log: o.Log}
		d.Longest.Store(int64(a.limits.longest(o.Guesses == nil)))
		return d
	case "secondary-storage":
		return &ratelimit.Secondary{Storage: o.SecondaryStorage, Log: o.Log}
	}
	return ratelimit.NewMemory()
}

// longest is the longest window of all rules: counters idle for longer mean nothing.
func (l *limits) longest(guesses bool) time.Duration {
	longest := l.general.Window
	lists := [][]RateRule{builtInRules, l.custom}
	for _, p := range l.plugins {
		lists = append(lists, p.rules)
	}
	for _, list := range lists {
		for _, rule := range list {
			longest = max(longest, rule.Window)
		}
	}
	if guesses {
		longest = max(longest, hereWindow, anyWhereWindow)
	}
	return longest
}

func (r RateRule) matches(path string) bool {
	if r.Prefix {
		return strings.HasPrefix(path, r.Path)
	}
	return MatchPath(r.Path, path)
}

// MatchPath reports whether a path is the pattern or, when that has wildcards, fits it
// (better-auth-core, section 5.3).
func MatchPath(pattern, path string) bool {
	if strings.ContainsAny(pattern, "*?") {
		return origin.Glob(pattern, path)
	}
	return pattern == path
}

func firstMatch(rules []RateRule, path string) *RateRule {
	for i := range rules {
		if rules[i].matches(path) {
			return &rules[i]
		}
	}
	return nil
}

// rule picks the rule of a path: general, built-in, first plugin with a match,
// custom; later ones win.
func (l *limits) rule(r *http.Request, path string) RateRule {
	rule := l.general
	if built := firstMatch(builtInRules, path); built != nil {
		rule = *built
	}
	for _, p := range l.plugins {
		if m := firstMatch(p.rules, path); m != nil {
			rule = *m
			break
		}
	}
	if custom := firstMatch(l.custom, path); custom != nil {
		current := rule
		rule = *custom
		if custom.Choose != nil {
			chosen := custom.Choose(r, current)
			if chosen == nil {
				return RateRule{}
			}
			rule = *chosen
		}
	}
	return rule
}

// limit counts the request, unknown paths included.
func (a *Auth) limit(c *Call) error {
	l := &a.limits
	if !l.enabled {
		return nil
	}
	ip := c.ClientIP()
	if ip == "" {
		if a.options.Advanced.IPAddress.DisableIPTracking {
			return nil
		}
		ip = "no-trusted-ip"
	}
	rule := l.rule(c.Request, c.Path)
	if rule.Max <= 0 {
		return nil
	}
	ok, retry, err := l.counter.Allow(c, ip+"|"+c.Path, rule.Max, rule.Window, c.now)
	if err != nil {
		return err
	}
	if ok {
		return nil
	}
	return a.tooMany(retry)
}
