package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/haveibeenpwned"
)

func makeHaveIBeenPwned(w *wiring) auth.Plugin {
	o := w.settings.Plugins.HaveIBeenPwned
	if o.Off {
		return nil
	}
	return haveibeenpwned.New(haveibeenpwned.Options{
		Message: o.CustomPasswordCompromisedMessage, Paths: o.Paths, RangeURL: o.RangeURL,
	})
}
