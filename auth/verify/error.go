package verify

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// What can be wrong with a request. Compare with errors.Is; the text of the
// error that wraps one of them says more and never repeats the token.
var (
	// ErrMissing: there is no token.
	ErrMissing = errors.New("no token")
	// ErrExpired: the token is genuine and its time is over.
	ErrExpired = errors.New("token expired")
	// ErrInvalid: the token cannot be accepted, now or later.
	ErrInvalid = errors.New("token invalid")
	// ErrOrigin: a cookie came with a request from an origin that is not trusted.
	ErrOrigin = errors.New("origin not trusted")
	// ErrUnavailable: the keys to decide cannot be had at the moment.
	ErrUnavailable = errors.New("signing keys unavailable")
)

// reply is how an error looks from outside.
type reply struct {
	status        int
	code, message string
	challenge     string // parameters of WWW-Authenticate after the realm
}

// explain finds the reply to an error; any unknown one counts as invalid.
func explain(err error) reply {
	switch {
	case errors.Is(err, ErrMissing):
		// RFC 6750, section 3.1: no error parameter when no token was sent.
		return reply{401, "TOKEN_MISSING", "Sign in and send the token as Authorization: Bearer.", ""}
	case errors.Is(err, ErrExpired):
		return reply{401, "TOKEN_EXPIRED", "The token has expired. Get a new one and send the request again.",
			`, error="invalid_token", error_description="The token has expired"`}
	case errors.Is(err, ErrOrigin):
		return reply{403, "ORIGIN_NOT_TRUSTED", "Requests from this origin may not use the cookie. " +
			"Send the token as Authorization: Bearer, or add the origin to the trusted ones.", ""}
	case errors.Is(err, ErrUnavailable):
		return reply{503, "KEYS_UNAVAILABLE", "The token cannot be checked at the moment. Try again shortly.", ""}
	}
	return reply{401, "TOKEN_INVALID", "The token is not accepted here. Sign in again to get a new one.",
		`, error="invalid_token", error_description="The token is not accepted here"`}
}

// Deny writes the reply to an error of Verify, for services that do not use
// the middleware.
func (v *Verifier) Deny(w http.ResponseWriter, r *http.Request, err error) {
	v.log(r, err)
	reply := explain(err)
	header := w.Header()
	switch reply.status {
	case http.StatusUnauthorized:
		header.Set("WWW-Authenticate", v.challenge(reply))
	case http.StatusServiceUnavailable:
		wait := max(v.options.MinRefresh, time.Second)
		header.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	}
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(reply.status)
	_ = json.NewEncoder(w).Encode(struct { // fails only when the client is gone
		Code    string `json:"code"`
		Message string `json:"message"`
	}{reply.code, reply.message})
}

func (v *Verifier) challenge(r reply) string {
	return `Bearer realm="` + v.options.Realm + `"` + r.challenge
}

func (v *Verifier) log(r *http.Request, err error) {
	log := v.options.Log.DebugContext
	if errors.Is(err, ErrUnavailable) {
		log = v.options.Log.WarnContext
	}
	log(r.Context(), "request refused", "method", r.Method, "path", r.URL.Path, "error", err)
}
