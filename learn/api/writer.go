package api

import "net/http"

// tracker remembers whether a reply has begun.
type tracker struct {
	http.ResponseWriter
	started bool
}

func (t *tracker) WriteHeader(status int) {
	t.started = true
	t.ResponseWriter.WriteHeader(status)
}

func (t *tracker) Write(p []byte) (int, error) {
	t.started = true
	return t.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach what lies below.
func (t *tracker) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// discard keeps the status and the header of a reply and drops its body.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }
