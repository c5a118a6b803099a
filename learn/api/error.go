package api

import (
	"errors"
	"fmt"
	"net/http"
)

// Error is a refusal with a public and a private half: Code and Message go to the client, Cause to the log. Any other
// error a handler returns is answered as INTERNAL.
type Error struct {
	Status  int
	Code    string // UPPER_SNAKE; clients test for it, do not rename
	Message string // a sentence for people
	Header  http.Header
	Cause   error
}

func (e *Error) Error() string {
	if e.Cause == nil {
		return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Message)
	}
	return fmt.Sprintf("%d %s: %s: %v", e.Status, e.Code, e.Message, e.Cause)
}

func (e *Error) Unwrap() error { return e.Cause }

// Codes used by more than one package. Do not rename.
const (
	CodeInternal     = "INTERNAL"
	CodeInvalidBody  = "INVALID_BODY"
	CodeUnauthorized = "UNAUTHORIZED"
)

// BadRequest refuses a request whose content breaks a rule; format says which, as a sentence.
func BadRequest(code, format string, args ...any) *Error {
	return &Error{Status: http.StatusBadRequest, Code: code, Message: fmt.Sprintf(format, args...)}
}

// NotFound refuses a request for something that does not exist.
func NotFound(code, format string, args ...any) *Error {
	return &Error{Status: http.StatusNotFound, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Conflict refuses a request that contradicts what is stored.
func Conflict(code, format string, args ...any) *Error {
	return &Error{Status: http.StatusConflict, Code: code, Message: fmt.Sprintf(format, args...)}
}

// AccountGone refuses a request whose valid token names an account that was deleted meanwhile.
func AccountGone(cause error) *Error {
	return &Error{
		Status: http.StatusUnauthorized, Code: "ACCOUNT_GONE", Cause: cause,
		Message: "This account no longer exists. Sign in again.",
		Header:  http.Header{"Www-Authenticate": {`Bearer error="invalid_token", error_description="account deleted"`}},
	}
}

// asError finds the refusal in err, or makes one that tells the client nothing.
func asError(err error) *Error {
	if refusal, ok := errors.AsType[*Error](err); ok {
		return refusal
	}
	return &Error{
		Status: http.StatusInternalServerError, Code: CodeInternal, Cause: err,
		Message: "Something went wrong on the server. The request id helps to find out what.",
	}
}
