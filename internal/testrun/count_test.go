package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCounters(t *testing.T) {
	t.Parallel()
	bad := errors.New("exit status 1")
	tests := map[string]struct {
		counter counter
		output  string
		err     error
		want    tally
		shown   string // what must be shown
		hidden  string // what must not
	}{
		"vitest":           {vitest, " ✓ src/a.test.ts (3)\n      Tests  40 passed (40)", nil, tally{40, 0}, "Tests", "✓"},
		"vitest fails":     {vitest, "\x1b[2m      Tests \x1b[22m 2 failed | 40 passed (42)", bad, tally{40, 2}, "Tests", "never"},
		"playwright":       {playwright, "  12 passed (30.1s)", nil, tally{12, 0}, "12 passed", "never"},
		"playwright fails": {playwright, "  1 failed\n    a.spec.ts\n  11 passed (30.1s)", bad, tally{11, 1}, "a.spec", "never"},
		"node":             {nodeTest, "✔ fine (1ms)\nℹ pass 7\nℹ fail 0", nil, tally{7, 0}, "pass 7", "fine"},
		"node fails":       {nodeTest, "# pass 7\n# fail 1", bad, tally{7, 1}, "fail 1", "never"},
		"conformance":      {passedFailed, "ok   a/b · lyceum/sqlite · 3 steps\nFAIL a/c\n80 passed, 1 failed", bad, tally{80, 1}, "a/c", "a/b"},
		"unittest":         {unittest, "Ran 30 tests in 0.1s\n\nOK", nil, tally{30, 0}, "OK", "never"},
		"unittest fails":   {unittest, "Ran 30 tests in 0.1s\n\nFAILED (failures=2, errors=1)", bad, tally{27, 3}, "FAILED", "never"},
		"linter":           {asOne, "", nil, tally{1, 0}, "", "never"},
		"linter fails":     {asOne, "a.ts: bad", bad, tally{0, 1}, "a.ts", "never"},
		"crash":            {vitest, "Segmentation fault", bad, tally{0, 1}, "Segmentation", "never"},
		"go": {goTest, `{"Action":"output","Package":"p","Test":"A","Output":"noise\n"}
{"Action":"pass","Package":"p","Test":"A"}
{"Action":"skip","Package":"p","Test":"C"}
{"Action":"output","Package":"p","Test":"B","Output":"b.go:1: broken\n"}
{"Action":"fail","Package":"p","Test":"B"}
{"Action":"fail","Package":"p"}`, bad, tally{1, 1}, "broken", "noise"},
		"go does not build": {goTest, `{"ImportPath":"p","Action":"build-output","Output":"x.go:1: undefined\n"}
{"ImportPath":"p","Action":"build-fail"}
{"Action":"fail","Package":"p","FailedBuild":"p"}`, bad, tally{0, 1}, "undefined", "never"},
		"go dies":   {goTest, `{"Action":"output","Package":"p","Test":"A","Output":"fatal error: all asleep\n"}`, bad, tally{0, 1}, "asleep", "never"},
		"go itself": {goTest, "go: updates to go.mod needed", bad, tally{0, 1}, "go.mod", "never"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var shown strings.Builder
			c := &count{show: func(line string) { shown.WriteString(line + "\n") }}
			for line := range strings.Lines(test.output) {
				c.line(test.counter, strings.TrimRight(line, "\n"))
			}
			if diff := cmp.Diff(test.want, c.end(test.counter, test.err), cmp.AllowUnexported(tally{})); diff != "" {
				t.Error(diff)
			}
			if !strings.Contains(shown.String(), test.shown) || strings.Contains(shown.String(), test.hidden) {
				t.Errorf("shown:\n%s", shown.String())
			}
		})
	}
}

func TestRunnerAddsUp(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	r := &runner{out: &out, now: time.Now}
	shell := func(says, text string, counter counter) step {
		return step{says: says, command: []string{"sh", "-c", text}, count: counter}
	}
	r.part(context.Background(), part{"first", []step{
		shell("set-up", "echo preparing", nil),
		shell("good", "echo 3 passed, 0 failed", passedFailed),
	}})
	if !r.summary() || !strings.HasSuffix(out.String(), "\n3 passed, 0 failed\n") || !strings.Contains(out.String(), "preparing") {
		t.Error(out.String())
	}
	r.part(context.Background(), part{"second", []step{
		shell("bad", "echo 1 passed, 2 failed; exit 1", passedFailed),
		shell("broken", "exit 3", nil),
		{says: "absent", command: []string{"no-such-program"}, count: asOne},
	}})
	if r.summary() || !strings.HasSuffix(out.String(), "failed: second: bad\nfailed: second: broken\nfailed: second: absent\n4 passed, 4 failed\n") {
		t.Error(out.String())
	}
}

// TestLanes needs both lanes to run at once: each waits for what the other makes.
func TestLanes(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	meet := func(mine, other string) step {
		text := "touch " + mine + "; for i in $(seq 3000); do [ -e " + other + " ] && break; sleep 0.01; done; " +
			"[ -e " + other + " ] && echo met " + other + " && echo 1 passed, 0 failed"
		return step{says: mine, folder: folder, command: []string{"sh", "-c", text}, count: passedFailed}
	}
	var out strings.Builder
	r := &runner{out: &out, env: os.Environ(), now: time.Now}
	own := step{says: "own", command: []string{"sh", "-c", `test "$OF_THE_STEP" = yes`}, env: []string{"OF_THE_STEP=yes"}}
	r.part(t.Context(), part{"both", []step{beside([]step{meet("a", "b"), own}, []step{meet("b", "a")})}})
	if !r.summary() || !strings.HasSuffix(out.String(), "\n2 passed, 0 failed\n") {
		t.Error(out.String())
	}
	if block := "-- both: a\n   met b\n   1 passed, 0 failed\n   1 passed, 0 failed in"; !strings.Contains(out.String(), block) {
		t.Errorf("what a step says is not in one piece:\n%s", out.String())
	}
}

func TestNothingRunIsNoSuccess(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if r := (&runner{out: &out, now: time.Now}); r.summary() {
		t.Error("a run without tests succeeded")
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	if _, only, err := choose([]string{"all", "go", "site"}); err != nil || len(only) != 2 {
		t.Errorf("%v %v", only, err)
	}
	for _, args := range [][]string{{"some"}, {"all", "goo"}, {"check", "browser"}} {
		if _, _, err := choose(args); err == nil {
			t.Errorf("%v was accepted", args)
		}
	}
}
