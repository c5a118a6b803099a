package pgtest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// program writes an executable file.
func program(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestFindBinariesFollowsLinksOnPath(t *testing.T) {
	real, linked := t.TempDir(), t.TempDir()
	for _, name := range []string{"postgres", "initdb"} {
		program(t, filepath.Join(real, name))
		if err := os.Symlink(filepath.Join(real, name), filepath.Join(linked, name)); err != nil {
			t.Fatal(err)
		}
	}
	half := t.TempDir()
	program(t, filepath.Join(half, "postgres")) // without initdb it is of no use
	t.Setenv("PATH", half+string(os.PathListSeparator)+linked)
	if got, err := findBinaries(); got != real || err != nil {
		t.Errorf("got %q, %v; want %q", got, err, real)
	}
}

func TestOfPackageStartsAtTheModuleRoot(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "go.mod"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(deep)
	got := ofPackage()
	if len(got) != 1 || !strings.HasPrefix(got[0], filepath.Join(root, "conformance", "node_modules")) {
		t.Errorf("got %q", got)
	}
	if strings.Contains(got[0], "amd64") {
		t.Errorf("%s is not how the package names its architecture", got[0])
	}
}

func TestParseAdmin(t *testing.T) {
	t.Parallel()
	admin, err := parseAdmin("postgres://me:secret@db.test:5433/postgres?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	c := cluster{admin: admin}
	if got, want := c.URL("x"), "postgres://me:secret@db.test:5433/x?sslmode=disable"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, bad := range []string{"", "host=localhost", "mysql://u@h/db", "postgres://", "postgres://u:secret@h:x%zz/"} {
		_, err := parseAdmin(bad)
		if err == nil {
			t.Errorf("%q was accepted", bad)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error repeats the password: %v", err)
		}
	}
}

func TestErrNoneSaysWhatToDo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Chdir("/")
	if len(ofDistribution()) > 0 {
		if _, err := findBinaries(); err != nil {
			t.Errorf("the distribution's server was not found: %v", err)
		}
		return
	}
	if _, err := findBinaries(); !errors.Is(err, errNone) {
		t.Errorf("got %v", err)
	}
}

func TestClosedParent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	inside := filepath.Join(dir, "x", "y")
	if err := os.MkdirAll(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := closedParent(inside); got != dir {
		t.Errorf("got %q, want %q", got, dir)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := closedParent(inside); got != "" {
		t.Errorf("got %q, want none", got)
	}
}
