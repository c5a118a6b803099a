package web

import (
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// maxRoutes bounds the routes that are told apart. Clients choose paths, and each route costs memory for good.
const maxRoutes = 200

type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	running  prometheus.Gauge

	mu     sync.Mutex
	routes map[string]bool
}

func newMetrics(service, version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		routes:   map[string]bool{},
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds", Help: "Time from the header of a request to the end of its reply.",
			Buckets:     []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
			ConstLabels: prometheus.Labels{"service": service},
		}, []string{"method", "route", "status"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_requests_running", Help: "Requests being answered.",
			ConstLabels: prometheus.Labels{"service": service},
		}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "lyceum_build_info", Help: "The running version; the value is always 1.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.running, build, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// observe counts a finished request and returns its route.
func (m *metrics) observe(r *http.Request, status int, took time.Duration) string {
	route := m.bounded(routeOf(r, status))
	m.requests.WithLabelValues(knownMethod(r.Method), route, strconv.Itoa(status)).Observe(took.Seconds())
	return route
}

// routeOf is the path without identifiers. Pages count as one route, and what nobody answers as one a handler.
func routeOf(r *http.Request, status int) string {
	switch {
	case r.Pattern == "" || r.Pattern == "/":
		return "/"
	case status == http.StatusNotFound:
		return r.Pattern
	default:
		return Route(r.URL.Path)
	}
}

func (m *metrics) bounded(route string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
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
