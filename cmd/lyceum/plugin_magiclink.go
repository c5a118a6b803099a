package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
)

func makeMagicLink(w *wiring) auth.Plugin {
	o := w.settings.Plugins.MagicLink
	if o.Off {
		return nil
	}
	return magiclink.New(magiclink.Options{
		Send: w.mails.magicLink(seconds(o.ExpiresIn)), Expires: seconds(o.ExpiresIn), DisableSignUp: o.DisableSignUp,
		StoreToken: o.StoreToken, RateLimit: auth.RateRule{Window: seconds(o.RateLimit.Window), Max: o.RateLimit.Max},
	})
}
