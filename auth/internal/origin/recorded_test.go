package origin

import (
	_ "embed"
	"strings"
	"testing"
)

// What the reference trusts; conformance/record/origins.mjs writes it.
//
//go:embed testdata/origins.tsv
var recorded string

func TestRecordedOrigins(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(recorded) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		kind, pattern, value, want := f[0], f[1], f[2], f[3] == "true"
		got := Glob(pattern, value)
		if kind == "origin" {
			got = List{pattern}.TrustsOrigin(value)
		}
		if got != want {
			t.Errorf("%s %q, %q: %v", kind, pattern, value, got)
		}
	}
}
