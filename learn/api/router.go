// Package api is what the learning platform's HTTP endpoints share: routes with or without a signed-in reader, strict
// request bodies, and the one place that writes errors.
//
//	router := api.NewRouter(api.Options{Auth: auth, Log: log})
//	router.Anyone("GET /api/course", course.serve)
//	router.SignedIn("PUT /api/progress", progress.put)
//
// A handler is a [HandlerFunc]: it returns an error instead of writing one. A returned [Error] is answered with its
// status and {"code","message"}; any other error, and a panic, becomes 500 INTERNAL, and its cause goes to the log
// under the request id that the client sees in X-Request-Id. Unknown paths (404) and methods (405, with Allow) are
// answered in the same form.
package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// HandlerFunc answers a request or returns why not. It must not write anything before it returns an error.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// User is the verified reader, with the fields of the token (package auth/verify has the same).
type User struct {
	ID, Email, Name, Image string
	EmailVerified          bool
	Role, SessionID        string
	Claims                 map[string]any
}

// Auth is how the platform learns who is asking; package auth/verify provides all three.
type Auth struct {
	Required func(http.Handler) http.Handler         // answers 401 itself when nobody is signed in
	Optional func(http.Handler) http.Handler         // lets visitors pass
	User     func(ctx context.Context) (*User, bool) // behind either of the two
}

// Options configure a [Router].
type Options struct {
	Auth  Auth
	Log   *slog.Logger
	NewID func() string // request ids; random when nil
}

// Router dispatches requests by method and path. Routes are added before it serves.
type Router struct {
	mux   *http.ServeMux
	auth  Auth
	log   *slog.Logger
	newID func() string

	routes []string
}

// Routes are the patterns of the routes, in the order in which they were added.
func (router *Router) Routes() []string { return router.routes }

// NewRouter makes a router without routes.
func NewRouter(options Options) *Router {
	router := &Router{mux: http.NewServeMux(), auth: options.Auth, log: options.Log, newID: options.NewID}
	if router.newID == nil {
		router.newID = rand.Text
	}
	return router
}

// Anyone adds a route for visitors and signed-in readers; [Router.User] tells them apart.
func (router *Router) Anyone(pattern string, handler HandlerFunc) {
	router.add(pattern, router.auth.Optional(router.answer(handler)))
}

// SignedIn adds a route that needs a signed-in reader.
func (router *Router) SignedIn(pattern string, handler func(http.ResponseWriter, *http.Request, *User) error) {
	router.add(pattern, router.auth.Required(router.answer(func(w http.ResponseWriter, r *http.Request) error {
		user, ok := router.auth.User(r.Context())
		if !ok {
			return errors.New("the authentication middleware let a request without user pass")
		}
		return handler(w, r, user)
	})))
}

func (router *Router) add(pattern string, handler http.Handler) {
	router.routes = append(router.routes, pattern)
	router.mux.Handle(pattern, handler)
}

// User returns the signed-in reader, or nil for a visitor.
func (router *Router) User(r *http.Request) *User {
	if user, ok := router.auth.User(r.Context()); ok {
		return user
	}
	return nil
}

// requestIDHeader carries the id under which causes are logged. An id set by an outer handler is kept.
const requestIDHeader = "X-Request-Id"

// ServeHTTP implements [http.Handler].
func (router *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if w.Header().Get(requestIDHeader) == "" {
		w.Header().Set(requestIDHeader, router.newID())
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	tracked := &tracker{ResponseWriter: w}
	defer func() {
		if cause := recover(); cause != nil {
			router.panicked(tracked, r, cause)
		}
	}()
	if handler, pattern := router.mux.Handler(r); pattern == "" {
		router.fail(tracked, r, unrouted(handler, r))
		return
	}
	router.mux.ServeHTTP(tracked, r) // not the handler found above: only the mux sets the path values
}

func (router *Router) answer(handler HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := handler(w, r); err != nil {
			router.fail(w, r, err)
		}
	})
}

// fail is the one place that answers errors.
func (router *Router) fail(w http.ResponseWriter, r *http.Request, err error) {
	refusal := asError(err)
	id := w.Header().Get(requestIDHeader)
	attributes := []any{"request", id, "method", r.Method, "path", r.URL.Path, "code", refusal.Code, "cause", refusal.Cause}
	switch {
	case errors.Is(r.Context().Err(), context.Canceled):
		router.log.DebugContext(r.Context(), "client went away", attributes...)
	case refusal.Status >= http.StatusInternalServerError:
		router.log.ErrorContext(r.Context(), "request failed", attributes...)
	case refusal.Cause != nil:
		router.log.InfoContext(r.Context(), "request refused", attributes...)
	}
	for name, values := range refusal.Header {
		w.Header()[name] = values
	}
	body := struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}{refusal.Code, refusal.Message}
	_ = WriteJSON(w, refusal.Status, body) // two strings always marshal
}

func (router *Router) panicked(w *tracker, r *http.Request, cause any) {
	if cause == http.ErrAbortHandler { //nolint:errorlint // the documented way to compare
		panic(cause)
	}
	router.log.ErrorContext(r.Context(), "handler panicked", "request", w.Header().Get(requestIDHeader),
		"panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
	if w.started {
		panic(http.ErrAbortHandler) // the reply is half out: break the connection rather than end it as if complete
	}
	router.fail(w, r, errors.New("panic"))
}

// unrouted turns the mux's own answer for a path or method it does not know into an [Error].
func unrouted(handler http.Handler, r *http.Request) *Error {
	probe := &discard{header: http.Header{}}
	handler.ServeHTTP(probe, r)
	if allow := probe.header.Values("Allow"); probe.status == http.StatusMethodNotAllowed {
		return &Error{
			Status: http.StatusMethodNotAllowed, Code: "METHOD_NOT_ALLOWED", Header: http.Header{"Allow": allow},
			Message: fmt.Sprintf("This address does not answer %s.", r.Method),
		}
	}
	return NotFound("NOT_FOUND", "There is nothing at this address.")
}

// WriteJSON answers with v. Replies are about one reader at one moment, so nobody may cache them.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write a JSON reply: %w", err)
	}
	WriteRaw(w, status, text)
	return nil
}

// WriteRaw is [WriteJSON] for a text that is JSON already. A client that has gone away goes unnoticed.
func WriteRaw(w http.ResponseWriter, status int, text []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}
