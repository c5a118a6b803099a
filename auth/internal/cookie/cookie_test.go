package cookie

import (
	"strings"
	"testing"
)

func TestSetCookieBytes(t *testing.T) {
	t.Parallel()
	c := Cookie{"better-auth.session_token", "abc.1+0y/=", Attributes{MaxAge: Age(604800), Path: "/", HTTPOnly: true, SameSite: "lax"}}
	if got, want := c.String(), "better-auth.session_token=abc.1%2B0y%2F%3D; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	c = Cookie{"__Secure-x", "", Attributes{MaxAge: Age(0), Domain: "a.com", Path: "/", SameSite: "none", Partitioned: true}}
	if got, want := c.String(), "__Secure-x=; Max-Age=0; Domain=a.com; Path=/; Secure; SameSite=None; Partitioned"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	jar := Parse([]string{`a=1; b="two"; a=3; c=%2B; d=%zz; e`, ` f = g=h `})
	for name, want := range map[string]string{"a": "1", "b": "two", "c": "+", "d": "%zz", "f": "g=h"} {
		if got, ok := jar.Get(name); !ok || got != want {
			t.Errorf("%s = %q, %v; want %q", name, got, ok, want)
		}
	}
	if _, ok := jar.Get("e"); ok {
		t.Error("a cookie without = was read")
	}
}

func TestChunksRoundTrip(t *testing.T) {
	t.Parallel()
	c := Cookie{"better-auth.session_data", strings.Repeat("x", 9000), Attributes{MaxAge: Age(300), Path: "/", HTTPOnly: true, SameSite: "lax"}}
	parts, ok := Split(c)
	if !ok || len(parts) != 3 {
		t.Fatalf("%d parts, %v", len(parts), ok)
	}
	var header []string
	for i := len(parts) - 1; i >= 0; i-- {
		if i < len(parts)-1 && len(strings.Replace(parts[i].String(), ".0=", ".99=", 1)) > maxCookie+1 {
			t.Errorf("part %d has %d bytes", i, len(parts[i].String()))
		}
		header = append(header, parts[i].Name+"="+Encode(parts[i].Value))
	}
	jar := Parse([]string{strings.Join(header, "; ")})
	if got, ok := jar.Joined(c.Name); !ok || got != c.Value {
		t.Errorf("joined %d bytes, %v", len(got), ok)
	}
	if _, ok := Split(Cookie{"n", strings.Repeat("x", 500_000), Attributes{}}); ok {
		t.Error("a value of over a hundred chunks was accepted")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`a=1; b="two"; c=%2B`)
	f.Fuzz(func(t *testing.T, header string) {
		for _, c := range Parse([]string{header}) {
			if Decode(Encode(c.Value)) != c.Value {
				t.Fatalf("%q does not round-trip", c.Value)
			}
		}
	})
}
