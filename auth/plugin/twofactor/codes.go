package twofactor

import "github.com/lyceum/lyceum/auth"

// The codes of this plugin besides the core's (better-auth-plugins, section 4.7).
var (
	OTPNotEnabled         = auth.Code{Name: "OTP_NOT_ENABLED", Message: "OTP not enabled"}
	OTPNotConfigured      = auth.Code{Name: "OTP_NOT_CONFIGURED", Message: "OTP is not available"}
	OTPExpired            = auth.Code{Name: "OTP_HAS_EXPIRED", Message: "OTP has expired"}
	TOTPNotEnabled        = auth.Code{Name: "TOTP_NOT_ENABLED", Message: "TOTP not enabled"}
	TOTPAlreadyEnabled    = auth.Code{Name: "TOTP_ALREADY_ENABLED", Message: "TOTP is already enabled"}
	TOTPNotConfigured     = auth.Code{Name: "TOTP_NOT_CONFIGURED", Message: "TOTP is not available"}
	TwoFactorNotEnabled   = auth.Code{Name: "TWO_FACTOR_NOT_ENABLED", Message: "Two factor isn't enabled"}
	BackupCodesNotEnabled = auth.Code{Name: "BACKUP_CODES_NOT_ENABLED", Message: "Backup codes aren't enabled"}
	InvalidBackupCode     = auth.Code{Name: "INVALID_BACKUP_CODE", Message: "Invalid backup code"}
	InvalidCode           = auth.Code{Name: "INVALID_CODE", Message: "Invalid code"}
	TooManyAttempts       = auth.Code{
		Name: "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE", Message: "Too many attempts. Please request a new code.",
	}
	Locked = auth.Code{
		Name:    "ACCOUNT_TEMPORARILY_LOCKED",
		Message: "Too many failed verification attempts. Your account is temporarily locked. Please try again later.",
	}
	InvalidCookie = auth.Code{Name: "INVALID_TWO_FACTOR_COOKIE", Message: "Invalid two factor cookie"}

	// What the endpoints of a factor answer that is switched off altogether.
	noTOTP = auth.Code{Name: "TOTP_NOT_CONFIGURED", Message: "totp isn't configured"}
	noOTP  = auth.Code{Name: "OTP_NOT_CONFIGURED", Message: "otp isn't configured"}
)
