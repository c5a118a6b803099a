package web

import (
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// maxKinds bounds the kinds of requests whose counter is remembered.
const maxKinds = 1000

// kind is what requests that count as the same have in common.
type kind struct {
	method, path string
	status       int
}

// counter is where a kind is counted, and its route for the log.
type counter struct {
	prometheus.Observer
	route string
}

// maxRoutes bounds the routes that are told apart. Clients choose paths, and each route costs memory for good.
const maxRoutes = 200

type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	running  atomic.Int64

	mu     sync.RWMutex
	routes map[string]bool
	known  map[kind]counter // finding a counter costs more than counting
}

func newMetrics(service, version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		routes:   map[string]bool{},
		known:    map[kind]counter{},
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds", Help: "Time from the header of a request to the end of its reply.",
			Buckets:     []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
			ConstLabels: prometheus.Labels{"service": service},
		}, []string{"method", "route", "status"}),
	}
	running := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "http_requests_running", Help: "Requests being answered.",
		ConstLabels: prometheus.Labels{"service": service},
	}, func() float64 { return float64(m.running.Load()) })
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "lyceum_build_info", Help: "The running version; the value is always 1.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, running, build, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// observe counts a finished request and returns its route.
func (m *metrics) observe(r *http.Request, status int, took time.Duration) string {
	c := m.counter(r, status)
	c.Observe(took.Seconds())
	return c.route
}

func (m *metrics) counter(r *http.Request, status int) counter {
	k := kind{knownMethod(r.Method), r.URL.Path, status}
	if answeredBy(r, status) {
		k.path = r.Pattern
	}
	m.mu.RLock()
	c, known := m.known[k]
	m.mu.RUnlock()
	if known {
		return c
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	c.route = m.bounded(routeOf(r, status))
	c.Observer = m.requests.WithLabelValues(k.method, c.route, strconv.Itoa(status))
	// Paths with identifiers are without number.
	if len(m.known) < maxKinds && (k.path == r.Pattern || c.route == k.path) {
		m.known[k] = c
	}
	return c
}

// answeredBy reports whether only the handler counts: pages are one route, and what nobody answers is one a handler.
func answeredBy(r *http.Request, status int) bool {
	return r.Pattern == "" || r.Pattern == "/" || status == http.StatusNotFound
}

// routeOf is the path without identifiers.
func routeOf(r *http.Request, status int) string {
	switch {
	case r.Pattern == "":
		return "/"
	case answeredBy(r, status):
		return r.Pattern
	}
	return Route(r.URL.Path)
}

// bounded is for callers who hold the lock.
func (m *metrics) bounded(route string) string {
	if !m.routes[route] {
		if len(m.routes) >= maxRoutes {
			return "other"
		}
		m.routes[route] = true
	}
	return route
}

// knownMethod keeps clients from inventing methods.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "other"
	}
}
