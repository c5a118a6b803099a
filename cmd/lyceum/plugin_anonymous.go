package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/anonymous"
)

func makeAnonymous(w *wiring) auth.Plugin {
	o := w.settings.Plugins.Anonymous
	if o.Off {
		return nil
	}
	return anonymous.New(anonymous.Options{EmailDomain: o.EmailDomainName, DisableDelete: o.DisableDeleteAnonymousUser})
}
