package mail

import "net/http"

// RefusedError is a refusal for good: the message or its recipient will not be accepted another time either. Every other
// error of a [Sender] may pass.
type RefusedError struct{ Err error }

func (e *RefusedError) Error() string { return e.Err.Error() }

// Unwrap returns the reason.
func (e *RefusedError) Unwrap() error { return e.Err }

// Permanent tells an outbox not to try again.
func (e *RefusedError) Permanent() bool { return true }

// refused reports whether an HTTP status judges the message. Refused credentials, an unpaid bill and the like are the
// operator's to mend, so messages wait for that.
func refused(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound,
		http.StatusMethodNotAllowed, http.StatusRequestTimeout, http.StatusConflict, http.StatusTooManyRequests:
		return false
	}
	return status >= 400 && status < 500
}
