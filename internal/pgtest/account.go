package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user whom root runs the server as; nil is this process's own.
type account struct {
	uid, gid uint32
}

// attributes start a process as the account, in a group of its own, so that
// Ctrl-C reaches the tests and not the server beneath them.
func (a *account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a != nil {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

// yield gives the home folder to an ordinary user when this process is root.
// Binaries in a folder that user cannot enter are copied into the home.
func (s *Server) yield() error {
	if os.Getuid() != 0 {
		return nil
	}
	var err error
	if s.account, err = ordinary(); err != nil {
		return err
	}
	if blocked := closedParent(s.home); blocked != "" {
		return fmt.Errorf("%s: an ordinary user must run PostgreSQL for root and cannot enter %s", s.home, blocked)
	}
	if closedParent(s.binaries) != "" {
		// The package's bin, lib and share are found relative to each other.
		local := filepath.Join(s.home, "postgres")
		if err := os.CopyFS(local, os.DirFS(filepath.Dir(s.binaries))); err != nil && !errors.Is(err, os.ErrExist) {
			return fmt.Errorf("copy the PostgreSQL binaries: %w", err)
		}
		s.binaries = filepath.Join(local, filepath.Base(s.binaries))
	}
	return os.Chown(s.home, int(s.account.uid), int(s.account.gid))
}

// ordinary finds the user postgres, or else nobody.
func ordinary() (*account, error) {
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(found.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(found.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &account{uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return nil, errors.New("running as root, and neither the user postgres nor nobody exists to run the server as")
}

// closedParent returns the first folder on the way down to the path, the path
// left out, that others cannot enter; "" when there is none.
func closedParent(path string) string {
	parent := filepath.Dir(path)
	if parent == path {
		return ""
	}
	if above := closedParent(parent); above != "" {
		return above
	}
	if info, err := os.Stat(parent); err != nil || info.Mode().Perm()&0o001 == 0 {
		return parent
	}
	return ""
}

// temporary makes a folder that others can enter.
func temporary() (string, error) {
	parent := os.TempDir()
	if os.Getuid() == 0 && closedParent(filepath.Join(parent, "x")) != "" {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, "lyceum-pg-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755) // the server runs as another user
}
