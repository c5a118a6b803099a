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
		sent := &response{
			ResponseWriter: w, line: lineOf(r.Context()), patience: s.options.Limits.Write, now: s.options.Now,
			id: [1]string{newID()},
		}
		w.Header()[requestIDHeader] = sent.id[:]
		if s.options.HTTPS {
			w.Header()["Strict-Transport-Security"] = strictTransport
		}
		sent.extend(start)
		s.metrics.running.Add(1)
		defer func() {
			s.metrics.running.Add(-1)
			end := s.options.Now()
			sent.extend(end) // what is still buffered is sent after this function
			s.record(r, sent, end.Sub(start))
		}()
		next.ServeHTTP(sent, r)
	})
}

// newID is not a secret: it must only be one of its kind.
func newID() string {
	var raw [12]byte
	var text [2 * len(raw)]byte
	binary.LittleEndian.PutUint64(raw[:], rand.Uint64())  //nolint:gosec // no secret
	binary.LittleEndian.PutUint32(raw[8:], rand.Uint32()) //nolint:gosec // no secret
	hex.Encode(text[:], raw[:])
	return string(text[:])
}

func (s *Service) record(r *http.Request, sent *response, took time.Duration) {
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
	s.options.Log.LogAttrs(r.Context(), level, "request", slog.String("id", sent.id[0]), slog.String("method", r.Method),
		slog.String("route", route), slog.Int("status", status),
		slog.Float64("milliseconds", float64(took.Microseconds())/1000), slog.Int64("bytes", sent.bytes))
}
