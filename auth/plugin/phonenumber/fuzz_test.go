package phonenumber

import (
	"regexp"
	"testing"
)

// FuzzNumber: what is taken for a number is one of ITU-T E.164, by the rule said otherwise.
func FuzzNumber(f *testing.F) {
	rule := regexp.MustCompile(`\A\+[1-9][0-9]{6,14}\z`)
	for _, seed := range []string{"+491701234567", "+0", "+1234567", "+123456", "+1234567890123456", "+49 170 1234567", "+٤٩١٧٠١٢٣٤٥٦٧", "+491701234567\n", "＋491701234567", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := e164(s), rule.MatchString(s); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	})
}
