package web

import (
	"net/http"
	"time"
)

// response remembers what was sent, and gives each piece of the reply its own time.
type response struct {
	http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
	now      func() time.Time
	deadline time.Time
	status   int
	bytes    int64
}

func newResponse(w http.ResponseWriter, patience time.Duration, now func() time.Time) *response {
	return &response{ResponseWriter: w, control: http.NewResponseController(w), patience: patience, now: now}
}

// WriteHeader keeps the first final status.
func (r *response) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.extend()
	r.ResponseWriter.WriteHeader(status)
}

func (r *response) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.extend()
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Flush sends what is buffered; streams look for it.
func (r *response) Flush() {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.extend()
	_ = r.control.Flush() // a connection that cannot flush cannot stream, and the next write says so
}

// Unwrap lets http.ResponseController reach what lies below.
func (r *response) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// extend moves the write deadline. Once in a tenth of the time is enough, and spares a call for every small write.
func (r *response) extend() {
	now := r.now()
	if r.deadline.Sub(now) > r.patience*9/10 {
		return
	}
	r.deadline = now.Add(r.patience)
	_ = r.control.SetWriteDeadline(r.deadline) // recorders in tests have none
}
