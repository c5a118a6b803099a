package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/internal/config"
)

// BenchmarkGetSession is a session check through everything the server puts around it,
// network aside: ids, log, metrics and limits are part of what a request costs.
func BenchmarkGetSession(b *testing.B) {
	for _, mode := range []struct{ name, cache, level string }{
		{"database", "false", "warn"}, {"cookie cache", "true", "warn"}, {"cookie cache, logged", "true", "info"},
	} {
		b.Run(mode.name, func(b *testing.B) {
			handler := benchHandler(b, "auth.session.cookieCache.enabled="+mode.cache, "log.level="+mode.level)
			request := httptest.NewRequest(http.MethodGet, "/api/auth/get-session", nil)
			request.Header.Set("Cookie", signedUp(b, handler))
			reply := &discarded{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(reply.header)
				again := *request // whoever routes a request writes to it
				handler.ServeHTTP(reply, &again)
				if reply.status != http.StatusOK || reply.bytes < 100 {
					b.Fatal(reply.status, reply.bytes)
				}
				reply.bytes = 0
			}
		})
	}
}

func benchHandler(b *testing.B, set ...string) http.Handler {
	b.Helper()
	source := config.Source{LookupEnv: func(string) (string, bool) { return "", false }}
	for _, assignment := range append(set, "server.data="+b.TempDir(), "auth.rateLimit.enabled=false", "auth.plugins.jwt.disableSettingJwtHeader=true") {
		path, value, _ := strings.Cut(assignment, "=")
		source.Set = append(source.Set, config.Override{Path: path, Value: value, Origin: "benchmark"})
	}
	settings, err := config.Load(source)
	if err != nil {
		b.Fatal(err)
	}
	where, err := locate(serviceAuth, settings, 3000)
	if err != nil {
		b.Fatal(err)
	}
	program := &Program{Stdout: io.Discard, Stderr: io.Discard, LookupEnv: source.LookupEnv}
	house, err := open(b.Context(), serviceAuth, settings, where, program, program.logger(settings))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(house.close)
	service, err := house.service(true)
	if err != nil {
		b.Fatal(err)
	}
	return service.Handler()
}

// signedUp returns the cookies of a new user.
func signedUp(b *testing.B, handler http.Handler) string {
	b.Helper()
	body := `{"name":"Ann","email":"ann@example.com","password":"correct horse battery"}`
	request := httptest.NewRequest(http.MethodPost, "/api/auth/sign-up/email", bytes.NewReader([]byte(body)))
	request.Header.Set("Content-Type", "application/json")
	reply := httptest.NewRecorder()
	handler.ServeHTTP(reply, request)
	if reply.Code != http.StatusOK {
		b.Fatal(reply.Code, reply.Body)
	}
	var pairs []string
	for _, line := range reply.Header().Values("Set-Cookie") {
		pair, _, _ := strings.Cut(line, ";")
		pairs = append(pairs, pair)
	}
	return strings.Join(pairs, "; ")
}

// discarded is a reply nobody reads.
type discarded struct {
	header        http.Header
	status, bytes int
}

func (d *discarded) Header() http.Header              { return d.header }
func (d *discarded) WriteHeader(status int)           { d.status = status }
func (d *discarded) SetWriteDeadline(time.Time) error { return nil }
func (d *discarded) Write(p []byte) (int, error) {
	d.bytes += len(p)
	return len(p), nil
}
