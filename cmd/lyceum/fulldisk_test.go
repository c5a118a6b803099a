package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// smallDisk puts a file system of a few megabytes over the folder $0, which only the program
// that follows sees, and needs no rights beyond user namespaces.
var smallDisk = []string{"unshare", "-Urm", "sh", "-c", `mount -t tmpfs -o size=8m tmpfs "$0" && cd "$0" && exec "$@"`}

// TestFullDisk: what cannot be written is answered with 503 and is not there afterwards; what
// only reads goes on; and when there is room again, so does the rest, without help.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	program := append(smallDisk[:len(smallDisk):len(smallDisk)], folder)
	if out, err := exec.CommandContext(t.Context(), program[0], append(program[1:], "true")...).CombinedOutput(); err != nil {
		t.Skipf("this machine lets nobody mount a small disk: %v %s", err, out)
	}
	p := runUnder(t, program, folder, "")
	ann := p.caller()
	if got := ann("POST", "/api/auth/sign-up/email", person(0)); got.status != 200 {
		t.Fatal(got)
	}
	// Also what the first session check writes: a key for its token.
	if got := ann("GET", "/api/auth/get-session", ""); got.status != 200 {
		t.Fatal(got)
	}
	filler := filepath.Join(fmt.Sprintf("/proc/%d/root", p.command.Process.Pid), folder, "filler")
	fillDisk(t, filler)

	told, refused := []int{0}, []int{}
	for i := 1; len(refused) < 5 && i < 200; i++ { // a journal may still have some room of its own
		switch got := p.caller()("POST", "/api/auth/sign-up/email", person(i)); {
		case got.status == 200:
			told = append(told, i)
			fillDisk(t, filler)
		case got.status == 503 && got.header.Get("Retry-After") != "" && got.text("code") == "SERVICE_UNAVAILABLE":
			refused = append(refused, i)
		default:
			t.Fatalf("on a full disk: %d %s", got.status, got.body)
		}
	}
	if len(refused) < 5 {
		t.Fatalf("the disk was never full: %d signed up", len(told))
	}
	if got := ann("GET", "/api/auth/get-session", ""); got.status != 200 || got.body == "null" {
		t.Errorf("who was signed in is answered %d %s", got.status, got.body)
	}
	if got := p.caller()("POST", "/api/auth/sign-in/email", person(0)); got.status != 503 {
		t.Errorf("a sign-in on a full disk: %d %s", got.status, got.body)
	}

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	for _, i := range told {
		if got := p.caller()("POST", "/api/auth/sign-in/email", person(i)); got.status != 200 {
			t.Errorf("%d was registered, and is gone: %d %s", i, got.status, got.body)
		}
	}
	for _, i := range refused {
		if got := p.caller()("POST", "/api/auth/sign-up/email", person(i)); got.status != 200 {
			t.Errorf("%d is half there: %d %s", i, got.status, got.body)
		}
	}
}

// fillDisk makes a file larger until there is no room.
func fillDisk(t *testing.T, path string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, size := range []int{1 << 16, 1 << 10, 1} {
		for n, err := 1, error(nil); err == nil && n > 0; {
			n, err = file.Write(make([]byte, size))
		}
	}
}
