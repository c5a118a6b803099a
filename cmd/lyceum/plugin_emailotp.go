package main

import (
	"context"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/otp"
	"github.com/lyceum/lyceum/auth/plugin/emailotp"
	"github.com/lyceum/lyceum/internal/mail"
)

func makeEmailOTP(w *wiring) auth.Plugin {
	o := w.settings.Plugins.EmailOTP
	if o.Off {
		return nil
	}
	// Whoever names a sender of links to the reference keeps it.
	links := w.settings.Compat == "reference" && w.settings.EmailVerification.SendVerificationEmail
	instead := o.OverrideDefaultEmailVerification
	return emailotp.New(emailotp.Options{
		Send: w.mails.emailOTP(o.ExpiresIn),
		Codes: otp.Options{
			Length: o.OTPLength, Expires: seconds(o.ExpiresIn), Attempts: o.AllowedAttempts, Store: o.StoreOTP,
		},
		DisableSignUp: o.DisableSignUp, SendOnSignUp: o.SendVerificationOnSignUp && !instead,
		OverrideVerification: instead && !links, Reuse: o.ResendStrategy == "reuse",
		ChangeEmail: o.ChangeEmail.Enabled, VerifyCurrent: o.ChangeEmail.VerifyCurrentEmail,
		RateLimit: auth.RateRule{Window: seconds(o.RateLimit.Window), Max: o.RateLimit.Max},
	})
}

// codeMails are the mails of the codes of emailOTP.
var codeMails = map[emailotp.Type]mail.Kind{
	emailotp.SignIn: mail.SignInCode, emailotp.EmailVerification: mail.VerificationCode,
	emailotp.ForgetPassword: mail.ResetPasswordCode, emailotp.ChangeEmail: mail.ChangeEmailCode,
}

// emailOTP sends the codes of emailOTP; life is in seconds.
func (m *mailer) emailOTP(life int) func(context.Context, emailotp.Mail) error {
	return func(ctx context.Context, code emailotp.Mail) error {
		return m.code(codeMails[code.Type], seconds(life))(ctx, code.Email, code.OTP)
	}
}
