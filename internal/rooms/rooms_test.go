package rooms

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/lyceum/lyceum/"

// rooms says what each part of the repository may import of the others, in code that is not a test. A package belongs to
// the longest prefix that matches. Importing within one's own room is always allowed, but see apart.
var rooms = []struct {
	prefix string
	may    []string
}{
	{"auth/store", nil},
	{"auth/internal", []string{"auth/store"}},
	{"auth/provider", []string{"auth/internal"}}, // ordered JSON
	{"auth/verify", nil},                         // usable by services that have nothing else of Lyceum
	{"auth/plugin", []string{"auth", "auth/store", "auth/provider"}},
	{"auth/authtest", []string{"auth", "auth/store", "auth/plugin", "auth/verify"}},
	{"auth", []string{"auth/internal", "auth/store", "auth/provider"}},
	{"learn", []string{"auth", "auth/store", "auth/plugin", "auth/verify"}},
	{"site", nil},
	{"internal/pgtest", []string{"internal/porttest"}},
	{"internal/porttest", nil},
	{"internal/testrun", []string{"internal/pgtest"}},
	{"internal", nil},
	{"cmd", []string{"auth", "auth/store", "auth/provider", "auth/plugin", "auth/verify", "learn", "site", "internal"}},
	{"bench", []string{"auth", "auth/store", "auth/plugin", "auth/verify", "learn", "internal", "internal/pgtest"}},
	{"conformance", []string{"auth/store", "internal/pgtest"}},
}

// apart are rooms whose packages must not import each other either: a plugin is usable without its neighbours.
var apart = []string{"auth/plugin"}

// isHelper reports whether a package exists for tests, which its name then says. Such packages must not get into a
// program; among themselves, and from the server of test databases, they may import what they need.
func isHelper(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if strings.HasSuffix(segment, "test") || segment == "testing" || segment == "testrun" {
			return true
		}
	}
	return within(path, "bench") || within(path, "conformance")
}

type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports", "./...")
	command.Dir = "../.."
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

// roomOf returns the index of a package's room, or -1.
func roomOf(path string) int {
	best := -1
	for i, room := range rooms {
		if within(path, room.prefix) && (best < 0 || len(room.prefix) > len(rooms[best].prefix)) {
			best = i
		}
	}
	return best
}

func within(path, prefix string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }

// refusal says why one package must not import another, or "".
func refusal(from, to string) string {
	here, there := roomOf(from), roomOf(to)
	switch {
	case here < 0:
		return "is in no room: add it to the table"
	case there < 0:
		return "imports a package that is in no room"
	case here == there:
		for _, room := range apart {
			if within(from, room) && segments(from, to, room) {
				return "imports its neighbour"
			}
		}
		return ""
	}
	if isHelper(from) && to == "internal/pgtest" {
		return ""
	}
	for _, allowed := range rooms[here].may {
		if allowed == rooms[there].prefix {
			return ""
		}
	}
	return "must not import that room"
}

// segments reports whether two packages differ in the first part of their paths below a room.
func segments(a, b, room string) bool {
	first := func(path string) string {
		name, _, _ := strings.Cut(strings.TrimPrefix(path, room+"/"), "/")
		return name
	}
	return first(a) != first(b)
}

func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, p := range packages(t) {
		from, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours {
			continue
		}
		for _, imported := range p.Imports {
			if to, ours := strings.CutPrefix(imported, module); ours {
				checked++
				if why := refusal(from, to); why != "" {
					t.Errorf("%s %s: %s", from, why, to)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d imports were found", checked)
	}
}

func TestTestHelpersStayOut(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		for _, imported := range p.Imports {
			if to := strings.TrimPrefix(imported, module); isHelper(to) && !isHelper(from) && (to == "testing" || to != imported) {
				t.Errorf("%s imports %s outside its tests", from, to)
			}
		}
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	for _, good := range [][2]string{
		{"cmd/lyceum", "learn/db"}, {"auth/plugin/jwt", "auth"}, {"auth/plugin/jwt/inner", "auth/plugin/jwt"}, {"auth", "auth/internal/cookie"},
		{"learn", "learn/api"}, {"internal/web", "internal/config"},
	} {
		if why := refusal(good[0], good[1]); why != "" {
			t.Errorf("%v: %s", good, why)
		}
	}
	for _, bad := range [][2]string{
		{"auth", "auth/plugin/jwt"}, {"auth/plugin/jwt", "auth/plugin/bearer"}, {"auth/plugin/jwt", "auth/internal/cookie"}, {"auth/store", "auth"},
		{"learn/db", "internal/config"}, {"auth", "learn"}, {"auth/verify", "auth"}, {"internal/mail", "auth"}, {"elsewhere", "auth"}, {"cmd/lyceum", "internal/pgtest"},
	} {
		if refusal(bad[0], bad[1]) == "" {
			t.Errorf("%v is allowed", bad)
		}
	}
}
