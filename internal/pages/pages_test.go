package pages

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const themeScript = "\nvar a = 1 < 2 && '</p>';"

func build() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		".keep":                                file(""),
		".hidden/x.html":                       file("hidden"),
		"index.html":                           file("<!doctype html><script>" + themeScript + "</script><script src=/settings.js></script><p>home"),
		"404.html":                             file("<p>lost"),
		"book/index.html":                      file("<p>book"),
		"book/one.html":                        file("<p>one"),
		"book/two/index.html":                  file("<p>two"),
		"settings.js":                          file("static"),
		"assets/js/main.4f2a9c1e.js":           file(strings.Repeat("console.log(1);\n", 200)),
		"assets/js/plain.js":                   file("x"),
		"pyodide/pyodide.asm.wasm":             file("\x00asm" + strings.Repeat("\x01", 4000)),
		"pyodide/pyodide.mjs":                  file("export {}"),
		"pyodide/python_stdlib.zip":            file("PK" + strings.Repeat("z", 4000)),
		"img/a.svg":                            file("<svg/>"),
		"assets/images/b-0123456789abcdef.png": file("png"),
	}
}

func site(t *testing.T, change func(*Options)) *Site {
	t.Helper()
	options := Options{Files: build(), Log: slog.New(slog.DiscardHandler), Settings: Settings{MagicLink: true, MinPasswordLength: 8}}
	if change != nil {
		change(&options)
	}
	s, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask sends a request with header lines such as "Range: bytes=0-1".
func ask(s http.Handler, method, path string, lines ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "http://x.example/", nil)
	request.URL.Path = path
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, request)
	return recorder
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	s := site(t, nil)
	for path, want := range map[string]string{
		"/": "home", "/index.html": "home", "/book": "book", "/book/": "book", "/book/one": "one", "/book/one.html": "one",
		"/book/two": "two", "/book/two/": "two", "/book/two/index.html": "two",
	} {
		if got := ask(s, "GET", path); got.Code != 200 || !strings.HasSuffix(got.Body.String(), want) {
			t.Errorf("%s: %d %s", path, got.Code, got.Body)
		}
	}
	for _, path := range []string{
		"/none", "/.keep", "/.hidden/x", "/.hidden/x.html", "//book", "/book//one", "/book/../index.html", "/book/.", "/..",
		"/../index.html", "/book/one.html/", "/assets", "/assets/", "", "/book/one/index", "/\x00", "/book\\one", "/img/a.svg/",
	} {
		got := ask(s, "GET", path)
		if path == "" {
			continue // the server never sends one
		}
		if got.Code != 404 || got.Body.String() != "There is nothing at this address.\n" {
			t.Errorf("%q: %d %s", path, got.Code, got.Body)
		}
	}
	lost := ask(s, "GET", "/none", "Accept: text/html,*/*", "If-None-Match: *", "Range: bytes=0-1")
	if lost.Code != 404 || lost.Body.String() != "<p>lost" || lost.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("%d %v %s", lost.Code, lost.Header(), lost.Body)
	}
}

