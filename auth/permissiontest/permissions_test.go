package permissiontest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/internal/pgtest"
)

func TestPermissionMatrix(t *testing.T) {
	t.Parallel()
	rows := readTable(t, permissions, cast)
	for _, r := range rows {
		r.check(t)
	}
	everywhere(t, func(t *testing.T, database string) {
		s := open(t, database, "", whole)
		var endpoints []string
		for _, e := range s.Endpoints() {
			endpoints = append(endpoints, e.Method+" "+e.Path)
			if e.Summary == "" {
				t.Errorf("%s %s has no summary", e.Method, e.Path)
			}
		}
		complete(t, rows, endpoints)
		for _, r := range rows {
			s.play(t, r)
		}
	})
}

// everywhere runs a test on both databases.
func everywhere(t *testing.T, test func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+filepath.Join(t.TempDir(), "auth.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, pgtest.New(t))
	})
}

// play sends the request of a row as each of the cast.
func (s *server) play(t *testing.T, r *row) {
	t.Helper()
	var seen, problems []string
	for i, role := range cast {
		c := s.newCell(t, role)
		reply := c.send(r)
		got := outcomeOf(reply)
		seen = append(seen, got)
		switch {
		case got != r.outcome(i):
			problems = append(problems, fmt.Sprintf("as %s: %s, want %s: %s", role, got, r.outcome(i), short(reply.Body)))
		case reply.StatusCode >= 400 && !strings.HasSuffix(got, "BANNED_USER") && writes(s.SQL.All()) != "":
			problems = append(problems, fmt.Sprintf("as %s: refused, but %s", role, writes(s.SQL.All())))
		case r.allowed(i) && !answers(reply, c.fill(r.answer)):
			problems = append(problems, fmt.Sprintf("as %s: the answer lacks %s: %s", role, r.answer, short(reply.Body)))
		}
	}
	if len(problems) > 0 {
		t.Errorf("line %d: %s %s\n%s\nThe row as it was seen:\n%s", r.line, r.endpoint, r.input, strings.Join(problems, "\n"), r.seen(seen))
	}
}

// send sends the request of a row.
func (c *cell) send(r *row) *authtest.Reply {
	c.t.Helper()
	q := c.request(r)
	c.SQL.Reset()
	return q.By.Do(r.method(), q.Path, q.Body)
}

// request makes everything that the request of a row needs.
func (c *cell) request(r *row) authtest.Request {
	c.t.Helper()
	_, path, _ := strings.Cut(r.endpoint, " ")
	input, file, isFile := strings.Cut(c.fill(r.input), "data:image/png;base64,")
	input = strings.TrimSpace(input)
	c.asking = c.own
	c.become()
	q := authtest.Request{By: c.asking, Path: path}
	switch {
	case strings.HasPrefix(input, "/"):
		q.Path = input
	case r.method() == "GET":
		q.Path += input
	default:
		q.Body = cmp.Or(input, "{}")
	}
	if isFile {
		q.By, q.Body = sending(q.By), string(must(base64.StdEncoding.DecodeString(file))(c.t))
	}
	return q
}

// sending is a browser that sends a file.
func sending(b *authtest.Browser) *authtest.Browser {
	with := *b
	with.Header = b.Header.Clone()
	if with.Header == nil {
		with.Header = http.Header{}
	}
	with.Header.Set("Content-Type", "image/png")
	return &with
}

// outcomeOf is how the table writes what became of a request: the status, and the code, the
// message or the error of a redirect that was refused, or that nothing was found.
func outcomeOf(r *authtest.Reply) string {
	status := strconv.Itoa(r.StatusCode)
	if to := r.Header.Get("Location"); to != "" {
		u, _ := url.Parse(to)
		return outcome(status, u.Query().Get("error"))
	}
	var body struct {
		Code, Error, Message string
		Success              *bool
	}
	_ = json.Unmarshal([]byte(r.Body), &body)
	switch {
	case r.StatusCode >= 400:
		return outcome(status, cmp.Or(body.Code, body.Error, body.Message, "UNAUTHORIZED"))
	case r.Body == "null" || r.Body == "[]":
		return outcome(status, r.Body)
	case body.Success != nil && !*body.Success:
		return outcome(status, "false")
	}
	return status
}

func answers(r *authtest.Reply, part string) bool {
	return strings.Contains(r.Body, part) || strings.Contains(r.Header.Get("Location"), part)
}

func short(text string) string { return text[:min(len(text), 200)] }

var change = regexp.MustCompile(`^(INSERT INTO|UPDATE|DELETE FROM) "([A-Za-z]+)"`)

// writes is the first statement that changes something. Who is refused may still have used up a
// one-time value or a turn to poll, and lost an active organisation they are not in; what
// administrators are refused is recorded. (Who is banned is told so once they have shown who they
// are, which may have used up a code or counted a passkey.)
func writes(statements []string) string {
	for _, text := range statements {
		if m := change.FindStringSubmatch(text); m != nil && !slices.Contains([]string{"verification", "deviceCode", "session", "auditLog"}, m[2]) {
			return text
		}
	}
	return ""
}
