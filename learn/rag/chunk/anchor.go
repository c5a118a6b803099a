package chunk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"golang.org/x/net/html"
)

// MissingAnchors is the error of [CheckAnchors]: passages whose citation would open nothing.
type MissingAnchors struct {
	URLs []string // in reading order, each once
}

func (e *MissingAnchors) Error() string {
	return fmt.Sprintf("%d cited places are not in the built site: %s", len(e.URLs), strings.Join(e.URLs, ", "))
}

// CheckAnchors verifies that the place each passage is linked to exists in the built site, whose root is build. The
// error is a [*MissingAnchors], or says why a page could not be read.
func CheckAnchors(build fs.FS, chunks []Chunk) error {
	pages := map[string]map[string]bool{}
	reported := map[string]bool{}
	var missing []string
	for _, c := range chunks {
		page, _, _ := strings.Cut(c.URL, "#")
		ids, known := pages[page]
		if !known {
			var err error
			if ids, err = readIDs(build, page); err != nil {
				return fmt.Errorf("check the anchors of %s: %w", page, err)
			}
			pages[page] = ids
		}
		if (ids == nil || c.Anchor != "" && !ids[c.Anchor]) && !reported[c.URL] {
			missing = append(missing, c.URL)
			reported[c.URL] = true
		}
	}
	if len(missing) > 0 {
		return &MissingAnchors{URLs: missing}
	}
	return nil
}

// readIDs returns the ids of a page's elements, or nil when there is no such page.
func readIDs(build fs.FS, page string) (map[string]bool, error) {
	name := strings.Trim(page, "/")
	text, err := fs.ReadFile(build, name+"/index.html")
	if errors.Is(err, fs.ErrNotExist) {
		text, err = fs.ReadFile(build, name+".html")
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for tokens := html.NewTokenizer(bytes.NewReader(text)); ; {
		switch tokens.Next() {
		case html.ErrorToken:
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return nil, err
			}
			return ids, nil
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, attribute := range tokens.Token().Attr {
				if attribute.Key == "id" {
					ids[attribute.Val] = true
				}
			}
		}
	}
}
