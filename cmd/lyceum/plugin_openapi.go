package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/openapi"
)

func makeOpenAPI(w *wiring) auth.Plugin {
	o := w.settings.Plugins.OpenAPI
	if o.Off {
		return nil
	}
	return openapi.New(openapi.Options{Path: o.Path, Theme: o.Theme, DisablePage: o.DisableDefaultReference})
}
