package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/captcha"
)

func makeCaptcha(w *wiring) auth.Plugin {
	o := w.settings.Plugins.Captcha
	if o.Off {
		return nil
	}
	return captcha.New(captcha.Options{
		Provider: captcha.Provider(o.Provider), SecretKey: o.SecretKey.Reveal(), Endpoints: o.Endpoints,
		SiteVerifyURL: o.SiteVerifyURLOverride, SiteKey: o.SiteKey, MinScore: o.MinScore,
		ExpectedAction: o.ExpectedAction, AllowedHostnames: o.AllowedHostnames,
	})
}
