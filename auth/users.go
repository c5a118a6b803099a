package auth

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/lyceum/lyceum/auth/store"
)

type txKey struct{}

// txState collects what must wait for the commit, and what a failure takes back.
type txState struct{ after, undo []func(ctx context.Context) }

// InTx runs fn in a transaction, or in the one ctx already carries. What AfterCommit
// has collected runs when the outermost one has been committed.
func (a *Auth) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if _, ok := ctx.Value(txKey{}).(*txState); ok {
		return fn(ctx)
	}
	state := &txState{}
	err := a.store.InTx(context.WithValue(ctx, txKey{}, state), fn)
	if err != nil {
		for _, f := range state.undo {
			f(context.WithoutCancel(ctx))
		}
		return err
	}
	for _, f := range state.after {
		f(ctx)
	}
	return nil
}

// onRollback runs f if the transaction of ctx fails. It is for what was written outside
// the database.
func (a *Auth) onRollback(ctx context.Context, f func(ctx context.Context)) {
	if state, ok := ctx.Value(txKey{}).(*txState); ok {
		state.undo = append(state.undo, f)
	}
}

// AfterCommit runs f once the transaction of ctx is committed, or at once when there
// is none. f is not run if the transaction fails.
func (a *Auth) AfterCommit(ctx context.Context, f func(ctx context.Context)) {
	if state, ok := ctx.Value(txKey{}).(*txState); ok {
		state.after = append(state.after, f)
		return
	}
	f(ctx)
}

// atomic runs fn in a transaction only if several writes may happen, so that a lone
// statement stays one.
func (a *Auth) atomic(ctx context.Context, several bool, fn func(ctx context.Context) error) error {
	if several {
		return a.InTx(ctx, fn)
	}
	return fn(ctx)
}

// last marks the statement that ends what atomic has begun, unless outer, the context it
// was called with, is in a transaction that goes on.
func last(outer, ctx context.Context) context.Context {
	if _, goesOn := outer.Value(txKey{}).(*txState); goesOn {
		return ctx
	}
	return store.Last(ctx)
}

// NormalizeEmail is the form in which e-mail addresses are stored and compared.
func NormalizeEmail(email string) string { return LowerEmail(norm.NFC.String(email)) }

// LowerEmail is an address in lower case as JavaScript writes it: a capital I with a dot keeps
// the dot. In Go it becomes a plain i, and so somebody else's address.
func LowerEmail(email string) string {
	return strings.ToLower(strings.ReplaceAll(email, "\u0130", "i\u0307"))
}

// Disguised reports whether an address only looks different from one in plain ASCII, with
// which it would be taken for the same: a Kelvin sign is no k to every mail server.
func Disguised(email string) bool { return !ascii(email) && ascii(NormalizeEmail(email)) }

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// CreateUser writes a new user after the events have agreed. The e-mail address is
// lower-cased. store.ErrConflict when the address is taken. method names the way of
// signing up for Options.User.ValidateUserInfo.
func (a *Auth) CreateUser(ctx context.Context, values store.Values, method string) (*User, error) {
	return a.CreateUserFrom(ctx, values, UserInfo{Method: method})
}

// CreateUserFrom is CreateUser for a user whose origin has more to it than a method: from's
// ProviderID and Profile are judged too.
func (a *Auth) CreateUserFrom(ctx context.Context, values store.Values, from UserInfo) (*User, error) {
	if email, ok := values["email"].(string); ok {
		values["email"] = LowerEmail(email)
	}
	from.User, from.Action = values, "create-user"
	if err := a.JudgeUserInfo(ctx, from); err != nil {
		return nil, err
	}
	var user *User
	err := a.atomic(ctx, len(a.events.UserCreated) > 0, func(ctx context.Context) error {
		w := &Write{Values: values}
		if err := fire(ctx, a.events.UserCreating, w); err != nil {
			return err
		}
		row, err := a.store.Create(ctx, "user", w.Values)
		if err != nil {
			return err
		}
		user = UserFrom(row)
		return fire(ctx, a.events.UserCreated, user)
	})
	return user, err
}

// JudgeUserInfo asks Options.User.ValidateUserInfo; its refusal is the error.
func (a *Auth) JudgeUserInfo(ctx context.Context, info UserInfo) error {
	validate := a.options.User.ValidateUserInfo
	if validate == nil {
		return nil
	}
	no := validate(ctx, info)
	if no == nil {
		return nil
	}
	message := no.Description
	if message == "" {
		message = no.Error
	}
	return &Error{Status: http.StatusForbidden, Code: no.Error, Message: message}
}