func TestTypesAndCaching(t *testing.T) {
	t.Parallel()
	s := site(t, nil)
	const forever, ask4again = "public, max-age=31536000, immutable", "no-cache"
	for path, want := range map[string][2]string{
		"/":                                     {"text/html; charset=utf-8", ask4again},
		"/assets/js/main.4f2a9c1e.js":           {"text/javascript; charset=utf-8", forever},
		"/assets/js/plain.js":                   {"text/javascript; charset=utf-8", ask4again},
		"/assets/images/b-0123456789abcdef.png": {"image/png", forever},
		"/pyodide/pyodide.mjs":                  {"text/javascript; charset=utf-8", ask4again},
		"/pyodide/pyodide.asm.wasm":             {"application/wasm", ask4again},
		"/pyodide/python_stdlib.zip":            {"application/zip", ask4again},
		"/img/a.svg":                            {"image/svg+xml", ask4again},
	} {
		h := ask(s, "GET", path).Header()
		if diff := cmp.Diff(want, [2]string{h.Get("Content-Type"), h.Get("Cache-Control")}); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

func TestConditionsRangesAndCompression(t *testing.T) {
	t.Parallel()
	s := site(t, nil)
	const path = "/assets/js/main.4f2a9c1e.js"
	plain := ask(s, "GET", path)
	packed := ask(s, "GET", path, "Accept-Encoding: br, gzip")
	if plain.Header().Get("Content-Encoding") != "" || packed.Header().Get("Content-Encoding") != "gzip" ||
		packed.Header().Get("Vary") != "Accept-Encoding" || packed.Header().Get("Etag") == plain.Header().Get("Etag") {
		t.Errorf("%v\n%v", plain.Header(), packed.Header())
	}
	reader, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(reader); err != nil || string(text) != plain.Body.String() {
		t.Errorf("unpacked differs: %v", err)
	}
	for _, refused := range []string{"identity", "gzip;q=0", "gzip; q=0, br"} {
		if got := ask(s, "GET", path, "Accept-Encoding: "+refused).Header().Get("Content-Encoding"); got != "" {
			t.Errorf("%s got %s", refused, got)
		}
	}
	tag := packed.Header().Get("Etag")
	if got := ask(s, "GET", path, "Accept-Encoding: gzip", "If-None-Match: "+tag); got.Code != 304 || got.Body.Len() != 0 {
		t.Errorf("same tag: %d", got.Code)
	}
	if got := ask(s, "GET", path, "If-None-Match: "+tag); got.Code != 200 {
		t.Errorf("tag of another encoding: %d", got.Code)
	}
	part := ask(s, "GET", path, "Accept-Encoding: gzip", "Range: bytes=8-10")
	if part.Code != 206 || part.Body.String() != "log" || part.Header().Get("Content-Range") != "bytes 8-10/3200" {
		t.Errorf("range: %d %q %v", part.Code, part.Body, part.Header())
	}
	head := ask(s, "HEAD", path)
	if head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("Content-Length") != "3200" {
		t.Errorf("head: %d %v", head.Code, head.Header())
	}
	if got := ask(s, "GET", "/pyodide/python_stdlib.zip", "Accept-Encoding: gzip").Header().Get("Content-Encoding"); got != "" {
		t.Error("a zip was compressed again")
	}
	if got := ask(s, "POST", "/"); got.Code != 405 || got.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("post: %d", got.Code)
	}
}

func TestPolicy(t *testing.T) {
	t.Parallel()
	s := site(t, func(o *Options) {
		o.Settings.AuthURL, o.Settings.APIURL, o.HTTPS = "https://auth.example", "https://api.example", true
	})
	sum := sha256.Sum256([]byte(themeScript))
	h := ask(s, "GET", "/").Header()
	got := h.Get("Content-Security-Policy")
	for _, want := range []string{
		"script-src 'self' 'wasm-unsafe-eval' 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';",
		"connect-src 'self' https://auth.example https://api.example;", "img-src 'self' https://auth.example https://api.example data: blob: https:;", "frame-ancestors 'none'", "object-src 'none'", "upgrade-insecure-requests",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %s in %s", want, got)
		}
	}
	scripts, _, _ := strings.Cut(got[strings.Index(got, "script-src"):], ";")
	if strings.Contains(scripts, "unsafe-inline") || strings.Contains(scripts, "'unsafe-eval'") {
		t.Errorf("scripts: %s", scripts)
	}
	if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cross-Origin-Opener-Policy") != "same-origin" {
		t.Errorf("%v", h)
	}
	for _, path := range []string{"/none", "/pyodide/pyodide.mjs"} {
		if h := ask(s, "GET", path).Header(); h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cross-Origin-Embedder-Policy") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	if worker := ask(s, "GET", "/pyodide/pyodide.mjs").Header().Get("Content-Security-Policy"); !strings.Contains(worker, "'wasm-unsafe-eval'") {
		t.Errorf("a worker's own policy: %s", worker)
	}
}

func TestInlineHashes(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]int{
		"<script>a</script><script>b</script><script>a</script>": 2,
		"<script src=x>ignored</script>":                         0,
		`<SCRIPT type="application/ld+json">{}</SCRIPT>`:         1,
		"<!-- <script>a</script> --><p>script</p>":               0,
		"<script></script>text":                                  0,
	} {
		if got := inlineHashes([]byte(page)); len(got) != want {
			t.Errorf("%s: %v", page, got)
		}
	}
}

func TestSettingsScript(t *testing.T) {
	t.Parallel()
	s := site(t, func(o *Options) { o.Settings.AuthURL = "https://a.example/</script>" })
	got := ask(s, "GET", "/settings.js")
	want := `window.__LYCEUM__ = {"authURL":"https://a.example/\u003c/script\u003e","apiURL":"","providers":[],"plugins":[],` +
		`"signUp":false,"magicLink":true,"resetPassword":false,"verifyEmail":false,"changeEmail":false,"deleteUser":false,` +
		`"minPasswordLength":8,"assistant":{"model":false}};` + "\n"
	if got.Body.String() != want || got.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("%v %s", got.Header(), got.Body)
	}
}

func TestSettingsOfOrganizations(t *testing.T) {
	t.Parallel()
	s := site(t, func(o *Options) {
		o.Settings.Organization = &OrganizationSettings{Teams: true, CreatorRole: "owner", Roles: map[string]map[string][]string{"owner": {"team": {"create"}}}}
	})
	want := `"organization":{"create":false,"delete":false,"teams":true,"creatorRole":"owner","roles":{"owner":{"team":["create"]}}}};`
	if got := ask(s, "GET", "/settings.js").Body.String(); !strings.HasSuffix(got, want+"\n") {
		t.Errorf("%s", got)
	}
}

func TestNotBuilt(t *testing.T) {
	t.Parallel()
	_, err := New(Options{Files: fstest.MapFS{".keep": {}}})
	if !errors.Is(err, ErrNotBuilt) {
		t.Errorf("got %v", err)
	}
	_, err = New(Options{Files: brokenFS{}})
	if err == nil || errors.Is(err, ErrNotBuilt) {
		t.Errorf("unreadable folder: %v", err)
	}
}

// brokenFS cannot be read.
type brokenFS struct{}

func (brokenFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func FuzzFind(f *testing.F) {
	f.Add("/book/../.hidden/x")
	s, err := New(Options{Files: build(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path string) {
		found := s.find(path)
		if found != nil && (strings.HasPrefix(found.name, ".") || strings.Contains(path, "..")) {
			t.Fatalf("%q gave %s", path, found.name)
		}
	})
}
