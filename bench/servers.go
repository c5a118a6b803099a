package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/lyceum/lyceum/internal/pgtest"
)

const (
	secret    = "bench-secret-0123456789-abcdefghijklmnop-XYZ"
	publicURL = "http://localhost:3000"
)

// server is a running server process.
type server struct {
	name, addr string
	cmd        *exec.Cmd
	stdin      io.Closer
	cached     []byte // a request with a valid cookie cache
	warm       bool
}

// servers are all processes of a run.
type servers struct {
	dir       string
	pg        *pgtest.Server
	url       string
	reference *server
	refCached *server
	refTokens *server
	lyceum    *server
	lyKept    *server
	lyCached  *server
	lyTokens  *server
	refOrg    *server
	lyOrg     *server
	limit     *server
	people    []person
	// secondFactor is everybody's who has one.
	secondFactor []byte
	idle         map[*server]memory
}

// kind is how a server is configured.
type kind string

const (
	fromDatabase    kind = "database"      // each session check asks the database
	fromCache       kind = "session cache" // Lyceum's own, on by default
	fromCookieCache kind = "cookie cache"
	withTokens      kind = "tokens" // plugin jwt, which signs a header of each session check
	withPlugins     kind = "plugins"
)

// profile is what reference and Lyceum are both configured with.
func profile(k kind) map[string]any {
	session, plugins := map[string]any{}, map[string]any{}
	if k == fromCookieCache {
		session["cookieCache"] = map[string]any{"enabled": true, "maxAge": 3600} // seconds, more than a run takes
	}
	if k == withTokens {
		plugins["jwt"] = map[string]any{}
	}
	if k == withPlugins {
		plugins["organization"], plugins["admin"], plugins["twoFactor"] = map[string]any{}, map[string]any{}, map[string]any{}
	}
	return map[string]any{
		"emailAndPassword": map[string]any{"enabled": true},
		"rateLimit":        map[string]any{"enabled": false},
		"session":          session,
		"plugins":          plugins,
	}
}

func startAll(ctx context.Context, o options) (_ *servers, err error) {
	s := &servers{idle: map[*server]memory{}}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	if s.dir, err = os.MkdirTemp("", "lyceum-bench-"); err != nil {
		return nil, err
	}
	if err = os.Chmod(s.dir, 0o755); err != nil {
		return nil, err
	}
	if s.pg, err = pgtest.Start(filepath.Join(s.dir, "pg")); err != nil {
		return nil, err
	}
	if s.url, err = s.pg.NewDatabase(ctx, "bench"); err != nil {
		return nil, err
	}
	lyceum := func(ctx context.Context, k kind) (*server, error) { return s.startLyceum(ctx, o, k) }
	for _, start := range []struct {
		into **server
		kind kind
		run  func(ctx context.Context, k kind) (*server, error)
	}{
		{&s.reference, fromDatabase, s.startReference},
		{&s.refCached, fromCookieCache, s.startReference},
		{&s.refTokens, withTokens, s.startReference},
		{&s.lyceum, fromDatabase, lyceum},
		{&s.lyKept, fromCache, lyceum},
		{&s.lyCached, fromCookieCache, lyceum},
		{&s.lyTokens, withTokens, lyceum},
		{&s.refOrg, withPlugins, s.startReference},
		{&s.lyOrg, withPlugins, lyceum},
		{&s.limit, fromDatabase, s.startLimit},
	} {
		if *start.into, err = start.run(ctx, start.kind); err != nil {
			return nil, fmt.Errorf("starting a server for %s: %w", start.kind, err)
		}
	}
	for _, one := range s.all() {
		s.idle[one] = one.resident()
	}
	if err = s.grow(ctx, o.users); err != nil {
		return nil, err
	}
	if err = s.fillPlugins(ctx); err != nil {
		return nil, fmt.Errorf("filling the plugins' tables: %w", err)
	}
	for _, one := range []*server{s.refCached, s.lyCached} {
		if one.cached, err = cacheRequest(one, s.people[0]); err != nil {
			return nil, err
		}
	}
	s.limit.cached = s.lyCached.cached
	return s, nil
}

func (s *servers) all() []*server {
	var out []*server
	for _, one := range []*server{s.reference, s.refCached, s.refTokens, s.lyceum, s.lyKept, s.lyCached, s.lyTokens, s.refOrg, s.lyOrg, s.limit} {
		if one != nil {
			out = append(out, one)
		}
	}
	return out
}

func (s *servers) stop() {
	for _, one := range s.all() {
		one.stop()
	}
	if s.pg != nil {
		s.pg.Stop()
	}
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

func (s *server) stop() {
	if s.stdin != nil {
		_ = s.stdin.Close()
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		_ = s.cmd.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		_ = s.cmd.Process.Kill()
	}
}

func environment(more ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, more...)
}

