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
	count   counter // nil: set-up, which counts only when it fails
	needs   need
}

// need is what must be there before a step.
type need uint8

const (
	nothing  need = iota
	postgres      // a server whose URL is in the environment
	python        // python3; the step is left out without it
)

func everything() []part {
	return []part{
		{"setup", []step{
			packages("conformance"),
			packages("conformance/generate"),
			{says: "build of the site", command: []string{"sh", "scripts/site.sh"}},
			{says: "build of the binary", command: []string{"sh", "scripts/build.sh"}},
		}},
		{"go", []step{vet(), goTests(hasCompiler()), examples()}},
		siteTests(),
		{"python", []step{
			{says: "the lyceum module", folder: "site/python-tests", command: []string{"python3", "-m", "unittest"}, count: unittest, needs: python},
			{says: "the book's cells", folder: "site/python-tests", command: []string{"python3", "check_book.py"}, count: unittest, needs: python},
		}},
		{"conformance", []step{
			{says: "types and style", folder: "conformance", command: npm("check"), count: asOne},
			{says: "the comparison itself", folder: "conformance", command: npm("test"), count: nodeTest, needs: postgres},
			{says: "the reference on generated schemas", folder: "conformance/generate", command: npm("test"), count: nodeTest, needs: postgres},
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
		{"setup", []step{packages("conformance"), packages("site")}},
		{"go", []step{vet(), goTests(false), examples()}},
		siteTests(),
	}
}

func siteTests() part {
	return part{"site", []step{
		packages("site"),
		{says: "types", folder: "site", command: npm("typecheck"), count: asOne},
		{says: "lint", folder: "site", command: npm("lint"), count: asOne},
		{says: "format", folder: "site", command: npm("format:check"), count: asOne},
		{says: "unit tests", folder: "site", command: npm("test"), count: vitest},
	}}
}

func vet() step {
	return step{says: "vet", command: []string{"go", "vet", "./..."}, count: asOne}
}

// goTests run with the race detector where there is the C compiler it needs. SQLite, translated from C, goes without: all it
// touches is memory of its own, which the detector does not look at, and asking each time makes it three times as slow.
// (Not so its runtime, modernc.org/libc: it shares code with others, whose synchronisation would go unseen.)
func goTests(race bool) step {
	command := []string{"go", "test", "-json", "-timeout", "15m"}
	says := "tests"
	if race {
		command, says = append(command, "-race", "-gcflags=modernc.org/sqlite/lib=-race=false"), "tests with the race detector"
	}
	return step{says: says, command: append(command, "./..."), count: goTest, needs: postgres}
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
