package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/outbox"
	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/mail"
)

// mailer takes the mails of the auth service and puts them into the outbox; from there they go to a provider.
type mailer struct {
	sender    mail.Sender
	templates *mail.Templates
	box       *mail.Mailbox // set when nothing carries mails or text messages and they are kept for /dev/mail
	texts     *texter
	outbox    *outbox.Plugin
	counted   *prometheus.CounterVec
	appName   string
	notices   bool // whether users are told of what has changed about their accounts
}

// newMailer chooses the providers. Without one, messages are kept in the data folder, but not in production.
func newMailer(settings *config.Settings, lookup func(string) (string, bool)) (*mailer, error) {
	var own fs.FS
	if folder := settings.Mail.Templates; folder != "" {
		own = os.DirFS(folder)
	}
	templates, err := mail.LoadTemplates(own)
	if err != nil {
		return nil, err
	}
	m := newMailerWithout()
	m.templates, m.appName, m.notices = templates, settings.Auth.AppName, settings.Mail.Notices
	if m.sender, err = carrier(settings.Mail); err != nil {
		return nil, err
	}
	if m.texts, err = newTexter(settings.SMS, m); err != nil {
		return nil, err
	}
	// For tests that run with production rules; only loopback can see the mails even then.
	forced, _ := lookup("LYCEUM_DEV_MAIL")
	production := settings.Production() && forced != "1"
	if !production && (m.sender == nil || m.texts.sender == nil) {
		if m.box, err = mail.NewMailbox(filepath.Join(settings.Server.Data, "mail"), now); err != nil {
			return nil, err
		}
	}
	switch {
	case m.sender != nil:
	case production:
		m.sender = mail.None{}
	default:
		m.sender = m.box
	}
	return m, nil
}

// newMailerWithout makes a mailer without providers.
func newMailerWithout() *mailer {
	m := &mailer{sender: mail.None{}, counted: newMessageCounter()}
	m.texts = &texter{mails: m}
	m.outbox = outbox.New(outbox.Options{Carry: m.carry, Observe: m.count})
	return m
}

// carrier returns nil when none is set.
func carrier(settings config.Mail) (mail.Sender, error) {
	switch smtp := settings.SMTP; {
	case settings.ResendAPIKey != "":
		return mail.NewResend(mail.APIOptions{From: settings.From, Key: settings.ResendAPIKey.Reveal(), URL: settings.ResendURL})
	case settings.SendGridAPIKey != "":
		return mail.NewSendGrid(mail.APIOptions{From: settings.From, Key: settings.SendGridAPIKey.Reveal(), URL: settings.SendGridURL})
	case settings.SES.Region != "":
		ses := settings.SES
		return mail.NewSES(mail.SESOptions{
			From: settings.From, Region: ses.Region, AccessKeyID: ses.AccessKeyID, SecretAccessKey: ses.SecretAccessKey.Reveal(),
			SessionToken: ses.SessionToken.Reveal(), URL: ses.URL, Now: now,
		})
	case smtp.URL != "":
		options, err := mail.ParseSMTPURL(smtp.URL.Reveal())
		if err != nil {
			return nil, err
		}
		options.From = settings.From
		return mail.NewSMTP(options)
	case smtp.Host != "":
		return mail.NewSMTP(mail.SMTPOptions{
			From: settings.From, Host: smtp.Host, Port: smtp.Port, User: smtp.User, Password: smtp.Password.Reveal(),
		})
	default:
		return nil, nil
	}
}

// canSend reports whether mails arrive anywhere.
func (m *mailer) canSend() bool { return m.sender != mail.Sender(mail.None{}) }

// send puts a mail into the outbox, in the transaction of ctx when there is one.
func (m *mailer) send(ctx context.Context, to string, kind mail.Kind, data mail.Data) error {
	if !m.canSend() {
		return mail.ErrNoProvider
	}
	return m.queue(ctx, to, kind, data)
}

// forUser is the function the engine calls to send one kind of mail; nil when it is switched off.
func (m *mailer) forUser(on bool, kind mail.Kind, expires time.Duration) func(context.Context, auth.Mail) error {
	if !on {
		return nil
	}
	return func(ctx context.Context, a auth.Mail) error {
		return m.send(ctx, a.To, kind, mail.Data{URL: a.URL, Name: a.User.Name, NewEmail: a.NewEmail, Expires: expires})
	}
}

func (m *mailer) magicLink(expires time.Duration) func(context.Context, magiclink.Mail) error {
	return func(ctx context.Context, a magiclink.Mail) error {
		return m.send(ctx, a.Email, mail.MagicLink, mail.Data{URL: a.URL, Expires: expires})
	}
}

// code sends a one-time code; kind says what for, such as mail.SignInCode.
func (m *mailer) code(kind mail.Kind, expires time.Duration) func(ctx context.Context, to, code string) error {
	return func(ctx context.Context, to, code string) error {
		return m.send(ctx, to, kind, mail.Data{Code: code, Expires: expires})
	}
}

// invitation asks somebody to join an organisation; data has Inviter, Organization, Role, URL and Expires.
func (m *mailer) invitation(ctx context.Context, to string, data mail.Data) error {
	return m.send(ctx, to, mail.Invitation, data)
}

// notice tells a user what has happened to their account, such as mail.PasswordChanged.
func (m *mailer) notice(kind mail.Kind) func(ctx context.Context, u *auth.User) error {
	return func(ctx context.Context, u *auth.User) error {
		return m.send(ctx, u.Email, kind, mail.Data{Name: u.Name})
	}
}
