package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/username"
)

func makeUsername(w *wiring) auth.Plugin {
	o := w.settings.Plugins.Username
	if o.Off {
		return nil
	}
	return username.New(username.Options{
		MinLength: o.MinUsernameLength, MaxLength: o.MaxUsernameLength, KeepCase: !o.UsernameNormalization,
		NoDisplayUsername: !o.DisplayUsername, Immutable: o.ImmutableUsername,
		NormalizeFirst:        o.ValidationOrder.Username == "post-normalization",
		NormalizeDisplayFirst: o.ValidationOrder.DisplayUsername == "post-normalization",
		RequireVerification:   w.settings.EmailAndPassword.RequireEmailVerification,
	})
}
