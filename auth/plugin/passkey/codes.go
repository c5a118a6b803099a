package passkey

import "github.com/lyceum/lyceum/auth"

// The codes of this plugin (better-auth-plugins, section 5).
var (
	ChallengeNotFound          = auth.Code{Name: "CHALLENGE_NOT_FOUND", Message: "Challenge not found"}
	NotAllowed                 = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY", Message: "You are not allowed to register this passkey"}
	FailedToVerifyRegistration = auth.Code{Name: "FAILED_TO_VERIFY_REGISTRATION", Message: "Failed to verify registration"}
	NotFound                   = auth.Code{Name: "PASSKEY_NOT_FOUND", Message: "Passkey not found"}
	AuthenticationFailed       = auth.Code{Name: "AUTHENTICATION_FAILED", Message: "Authentication failed"}
	UnableToCreateSession      = auth.Code{Name: "UNABLE_TO_CREATE_SESSION", Message: "Unable to create session"}
	UserNotFound               = auth.Code{Name: "USER_NOT_FOUND", Message: "User not found"}
	FailedToUpdate             = auth.Code{Name: "FAILED_TO_UPDATE_PASSKEY", Message: "Failed to update passkey"}
	PreviouslyRegistered       = auth.Code{Name: "PREVIOUSLY_REGISTERED", Message: "Previously registered"}
	SessionRequired            = auth.Code{Name: "SESSION_REQUIRED", Message: "Passkey registration requires an authenticated session"}
	ResolveUserRequired        = auth.Code{
		Name:    "RESOLVE_USER_REQUIRED",
		Message: "Passkey registration requires either an authenticated session or a resolveUser callback when requireSession is false",
	}
	ResolvedUserInvalid = auth.Code{Name: "RESOLVED_USER_INVALID", Message: "Resolved user is invalid"}
)
