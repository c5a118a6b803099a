package cookie

import (
	"strings"
	"testing"
)

// FuzzChunks: what was split is joined again, and cookies of others do not get in.
func FuzzChunks(f *testing.F) {
	f.Add("a", "b=c", 1)
	f.Add("%2B+é\x00", "better-auth.session_data.x=1; better-auth.session_data.01=2", 3000)
	f.Add("", "better-auth.session_data.-1=y", 0)
	f.Fuzz(func(t *testing.T, unit, others string, times int) {
		if times < 0 || times > 20_000 || len(unit)*times > 600_000 {
			return
		}
		c := Cookie{"better-auth.session_data", strings.Repeat(unit, times), Attributes{MaxAge: Age(300), Path: "/", HTTPOnly: true, SameSite: "lax"}}
		parts, ok := Split(c)
		if !ok || c.Value == "" {
			return
		}
		var pairs []string
		for _, p := range parts {
			pairs = append(pairs, p.Name+"="+Encode(p.Value))
		}
		if strings.Contains(others, c.Name) {
			_, _ = Parse([]string{others}).Joined(c.Name) // must only not panic
			others = ""
		}
		if got, ok := Parse([]string{strings.Join(pairs, "; "), others}).Joined(c.Name); !ok || got != c.Value {
			t.Fatalf("%d bytes in %d parts became %d", len(c.Value), len(parts), len(got))
		}
	})
}
