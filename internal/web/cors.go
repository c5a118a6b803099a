package web

import (
	"net/http"
	"strings"

	"github.com/rs/cors"
)

// preflightAge is how long browsers may remember a preflight's answer, in seconds.
const preflightAge = 600

// CORS lets scripts of the given origins, and no others, call a handler with credentials. Patterns with wildcards do not
// count: a page of a whole domain may be redirected to, but must be named to read replies. Without an origin the handler
// is returned as it is.
func CORS(origins []string, next http.Handler) http.Handler {
	var exact []string
	for _, origin := range origins {
		if !strings.ContainsAny(origin, "*?") && strings.HasPrefix(origin, "http") {
			exact = append(exact, origin)
		}
	}
	if len(exact) == 0 {
		return next
	}
	layer := cors.New(cors.Options{
		AllowedOrigins:   exact,
		AllowCredentials: true,
		AllowedMethods:   []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		AllowedHeaders:   []string{"Authorization", "Content-Type", "Accept", "X-Requested-With", "Last-Event-Id", "X-Captcha-Response"},
		MaxAge:           preflightAge,
	})
	return layer.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if w.Header().Get("Access-Control-Allow-Origin") != "" {
			w = &exposing{ResponseWriter: w}
		}
		next.ServeHTTP(w, r)
	}))
}

// exposing names the headers a script may read once it is known which the reply has. The engine names its own.
type exposing struct {
	http.ResponseWriter
	started bool
}

func (e *exposing) start() {
	if e.started {
		return
	}
	e.started = true
	for _, name := range []string{"X-Retry-After", "Retry-After", "Www-Authenticate"} {
		if e.Header().Get(name) != "" {
			e.Header().Add("Access-Control-Expose-Headers", name)
		}
	}
}

func (e *exposing) WriteHeader(status int) {
	e.start()
	e.ResponseWriter.WriteHeader(status)
}

func (e *exposing) Write(p []byte) (int, error) {
	e.start()
	return e.ResponseWriter.Write(p)
}

// Flush sends what is buffered; streams look for it.
func (e *exposing) Flush() {
	e.start()
	_ = http.NewResponseController(e.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach what lies below.
func (e *exposing) Unwrap() http.ResponseWriter { return e.ResponseWriter }
