package config

// TwoFactor is the plugin twoFactor; its ages and durations are in seconds.
type TwoFactor struct {
	Off                      bool              `yaml:"-" mark:"off"`
	Issuer                   string            `yaml:"issuer" help:"what authenticator apps show; unset: auth.appName"`
	SkipVerificationOnEnable bool              `yaml:"skipVerificationOnEnable"`
	AllowPasswordless        bool              `yaml:"allowPasswordless" help:"users without a password may use it too"`
	TwoFactorCookieMaxAge    int               `yaml:"twoFactorCookieMaxAge"`
	TrustDeviceMaxAge        int               `yaml:"trustDeviceMaxAge"`
	TwoFactorTable           string            `yaml:"twoFactorTable" help:"unset: as schema.twoFactor.modelName"`
	AccountLockout           AccountLockout    `yaml:"accountLockout"`
	TOTPOptions              TOTPOptions       `yaml:"totpOptions"`
	OTPOptions               OTPOptions        `yaml:"otpOptions"`
	BackupCodeOptions        BackupCodeOptions `yaml:"backupCodeOptions"`
	Schema                   TwoFactorSchema   `yaml:"schema"`
}

// AccountLockout is twoFactor.accountLockout.
type AccountLockout struct {
	Enabled           bool `yaml:"enabled"`
	MaxFailedAttempts int  `yaml:"maxFailedAttempts"`
	DurationSeconds   int  `yaml:"durationSeconds"`
}

// TOTPOptions is twoFactor.totpOptions; period is in seconds.
type TOTPOptions struct {
	Disable           bool   `yaml:"disable"`
	Issuer            string `yaml:"issuer" help:"of get-totp-uri; unset: auth.appName"`
	Digits            int    `yaml:"digits" help:"6 or 8"`
	Period            int    `yaml:"period"`
	AllowPasswordless *bool  `yaml:"allowPasswordless" help:"unset: as for the plugin"`

	BackupCodes Refused `yaml:"backupCodes" refuse:"has no use in the reference; see backupCodeOptions"`
}

// OTPOptions is twoFactor.otpOptions; period is in minutes.
type OTPOptions struct {
	Digits          int    `yaml:"digits"`
	Period          int    `yaml:"period" help:"in minutes"`
	AllowedAttempts int    `yaml:"allowedAttempts"`
	StoreOTP        string `yaml:"storeOTP" help:"plain, hashed or encrypted"`

	SendOTP Refused `yaml:"sendOTP" refuse:"go"`
}

// BackupCodeOptions is twoFactor.backupCodeOptions.
type BackupCodeOptions struct {
	Amount            int    `yaml:"amount"`
	Length            int    `yaml:"length"`
	StoreBackupCodes  string `yaml:"storeBackupCodes" help:"encrypted or plain"`
	AllowPasswordless *bool  `yaml:"allowPasswordless" help:"unset: as for the plugin"`

	CustomBackupCodesGenerate Refused `yaml:"customBackupCodesGenerate" refuse:"go"`
}

// TwoFactorSchema renames the table, its columns and the user's, and adds fields.
type TwoFactorSchema struct {
	TwoFactor Model `yaml:"twoFactor"`
	User      Model `yaml:"user"`
}

func defaultTwoFactor() TwoFactor {
	return TwoFactor{
		TwoFactorCookieMaxAge: 600, TrustDeviceMaxAge: 30 * 24 * 3600,
		AccountLockout:    AccountLockout{Enabled: true, MaxFailedAttempts: 10, DurationSeconds: 900},
		TOTPOptions:       TOTPOptions{Digits: 6, Period: 30},
		OTPOptions:        OTPOptions{Digits: 6, Period: 3, AllowedAttempts: 5, StoreOTP: "plain"},
		BackupCodeOptions: BackupCodeOptions{Amount: 10, Length: 10, StoreBackupCodes: "encrypted"},
	}
}

func (o TwoFactor) check(c *checker, longest int) {
	const path = "auth.plugins.twoFactor."
	c.between(path+"twoFactorCookieMaxAge", o.TwoFactorCookieMaxAge, 1, longest)
	c.between(path+"trustDeviceMaxAge", o.TrustDeviceMaxAge, 1, longest)
	c.between(path+"accountLockout.maxFailedAttempts", o.AccountLockout.MaxFailedAttempts, 1, 1<<30)
	c.between(path+"accountLockout.durationSeconds", o.AccountLockout.DurationSeconds, 1, longest)
	c.between(path+"totpOptions.digits", o.TOTPOptions.Digits, 6, 8)
	c.between(path+"totpOptions.period", o.TOTPOptions.Period, 1, longest)
	c.between(path+"otpOptions.digits", o.OTPOptions.Digits, 4, 32)
	c.between(path+"otpOptions.period", o.OTPOptions.Period, 1, longest/60)
	c.between(path+"otpOptions.allowedAttempts", o.OTPOptions.AllowedAttempts, 1, 100)
	c.oneOf(path+"otpOptions.storeOTP", o.OTPOptions.StoreOTP, "plain", "hashed", "encrypted")
	c.between(path+"backupCodeOptions.amount", o.BackupCodeOptions.Amount, 1, 100)
	c.between(path+"backupCodeOptions.length", o.BackupCodeOptions.Length, 8, 100)
	c.oneOf(path+"backupCodeOptions.storeBackupCodes", o.BackupCodeOptions.StoreBackupCodes, "encrypted", "plain")
}
