package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/lastloginmethod"
)

func makeLastLoginMethod(w *wiring) auth.Plugin {
	o := w.settings.Plugins.LastLoginMethod
	if o.Off {
		return nil
	}
	return lastloginmethod.New(lastloginmethod.Options{
		CookieName: o.CookieName, MaxAge: o.MaxAge, StoreInDatabase: o.StoreInDatabase,
	})
}
