package origin

import (
	"net/url"
	"strings"
	"testing"
)

func TestTrustsTarget(t *testing.T) {
	t.Parallel()
	l := List{"https://a.com", "http://localhost:3000", "*.b.com", "https://*.c.com", "myapp://", "exp://host/path", "http://192.168.*.*:8081"}
	for target, want := range map[string]bool{
		"/": true, "/dash?x=%2f": true, "/a b": true, "/a%0ab": true,
		"//evil.com": false, `/\evil.com`: false, "/a%2f%2fevil.com": false, "/%5cevil": false, "/\t/evil.com": false, "dash": false, "": false,
		"https://a.com": true, "https://a.com/x": true, "https://a.com:443/x": true, "HTTPS://A.COM/": true,
		"https://a.com.evil.com": false, "https://a.com@evil.com": false, "http://a.com": false, "https://a.com:444": false,
		`https://a.com\@evil.com`: true, // a browser also goes to a.com
		`https://evil.com\@a.com`: false,
		"https://x.b.com":         true, "http://x.y.b.com/p": true, "https://x.b.com:3000": false, "https://b.com": false,
		"https://x.c.com": true, "http://x.c.com": false, "https://evil.com/.c.com": false, "https://evil.com#.c.com": false,
		"http://localhost:3000/a": true, "http://localhost:3001": false,
		"myapp://anything/x": true, "other://x": false, "javascript:alert(1)": false, "data:text/html,x": false,
		"exp://host/path/sub": true, "exp://host/path/../other": false, "exp://host/path%2f..%2fother": false, "exp://host/pathological": false,
		"http://192.168.1.2:8081": true, "http://192.168.1.evil.com:8081": false,
		"https://\x00a.com": false, "https:/a.com": false, "https:a.com": false,
	} {
		if got := l.TrustsTarget(target); got != want {
			t.Errorf("TrustsTarget(%q) = %v", target, got)
		}
	}
	if l.TrustsOrigin("/") || l.TrustsOrigin("null") || !l.TrustsOrigin("https://a.com/page") {
		t.Error("origins")
	}
}

func TestGlob(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"/a/*", "/a/b", true}, {"/a/*", "/a/b/c", false}, {"/a/**", "/a/b/c", true}, {"/**/c", "/a/b/c", true},
		{"a?c", "abc", true}, {"a?c", "a/c", false}, {`a\*`, "a*", true}, {`a\*`, "ab", false}, {"*", "", true}, {"/x/", "/x", false}, {"/x", "/x/", true},
	} {
		if got := Glob(c.pattern, c.text); got != c.want {
			t.Errorf("Glob(%q, %q) = %v", c.pattern, c.text, got)
		}
	}
}

// Whatever is trusted must lead to a trusted host in a parser of the kind browsers use.
func FuzzTrustsTarget(f *testing.F) {
	for _, s := range []string{"https://a.com", "//a.com", `/\a`, "https://a.com@b", "https://x.b.com#@", "https:a.com"} {
		f.Add(s)
	}
	l := List{"https://a.com", "https://*.b.com"}
	f.Fuzz(func(t *testing.T, target string) {
		if !l.TrustsTarget(target) {
			return
		}
		u, err := url.Parse(strings.ReplaceAll(target, `\`, "/"))
		if err != nil {
			return
		}
		host := strings.ToLower(u.Hostname())
		if host != "" && host != "a.com" && !strings.HasSuffix(host, ".b.com") {
			t.Fatalf("%q leads to %q", target, host)
		}
	})
}

// TestGlobTakesItsTime: with a way back for each wildcard this would not end.
func TestGlobTakesItsTime(t *testing.T) {
	t.Parallel()
	pattern, text := strings.Repeat("*-", 30)+"**.example.com", strings.Repeat("-", 20_000)
	if Glob(pattern, text) || !Glob(pattern, text+".example.com") {
		t.Error("dashes are not matched as they should be")
	}
}
