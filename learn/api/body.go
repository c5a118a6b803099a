package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
)

// MaxBody is the limit for request bodies where a handler has no reason for another, in bytes.
const MaxBody = 1 << 20

// ReadJSON decodes the request's body into a struct. It refuses, in words a client's author understands: another
// content type (415), more than limit bytes (413), broken JSON, values of the wrong type, fields that do not exist,
// and anything after the value (400).
func ReadJSON(w http.ResponseWriter, r *http.Request, limit int64, into any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &Error{
			Status: http.StatusUnsupportedMediaType, Code: "UNSUPPORTED_MEDIA_TYPE",
			Message: "The body must be JSON: send Content-Type: application/json.",
		}
	}
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return bodyError(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return bodyError(tooLarge)
		}
		return BadRequest(CodeInvalidBody, "The body must be one JSON value, with nothing after it.")
	}
	return nil
}

func bodyError(err error) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &Error{
			Status: http.StatusRequestEntityTooLarge, Code: "BODY_TOO_LARGE",
			Message: fmt.Sprintf("The body is larger than %d bytes.", tooLarge.Limit),
		}
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if number, ok := strings.CutPrefix(wrong.Value, "number "); ok { // a number, but not one that fits
			return BadRequest(CodeInvalidBody, "%s cannot be %s.", place(wrong.Field), number)
		}
		return BadRequest(CodeInvalidBody, "%s must be %s, not %s.", place(wrong.Field), kindName(wrong.Type), jsonName(wrong.Value))
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return BadRequest(CodeInvalidBody, "The body is not valid JSON, at byte %d.", syntax.Offset)
	}
	if refusal, ok := errors.AsType[*Error](err); ok { // from a field's own UnmarshalJSON
		return refusal
	}
	switch {
	case errors.Is(err, io.EOF):
		return BadRequest(CodeInvalidBody, "The body is empty; JSON is expected.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return BadRequest(CodeInvalidBody, "The body ends in the middle of its JSON.")
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return BadRequest(CodeInvalidBody, "There is no field %s.", field)
	}
	return &Error{Status: http.StatusBadRequest, Code: CodeInvalidBody, Message: "The body could not be read.", Cause: err}
}

func place(field string) string {
	if field == "" {
		return "The body"
	}
	return fmt.Sprintf("%q", field)
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	default:
		return "a number"
	}
}

func jsonName(value string) string {
	switch value {
	case "array":
		return "a list"
	case "object":
		return "an object"
	case "bool":
		return "true or false"
	default:
		return "a " + value
	}
}
