package organization

import (
	"math"
	"testing"

	"github.com/lyceum/lyceum/auth"
)

func FuzzCounts(f *testing.F) {
	for _, seed := range []string{"", "0", "10", "-1", "1.5", "x", "1e3", " 7 ", "NaN", "Infinity", "99999999999999999999", "+5", "0x10"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var n auth.CountText
		if problem := n.ReadValue(text, true); problem != "" {
			t.Fatal(problem)
		}
		if got, err := n.Count("limit", math.MaxInt32); err == nil && got < 0 {
			t.Errorf("%q counts %d", text, got)
		}
		var size pageSize
		if problem := size.ReadValue(text, true); problem != "" {
			t.Fatal(problem)
		}
	})
}
