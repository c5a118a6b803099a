package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"time"
)

// limit bounds the body in size and time.
func (s *Service) limit(next http.Handler) http.Handler {
	limits := s.options.Limits
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.stopping.Load() {
			// The connection is closed after this reply, so that no client sends another request into it.
			w.Header().Set("Connection", "close")
		}
		if r.ContentLength > limits.BodyBytes {
			w.Header().Set("Connection", "close") // the rest of the body is not read
			writeError(w, http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE",
				fmt.Sprintf("The request body is larger than %d bytes.", limits.BodyBytes))
			return
		}
		if r.Body != nil && r.Body != http.NoBody {
			control := http.NewResponseController(w)
			_ = control.SetReadDeadline(s.options.Now().Add(limits.Body)) // recorders in tests have none
			r.Body = http.MaxBytesReader(w, &timedBody{r.Body, control}, limits.BodyBytes)
		}
		next.ServeHTTP(w, r)
	})
}

// timedBody takes the read deadline away when the body is complete. Left in place it would later end the request's
// context, in the middle of a long answer. A body that the handler leaves unread keeps its deadline.
type timedBody struct {
	io.ReadCloser
	control *http.ResponseController
}

func (b *timedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

// recover answers for a handler that panicked, and logs where.
func (s *Service) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { //nolint:errorlint // the documented way to compare
				panic(cause)
			}
			s.options.Log.ErrorContext(r.Context(), "handler panicked", "request", w.Header().Get(requestIDHeader),
				"route", Route(r.URL.Path), "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
			if sent, ok := w.(*response); ok && sent.status != 0 {
				panic(http.ErrAbortHandler) // half a reply must not look like a whole one
			}
			writeError(w, http.StatusInternalServerError, "INTERNAL", "Something went wrong on the server.")
		}()
		next.ServeHTTP(w, r)
	})
}