// FindUser returns the user with an id. store.ErrNotFound if there is none.
func (a *Auth) FindUser(ctx context.Context, id string) (*User, error) {
	return a.userBy(ctx, "id", id)
}

// FindUserByEmail returns the user with an e-mail address, compared without regard
// to case.
func (a *Auth) FindUserByEmail(ctx context.Context, email string) (*User, error) {
	u, err := a.userBy(ctx, "email", LowerEmail(email))
	if err == nil && NormalizeEmail(u.Email) != NormalizeEmail(email) {
		return nil, store.ErrNotFound
	}
	return u, err
}

func (a *Auth) userBy(ctx context.Context, field, value string) (*User, error) {
	row, err := a.store.Find(ctx, store.Query{Model: "user", Where: []store.Cond{store.Eq(field, value)}})
	if err != nil {
		return nil, err
	}
	return UserFrom(row), nil
}

// DeleteUser removes a user with all sessions and accounts.
func (a *Auth) DeleteUser(ctx context.Context, id string) error {
	return a.InTx(ctx, func(ctx context.Context) error {
		user, err := a.FindUser(ctx, id)
		if missing, _ := NotFoundOr(err); missing && !a.KeepsAccounts() { // another process may have known them
			return errors.Join(a.DeleteSessions(ctx, id), a.deleteAccounts(ctx, id))
		}
		if err != nil {
			return err
		}
		if err := fire(ctx, a.events.UserDeleting, &Write{Old: user.Row}); err != nil {
			return err
		}
		if err := a.DeleteSessions(ctx, id); err != nil {
			return err
		}
		if err := a.deleteAccounts(ctx, id); err != nil {
			return err
		}
		if _, err := a.store.Delete(ctx, "user", store.Eq("id", id)); err != nil {
			return err
		}
		return fire(ctx, a.events.UserDeleted, user)
	})
}

// CreateAccount links a user to a way of signing in, in a statement that finds what is asked
// for to hold: store.ErrNotFound otherwise.
func (a *Auth) CreateAccount(ctx context.Context, values store.Values, only ...store.Provided) (*Account, error) {
	w := &Write{Values: values}
	if err := fire(ctx, a.events.AccountCreating, w); err != nil {
		return nil, err
	}
	row, err := a.store.CreateIf(ctx, "account", w.Values, only...)
	if err != nil {
		return nil, err
	}
	account := AccountFrom(row)
	return account, fire(ctx, a.events.AccountCreated, account)
}

// Accounts lists a user's accounts.
func (a *Auth) Accounts(ctx context.Context, userID string) ([]*Account, error) {
	rows, err := a.store.List(ctx, store.Query{Model: "account", Where: []store.Cond{store.Eq("userId", userID)}})
	if err != nil {
		return nil, err
	}
	accounts := make([]*Account, len(rows))
	for i := range rows {
		accounts[i] = AccountFrom(rows[i])
	}
	return accounts, nil
}

// Credential is the providerId of accounts that hold a password.
const Credential = "credential"

// CredentialAccount returns the account that holds a user's password, or
// store.ErrNotFound.
func (a *Auth) CredentialAccount(ctx context.Context, userID string) (*Account, error) {
	row, err := a.store.Find(ctx, store.Query{Model: "account", Where: credentialOf(userID)})
	if err != nil {
		return nil, err
	}
	return AccountFrom(row), nil
}

func credentialOf(userID string) []store.Cond {
	return []store.Cond{store.Eq("userId", userID), store.Eq("providerId", Credential), store.Eq("accountId", userID)}
}

// UpdateAccount changes an account by its row id. With where it compares and swaps:
// store.ErrNotFound when the account is not as they say.
func (a *Auth) UpdateAccount(ctx context.Context, id string, values store.Values, where ...store.Cond) (*Account, error) {
	w := &Write{Values: values}
	if err := fire(ctx, a.events.AccountUpdating, w); err != nil {
		return nil, err
	}
	row, err := a.store.Update(ctx, "account", w.Values, append(where, store.Eq("id", id))...)
	if err != nil {
		return nil, err
	}
	account := AccountFrom(row)
	return account, fire(ctx, a.events.AccountUpdated, account)
}

// NotFoundOr reports whether err is nil or "not found", and passes any other error on.
func NotFoundOr(err error) (missing bool, other error) {
	switch {
	case err == nil:
		return false, nil
	case errors.Is(err, store.ErrNotFound):
		return true, nil
	}
	return false, err
}
