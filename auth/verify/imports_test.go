package verify_test

import (
	"go/build"
	"strings"
	"testing"
)

// TestImports keeps the package usable without the rest: the standard library
// and go-jose, nothing of the engine.
func TestImports(t *testing.T) {
	t.Parallel()
	pkg, err := build.ImportDir(".", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pkg.Imports {
		host, _, _ := strings.Cut(path, "/")
		if strings.Contains(host, ".") && !strings.HasPrefix(path, "github.com/go-jose/go-jose/v4") {
			t.Errorf("imports %s", path)
		}
	}
}
