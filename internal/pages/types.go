package pages

import (
	"path"
	"regexp"
	"strings"
)

// types are fixed here because the system's tables differ, and a wrong one keeps WebAssembly or a module from loading.
var types = map[string]string{
	".css":         "text/css; charset=utf-8",
	".gif":         "image/gif",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".jpeg":        "image/jpeg",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".map":         "application/json",
	".mjs":         "text/javascript; charset=utf-8",
	".pdf":         "application/pdf",
	".png":         "image/png",
	".py":          "text/x-python; charset=utf-8",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff":        "font/woff",
	".woff2":       "font/woff2",
	".xml":         "application/xml",
	".zip":         "application/zip",
}

func contentType(name string) string {
	if known, ok := types[path.Ext(name)]; ok {
		return known
	}
	return "application/octet-stream"
}

// isText reports whether a file is worth compressing.
func isText(name string) bool {
	switch path.Ext(name) {
	case ".css", ".html", ".js", ".json", ".map", ".mjs", ".py", ".svg", ".txt", ".wasm", ".webmanifest", ".xml":
		return true
	default:
		return false
	}
}

// hash is how the site's build marks a file whose content never changes: styles.4f2a9c1e.css, photo-4f2a….png.
var hash = regexp.MustCompile(`[.-][0-9a-f]{8,32}\.[a-z0-9]+(\.map)?$`)

func isHashed(name string) bool {
	return strings.HasPrefix(name, "assets/") && hash.MatchString(name)
}
