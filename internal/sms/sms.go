// Package sms carries short text messages to phones.
//
// A [Sender] takes a [Message] and returns when the provider has accepted it. There is one, [Twilio]. It is safe for
// concurrent use. An error that says Permanent is a refusal which sending again would not change.
package sms

import (
	"context"
	"errors"
	"regexp"
)

// maxText bounds a message, in bytes. Providers bill each 70 to 160 characters.
const maxText = 640

// Message is one text to one phone.
type Message struct {
	To   string // in the form of E.164: + and up to 15 digits
	Text string
}

// Sender hands a message to a provider. When Send returns nil the provider has accepted it.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// RefusedError is a provider's refusal for good.
type RefusedError struct{ Err error }

func (e *RefusedError) Error() string { return e.Err.Error() }

// Unwrap returns the provider's sentence.
func (e *RefusedError) Unwrap() error { return e.Err }

// Permanent tells an outbox not to try again.
func (e *RefusedError) Permanent() bool { return true }

// number is a telephone number with its country code (ITU-T E.164).
var number = regexp.MustCompile(`^\+[1-9][0-9]{4,14}$`)

func (m Message) check() error {
	switch {
	case !number.MatchString(m.To):
		return errors.New("the recipient is not a telephone number such as +491701234567") // not repeated: errors are logged
	case m.Text == "" || len(m.Text) > maxText:
		return errors.New("a text message needs a text, and not a long one")
	}
	return nil
}
