// Package verify checks, in any Go service, the tokens that an authentication
// server signed. It speaks what the jwt plugin of Better Auth issues, and needs
// nothing of the server but the address of its public keys:
//
//	v, err := verify.New(verify.Options{
//		JWKSURL:  "https://auth.example.org/api/auth/jwks",
//		Issuer:   "https://auth.example.org",
//		Audience: "https://auth.example.org",
//	})
//	mux.Handle("GET /orders", v.Required(orders))  // 401 without a valid token
//	mux.Handle("GET /catalog", v.Optional(catalog)) // visitors may look around
//
// and behind either of the two
//
//	user, ok := verify.UserFrom(r.Context())
//
// # What a token must be
//
// A token is a JWS in compact form. It is accepted when its algorithm is on the
// list, a published key that is meant for signatures and for this algorithm
// verifies it, its issuer and audience are the configured ones, it has a
// subject, and now lies within its times; "exp" is demanded. Everything else
// that a header may carry to talk a verifier into trusting it is of no effect
// ("jku", "jwk", "x5u", "x5c") or a reason to refuse ("crit", "b64", a "typ"
// that names another kind of token, repeated members).
//
// # Keys
//
// Keys come from one of three places, never from two: the URL of a JSON Web Key
// Set, a [KeySource] in the same process, or a shared secret (HMACSecret). Only
// with the secret is HS256 accepted, and then nothing else is; a public key can
// therefore never be taken for a secret.
//
// A key set is fetched at first use and kept. It is renewed in the background
// from half of CacheTTL on, and before an answer once CacheTTL is over, so a
// withdrawn key is refused after that time at the latest. A token that names an
// unknown key causes one extra fetch, at most every MinRefresh, so a rotation
// is followed at once and a flood of invented names costs little. While the key
// server fails, the keys known so far serve for another MaxStale.
//
// # Transport
//
// Tokens travel as "Authorization: Bearer …". With Options.Cookie they may also
// travel in an httpOnly cookie, which browsers send by themselves, other sites'
// pages included; a request that came that way and is not GET, HEAD or OPTIONS
// must therefore come from a trusted origin. When both are present the header
// counts.
//
// # Replies
//
// A refused request is answered with JSON that tells a client what to do,
//
//	{"code":"TOKEN_EXPIRED","message":"The token has expired. Get a new one and send the request again."}
//
// and a WWW-Authenticate header after RFC 6750:
//
//	401 TOKEN_MISSING       no token was sent
//	401 TOKEN_EXPIRED       it was valid once: renew it and repeat the request
//	401 TOKEN_INVALID       it will never be accepted
//	403 ORIGIN_NOT_TRUSTED  a cookie came with a request from another site
//	503 KEYS_UNAVAILABLE    the keys cannot be had; Retry-After says when to try again
//
// Optional lets a visitor without a token pass. A token that is refused makes a
// reader of GET, HEAD and OPTIONS a visitor too, but does not hide it: the reply
// says so in WWW-Authenticate (RFC 9110, section 11.6.1, allows that with any
// status) and [ErrorFrom] tells the handler why. Any other method is refused as
// by Required, because what the client meant to do in a user's name must not
// be done in nobody's.
package verify

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Options say which tokens are accepted. Exactly one of JWKSURL, Keys and
// HMACSecret is set.
type Options struct {
	// JWKSURL is the address of the key set, http or https.
	JWKSURL string
	// Keys gives the key set when the issuer lives in the same process.
	Keys KeySource
	// HMACSecret, of at least 32 bytes, is shared with the issuer: only HS256
	// is accepted then.
	HMACSecret string

	// Issuer and Audience are what "iss" must be and "aud" must contain. Both
	// are needed with public keys, which may sign for other services too; with
	// a secret an empty one is not checked.
	Issuer, Audience string
	// Algorithms replaces the list of accepted signatures. Default: EdDSA,
	// ES256, ES512, RS256 and PS256. Not to be set with HMACSecret.
	Algorithms []string
	// ClockSkew is how far the issuer's clock may differ. Default 30 s;
	// negative: not at all. At most 5 min.
	ClockSkew time.Duration
	// Now is the clock. Default time.Now.
	Now func() time.Time

	// HTTPClient fetches the key set. Default: one with a timeout of 5 s.
	// Redirects to another host are refused whatever the client says.
	HTTPClient *http.Client
	// CacheTTL is how long a key set counts as known. Default 10 min.
	CacheTTL time.Duration
	// MinRefresh is the least time between two fetches for unknown keys, and
	// between two tries while fetching fails. Default 5 s for a URL and none
	// for Keys; negative: none.
	MinRefresh time.Duration
	// MaxStale is how long after CacheTTL known keys serve while new ones
	// cannot be had. Default 1 h; negative: not at all.
	MaxStale time.Duration

	// Cookie names the cookie that may carry the token. Empty: none may.
	Cookie Cookie
	// Realm appears in WWW-Authenticate. Default "api".
	Realm string
	// Log receives why requests were refused (debug) and keys could not be had
	// (warning), never a token. Default: none.
	Log *slog.Logger
}

// Cookie is the token's second way in.
type Cookie struct {
	Name string
	// TrustedOrigins are the sites, such as "https://app.example.org", whose
	// pages may change state with the cookie. At least one is needed.
	TrustedOrigins []string
}

// Verifier verifies tokens. It is safe for concurrent use.
type Verifier struct {
	options    Options
	algorithms []jose.SignatureAlgorithm
	keys       *cache // nil with a secret
	secret     []byte
	origins    map[string]bool
}

// New makes a Verifier. It reads no keys yet: the key server may start later.
func New(o Options) (*Verifier, error) {
	v := &Verifier{}
	var err error
	if o, err = o.complete(); err != nil {
		return nil, err
	}
	if v.algorithms, err = o.signatures(); err != nil {
		return nil, err
	}
	if v.origins, err = o.Cookie.origins(); err != nil {
		return nil, err
	}
	if o.HMACSecret != "" {
		v.secret = []byte(o.HMACSecret)
	} else {
		source := o.Keys
		if source == nil {
			source = newRemote(o.JWKSURL, o.HTTPClient)
		}
		v.keys = newCache(source, o)
	}
	v.options = o
	return v, nil
}

// Verify checks a token and returns whom it was issued to. The error is one of
// ErrMissing, ErrExpired, ErrInvalid and ErrUnavailable, wrapped with the cause.
func (v *Verifier) Verify(ctx context.Context, token string) (*User, error) {
	signed, err := v.parse(token)
	if err != nil {
		return nil, err
	}
	claims, err := v.open(ctx, signed)
	if err != nil {
		return nil, err
	}
	return v.user(claims)
}
