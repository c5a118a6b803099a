// Package web puts handlers on the network: limits, the request log, metrics, probes, and a stop that drops nothing.
//
//	listener, err := web.Listen(ctx, "localhost", 3000)
//	service := web.New(web.Options{Name: "auth", Log: log})
//	service.Handle("/api/auth/", auth.Handler())
//	err = service.Serve(ctx, listener) // until ctx ends, then drains
//
// # How a request travels
//
//	id, log and metrics → panic → body and write limits → mux → handler
//
// Every service answers GET /health (the process lives), /ready (its checks pass; 503 otherwise and while stopping) and
// /metrics (Prometheus, for this machine and the bearer of a token), besides what is mounted with [Service.Handle].
//
// # Limits
//
// A header must arrive within Limits.Header, a body within Limits.Body and below Limits.BodyBytes. A reply has no total
// time, so that streams may last and slow lines may load large files; instead each piece of it must be taken within
// Limits.Write. A reader who stops reading is cut off after that.
//
// # Logs
//
// Neither the log nor the metrics contain query strings or identifiers from paths: both can be tokens. See [Route].
package web

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Limits bound what one client may take. All are required.
type Limits struct {
	Header    time.Duration // to send a header
	Body      time.Duration // to send a body
	BodyBytes int64
	Write     time.Duration // to take each piece of a reply
	Idle      time.Duration // between two requests
}

// Check is one condition of readiness.
type Check struct {
	Name string
	Run  func(ctx context.Context) error
}

// Options configure a [Service].
type Options struct {
	Name   string // of the service, shown by /health
	Log    *slog.Logger
	Limits Limits
	Checks []Check
	// DrainDelay is how long after the stop signal new connections are still accepted, so that load balancers and
	// clients with open connections notice in time. DrainTimeout is how long running requests may then go on.
	DrainDelay, DrainTimeout time.Duration
	// Hurry is called when three quarters of DrainTimeout are over and requests still run: it asks long replies to come to
	// an end in order. It may be nil.
	Hurry func(context.Context) error
	// HTTPS says that browsers reach the service by https only, and tells them so.
	HTTPS bool
	// Version is shown in the metrics.
	Version string
	// MetricsToken lets its bearer see the metrics, besides direct requests from this machine; "" lets nobody.
	MetricsToken string
	// Metrics are shown beside the service's own.
	Metrics []prometheus.Collector
	Now     func() time.Time // time.Now when nil
}

// Service is a set of handlers with everything around them.
type Service struct {
	options  Options
	mux      *http.ServeMux
	verbatim []prefix
	metrics  *metrics
	handler  http.Handler
	stopping atomic.Bool
}

// New makes a service that answers the probes.
func New(options Options) *Service {
	if options.Now == nil {
		options.Now = time.Now
	}
	s := &Service{options: options, mux: http.NewServeMux(), metrics: newMetrics(options.Name, options.Version)}
	s.metrics.registry.MustRegister(options.Metrics...)
	s.mux.HandleFunc("GET /health", s.health)
	s.mux.HandleFunc("GET /ready", s.ready)
	s.mux.Handle("GET /metrics", s.forMonitoring(s.metrics.handler()))
	s.handler = s.observe(s.recover(s.limit(http.HandlerFunc(s.dispatch))))
	return s
}

// Handle mounts a handler under a pattern of [http.ServeMux].
func (s *Service) Handle(pattern string, handler http.Handler) { s.mux.Handle(pattern, handler) }

type prefix struct {
	path    string
	pattern string // tells the log and the metrics who answered
	handler http.Handler
}

// HandleVerbatim mounts a handler for a path and everything below it, and gives it every such request as it came.
// [http.ServeMux] would answer paths such as /api//auth with a redirect of its own, which a wire protocol may forbid.
func (s *Service) HandleVerbatim(path string, handler http.Handler) {
	path = strings.TrimRight(path, "/")
	s.verbatim = append(s.verbatim, prefix{path, path + "/", handler})
}

func (s *Service) dispatch(w http.ResponseWriter, r *http.Request) {
	for _, p := range s.verbatim {
		if rest, ok := strings.CutPrefix(r.URL.Path, p.path); ok && (rest == "" || rest[0] == '/') {
			r.Pattern = p.pattern
			p.handler.ServeHTTP(w, r)
			return
		}
	}
	s.mux.ServeHTTP(w, r)
}

// Handler is the service as one handler.
func (s *Service) Handler() http.Handler { return s.handler }
