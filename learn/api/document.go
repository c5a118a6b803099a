package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Document is a reply that is the same for everybody until the next start, made once. Browsers keep it and ask with
// its tag whether it is still the one.
type Document struct {
	text []byte
	tag  string
}

// NewDocument marshals v.
func NewDocument(v any) (Document, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return Document{}, fmt.Errorf("make a document: %w", err)
	}
	sum := sha256.Sum256(text)
	return Document{text: text, tag: `"` + hex.EncodeToString(sum[:12]) + `"`}, nil
}

// Serve answers with the document, or with 304 when the client has it.
func (d Document) Serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Etag", d.tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(d.text))
}
