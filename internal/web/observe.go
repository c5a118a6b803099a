package web

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"time"
)

// requestIDHeader carries the id under which a request is logged; handlers that log a cause use the same.
const requestIDHeader = "X-Request-Id"

// observe gives each request an id, logs it and counts it.
func (s *Service) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.options.Now()
		id := rand.Text()
		w.Header().Set(requestIDHeader, id)
		if s.options.HTTPS {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		sent := newResponse(w, s.options.Limits.Write, s.options.Now)
		s.metrics.running.Inc()
		defer func() {
			s.metrics.running.Dec()
			sent.deadline = time.Time{}
			sent.extend() // what is still buffered is sent after this function
			s.record(r, sent, id, start)
		}()
		next.ServeHTTP(sent, r)
	})
}

func (s *Service) record(r *http.Request, sent *response, id string, start time.Time) {
	status := sent.status
	if status == 0 {
		status = http.StatusOK // nothing was written: the server sends that
	}
	took := s.options.Now().Sub(start)
	route := s.metrics.observe(r, status, took)
	level := slog.LevelInfo
	switch {
	case status >= http.StatusInternalServerError:
		level = slog.LevelError
	case r.Pattern == "/" || r.Pattern == "GET /health" || r.Pattern == "GET /ready" || r.Pattern == "GET /metrics":
		level = slog.LevelDebug // pages and probes are many and say little
	}
	s.options.Log.Log(r.Context(), level, "request", "id", id, "method", r.Method, "route", route, "status", status,
		"milliseconds", float64(took.Microseconds())/1000, "bytes", sent.bytes)
}
