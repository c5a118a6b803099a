// Package mail carries the mails that Lyceum sends.
//
// A [Sender] takes a [Message] and returns when the provider has accepted it; [RefusedError] says that trying again would
// not help. There are [SMTP], [Resend], [SendGrid], [SES], and [Mailbox], which keeps mails in a folder and shows them at /dev/mail so that a newcomer can follow a
// sign-in link without a mail provider. All of them are safe for concurrent use.
//
// What a mail says is a template: [Templates.Render] makes the Message of a [Kind] from [Data]. An operator replaces
// templates file by file with a folder of their own.
//
//	templates, err := mail.LoadTemplates(nil)
//	message, err := templates.Render(mail.MagicLink, mail.Data{AppName: "Lyceum", URL: link, Expires: 5 * time.Minute})
//	message.To = "ada@example.com"
//	err = sender.Send(ctx, message)
package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
)

// Message is one mail to one person. Text is required, HTML is not.
type Message struct {
	// ID names the message, the same each time it is tried; empty means that nobody tries twice. Providers that can are
	// asked to send what they have under this name only once.
	ID      string
	To      string // a bare address
	Subject string
	Text    string
	HTML    string
}

// Sender hands a message to a provider. When Send returns nil the provider has accepted it; an error says nothing was
// accepted, or that nobody knows.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// ErrNoProvider is returned by [None].
var ErrNoProvider = errors.New("no mail provider is set up")

// None refuses every message, for installations that have no provider and must not keep mails.
type None struct{}

// Send returns ErrNoProvider.
func (None) Send(context.Context, Message) error { return ErrNoProvider }

// check refuses what could not be delivered or would become something else on the way.
func (m Message) check() error {
	address, err := mail.ParseAddress(m.To)
	switch {
	case err != nil || address.Address != m.To:
		return errors.New("the recipient is not a plain e-mail address") // not repeated: errors are logged
	case m.Subject == "" || m.Text == "":
		return errors.New("a mail needs a subject and a text")
	case strings.ContainsAny(m.Subject, "\r\n"):
		return errors.New("the subject has more than one line")
	}
	return nil
}

// parseFrom splits a sender such as "Lyceum <noreply@example.com>".
func parseFrom(from string) (*mail.Address, error) {
	address, err := mail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("sender %q: %w", from, err)
	}
	return address, nil
}
