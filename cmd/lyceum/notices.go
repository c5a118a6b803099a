package main

import (
	"context"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/mail"
)

// notices mail people what has changed about how they sign in, in the transaction of the change (OWASP ASVS 5.0, 6.3.7).
type notices struct {
	mails *mailer
	find  func(ctx context.Context, id string) (*auth.User, error) // set once there is an engine
	off   bool
}

func newNotices(settings *config.Settings, mails *mailer) *notices {
	return &notices{mails: mails, off: settings.Auth.Compat == "reference" || !mails.notices || !mails.canSend()}
}

// noticed are the actions that their users are told of. An address that has changed is told at the old one.
var noticed = map[string]mail.Kind{
	"change-password": mail.PasswordChanged, "reset-password": mail.PasswordChanged, "set-user-password": mail.PasswordChanged,
	"change-email":      mail.EmailChanged,
	"remove-passkey":    mail.PasskeyRemoved,
	"enable-two-factor": mail.TwoFactorChanged, "disable-two-factor": mail.TwoFactorChanged, "generate-backup-codes": mail.TwoFactorChanged,
}

func (n *notices) events() auth.Events {
	if n.off {
		return auth.Events{}
	}
	return auth.Events{Acted: []func(context.Context, *auth.Action) error{n.acted}}
}

// acted tells nobody at an address that was never shown to be theirs: it may be a stranger's. Who resets a password has
// just been sent something there.
func (n *notices) acted(ctx context.Context, a *auth.Action) error {
	kind, known := noticed[a.Name]
	if !known {
		return nil
	}
	user := a.Target
	if user == nil {
		var err error
		user, err = n.find(ctx, a.TargetID)
		missing, err := auth.NotFoundOr(err)
		if missing || err != nil {
			return err
		}
	}
	if !user.EmailVerified && a.Name != "reset-password" {
		return nil
	}
	return n.mails.notice(kind)(ctx, user)
}
