package web

import (
	"net/http/httptest"
	"testing"
)

func TestClientIP(t *testing.T) {
	t.Parallel()
	find, err := ClientIP([]string{"10.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:5", "", "192.0.2.1"},
		{"192.0.2.1:5", "198.51.100.7", "192.0.2.1"}, // a stranger's word
		{"10.1.1.1:5", "198.51.100.7", "198.51.100.7"},
		{"10.1.1.1:5", "203.0.113.9, 198.51.100.7, 10.2.2.2", "198.51.100.7"}, // what stands further left is anybody's
		{"[::1]:5", "2001:db8::1", "2001:db8::1"},
		{"[::ffff:10.1.1.1]:5", "198.51.100.7", "198.51.100.7"},
		{"10.1.1.1:5", "nonsense", "10.1.1.1"},
		{"10.1.1.1:5", "198.51.100.7, nonsense", "10.1.1.1"},
		{"10.1.1.1:5", "", "10.1.1.1"},
		{"@", "198.51.100.7", ""}, // a Unix socket
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = test.peer
		if test.forwarded != "" {
			r.Header.Set("X-Forwarded-For", test.forwarded)
		}
		if got := find(r); got != test.want {
			t.Errorf("%s, %q: %q, want %q", test.peer, test.forwarded, got, test.want)
		}
	}
	if _, err := ClientIP([]string{"proxy.local"}); err == nil {
		t.Error("a name was accepted")
	}
}

func FuzzClientIP(f *testing.F) {
	f.Add("203.0.113.9, 198.51.100.7")
	find, err := ClientIP([]string{"10.0.0.0/8"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, forwarded string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("X-Forwarded-For", forwarded)
		r.RemoteAddr = "192.0.2.1:5"
		if got := find(r); got != "192.0.2.1" {
			t.Fatalf("%q made a stranger %q", forwarded, got)
		}
	})
}
