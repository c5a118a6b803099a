package main

import (
	"context"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/otp"
	"github.com/lyceum/lyceum/auth/plugin/phonenumber"
)

func makePhoneNumber(w *wiring) auth.Plugin {
	o := w.settings.Plugins.PhoneNumber
	if o.Off {
		return nil
	}
	options := phonenumber.Options{
		Codes:               otp.Options{Length: o.OTPLength, Expires: seconds(o.ExpiresIn), Attempts: o.AllowedAttempts},
		RequireVerification: o.RequireVerification,
	}
	if w.texts.canSend() {
		options.Send = w.texts.phoneCode(seconds(o.ExpiresIn))
		options.SendReset = options.Send
	}
	if domain := o.SignUpOnVerification.EmailDomain; domain != "" {
		options.SignUp = &phonenumber.SignUp{TempEmail: func(number string) string {
			return strings.TrimPrefix(number, "+") + "@" + domain
		}}
	}
	return phonenumber.New(options)
}

// phoneCode sends the codes of phoneNumber.
func (t *texter) phoneCode(life time.Duration) func(context.Context, phonenumber.Message) error {
	return func(ctx context.Context, m phonenumber.Message) error {
		return t.code(life)(ctx, m.PhoneNumber, m.Code)
	}
}
