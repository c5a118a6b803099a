package admin

import (
	"context"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
)

// Options: better-auth-plugins, section 3.1.
type Options struct {
	// DefaultRole is that of new users and of those without one. Default "user".
	DefaultRole string
	// AdminRoles make somebody an administrator, whom others cannot impersonate. Default
	// "admin". They must be among the roles.
	AdminRoles []string
	// AdminUserIDs may do everything, whatever their role.
	AdminUserIDs []string
	// Roles replace the default ones, see [Roles].
	Roles access.Roles

	// DefaultBanReason and DefaultBanExpiresIn are for bans that say neither. Default "No
	// reason" and forever.
	DefaultBanReason    string
	DefaultBanExpiresIn time.Duration
	// BannedUserMessage is what a banned user is told; BannedUserMessageFunc wins.
	BannedUserMessage     string
	BannedUserMessageFunc func(ctx context.Context, u *auth.User) (string, error)

	// ImpersonationSessionDuration is the life of such a session. Default 1 hour.
	ImpersonationSessionDuration time.Duration
	// AllowImpersonatingAdmins makes administrators like other users. The permission
	// impersonate-admins is the better way.
	AllowImpersonatingAdmins bool

	// NoAudit leaves out the audit log with its table and endpoints.
	NoAudit bool
}

func (o Options) withDefaults() Options {
	if o.DefaultRole == "" {
		o.DefaultRole = "user"
	}
	if o.AdminRoles == nil {
		o.AdminRoles = []string{"admin"}
	}
	if o.DefaultBanReason == "" {
		o.DefaultBanReason = "No reason"
	}
	if o.BannedUserMessage == "" {
		o.BannedUserMessage = "You have been banned from this application. Please contact support if you believe this is an error."
	}
	if o.ImpersonationSessionDuration == 0 {
		o.ImpersonationSessionDuration = time.Hour
	}
	return o
}
