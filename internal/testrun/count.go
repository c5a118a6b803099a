package main

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// tally is how many tests there were.
type tally struct{ passed, failed int }

// counter reads a line of a command's output, adds to the tally and says whether the line is worth showing.
type counter func(c *count, line string) (show bool)

// count is the state of one run.
type count struct {
	tally
	show func(line string)
	kept map[string][]string // output of Go tests that may yet fail
}

func (c *count) line(counter counter, line string) {
	if counter == nil || counter(c, line) {
		c.show(line)
	}
}

// end closes the count. A command that failed and counted no failure counts as one.
func (c *count) end(counter counter, err error) tally {
	if counter == nil {
		return tally{}
	}
	for key, lines := range c.kept { // what a crash cut off is the most interesting
		if err != nil && c.failed == 0 && key != "" {
			for _, line := range lines {
				c.show(line)
			}
		}
	}
	if err != nil && c.failed == 0 {
		c.failed = 1
	}
	if err == nil && c.passed == 0 && c.failed == 0 {
		c.passed = 1 // such as a linter, which says nothing when all is well
	}
	return c.tally
}

// asOne counts a command as one test.
func asOne(*count, string) bool { return true }

// event is a line of `go test -json`.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

// goTest shows a line for each package, and of the tests only those that failed.
func goTest(c *count, line string) bool {
	var e event
	if !strings.HasPrefix(line, "{") || json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
		return true // an error of the go command itself
	}
	if c.kept == nil {
		c.kept = map[string][]string{}
	}
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		c.kept[key] = append(c.kept[key], strings.TrimRight(e.Output, "\n"))
	case "pass", "skip":
		delete(c.kept, key)
		if e.Test == "" {
			c.show(strings.TrimPrefix(e.Package, "github.com/lyceum/lyceum/") + " " + strconv.FormatFloat(e.Elapsed, 'f', 1, 64) + " s")
		} else if e.Action == "pass" {
			c.passed++
		}
	case "fail", "build-fail":
		for _, text := range c.kept[key] {
			c.show(text)
		}
		delete(c.kept, key)
		if e.Test != "" || c.failed == 0 {
			c.failed++ // a package that fails because of its tests is not counted again
		}
	}
	return false
}

// number finds the last number a pattern captures in a line, or -1.
func number(pattern *regexp.Regexp, line string) int {
	found := pattern.FindStringSubmatch(line)
	if found == nil {
		return -1
	}
	n, err := strconv.Atoi(found[len(found)-1])
	if err != nil {
		return -1
	}
	return n
}

// lineCounter sets the tally from lines that match; the last such line wins. quiet hides lines that match it.
func lineCounter(passed, failed string, quiet string) counter {
	passedPattern, failedPattern, hidden := regexp.MustCompile(passed), regexp.MustCompile(failed), regexp.MustCompile(quiet)
	return func(c *count, line string) bool {
		plain := ansi.ReplaceAllString(line, "")
		if n := number(passedPattern, plain); n >= 0 {
			c.passed = n
		}
		if n := number(failedPattern, plain); n >= 0 {
			c.failed = n
		}
		return quiet == "" || !hidden.MatchString(plain)
	}
}

// ansi are the colour codes some tools insist on.
var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

var (
	// vitest prints “Tests  2 failed | 40 passed (42)”.
	vitest = lineCounter(`^\s*Tests\s.*?(\d+) passed`, `^\s*Tests\s+(\d+) failed`, `^\s*✓`)
	// playwright prints “  2 failed” and “  12 passed (30s)”.
	playwright = lineCounter(`^\s*(\d+) passed`, `^\s*(\d+) failed`, "")
	// node --test prints “ℹ pass 12” or “# pass 12”.
	nodeTest = lineCounter(`^(?:ℹ|#) pass (\d+)`, `^(?:ℹ|#) fail (\d+)`, `^\s*(✔|ok )`)
	// passedFailed prints “12 passed, 1 failed”; scenarios that agree are not shown.
	passedFailed = lineCounter(`^(\d+) passed, \d+ failed$`, `^\d+ passed, (\d+) failed$`, `^ok `)
)

var (
	ran         = regexp.MustCompile(`^Ran (\d+) tests? in`)
	unittestBad = regexp.MustCompile(`(?:failures|errors|unexpected successes)=(\d+)`)
)

// unittest reads Python's “Ran 30 tests in 0.1s” and “FAILED (failures=2, errors=1)”.
func unittest(c *count, line string) bool {
	if n := number(ran, line); n >= 0 {
		c.passed = n
	}
	if strings.HasPrefix(line, "FAILED (") {
		for _, found := range unittestBad.FindAllStringSubmatch(line, -1) {
			n, _ := strconv.Atoi(found[1]) // the pattern captures digits only
			c.failed += n
		}
		c.passed -= c.failed
	}
	return true
}
