package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/multisession"
)

func makeMultiSession(w *wiring) auth.Plugin {
	o := w.settings.Plugins.MultiSession
	if o.Off {
		return nil
	}
	return multisession.New(multisession.Options{
		MaximumSessions: o.MaximumSessions,
	})
}
