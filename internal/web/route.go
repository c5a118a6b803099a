package web

import "strings"

const (
	routeSegments = 5  // kept of a path
	segmentLength = 32 // longer ones are no names
)

// Route replaces everything in a path that could identify a person or be a token, so that what is left can be logged and
// counted: /api/auth/reset-password/x7Gk2… becomes /api/auth/reset-password/:id. Only lower-case words with
// hyphens stay.
func Route(path string) string {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	if len(segments) > routeSegments {
		segments = append(segments[:routeSegments:routeSegments], "…")
	}
	for i, segment := range segments {
		if !isWord(segment) && segment != "…" && segment != "" {
			segments[i] = ":id"
		}
	}
	return "/" + strings.Join(segments, "/")
}

func isWord(segment string) bool {
	if len(segment) > segmentLength {
		return false
	}
	for _, r := range segment {
		if (r < 'a' || r > 'z') && r != '-' && r != '.' && r != '_' {
			return false
		}
	}
	return segment != ""
}