// startReference starts the conformance tests' host of the reference with one server in
// it; it speaks JSON lines (conformance/reference/host.mjs).
func (s *servers) startReference(ctx context.Context, k kind) (*server, error) {
	order, err := json.Marshal(map[string]any{"start": map[string]any{"id": 1, "auth": profile(k), "database": s.url, "storage": nil}})
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "node", "conformance/reference/host.mjs")
	cmd.Env = environment("NODE_ENV=production", "BETTER_AUTH_SECRET="+secret, "BETTER_AUTH_URL="+publicURL, "BETTER_AUTH_TELEMETRY=0")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if _, err := stdin.Write(append(order, '\n')); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("the reference did not start (is conformance/node_modules installed?): %w", err)
	}
	var answer struct {
		Port  int
		Error string
	}
	if err := json.Unmarshal(line, &answer); err != nil || answer.Port == 0 {
		return nil, fmt.Errorf("the reference did not start: %s", line)
	}
	return &server{name: "reference", addr: fmt.Sprintf("127.0.0.1:%d", answer.Port), cmd: cmd, stdin: stdin}, nil
}

func (s *servers) startLyceum(ctx context.Context, o options, k kind) (*server, error) {
	config := filepath.Join(s.dir, fmt.Sprintf("lyceum-%s.yaml", k))
	settings := profile(k)
	if k == fromDatabase || k == fromCookieCache {
		settings["session"].(map[string]any)["cache"] = map[string]any{"enabled": false}
	}
	// No plugins that the reference does not have here either: jwt would sign every reply.
	settings["compat"] = "reference"
	text, err := json.Marshal(map[string]any{"auth": settings, "log": map[string]any{"level": "warn"}}) // JSON is YAML
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(config, text, 0o600); err != nil {
		return nil, err
	}
	bin, err := filepath.Abs(o.lyceum)
	if err != nil {
		return nil, err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(addr)
	cmd := exec.CommandContext(ctx, bin, "serve", "auth", "--config", config, "--port", port)
	cmd.Dir = s.dir
	cmd.Env = environment("NODE_ENV=production", "BETTER_AUTH_SECRET="+secret, "BETTER_AUTH_URL="+publicURL,
		"DATABASE_URL="+s.url, "LYCEUM_DATA="+s.dir, "LYCEUM_DEV_MAIL=1")
	cmd.Stderr = os.Stderr
	return started(ctx, "lyceum", addr, cmd)
}

func (s *servers) startLimit(ctx context.Context, _ kind) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = environment(limitEnv+"="+addr, "DATABASE_URL="+s.url)
	cmd.Stderr = os.Stderr
	return started(ctx, "limit", addr, cmd)
}

// started runs a command and waits until it answers.
func started(ctx context.Context, name, addr string, cmd *exec.Cmd) (*server, error) {
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{name: name, addr: addr, cmd: cmd}
	if err := answers(ctx, addr); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func answers(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/api/auth/ok", nil)
		if err != nil {
			return err
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("it does not answer")
		case <-time.After(time.Millisecond):
		}
	}
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

const ticksPerSecond = 100 // of /proc, on every Linux

// cpuTime is the processor time the process has used.
func (s *server) cpuTime() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	// The name in parentheses may hold spaces; the fields count from behind it.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * time.Second / ticksPerSecond
}

// memory is what a process has in memory, in bytes, and how much of it is its own. The rest is the program's file, as
// far as the kernel has mapped it: with each page that is needed come its neighbours.
type memory struct{ resident, own int64 }

func (s *server) resident() memory {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return memory{}
	}
	return memory{kilobytes(string(text), "VmRSS:"), kilobytes(string(text), "RssAnon:")}
}

// highest is the most memory the process ever had.
func (s *server) highest() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	return kilobytes(string(text), "VmHWM:")
}

func kilobytes(text, key string) int64 {
	_, rest, _ := strings.Cut(text, key)
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	n, _ := strconv.ParseInt(fields[0], 10, 64)
	return n * 1024
}

// footprint is a server's memory at rest after the start, and at its highest.
type footprint struct {
	name string
	idle memory
	peak int64
}

func (s *servers) memory() []footprint {
	var out []footprint
	for _, one := range []*server{s.reference, s.lyKept, s.limit} {
		out = append(out, footprint{one.name, s.idle[one], one.highest()})
	}
	return out
}

// coldStarts measures, as a median of five, the time from starting the process to its
// first answer on a database that is ready.
func coldStarts(ctx context.Context, s *servers, o options) (map[string]time.Duration, error) {
	out := map[string]time.Duration{}
	for name, start := range map[string]func() (*server, error){
		"reference": func() (*server, error) {
			one, err := s.startReference(ctx, fromDatabase)
			if err == nil {
				err = answers(ctx, one.addr)
			}
			return one, err
		},
		"lyceum": func() (*server, error) { return s.startLyceum(ctx, o, fromCache) },
	} {
		var times []time.Duration
		for range 5 {
			begin := time.Now()
			one, err := start()
			if err != nil {
				return nil, err
			}
			times = append(times, time.Since(begin))
			one.stop()
		}
		out[name] = median(times)
	}
	return out, nil
}
