package auth

import (
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// Code is a machine-readable error code and the sentence that goes with it. The
// core's are listed in codes.go, a plugin's in its own.
type Code struct {
	Name    string
	Message string
}

// Error is the one error type that reaches a client. Its public half is the
// status, code, message and extra members; Cause is private and goes to the log with
// an id. Any other error becomes a 500 without a body, as in the reference.
type Error struct {
	Status  int
	Code    string
	Message string
	// Extra members follow message and code in the body.
	Extra wire.Object
	// CodeFirst writes the code before the message, as the reference does in a few places.
	CodeFirst bool
	// Body replaces the whole body, for protocols with errors of their own (RFC 6749,
	// section 5.2).
	Body wire.Object
	// NoBody sends the status with a JSON content type and nothing else.
	NoBody bool
	// Header is added to the reply.
	Header http.Header
	// Cause is never sent.
	Cause error
}

// Error is for logs: code, message and cause.
func (e *Error) Error() string {
	text := e.Message
	if text == "" {
		text = http.StatusText(e.Status)
	}
	if e.Code != "" {
		text = e.Code + ": " + text
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap is the cause, which no client sees.
func (e *Error) Unwrap() error { return e.Cause }

// Fail returns the error of a code.
func Fail(status int, code Code) *Error {
	return &Error{Status: status, Code: code.Name, Message: code.Message}
}

// FailText returns an error with a message and no code.
func FailText(status int, message string) *Error { return &Error{Status: status, Message: message} }

// FailEmpty returns an error that is a status with an empty body.
func FailEmpty(status int) *Error { return &Error{Status: status, NoBody: true} }

// Because returns a copy with a private cause.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// Redirect is an answer that sends the browser elsewhere. Endpoints return it as
// their error.
type Redirect struct{ Location string }

// Error is for logs.
func (r *Redirect) Error() string { return "redirect to " + r.Location }

// unhandled is what a client sees of an error that is not its business.
var unhandled = &Error{Status: http.StatusInternalServerError}

// publicError finds the public half of an error.
func publicError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return unhandled.Because(err)
}
