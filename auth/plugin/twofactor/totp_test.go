package twofactor

import (
	"strings"
	"testing"
	"time"
)

// rfcSecret is the key of the test vectors of RFC 4226, appendix D, and RFC 6238, appendix B.
var rfcSecret = []byte("12345678901234567890")

func TestHOTPVectors(t *testing.T) {
	t.Parallel()
	for counter, want := range strings.Fields("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489") {
		if got := hotp(rfcSecret, uint64(counter), 6); got != want {
			t.Errorf("counter %d: %s, want %s", counter, got, want)
		}
	}
}

func TestTOTPVectors(t *testing.T) {
	t.Parallel()
	p := New(Options{TOTP: TOTPOptions{Digits: 8}})
	if got := hotp(rfcSecret, uint64(step(time.Unix(59, 0), 30*time.Second)), 8); got != "94287082" {
		t.Errorf("at 59: %s", got)
	}
	for seconds, want := range map[int64]string{
		1111111109: "07081804", 1111111111: "14050471",
		1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		at := time.Unix(seconds, 0)
		if got := hotp(rfcSecret, uint64(step(at, 30*time.Second)), 8); got != want {
			t.Errorf("at %d: %s, want %s", seconds, got, want)
		}
		for shift, right := range map[int]bool{0: true, -30: true, 30: true, -60: false, 60: false} {
			if matched, ok := p.match(rfcSecret, want, at.Add(time.Duration(shift)*time.Second)); ok != right || ok && matched != seconds/30 {
				t.Errorf("at %d%+d: %v at step %d", seconds, shift, ok, matched)
			}
		}
	}
}

// Only the codes of the window match, whatever else somebody types.
func FuzzMatch(f *testing.F) {
	for _, code := range []string{"", "287082", " 287082", "287082 ", "２８７０８２", "-87082", "0x1234", "287082\x00", "2.87e5", "359152", "+28708"} {
		f.Add(code, int64(45))
	}
	p := New(Options{})
	f.Fuzz(func(t *testing.T, code string, seconds int64) {
		at := time.Unix(seconds%(1<<40), 0)
		matched, ok := p.match(rfcSecret, code, at)
		now := step(at, 30*time.Second)
		want := false
		for n := max(now-1, 0); n <= now+1; n++ {
			want = want || hotp(rfcSecret, uint64(n), 6) == code
		}
		if ok != want || ok && (matched < now-1 || matched > now+1) {
			t.Errorf("%q at %d: %v at step %d", code, seconds, ok, matched)
		}
	})
}

// FuzzBackupCodes: a code is found only as a whole, and one that is spent is gone.
func FuzzBackupCodes(f *testing.F) {
	f.Add(`["abcde-fghij","k"]`, "abcde-fghij")
	f.Add(`["abcde-fghij"]`, "ABCDE-FGHIJ")
	f.Add(`{"0":"a"}`, "a")
	f.Add(`[1,null,["a"],"a","a"]`, "a")
	f.Add(`not json`, "")
	p := New(Options{Backup: BackupOptions{Store: "plain"}})
	f.Fuzz(func(t *testing.T, stored, typed string) {
		codes, _, err := p.open(stored)
		if err != nil {
			t.Fatal(err)
		}
		left, found := without(codes, typed)
		if _, again := without(left, typed); again || found == (len(left) == len(codes)) {
			t.Errorf("%q in %q: %v leaves %q", typed, stored, found, left)
		}
	})
}

func TestURI(t *testing.T) {
	t.Parallel()
	p := New(Options{TOTP: TOTPOptions{Digits: 8, Period: time.Minute}})
	const want = "otpauth://totp/A%20~%20(b)*:a%2Bb%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=A+%7E+%28b%29*&digits=8&period=60"
	if got := p.uri(rfcSecret, "A ~ (b)*", "a+b@example.com"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
