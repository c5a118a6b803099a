package docstest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeProgramCompiles: the program of the README is one that a newcomer can copy.
func TestReadmeProgramCompiles(t *testing.T) {
	t.Parallel()
	_, text, found := strings.Cut(read(t, "README.md"), "```go\n")
	program, _, closed := strings.Cut(text, "```")
	if !found || !closed {
		t.Fatal("README.md has no Go program")
	}
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "vet", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
