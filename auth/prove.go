package auth

import (
	"context"

	"github.com/lyceum/lyceum/auth/store"
)

// ProveEmail marks a user's address as verified after they have shown control of
// it, and removes every account and session that was there before: whoever made them
// had not shown it (better-auth-plugins, section 6). A user verified meanwhile is left
// alone.
func (a *Auth) ProveEmail(ctx context.Context, userID string) (*User, error) {
	var user *User
	err := a.InTx(ctx, func(ctx context.Context) error {
		row, err := a.store.Find(ctx, store.Query{Model: "user", Where: []store.Cond{store.Eq("id", userID)}, ForUpdate: true})
		if err != nil {
			return err
		}
		if user = UserFrom(row); user.EmailVerified {
			return nil
		}
		if _, err := a.store.Delete(ctx, "account", store.Eq("userId", userID)); err != nil {
			return err
		}
		if err := a.DeleteSessions(ctx, userID); err != nil {
			return err
		}
		user, err = a.UpdateUser(ctx, userID, store.Values{"emailVerified": true})
		return err
	})
	return user, err
}
