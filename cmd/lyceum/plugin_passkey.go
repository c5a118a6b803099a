package main

import (
	"net/url"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/passkey"
	"github.com/lyceum/lyceum/internal/mail"
)

func makePasskey(w *wiring) auth.Plugin {
	o := w.settings.Plugins.Passkey
	if o.Off {
		return nil
	}
	s := o.AuthenticatorSelection
	options := passkey.Options{
		RPID: o.RPID, RPName: o.RPName, Origins: o.Origin,
		Selection:       passkey.Selection{Attachment: s.AuthenticatorAttachment, ResidentKey: s.ResidentKey, UserVerification: s.UserVerification},
		ChallengeCookie: o.Advanced.WebAuthnChallengeCookie,
		Registration:    passkey.RegistrationOptions{WithoutSession: !o.Registration.RequireSession},
		Schema:          model(o.Schema.Passkey),
	}
	if w.settings.Compat != "reference" {
		// Ceremonies take place on the site's pages, wherever the auth service is.
		if site, err := url.Parse(w.site); err == nil && o.RPID == "" {
			options.RPID = site.Hostname()
		}
		if w.mails.canSend() && w.mails.notices {
			options.OnAdded = w.mails.notice(mail.PasskeyAdded)
		}
	}
	return passkey.New(options)
}
