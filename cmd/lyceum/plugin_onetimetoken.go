package main

import (
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/onetimetoken"
)

func makeOneTimeToken(w *wiring) auth.Plugin {
	o := w.settings.Plugins.OneTimeToken
	if o.Off {
		return nil
	}
	return onetimetoken.New(onetimetoken.Options{
		Expires: time.Duration(o.ExpiresIn) * time.Minute, DisableClientRequest: o.DisableClientRequest, StoreToken: o.StoreToken,
		DisableSetSessionCookie: o.DisableSetSessionCookie, SetHeaderOnNewSession: o.SetOTTHeaderOnNewSession,
	})
}
