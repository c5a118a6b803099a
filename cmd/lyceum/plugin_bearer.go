package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/bearer"
)

func makeBearer(w *wiring) auth.Plugin {
	o := w.settings.Plugins.Bearer
	if o.Off {
		return nil
	}
	return bearer.New(bearer.Options{RequireSignature: o.RequireSignature})
}
