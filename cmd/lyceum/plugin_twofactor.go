package main

import (
	"context"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/otp"
	"github.com/lyceum/lyceum/auth/plugin/twofactor"
	"github.com/lyceum/lyceum/internal/mail"
	"github.com/lyceum/lyceum/internal/pages"
)

func makeTwoFactor(w *wiring) auth.Plugin {
	o := w.settings.Plugins.TwoFactor
	if o.Off {
		return nil
	}
	life := time.Duration(o.OTPOptions.Period) * time.Minute
	schema := twofactor.Schema{TwoFactor: model(o.Schema.TwoFactor), User: model(o.Schema.User)}
	if o.TwoFactorTable != "" {
		schema.TwoFactor.ModelName = o.TwoFactorTable
	}
	return twofactor.New(twofactor.Options{
		Issuer: o.Issuer, SkipVerification: o.SkipVerificationOnEnable, AllowPasswordless: o.AllowPasswordless,
		ChallengeMaxAge: seconds(o.TwoFactorCookieMaxAge), TrustMaxAge: seconds(o.TrustDeviceMaxAge),
		Lockout: twofactor.LockoutOptions{
			Disabled: !o.AccountLockout.Enabled, MaxFailures: o.AccountLockout.MaxFailedAttempts,
			Duration: seconds(o.AccountLockout.DurationSeconds),
		},
		TOTP: twofactor.TOTPOptions{
			Disable: o.TOTPOptions.Disable, Issuer: o.TOTPOptions.Issuer, Digits: o.TOTPOptions.Digits,
			Period: seconds(o.TOTPOptions.Period), AllowPasswordless: o.TOTPOptions.AllowPasswordless,
		},
		OTP: twofactor.OTPOptions{
			Send: w.secondFactor(life),
			Codes: otp.Options{
				Length: o.OTPOptions.Digits, Expires: life, Attempts: o.OTPOptions.AllowedAttempts, Store: o.OTPOptions.StoreOTP,
			},
		},
		Backup: twofactor.BackupOptions{
			Amount: o.BackupCodeOptions.Amount, Length: o.BackupCodeOptions.Length,
			Store: o.BackupCodeOptions.StoreBackupCodes, AllowPasswordless: o.BackupCodeOptions.AllowPasswordless,
		},
		Page:   w.site + "/two-factor",
		Schema: schema,
	})
}

// secondFactor sends a code to the user's phone when its number is verified and a provider carries text messages, and
// otherwise by mail.
func (w *wiring) secondFactor(life time.Duration) func(context.Context, twofactor.Message) error {
	if !w.mails.canSend() && w.texts.sender == nil {
		return nil
	}
	return func(ctx context.Context, m twofactor.Message) error {
		if number := m.User.Row.String("phoneNumber"); number != "" && m.User.Row.Bool("phoneNumberVerified") && w.texts.sender != nil {
			return w.texts.code(life)(ctx, number, m.OTP)
		}
		return w.mails.code(mail.TwoFactorCode, life)(ctx, m.User.Email, m.OTP)
	}
}

// twoFactorPages is what the pages about the second step may show; nil when the plugin is off.
func (h *house) twoFactorPages() *pages.TwoFactorSettings {
	o := h.settings.Auth.Plugins.TwoFactor
	if o.Off {
		return nil
	}
	return &pages.TwoFactorSettings{App: !o.TOTPOptions.Disable, Mail: h.mails.canSend()}
}
