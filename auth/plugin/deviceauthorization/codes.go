package deviceauthorization

import (
	"net/http"

	"github.com/lyceum/lyceum/auth"
)

// The texts of this plugin. On the wire a text is the error_description, beside one of the
// error codes of RFC 8628 (section 3.5).
var (
	InvalidDeviceCode      = auth.Code{Name: "INVALID_DEVICE_CODE", Message: "Invalid device code"}
	ExpiredDeviceCode      = auth.Code{Name: "EXPIRED_DEVICE_CODE", Message: "Device code has expired"}
	ExpiredUserCode        = auth.Code{Name: "EXPIRED_USER_CODE", Message: "User code has expired"}
	AuthorizationPending   = auth.Code{Name: "AUTHORIZATION_PENDING", Message: "Authorization pending"}
	AccessDenied           = auth.Code{Name: "ACCESS_DENIED", Message: "Access denied"}
	InvalidUserCode        = auth.Code{Name: "INVALID_USER_CODE", Message: "Invalid user code"}
	AlreadyProcessed       = auth.Code{Name: "DEVICE_CODE_ALREADY_PROCESSED", Message: "Device code already processed"}
	NotClaimed             = auth.Code{Name: "DEVICE_CODE_NOT_CLAIMED", Message: "Device code has not been claimed by a verifying session; call `GET /device` with the `user_code` while signed in before approving or denying"}
	PollingTooFrequently   = auth.Code{Name: "POLLING_TOO_FREQUENTLY", Message: "Polling too frequently"}
	UserNotFound           = auth.Code{Name: "USER_NOT_FOUND", Message: "User not found"}
	FailedToCreateSession  = auth.Code{Name: "FAILED_TO_CREATE_SESSION", Message: "Failed to create session"}
	InvalidStatus          = auth.Code{Name: "INVALID_DEVICE_CODE_STATUS", Message: "Invalid device code status"}
	AuthenticationRequired = auth.Code{Name: "AUTHENTICATION_REQUIRED", Message: "Authentication required"}
)

// refuse is an error of the protocol.
func refuse(status int, code, description string) *auth.Error {
	return &auth.Error{Status: status, Message: description, Body: auth.Object{
		{Key: "error", Value: code}, {Key: "error_description", Value: description},
	}}
}

func badRequest(code string, text auth.Code) *auth.Error {
	return refuse(http.StatusBadRequest, code, text.Message)
}
