package authtest

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The reference's counts on PostgreSQL: scenario, step, status, statements, and how many of
// them are BEGIN and COMMIT. Written by conformance/record/statements.mjs.
//
//go:embed testdata/statements.tsv
var referenceStatements string

// Counted is one row of a table of statement counts: a request, and a step of a
// conformance scenario in which the reference is asked the same in the same situation.
type Counted struct {
	// Endpoint as it was declared: "POST /sign-in/email".
	Endpoint string
	// Like names the step: "sign-in/refusals: a wrong password". Empty for requests that
	// need no statement at all.
	Like string
	// Extra is how many there may be where the reference has no such endpoint.
	Extra int
	// Do prepares what the request needs and returns it.
	Do func(s *Server) Request
}

// Request is the request that is counted.
type Request struct {
	By   *Browser
	Path string // with its query; the method is the endpoint's first
	Body string
}

// Counting: a statement is what the database is given to execute. On PostgreSQL that is a
// round trip, and BEGIN, COMMIT and ROLLBACK are statements like any other, on both sides.
// SQLite has no server; it begins and commits around every lone statement, and a transaction
// around several has it do less. There they count on neither side.

// CountStatements plays each row on a server and fails when the request takes more
// statements than the reference's, or when an endpoint of one of the plugins ("core" is
// the engine) has no row. The server must run with Compat "reference", as in the
// scenarios, and without the session cache.
//
//	authtest.CountStatements(t, s, []string{"core"}, []authtest.Counted{
//		{"GET /list-sessions", "session/list-and-revoke: lists two sessions", func(s *authtest.Server) authtest.Request {
//			return authtest.Request{By: signedIn(s), Path: "/list-sessions"}
//		}},
//	})
func CountStatements(t *testing.T, s *Server, plugins []string, rows []Counted) {
	t.Helper()
	reference := readStatements(t)
	for _, row := range rows {
		t.Run(row.Endpoint+" "+row.Like, func(t *testing.T) { row.count(t, s, reference) })
	}
	for _, plugin := range plugins {
		for _, e := range s.EndpointsOf(plugin) {
			name := e.Method + " " + e.Path
			if !slices.ContainsFunc(rows, func(r Counted) bool { return r.Endpoint == name }) {
				t.Errorf("no statements are counted for %s, an endpoint of %s", name, plugin)
			}
		}
	}
}

func (row *Counted) count(t *testing.T, s *Server, reference map[string]recordedReply) {
	t.Helper()
	want, known := reference[row.Like]
	if !known && row.Like != "" {
		t.Fatalf("no reply was recorded for %q: run node conformance/record/statements.mjs", row.Like)
	}
	request := row.Do(s)
	s.SQL.Reset()
	method, _, _ := strings.Cut(strings.Fields(row.Endpoint)[0], "|")
	reply := request.By.Do(method, request.Path, request.Body)
	got := s.SQL.All()
	if s.embedded {
		got = slices.DeleteFunc(got, func(text string) bool { return text == "BEGIN" || text == "COMMIT" || text == "ROLLBACK" })
		want.statements -= want.transactions
	}
	if os.Getenv("LYCEUM_DUMP_COUNTS") != "" && (len(got) > want.statements || os.Getenv("LYCEUM_DUMP_COUNTS") == "all") {
		t.Logf("DUMP %s [%s] reference %d ours %d\n    %s", row.Endpoint, row.Like, want.statements, len(got), strings.Join(got, "\n    "))
	}
	if row.Extra > 0 && known {
		t.Error("nothing allows more statements than the reference's")
	}
	if allowed := want.statements + row.Extra; len(got) > allowed {
		t.Errorf("%d statements, allowed are %d:\n%s", len(got), allowed, strings.Join(got, "\n"))
	}
	if known && reply.StatusCode != want.status {
		t.Errorf("status %d, the step of the same situation has %d: %s", reply.StatusCode, want.status, reply.Body)
	}
}

type recordedReply struct{ status, statements, transactions int }

func readStatements(t *testing.T) map[string]recordedReply {
	t.Helper()
	table := map[string]recordedReply{}
	for line := range strings.Lines(referenceStatements) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 5 {
			t.Fatalf("testdata/statements.tsv: %q is no row", line)
		}
		status, err := strconv.Atoi(fields[2])
		statements, err2 := strconv.Atoi(fields[3])
		transactions, err3 := strconv.Atoi(fields[4])
		if errors.Join(err, err2, err3) != nil {
			t.Fatalf("testdata/statements.tsv: %q is no row", line)
		}
		table[fmt.Sprintf("%s: %s", fields[0], fields[1])] = recordedReply{status, statements, transactions}
	}
	return table
}
