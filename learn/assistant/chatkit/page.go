package chatkit

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

// Order of a list.
type Order string

// The orders, by age.
const (
	Ascending  Order = "asc"
	Descending Order = "desc"
)

// PageRequest asks for a part of a list.
type PageRequest struct {
	Limit int // at least 1
	Order Order
	After *Cursor // nil for the beginning
}

// Page sizes.
const (
	defaultPage = 20
	maxPage     = 100
)

// Cursor is a place in a list, after the entry with the key and the id. Rows with one key are told apart by their id,
// so none is repeated or lost.
type Cursor struct {
	Key int64
	ID  string
}

// String is what clients get and pass back; they must not look into it.
func (c Cursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(c.Key, 10) + " " + c.ID))
}

var errCursor = errors.New("not a cursor")

func parseCursor(text string) (*Cursor, error) {
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, errCursor
	}
	key, id, found := strings.Cut(string(plain), " ")
	n, err := strconv.ParseInt(key, 10, 64)
	if err != nil || !found || id == "" || len(id) > maxID || !validText(id) {
		return nil, errCursor
	}
	return &Cursor{Key: n, ID: id}, nil
}
