package web

import (
	"context"
	"net"
	"net/http"
	"time"
)

// line is a connection's write deadline. It outlives a request, so that the many short ones of a busy connection do
// not each move a timer.
type line struct{ deadline time.Time }

type lineKey struct{}

// withLine gives each connection its line.
func withLine(ctx context.Context, _ net.Conn) context.Context {
	return context.WithValue(ctx, lineKey{}, &line{})
}

func lineOf(ctx context.Context) *line {
	if l, ok := ctx.Value(lineKey{}).(*line); ok {
		return l
	}
	return &line{}
}

// response remembers what was sent, and gives each piece of the reply its own time.
type response struct {
	http.ResponseWriter
	id       [1]string // under which the request is logged; its header's values
	line     *line
	patience time.Duration
	now      func() time.Time
	status   int
	bytes    int64
}

// WriteHeader keeps the first final status.
func (r *response) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *response) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.extend(r.now())
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Flush sends what is buffered; streams look for it.
func (r *response) Flush() {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.extend(r.now())
	_ = http.NewResponseController(r.ResponseWriter).Flush() // a connection that cannot flush cannot stream, and the next write says so
}

// Unwrap lets http.ResponseController reach what lies below.
func (r *response) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// extend moves the write deadline. Once in a tenth of the time is enough.
func (r *response) extend(now time.Time) {
	if r.line.deadline.Sub(now) > r.patience*9/10 {
		return
	}
	r.line.deadline = now.Add(r.patience)
	_ = http.NewResponseController(r.ResponseWriter).SetWriteDeadline(r.line.deadline) // recorders in tests have none
}
