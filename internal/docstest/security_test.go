package docstest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	code     = regexp.MustCompile("`([^`]+)`")
	testName = regexp.MustCompile(`^(Test|Fuzz)[A-Z]\w*$`)
	filePath = regexp.MustCompile(`^[\w.-]+(/[\w.-]+)+$`)
	setting  = regexp.MustCompile(`^(auth|server|log|mail|database)(\.\w+)+$`)
	function = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// tests are the names of all tests of the repository.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git" || entry.Name() == "build") {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, "_test.go") {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range function.FindAllStringSubmatch(string(text), -1) {
				names[m[1]] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestSecurityPageNamesWhatExists: every test, file, scenario and setting of the page.
func TestSecurityPageNamesWhatExists(t *testing.T) {
	t.Parallel()
	page, names, settings := read(t, "docs/security.md"), tests(t), read(t, "docs/settings.md")
	seen := 0
	for _, m := range code.FindAllStringSubmatch(page, -1) {
		name, _, _ := strings.Cut(m[1], ":")
		switch {
		case testName.MatchString(name):
			seen++
			if !names[name] {
				t.Errorf("there is no test %s", name)
			}
		case strings.HasPrefix(name, "defaults/"):
			seen++
			if _, err := os.Stat(filepath.Join(root, "conformance/scenarios", name+".mjs")); err != nil && name != "defaults/*" {
				t.Errorf("there is no scenario %s", name)
			}
		case setting.MatchString(name):
			seen++
			if !strings.Contains(settings, "`"+name+"`") {
				t.Errorf("there is no setting %s", name)
			}
		case filePath.MatchString(name) && !strings.HasPrefix(m[0], "`/"):
			seen++
			if _, err := os.Stat(filepath.Join(root, name)); err != nil {
				t.Errorf("there is no file %s", name)
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d names were looked at", seen)
	}
}

var (
	declared = regexp.MustCompile(`scenario: '([^']+)'`)
	row      = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")
)

// TestSaferPointsAreListed: the page and the comparison with the reference declare the same
// points, by their scenario.
func TestSaferPointsAreListed(t *testing.T) {
	t.Parallel()
	_, list, ok := strings.Cut(read(t, "docs/security.md"), "\n## Safer than the reference\n")
	if !ok {
		t.Fatal("the page has no list")
	}
	list, _, _ = strings.Cut(list, "\n## ")
	compared, listed := unique(declared, read(t, "conformance/differences.mjs")), unique(row, list)
	for _, name := range compared {
		if !slices.Contains(listed, name) {
			t.Errorf("docs/security.md has no row for %s of conformance/differences.mjs: add one under “Safer than the reference”", name)
		}
	}
	for _, name := range listed {
		if !slices.Contains(compared, name) {
			t.Errorf("conformance/differences.mjs declares nothing for %s of docs/security.md", name)
		}
	}
}

func unique(pattern *regexp.Regexp, text string) []string {
	var names []string
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
