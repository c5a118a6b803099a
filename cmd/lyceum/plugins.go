package main

import (
	"slices"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/plugin/picture"
	"github.com/lyceum/lyceum/internal/config"
)

// wiring is what the plugins are made from, and those of them that others talk to.
type wiring struct {
	settings     config.Auth
	origin       func(path string) string // where a setting was written; nil when nobody knows
	mails        *mailer
	texts        *texter
	site         string               // origin of the site when it is known
	issuer       *jwt.Plugin          // nil when it is off
	organization *organization.Plugin // nil when it is off
	picture      *picture.Plugin      // nil when it is off
	problems     []error              // why plugins could not be made
}

// registered is a plugin that the settings file can name. make returns nil when the plugin is off.
type registered struct {
	name string // of its constructor in the reference
	make func(w *wiring) auth.Plugin
}

// registry has the plugins in the order in which those that the file does not name run.
var registry = []registered{
	{"jwt", makeJWT},
	{"bearer", makeBearer},
	{"magicLink", makeMagicLink},
	{"genericOAuth", makeGenericOAuth},
	{"multiSession", makeMultiSession},
	{"oneTimeToken", makeOneTimeToken},
	{"lastLoginMethod", makeLastLoginMethod},
	{"haveIBeenPwned", makeHaveIBeenPwned},
	{"captcha", makeCaptcha},
	{"organization", makeOrganization},
	{"emailOTP", makeEmailOTP},
	{"username", makeUsername},
	{"admin", makeAdmin},
	{"openAPI", makeOpenAPI},
	{"anonymous", makeAnonymous},
	{"phoneNumber", makePhoneNumber},
	{"deviceAuthorization", makeDeviceAuthorization},
	{"passkey", makePasskey},
	{"apiKey", makeAPIKey},
	{"twoFactor", makeTwoFactor},
	{"picture", makePicture},
}

// plugins makes the plugins in the order of the settings file, those that it does not name last.
func (w *wiring) plugins() []auth.Plugin {
	list := []auth.Plugin{newPassword(w.settings, w.mails)}
	add := func(r registered) {
		if plugin := r.make(w); plugin != nil {
			list = append(list, plugin)
		}
	}
	named := w.settings.Plugins.Order
	for _, name := range named {
		if i := slices.IndexFunc(registry, func(r registered) bool { return r.name == name }); i >= 0 {
			add(registry[i])
		}
	}
	for _, r := range registry {
		if !slices.Contains(named, r.name) {
			add(r)
		}
	}
	return list
}
