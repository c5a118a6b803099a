// Package pages serves the built site: a folder of files, with clean addresses and strict headers.
//
//	site, err := pages.New(pages.Options{Files: build, Settings: settings})
//	mux.Handle("/", site)
//
// # Addresses
//
// /book/x is the file book/x, book/x/index.html or book/x.html, whichever there is; anything else is 404.html with
// status 404. Files whose name begins with a dot are not served. /settings.js is written from [Settings] and tells the
// pages where the services are.
//
// # Headers
//
// Each page gets a Content-Security-Policy that allows the scripts of this origin and, by hash, the inline scripts that
// the page itself has; no other inline script runs. Pages are isolated from other origins (COOP, COEP), as Python in a
// worker may want shared memory. Files below /assets/ that carry a hash in their name are cached for good, all
// others are asked for again each time and mostly answered with 304. Texts are compressed once and kept.
package pages

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// minCompressed is the size in bytes from which compression is worth its header.
const minCompressed = 1 << 10

// ErrNotBuilt says that the folder holds no site.
var ErrNotBuilt = errors.New("the site is not built (make run builds it)")

// Options configure [New]. Files is needed.
type Options struct {
	Files    fs.FS // the build folder; must not change while it is served
	Settings Settings
	Log      *slog.Logger
	// HTTPS says that browsers reach the site over TLS, and makes them insist on it.
	HTTPS bool
}

// Site serves the pages. It is safe for concurrent use.
type Site struct {
	files    map[string]*file // by path without leading slash
	settings *file
	policy   policy
	https    bool
	log      *slog.Logger
}

// New lists the files. It returns [ErrNotBuilt] when there is no index.html.
func New(options Options) (*Site, error) {
	text, err := options.Settings.script()
	if err != nil {
		return nil, err
	}
	s := &Site{
		files: map[string]*file{}, https: options.HTTPS, log: options.Log,
		policy:   policy{origins: options.Settings.origins(), https: options.HTTPS},
		settings: &file{name: "settings.js", read: func() ([]byte, error) { return text, nil }},
	}
	err = fs.WalkDir(options.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(entry.Name(), ".") && name != "." {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.Type().IsRegular() {
			s.files[name] = &file{name: name, read: func() ([]byte, error) { return fs.ReadFile(options.Files, name) }}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the site's files: %w", err)
	}
	if s.files["index.html"] == nil {
		return nil, ErrNotBuilt
	}
	return s, nil
}

// ServeHTTP answers GET and HEAD.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.secure(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Pages can only be read.", http.StatusMethodNotAllowed)
		return
	}
	found := s.find(r.URL.Path)
	if found == nil {
		s.missing(w, r)
		return
	}
	if err := s.send(w, r, found, http.StatusOK); err != nil {
		s.log.ErrorContext(r.Context(), "page", "file", found.name, "error", err)
		http.Error(w, "This page cannot be read at the moment.", http.StatusInternalServerError)
	}
}

// find maps an address to a file, or nil.
func (s *Site) find(address string) *file {
	name, isFolder := strings.TrimPrefix(address, "/"), strings.HasSuffix(address, "/")
	if name == "settings.js" {
		return s.settings
	}
	name = strings.TrimSuffix(name, "/")
	if found := s.files[name]; found != nil && !isFolder {
		return found
	}
	for _, candidate := range []string{path.Join(name, "index.html"), name + ".html"} {
		if found := s.files[candidate]; found != nil && path.Clean("/"+name) == "/"+name {
			return found
		}
	}
	return nil
}

// missing answers with the site's own page where a person is reading, and with a line otherwise.
func (s *Site) missing(w http.ResponseWriter, r *http.Request) {
	page := s.files["404.html"]
	if page == nil || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Error(w, "There is nothing at this address.", http.StatusNotFound)
		return
	}
	for _, name := range []string{"If-None-Match", "If-Modified-Since", "Range", "If-Range"} {
		r.Header.Del(name) // they are about the page that is not there
	}
	if err := s.send(w, r, page, http.StatusNotFound); err != nil {
		http.Error(w, "There is nothing at this address.", http.StatusNotFound)
	}
}

func (s *Site) send(w http.ResponseWriter, r *http.Request, f *file, status int) error {
	content, err := f.load()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", contentType(f.name))
	h.Set("Cache-Control", "no-cache")
	if status == http.StatusOK && isHashed(f.name) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Content-Security-Policy", s.policy.header(content.inline))
	body, tag := content.plain, content.tag
	if content.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r) && r.Header.Get("Range") == "" {
			body, tag = content.packed, content.tag+"-gz"
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Etag", `"`+tag+`"`)
	if status != http.StatusOK {
		// ServeContent would answer 200.
		h.Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			_, _ = io.Copy(w, bytes.NewReader(body)) // a reader who has gone is no fault of ours
		}
		return nil
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	return nil
}

// acceptsGzip ignores weights other than nought: no client that names gzip minds getting it.
func acceptsGzip(r *http.Request) bool {
	for entry := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(entry, " ", ""), ";")
		if name == "gzip" || name == "*" {
			return weight != "q=0" && weight != "q=0.0"
		}
	}
	return false
}

// file is read, hashed and compressed when it is first asked for, and then kept: the whole site is a few megabytes.
type file struct {
	name string
	read func() ([]byte, error)

	once    sync.Once
	content *content
	err     error
}

type content struct {
	plain, packed []byte // packed is nil when compression does not help
	tag           string
	inline        []string // hashes of inline scripts, of a page
}

func (f *file) load() (*content, error) {
	f.once.Do(func() { f.content, f.err = f.prepare() })
	return f.content, f.err
}

func (f *file) prepare() (*content, error) {
	text, err := f.read()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.name, err)
	}
	sum := sha256.Sum256(text)
	c := &content{plain: text, tag: base64.RawURLEncoding.EncodeToString(sum[:12])}
	if path.Ext(f.name) == ".html" {
		c.inline = inlineHashes(text)
	}
	if !isText(f.name) || len(text) < minCompressed {
		return c, nil
	}
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if _, err := writer.Write(text); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	if packed.Len() < len(text)*9/10 {
		c.packed = bytes.Clone(packed.Bytes())
	}
	return c, nil
}
