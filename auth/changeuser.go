package auth

import (
	"context"

	"github.com/lyceum/lyceum/auth/store"
)

// UpdateUser changes a user after the events have agreed. With where it compares and
// swaps: store.ErrNotFound when the user is not as they say.
func (a *Auth) UpdateUser(ctx context.Context, id string, values store.Values, where ...store.Cond) (*User, error) {
	return a.updateUser(ctx, id, nil, values, where)
}

// ChangeUser is UpdateUser for a user whom the caller has just read: they need not be read
// again for the events.
func (a *Auth) ChangeUser(ctx context.Context, old *User, values store.Values, where ...store.Cond) (*User, error) {
	return a.updateUser(ctx, old.ID, old, values, where)
}

func (a *Auth) updateUser(ctx context.Context, id string, old *User, values store.Values, where []store.Cond) (*User, error) {
	change := a.changeOf(id, old, values, where)
	outer := ctx
	err := a.atomic(ctx, change.announced || change.followed, func(ctx context.Context) error {
		return change.run(ctx, outer)
	})
	if err == nil && a.secondary != nil {
		err = a.renewUser(ctx, change.user)
	}
	return change.user, err
}

// userChange is a change of one user on its way.
type userChange struct {
	auth  *Auth
	id    string
	write Write
	where []store.Cond
	old   *User // before it; nil while nobody has read them
	user  *User // after it

	announced bool // events run before it
	followed  bool // events run after it
	pictured  bool // among them those of the picture
}

func (a *Auth) changeOf(id string, old *User, values store.Values, where []store.Cond) *userChange {
	_, addressed := values["email"]
	_, pictured := values["image"]
	pictured = pictured && len(a.events.ImageChanged) > 0
	return &userChange{
		auth: a, id: id, old: old, write: Write{Values: values}, where: append(where, store.Eq("id", id)),
		announced: len(a.events.UserUpdating) > 0 || addressed && (len(a.events.EmailChanging) > 0 || a.listens()),
		followed:  pictured || len(a.events.UserUpdated) > 0,
		pictured:  pictured,
	}
}

// run makes the change between the events. outer is the context of the transaction around
// this one, if there is one.
func (u *userChange) run(ctx, outer context.Context) error {
	if u.announced {
		if err := u.announce(ctx); err != nil {
			return err
		}
	}
	if err := u.store(ctx, outer); err != nil {
		return err
	}
	if err := fire(ctx, u.auth.events.UserUpdated, u.user); err != nil || !u.pictured {
		return err
	}
	return fire(ctx, u.auth.events.ImageChanged, u.user)
}

// announce runs the events before the change. It reads the user if the caller has not.
func (u *userChange) announce(ctx context.Context) (err error) {
	if u.old == nil {
		if u.old, err = u.auth.FindUser(ctx, u.id); err != nil {
			return err
		}
	}
	u.write.Old = u.old.Row
	if err := fire(ctx, u.auth.events.UserUpdating, &u.write); err != nil || !u.moves() {
		return err
	}
	return fire(ctx, u.auth.events.EmailChanging, &u.write)
}

// moves reports whether the user gets another address.
func (u *userChange) moves() bool {
	email, given := u.write.Values["email"].(string)
	return given && u.announced && NormalizeEmail(email) != NormalizeEmail(u.old.Email)
}

// store writes the change; that of an address is an action to report.
func (u *userChange) store(ctx, outer context.Context) error {
	a, moves := u.auth, u.moves()
	update := func(ctx context.Context) error {
		if !u.followed && !(moves && len(a.events.Acted) > 0) {
			ctx = last(outer, ctx)
		}
		row, err := a.store.Update(ctx, "user", u.write.Values, u.where...)
		if err == nil {
			u.user = UserFrom(row)
		}
		return err
	}
	if moves {
		return a.ReportWith(ctx, "user", &Action{Name: "change-email", Target: u.old}, update)
	}
	return update(ctx)
}

// renewUser puts what a user has become into their sessions in secondary storage, once it
// is certain. Only outside a transaction can the caller be told that this failed.
func (a *Auth) renewUser(ctx context.Context, user *User) (err error) {
	a.AfterCommit(ctx, func(ctx context.Context) {
		if err = a.secondary.renewUser(ctx, user); err != nil {
			a.options.Log.Error("sessions still show a user as before a change", "user", user.ID, "error", err)
		}
	})
	return err
}
