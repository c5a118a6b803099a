package main

import (
	"context"
	"errors"
	"time"

	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/mail"
	"github.com/lyceum/lyceum/internal/sms"
)

// errNoTexts is told where codes would go to a phone and nothing can carry them.
var errNoTexts = errors.New("no SMS provider is set up (sms.twilio)")

// texter takes the text messages of the auth service. From the outbox they go to a provider, or to the mailbox of
// /dev/mail.
type texter struct {
	mails  *mailer
	sender sms.Sender // nil without a provider
}

func newTexter(settings config.SMS, mails *mailer) (*texter, error) {
	t := &texter{mails: mails}
	if settings.Twilio.AccountSID == "" {
		return t, nil
	}
	twilio, err := sms.NewTwilio(sms.TwilioOptions{
		AccountSID: settings.Twilio.AccountSID, AuthToken: settings.Twilio.AuthToken.Reveal(),
		From: settings.Twilio.From, URL: settings.Twilio.URL,
	})
	if err != nil {
		return nil, err
	}
	t.sender = twilio
	return t, nil
}

// canSend reports whether text messages arrive anywhere.
func (t *texter) canSend() bool { return t.sender != nil || t.mails.box != nil }

// code sends a one-time code to a phone, a number such as +491701234567.
func (t *texter) code(expires time.Duration) func(ctx context.Context, to, code string) error {
	return func(ctx context.Context, to, code string) error {
		return t.send(ctx, to, mail.TextCode, mail.Data{Code: code, Expires: expires})
	}
}

func (t *texter) send(ctx context.Context, to string, kind mail.Kind, data mail.Data) error {
	if !t.canSend() {
		return errNoTexts
	}
	if to == "" {
		return nil // nobody's number
	}
	return t.mails.queue(ctx, to, kind, data)
}

// carry writes a text message and hands it to the provider.
func (t *texter) carry(ctx context.Context, to string, kind mail.Kind, data mail.Data) error {
	text, err := t.mails.templates.RenderText(kind, data)
	if err != nil {
		return &mail.RefusedError{Err: err}
	}
	switch {
	case t.sender != nil:
		return t.sender.Send(ctx, sms.Message{To: to, Text: text})
	case t.mails.box != nil:
		return t.mails.box.KeepText(ctx, to, text)
	default:
		return errNoTexts
	}
}
