package web

import (
	"encoding/binary"
	"encoding/hex"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"
)

// requestIDHeader carries the id under which a request is logged; handlers that log a cause use the same.
const requestIDHeader = "X-Request-Id"

// strictTransport is shared by all replies.
var strictTransport = []string{"max-age=31536000; includeSubDomains"}

// observe gives each request an id, logs it and counts it.
func (s *Service) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.options.Now()
		id := newID()
		w.Header()[requestIDHeader] = []string{id}
		if s.options.HTTPS {
			w.Header()["Strict-Transport-Security"] = strictTransport
		}
		sent := &response{ResponseWriter: w, line: lineOf(r.Context()), patience: s.options.Limits.Write, now: s.options.Now}
		sent.extend(start)
		s.metrics.running.Inc()
		defer func() {
			s.metrics.running.Dec()
			end := s.options.Now()
			sent.extend(end) // what is still buffered is sent after this function
			s.record(r, sent, id, end.Sub(start))
		}()
		next.ServeHTTP(sent, r)
	})
}

// newID is not a secret: it must only be one of its kind.
func newID() string {
	var raw [12]byte
	binary.LittleEndian.PutUint64(raw[:], rand.Uint64())  //nolint:gosec // no secret
	binary.LittleEndian.PutUint32(raw[8:], rand.Uint32()) //nolint:gosec // no secret
	return hex.EncodeToString(raw[:])
}

func (s *Service) record(r *http.Request, sent *response, id string, took time.Duration) {
	status := sent.status
	if status == 0 {
		status = http.StatusOK // nothing was written: the server sends that
	}
	route := s.metrics.observe(r, status, took)
	level := slog.LevelInfo
	switch {
	case status >= http.StatusInternalServerError:
		level = slog.LevelError
	case r.Pattern == "/" || r.Pattern == "GET /health" || r.Pattern == "GET /ready" || r.Pattern == "GET /metrics":
		level = slog.LevelDebug // pages and probes are many and say little
	}
	if !s.options.Log.Enabled(r.Context(), level) {
		return
	}
	s.options.Log.LogAttrs(r.Context(), level, "request", slog.String("id", id), slog.String("method", r.Method),
		slog.String("route", route), slog.Int("status", status),
		slog.Float64("milliseconds", float64(took.Microseconds())/1000), slog.Int64("bytes", sent.bytes))
}
