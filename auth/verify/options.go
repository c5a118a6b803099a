package verify

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	minSecret = 32 // bytes: RFC 7518, section 3.2
	maxSkew   = 5 * time.Minute
)

// defaults are the algorithms Better Auth's jwt plugin can sign with.
var defaults = []jose.SignatureAlgorithm{jose.EdDSA, jose.ES256, jose.ES512, jose.RS256, jose.PS256}

// public are all that a public key can verify.
var public = []jose.SignatureAlgorithm{
	jose.EdDSA, jose.ES256, jose.ES384, jose.ES512,
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512,
}

// complete checks the options and fills in the defaults.
func (o Options) complete() (Options, error) {
	if err := o.checkSource(); err != nil {
		return o, fmt.Errorf("verify: %w", err)
	}
	if o.ClockSkew > maxSkew {
		return o, fmt.Errorf("verify: ClockSkew %s is more than %s; set the clocks right instead", o.ClockSkew, maxSkew)
	}
	refresh := 5 * time.Second
	if o.Keys != nil {
		refresh = -1
	}
	o.ClockSkew = period(o.ClockSkew, 30*time.Second)
	o.CacheTTL = period(o.CacheTTL, 10*time.Minute)
	o.MinRefresh = period(o.MinRefresh, refresh)
	o.MaxStale = period(o.MaxStale, time.Hour)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: 5 * time.Second}
	}
	if o.Realm == "" {
		o.Realm = "api"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if strings.ContainsFunc(o.Realm, func(c rune) bool { return c < ' ' || c > '~' || c == '"' || c == '\\' }) {
		return o, errors.New("verify: Realm must be printable ASCII without quotes and backslashes")
	}
	return o, nil
}

// period is the value, the default for zero, and nothing for a negative one.
func period(value, standard time.Duration) time.Duration {
	if value == 0 {
		value = standard
	}
	return max(value, 0)
}

func (o Options) checkSource() error {
	sources := 0
	for _, set := range []bool{o.JWKSURL != "", o.Keys != nil, o.HMACSecret != ""} {
		if set {
			sources++
		}
	}
	if sources != 1 {
		return errors.New("set exactly one of JWKSURL, Keys and HMACSecret: public keys and a shared secret do not mix")
	}
	if o.HMACSecret != "" {
		return o.checkSecret()
	}
	if o.Issuer == "" || o.Audience == "" {
		return errors.New("set Issuer and Audience: without them a token for another service would be accepted")
	}
	if o.Keys == nil {
		return checkURL(o.JWKSURL)
	}
	return nil
}

func (o Options) checkSecret() error {
	if len(o.HMACSecret) < minSecret {
		return fmt.Errorf("HMACSecret has %d bytes; HS256 needs at least %d random ones", len(o.HMACSecret), minSecret)
	}
	if strings.HasPrefix(strings.TrimSpace(o.HMACSecret), "-----BEGIN ") {
		return errors.New("HMACSecret is a key file; everyone who has a public key could sign with it")
	}
	if o.Algorithms != nil {
		return errors.New("leave Algorithms alone with HMACSecret, which means HS256")
	}
	return nil
}

func checkURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return errors.New("JWKSURL must be like https://auth.example.org/api/auth/jwks")
	}
	return nil
}

// signatures is the list of accepted algorithms.
func (o Options) signatures() ([]jose.SignatureAlgorithm, error) {
	if o.HMACSecret != "" {
		return []jose.SignatureAlgorithm{jose.HS256}, nil
	}
	if o.Algorithms == nil {
		return defaults, nil
	}
	list := make([]jose.SignatureAlgorithm, 0, len(o.Algorithms))
	for _, name := range o.Algorithms {
		if strings.HasPrefix(name, "HS") {
			return nil, fmt.Errorf("verify: %s is made with a secret, not with public keys: use HMACSecret alone", name)
		}
		if !slices.Contains(public, jose.SignatureAlgorithm(name)) {
			return nil, fmt.Errorf("verify: algorithm %q is not one of %v", name, public)
		}
		list = append(list, jose.SignatureAlgorithm(name))
	}
	if len(list) == 0 {
		return nil, errors.New("verify: Algorithms is empty: nothing would be accepted")
	}
	return list, nil
}
