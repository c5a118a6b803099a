package main

import (
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/deviceauthorization"
)

func makeDeviceAuthorization(w *wiring) auth.Plugin {
	o := w.settings.Plugins.DeviceAuthorization
	if o.Off {
		return nil
	}
	life, _ := time.ParseDuration(o.ExpiresIn) // checked by config
	interval, _ := time.ParseDuration(o.Interval)
	return deviceauthorization.New(deviceauthorization.Options{
		Expires: life, Interval: interval, DeviceCodeLength: o.DeviceCodeLength, UserCodeLength: o.UserCodeLength,
		VerificationURI: o.VerificationURI,
	})
}
