package cookie

import (
	"slices"
	"strconv"
	"strings"
)

const (
	// maxCookie is the size above which a cookie is split (section 2.5).
	maxCookie = 4050
	maxChunks = 100
)

// Split returns a cookie as itself, or as chunks when its serialised form would be too
// large; ok is false when even a hundred chunks would not hold it.
func Split(c Cookie) (parts []Cookie, ok bool) {
	overhead := len(c.Name) + len(".99=") + len(c.Attributes.suffix(c.Name))
	if overhead+len(Encode(c.Value)) <= maxCookie {
		return []Cookie{c}, true
	}
	size := maxCookie - overhead
	if size <= 0 {
		return nil, false
	}
	for value := c.Value; value != ""; {
		n := min(size, len(value))
		parts = append(parts, Cookie{c.Name + "." + strconv.Itoa(len(parts)), value[:n], c.Attributes})
		value = value[n:]
	}
	return parts, len(parts) <= maxChunks
}

// Joined returns a cookie that may have been split: the plain name wins, else all its
// chunks in number order.
func (j Jar) Joined(name string) (string, bool) {
	if v, ok := j.Get(name); ok {
		return v, true
	}
	type chunk struct {
		number int
		value  string
	}
	var chunks []chunk
	for _, c := range j {
		if n, ok := chunkNumber(c.Name, name); ok {
			chunks = append(chunks, chunk{n, Decode(c.Value)})
		}
	}
	slices.SortFunc(chunks, func(a, b chunk) int { return a.number - b.number })
	var b strings.Builder
	for _, c := range chunks {
		b.WriteString(c.value)
	}
	return b.String(), len(chunks) > 0
}

// Parts lists the names under which a cookie and its chunks are present.
func (j Jar) Parts(name string) []string {
	var names []string
	for _, c := range j {
		if _, ok := chunkNumber(c.Name, name); ok || c.Name == name {
			names = append(names, c.Name)
		}
	}
	return names
}

// IsPart reports whether a cookie's name is the base name or one of its chunks.
func IsPart(name, base string) bool {
	_, ok := chunkNumber(name, base)
	return ok || name == base
}

func chunkNumber(name, base string) (int, bool) {
	rest, ok := strings.CutPrefix(name, base+".")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(rest)
	return n, err == nil && n >= 0 && strconv.Itoa(n) == rest
}
