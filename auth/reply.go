package auth

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"sync"

	"github.com/lyceum/lyceum/auth/internal/scrypt"
	"github.com/lyceum/lyceum/auth/internal/wire"
	"github.com/lyceum/lyceum/auth/store"
)

// Page is a result that is not JSON.
type Page struct {
	ContentType string
	Body        []byte
}

// Object is an ordered JSON object, for results and inputs of any shape.
type Object = wire.Object

// Member is one name and value of an Object.
type Member = wire.Member

// Undefined as a member's value leaves the member out.
var Undefined = wire.Undefined

// JSON encodes a value as results are encoded.
func JSON(v any) []byte { return wire.Append(nil, v) }

// ParseJSON parses text into ordered values.
func ParseJSON(text []byte) (any, error) { return wire.Parse(text) }

// Header values that nearly every reply carries; whoever adds to one gets a copy.
var (
	jsonType   = []string{typeJSON}
	noStore    = []string{"no-store"}
	noCache    = []string{"no-cache"}
	noSniff    = []string{"nosniff"}
	noReferrer = []string{"no-referrer"}
	noContent  = []string{answerPolicy}
)

// reply is the one place that turns a result or an error into a response.
func (a *Auth) reply(w http.ResponseWriter, c *Call, result any, err error) {
	for _, f := range a.events.Replying {
		f(c)
	}
	h := w.Header()
	if a.Safer() {
		harden(h, c.endpoint != nil && c.endpoint.Cacheable && len(c.cookiesOut) == 0)
	}
	if c.uncached {
		h["Cache-Control"], h["Pragma"] = noStore, noCache
	}
	for name, values := range c.Header {
		h[name] = values
	}
	if len(c.cookiesOut) > 0 {
		lines := make([]string, len(c.cookiesOut))
		for i := range c.cookiesOut {
			lines[i] = c.cookiesOut[i].String()
		}
		h["Set-Cookie"] = lines
	}
	if err != nil {
		a.replyError(w, c, err)
		return
	}
	if page, ok := result.(Page); ok {
		h.Set("Content-Type", page.ContentType)
		if a.Safer() && c.Header.Get("Content-Security-Policy") == "" {
			h.Set("Content-Security-Policy", pagePolicy)
		}
		writeBody(w, c.status(), page.Body)
		return
	}
	h["Content-Type"] = jsonType
	body := a.bodies.Get().(*[]byte)
	*body = wire.Append((*body)[:0], result)
	writeBody(w, c.status(), *body)
	if cap(*body) <= keptBody {
		a.bodies.Put(body)
	}
}

// keptBody is the largest buffer that is used for another reply.
const keptBody = 64 << 10

func newBodies() *sync.Pool {
	return &sync.Pool{New: func() any {
		body := make([]byte, 0, 2048)
		return &body
	}}
}

func (c *Call) status() int {
	if c.Status == 0 {
		return http.StatusOK
	}
	return c.Status
}

func writeBody(w http.ResponseWriter, status int, body []byte) {
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func (a *Auth) replyError(w http.ResponseWriter, c *Call, err error) {
	h := w.Header()
	var redirect *Redirect
	if errors.As(err, &redirect) {
		h.Set("Location", redirect.Location)
		// A nil value, set by plainRedirect, keeps the header out altogether.
		if _, decided := h["Content-Type"]; !decided {
			h.Set("Content-Type", typeJSON)
		}
		w.WriteHeader(http.StatusFound)
		return
	}
	var challenge *Challenge
	if errors.As(err, &challenge) {
		h.Set("Content-Type", typeJSON)
		writeBody(w, http.StatusOK, wire.Append(nil, challenge.Body))
		return
	}
	e := a.explain(err)
	switch {
	case a.options.OnAPIError.OnError != nil:
		a.options.OnAPIError.OnError(c, err)
	case e.Status >= 500:
		a.logFault(c, e)
	}
	for name, values := range e.Header {
		h[name] = values
	}
	switch {
	case e.Body != nil:
		h.Set("Content-Type", typeJSON)
		writeBody(w, e.Status, wire.Append(nil, e.Body))
	case e.Message == "" && e.Code == "" && !e.NoBody:
		w.WriteHeader(e.Status)
	case e.NoBody:
		h.Set("Content-Type", typeJSON)
		w.WriteHeader(e.Status)
	default:
		h.Set("Content-Type", typeJSON)
		body := Object{{Key: "message", Value: e.Message}}
		if e.Code != "" {
			body = append(body, Member{Key: "code", Value: e.Code})
		}
		if e.CodeFirst {
			slices.Reverse(body)
		}
		writeBody(w, e.Status, wire.Append(nil, append(body, e.Extra...)))
	}
}

// explain finds the public half of an error; a lost database and an overload say so,
// with a time to try again.
func (a *Auth) explain(err error) *Error {
	var public *Error
	switch {
	case errors.Is(err, store.ErrUnavailable):
		return busy(Unavailable, "5").Because(err)
	case errors.As(err, &public):
		return public
	case errors.Is(err, scrypt.ErrBusy):
		return busy(Overloaded, "2").Because(err)
	}
	return publicError(err)
}

func busy(code Code, seconds string) *Error {
	e := Fail(http.StatusServiceUnavailable, code)
	e.Header = http.Header{"Retry-After": {seconds}}
	return e
}

// logFault writes the cause of a server error under an id that the reply carries.
func (a *Auth) logFault(c *Call, e *Error) {
	if errors.Is(e.Cause, context.Canceled) {
		return
	}
	var raw [8]byte
	_, _ = rand.Read(raw[:])
	id := hex.EncodeToString(raw[:])
	if e.Header == nil {
		e.Header = http.Header{}
	}
	e.Header = e.Header.Clone()
	e.Header.Set("X-Error-Id", id)
	a.options.Log.LogAttrs(c.Context, slog.LevelError, "request failed",
		slog.String("id", id), slog.String("method", c.Method), slog.String("path", c.Path),
		slog.Int("status", e.Status), slog.String("code", e.Code), slog.Any("cause", e.Cause))
}

func notFoundText(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain;charset=UTF-8")
	writeBody(w, http.StatusNotFound, []byte("Not Found"))
}
