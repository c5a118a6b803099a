package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	startTimeout = 30 * time.Second
	startTries   = 5   // a free port may be taken between finding and using it
	maxSocket    = 100 // bytes; sun_path holds 104 (macOS) or 108 (Linux)
)

// errEnded is how a server fails whose port was taken.
var errEnded = errors.New("postgres ended at once")

// Server is a PostgreSQL server that belongs to this process and does not
// outlive it. Its methods may be called from several goroutines. URL,
// NewDatabase and DropDatabase are those of every server.
type Server struct {
	cluster

	binaries string   // folder of initdb and postgres
	home     string   // holds data, log and, at need, copied binaries
	settings []string // name=value
	port     int
	account  *account // whom root runs the server as
	watchdog *watchdog

	mu      sync.Mutex
	process *os.Process // nil when the server is down
	exited  chan struct{}
}

// Start starts a server whose files lie in dir. A folder that already holds a
// server's files is used as it is and kept. When dir is empty, a temporary
// folder is used and removed by Stop or when this process ends.
//
// Settings are lines of postgresql.conf in the form name=value, such as
// "shared_buffers=256MB"; they override the defaults, which trade durability
// for speed (fsync=off).
func Start(dir string, settings ...string) (*Server, error) {
	s, err := start(dir, settings)
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return s, nil
}

func start(dir string, settings []string) (_ *Server, err error) {
	binaries, err := findBinaries()
	if err != nil {
		return nil, err
	}
	s := &Server{binaries: binaries, settings: settings}
	remove := ""
	if dir == "" {
		if dir, err = temporary(); err != nil {
			return nil, err
		}
		remove = dir
	}
	if s.home, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if s.watchdog, err = watch(remove); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.watchdog.stop()
		}
	}()
	if err := s.prepare(); err != nil {
		return nil, err
	}
	for range startTries {
		if s.port, err = freePort(); err != nil {
			return nil, err
		}
		s.admin = url.URL{
			Scheme: "postgres", User: url.User("postgres"),
			Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: "/postgres", RawQuery: "sslmode=disable",
		}
		if err = s.launch(); err == nil {
			return s, nil
		}
		if !errors.Is(err, errEnded) {
			break
		}
	}
	return nil, err
}

// prepare makes the data folder, once.
func (s *Server) prepare() error {
	if err := os.MkdirAll(s.home, 0o755); err != nil {
		return err
	}
	if err := s.yield(); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(s.data(), "PG_VERSION")); err == nil {
		return nil
	}
	cmd := exec.CommandContext(context.Background(), filepath.Join(s.binaries, "initdb"), "-D", s.data(),
		"-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions")
	cmd.Dir = s.home
	cmd.SysProcAttr = s.account.attributes()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

func (s *Server) data() string { return filepath.Join(s.home, "data") }
func (s *Server) log() string  { return filepath.Join(s.home, "log") }

// launch starts the server process and waits until it answers. The caller
// holds s.mu or is alone.
func (s *Server) launch() error {
	args := []string{"-D", s.data(), "-p", strconv.Itoa(s.port), "-h", "127.0.0.1"}
	socket := s.data()
	if len(socket) > maxSocket {
		socket = ""
	}
	// A commit survives a crash of the server, though not of the machine.
	defaults := []string{
		"unix_socket_directories=" + socket, "fsync=off", "full_page_writes=off",
		"max_connections=300", "timezone=UTC", "log_timezone=UTC",
	}
	for _, setting := range append(defaults, s.settings...) {
		args = append(args, "-c", setting)
	}
	out, err := os.Create(s.log())
	if err != nil {
		return err
	}
	defer out.Close()
	cmd := exec.CommandContext(context.Background(), filepath.Join(s.binaries, "postgres"), args...)
	cmd.Dir = s.home
	// A file and not a pipe: `go test` would wait for whoever holds its output.
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = s.account.attributes()
	if err := cmd.Start(); err != nil {
		return err
	}
	s.watchdog.follow(cmd.Process.Pid)
	exited := make(chan struct{})
	go func() { _ = cmd.Wait(); close(exited) }()
	if err := s.ready(exited); err != nil {
		_ = cmd.Process.Kill()
		<-exited
		s.watchdog.follow(0)
		text, _ := os.ReadFile(s.log())
		return fmt.Errorf("%w\n%s", err, text)
	}
	s.process, s.exited = cmd.Process, exited
	return nil
}

// ready waits until this server, and not another one that took the port,
// answers.
func (s *Server) ready(exited <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	pause := time.NewTicker(20 * time.Millisecond)
	defer pause.Stop()
	for {
		if s.answers(ctx) {
			return nil
		}
		select {
		case <-exited:
			return errEnded
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", ctx.Err())
		case <-pause.C:
		}
	}
}

func (s *Server) answers(ctx context.Context) bool {
	conn, err := pgx.Connect(ctx, s.admin.String())
	if err != nil {
		return false
	}
	defer conn.Close(ctx)
	var data string
	err = conn.QueryRow(ctx, "SHOW data_directory").Scan(&data)
	return err == nil && data == s.data()
}
