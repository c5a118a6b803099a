package main

import (
	"os/exec"
)

// part is a group of tests that is run and counted together.
type part struct {
	name  string
	steps []step
}

// step is one command of a part.
type step struct {
	says    string // what it does, for the reader
	folder  string
	command []string
	env     []string // beside that of the run
	count   counter  // nil: set-up, which counts only when it fails
	needs   need
	lanes   [][]step // instead of a command: lists of steps that run beside each other, each in its order
}

// need is what must be there before a step.
type need uint8

const (
	nothing  need = iota
	postgres      // a server whose URL is in the environment
	python        // python3; the step is left out without it
)

func everything() []part {
	race := hasCompiler()
	return []part{
		{"setup", []step{
			// Packages come over the network meanwhile.
			beside([]step{vet(), compile(race)}, []step{packages("conformance"), packages("conformance/generate"), packages("site")}),
			beside([]step{{says: "build of the site", command: []string{"sh", "scripts/site.sh"}}}, []step{conformanceStyle()}),
			{says: "build of the binary", command: []string{"sh", "scripts/build.sh"}},
		}},
		siteTests(),
		{"python", []step{
			{says: "the lyceum module", folder: "site/python-tests", command: []string{"python3", "-m", "unittest"}, count: unittest, needs: python},
			{says: "the book's cells", folder: "site/python-tests", command: []string{"python3", "check_book.py"}, count: unittest, needs: python},
		}},
		{"go", []step{goTests(race), examples()}},
		{"conformance", []step{
			beside(
				[]step{{says: "the comparison itself", folder: "conformance", command: npm("test"), count: nodeTest, needs: postgres}},
				[]step{{says: "the reference on generated schemas", folder: "conformance/generate", command: npm("test"), count: nodeTest, needs: postgres}},
			),
			{says: "Lyceum against the reference", folder: "conformance", command: []string{"node", "run.mjs"}, count: passedFailed, needs: postgres},
		}},
		{"browser", []step{
			{says: "Chromium", folder: "site", command: npm("e2e"), count: playwright, needs: postgres},
		}},
	}
}

// fast is what fits between two edits.
func fast() []part {
	return []part{
		{"setup", []step{beside([]step{vet()}, []step{packages("conformance"), packages("site")})}},
		siteTests(),
		{"go", []step{goTests(false), examples()}},
	}
}

// siteTests are most of them programs that keep one core busy.
func siteTests() part {
	return part{"site", []step{
		packages("site"),
		beside(
			[]step{
				{says: "types", folder: "site", command: npm("typecheck"), count: asOne},
				{says: "unit tests", folder: "site", command: npm("test"), count: vitest},
			},
			[]step{
				{says: "lint", folder: "site", command: npm("lint"), count: asOne},
				{says: "format", folder: "site", command: npm("format:check"), count: asOne},
			},
		),
	}}
}

func conformanceStyle() step {
	return step{says: "types and style of conformance", folder: "conformance", command: npm("check"), count: asOne}
}

func beside(lanes ...[]step) step { return step{lanes: lanes} }

func vet() step {
	return step{says: "vet", command: []string{"go", "vet", "./..."}, count: asOne}
}

// goTests run with the race detector where there is the C compiler it needs. SQLite, translated from C, goes without: all it
// touches is memory of its own, which the detector does not look at, and asking each time makes it three times as slow.
// (Not so its runtime, modernc.org/libc: it shares code with others, whose synchronisation would go unseen.)
func goTests(race bool) step {
	s := step{says: "tests", command: []string{"go", "test", "-json", "-timeout", "15m"}, count: goTest, needs: postgres}
	if race {
		s.says, s.command, s.env = "tests with the race detector", append(s.command, detector...), withCompiler
	}
	s.command = append(s.command, "./...")
	return s
}

var (
	detector     = []string{"-race", "-gcflags=modernc.org/sqlite/lib=-race=false"}
	withCompiler = []string{"CGO_ENABLED=1"}
)

// compile compiles what the tests of Go will need.
func compile(race bool) step {
	s := step{says: "compile", command: []string{"go", "build"}}
	if race {
		s.says, s.command, s.env = "compile with the race detector", append(s.command, detector...), withCompiler
	}
	s.command = append(s.command, "./...")
	return s
}

// examples are a module of their own, so that users of the library inherit no router.
func examples() step {
	return step{says: "examples", folder: "auth/examples", command: []string{"go", "test", "-json", "./..."}, count: goTest}
}

func hasCompiler() bool {
	for _, name := range []string{"gcc", "clang"} {
		if _, err := exec.LookPath(name); err == nil {
			return true
		}
	}
	return false
}

func packages(folder string) step {
	return step{says: "packages of " + folder, command: []string{"sh", "scripts/packages.sh", folder}}
}

func npm(script string) []string { return []string{"npm", "run", "--silent", script} }
