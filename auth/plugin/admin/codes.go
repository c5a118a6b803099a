package admin

import "github.com/lyceum/lyceum/auth"

// The plugin's error codes (better-auth-plugins, section 3.7). Do not rename: clients test
// for them.
var (
	FailedToCreateUser                 = auth.Code{Name: "FAILED_TO_CREATE_USER", Message: "Failed to create user"}
	UserAlreadyExistsUseAnotherEmail   = auth.Code{Name: "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", Message: "User already exists. Use another email."}
	YouCannotBanYourself               = auth.Code{Name: "YOU_CANNOT_BAN_YOURSELF", Message: "You cannot ban yourself"}
	YouCannotRemoveYourself            = auth.Code{Name: "YOU_CANNOT_REMOVE_YOURSELF", Message: "You cannot remove yourself"}
	YouCannotImpersonateAdmins         = auth.Code{Name: "YOU_CANNOT_IMPERSONATE_ADMINS", Message: "You cannot impersonate admins"}
	BannedUser                         = auth.Code{Name: "BANNED_USER", Message: "You have been banned from this application"}
	NoDataToUpdate                     = auth.Code{Name: "NO_DATA_TO_UPDATE", Message: "No data to update"}
	NonExistentRole                    = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE", Message: "You are not allowed to set a non-existent role value"}
	InvalidRoleType                    = auth.Code{Name: "INVALID_ROLE_TYPE", Message: "Invalid role type"}
	PasswordCannotBeUpdated            = auth.Code{Name: "PASSWORD_CANNOT_BE_UPDATED_VIA_UPDATE_USER", Message: "Password cannot be updated through update-user. Use the set-user-password endpoint instead"}
	UserIDCannotBeUpdated              = auth.Code{Name: "USER_ID_CANNOT_BE_UPDATED", Message: "User id cannot be updated"}
	YouAreNotAllowedToChangeUsersRole  = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE", Message: "You are not allowed to change users role"}
	YouAreNotAllowedToCreateUsers      = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_CREATE_USERS", Message: "You are not allowed to create users"}
	YouAreNotAllowedToListUsers        = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_LIST_USERS", Message: "You are not allowed to list users"}
	YouAreNotAllowedToListSessions     = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS", Message: "You are not allowed to list users sessions"}
	YouAreNotAllowedToBanUsers         = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_BAN_USERS", Message: "You are not allowed to ban users"}
	YouAreNotAllowedToImpersonateUsers = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS", Message: "You are not allowed to impersonate users"}
	YouAreNotAllowedToRevokeSessions   = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS", Message: "You are not allowed to revoke users sessions"}
	YouAreNotAllowedToDeleteUsers      = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS", Message: "You are not allowed to delete users"}
	YouAreNotAllowedToSetUsersPassword = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD", Message: "You are not allowed to set users password"}
	YouAreNotAllowedToGetUser          = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_GET_USER", Message: "You are not allowed to get user"}
	YouAreNotAllowedToUpdateUsers      = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_UPDATE_USERS", Message: "You are not allowed to update users"}
	YouAreNotAllowedToSetUsersEmail    = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_SET_USERS_EMAIL", Message: "You are not allowed to update users email"}
	YouAreNotAllowedToSetUsersPhone    = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PHONE_NUMBER", Message: "You are not allowed to update users phone number"}
)

// Messages without a code.
const (
	notImpersonating = "You are not impersonating anyone"
	noAdmin          = "Failed to find user"
	noAdminSession   = "Failed to find admin session"
)

// Codes that the reference does not have.
var (
	// LastAdmin refuses what would leave nobody to administer.
	LastAdmin = auth.Code{Name: "LAST_ADMIN", Message: "The last admin cannot be demoted, banned or removed"}
	// ImpersonatedSession refuses administration, and what outlives an impersonation, while
	// impersonating.
	ImpersonatedSession = auth.Code{Name: "IMPERSONATED_SESSION", Message: "You cannot do this while impersonating a user"}
	// YouAreNotAllowedToReadTheAuditLog refuses who lacks audit:read.
	YouAreNotAllowedToReadTheAuditLog = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_READ_THE_AUDIT_LOG", Message: "You are not allowed to read the audit log"}
)
