package permissiontest

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

//go:embed testdata/permissions.txt
var permissions string

// row is one row of a table.
type row struct {
	line     int
	endpoint string // "POST /sign-out"
	cells    []string
	input    string            // after >
	answer   string            // after <
	codes    map[string]string // what a cell stands for
	like     string            // after =
	extra    int               // after +
}

// method is the first of the endpoint's.
func (r *row) method() string {
	methods, _, _ := strings.Cut(r.endpoint, " ")
	first, _, _ := strings.Cut(methods, "|")
	return first
}

// readTable reads a table whose columns are these.
func readTable(t *testing.T, text string, columns []string) []*row {
	t.Helper()
	var rows []*row
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		first, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		switch {
		case strings.ToUpper(first) == first && first[0] >= 'A':
			fields := strings.Fields(rest)
			if len(fields) != 1+len(columns) {
				t.Fatalf("line %d: %d cells, want %d", n, len(fields)-1, len(columns))
			}
			rows = append(rows, &row{
				line: n, endpoint: first + " " + fields[0], cells: fields[1:],
				codes: map[string]string{"401": "UNAUTHORIZED", "302": "", "200": ""},
			})
		case len(rows) == 0:
			t.Fatalf("line %d belongs to no endpoint", n)
		default:
			rows[len(rows)-1].add(first, rest)
		}
	}
	return rows
}

// add reads a line below an endpoint.
func (r *row) add(first, rest string) {
	switch first {
	case ">":
		r.input = rest
	case "<":
		r.answer = rest
	case "=":
		r.like = rest
	case "+":
		count, _, _ := strings.Cut(rest, " ")
		r.extra, _ = strconv.Atoi(count)
	default:
		r.codes[first] = rest
	}
}

// check refuses what nobody could read right: cells without a meaning and meanings without a cell.
func (r *row) check(t *testing.T) {
	t.Helper()
	for _, cell := range r.cells {
		if _, ok := r.codes[cell]; !ok {
			t.Errorf("line %d: %s has no code for %s", r.line, r.endpoint, cell)
		}
	}
	for cell, code := range r.codes {
		if !slices.Contains(r.cells, cell) && cell != "401" && code != "" {
			t.Errorf("line %d: %s has a code for %s, which is in no cell", r.line, r.endpoint, cell)
		}
	}
}

// outcome is what a cell says will happen.
func (r *row) outcome(column int) string {
	cell := r.cells[column]
	return outcome(strings.TrimRight(cell, "abcdefgh"), r.codes[cell])
}

func outcome(status, code string) string { return strings.TrimSpace(status + " " + code) }

// allowed reports whether a cell says that the request was carried out.
func (r *row) allowed(column int) bool { return !strings.Contains(r.outcome(column), " ") }

// complete fails for endpoints without rows and rows without endpoints.
func complete(t *testing.T, rows []*row, endpoints []string) {
	t.Helper()
	for _, e := range endpoints {
		if !slices.ContainsFunc(rows, func(r *row) bool { return r.endpoint == e }) {
			t.Errorf("%s has no row: who may call it?", e)
		}
	}
	for _, r := range rows {
		if !slices.Contains(endpoints, r.endpoint) {
			t.Errorf("line %d: there is no endpoint %s", r.line, r.endpoint)
		}
	}
}

// seen is a row as it was observed, in the notation of the table.
func (r *row) seen(outcomes []string) string {
	var legend, cells []string
	letters := map[string]string{}
	taken := map[string]int{}
	for _, o := range outcomes {
		cell, ok := letters[o]
		if !ok {
			status, code, _ := strings.Cut(o, " ")
			cell = status
			if code != "" {
				if taken[status] > 0 || status < "400" {
					cell += string(rune('a' + taken[status]))
				}
				taken[status]++
			}
			letters[o] = cell
			if code != "" && o != "401 UNAUTHORIZED" {
				legend = append(legend, fmt.Sprintf("%s %s", cell, code))
			}
		}
		cells = append(cells, fmt.Sprintf("%-4s", cell))
	}
	return strings.Join(append([]string{fmt.Sprintf("%-48s %s", r.endpoint, strings.Join(cells, " "))}, legend...), "\n")
}
