package auth

import (
	"context"
	"net/http"
	"unicode/utf16"

	"github.com/lyceum/lyceum/auth/store"
)

// Passwords is what the engine and plugins ask about passwords: an account's rules and
// hashes are one plugin's business, but others confirm actions with a password or set
// one. The password plugin is one; see [Builder.Passwords].
type Passwords interface {
	// CheckPassword returns nil when the password is the user's, or the error to
	// answer with.
	CheckPassword(c *Call, userID, password string) error
	// CheckNew returns nil when a new password is long enough, not too long and not one
	// that others would try, or the error to answer with. about is what is known of its
	// owner: their address and name.
	CheckNew(password string, about ...string) error
	// CheckLong is the part of CheckNew that holds for every password: what is too long is
	// not even hashed.
	CheckLong(password string) error
	// Hash hashes a password as accounts store it.
	Hash(ctx context.Context, password string) (string, error)
	// Verify checks a password against a stored hash; [Auth.FitsAccount] is for an account's.
	Verify(ctx context.Context, hash, password string) (bool, error)
	// Foreign reports whether a stored hash came with an imported user and is to be replaced
	// by one of Hash as soon as the password is at hand.
	Foreign(hash string) bool
	// Reset gives a user a new password after somebody has shown that they may set it.
	// consume spends what they have shown, in the transaction of the change; what ends
	// with a password (sessions, reset links) ends in it too. The rules of CheckNew are the
	// caller's to ask.
	Reset(c *Call, user *User, password string, consume func(c *Call) error) error
}

// Passwords registers the plugin that knows passwords.
func (b *Builder) Passwords(p Passwords) {
	b.mutable()
	b.auth.passwords = p
}

// Passwords is what the password plugin registered, or the reference's defaults when
// there is none: 8 to 128 characters, scrypt.
func (a *Auth) Passwords() Passwords {
	if a.passwords == nil {
		return plainPasswords{a}
	}
	return a.passwords
}

type plainPasswords struct{ auth *Auth }

func (p plainPasswords) CheckPassword(*Call, string, string) error {
	return Fail(http.StatusBadRequest, CredentialAccountNotFound)
}

func (p plainPasswords) CheckNew(password string, _ ...string) error {
	return CheckLength(password, 8, 128)
}

func (p plainPasswords) CheckLong(password string) error { return CheckLength(password, 0, 128) }

func (p plainPasswords) Hash(ctx context.Context, password string) (string, error) {
	return p.auth.HashPassword(ctx, password)
}

func (p plainPasswords) Verify(ctx context.Context, hash, password string) (bool, error) {
	return p.auth.VerifyPassword(ctx, hash, password)
}

func (p plainPasswords) Foreign(hash string) bool { return IsForeignHash(hash) }

func (p plainPasswords) Reset(c *Call, user *User, password string, consume func(c *Call) error) error {
	hash, err := p.Hash(c, password)
	if err != nil {
		return err
	}
	return c.InTx(func(c *Call) error {
		if err := consume(c); err != nil {
			return err
		}
		return p.auth.ReplaceHash(c, user.ID, hash, p.auth.Safer())
	})
}

// ReplaceHash stores the hash of a new password, making the credential account when there
// is none. With end set the user's sessions end; by the safer defaults reset links on their
// way stop working too.
func (a *Auth) ReplaceHash(ctx context.Context, userID, hash string, end bool) error {
	return a.atomic(ctx, end || a.Safer(), func(ctx context.Context) error {
		if a.Safer() {
			if err := a.EndOutstanding(ctx, userID); err != nil {
				return err
			}
		}
		if end {
			if err := a.DeleteSessions(ctx, userID); err != nil {
				return err
			}
		}
		return a.StoreHash(ctx, userID, hash)
	})
}

// StoreHash writes the hash of a user's password and nothing else.
func (a *Auth) StoreHash(ctx context.Context, userID, hash string) error {
	values := store.Values{"password": hash}
	var account *Account
	var err error
	if unwatched := len(a.events.AccountUpdating)+len(a.events.AccountUpdated) == 0; unwatched {
		_, err = a.store.Update(ctx, "account", values, credentialOf(userID)...)
	} else {
		account, err = a.CredentialAccount(ctx, userID)
	}
	missing, err := NotFoundOr(err)
	if err != nil {
		return err
	}
	if missing {
		_, err = a.CreateAccount(ctx, store.Values{
			"userId": userID, "providerId": Credential, "accountId": userID, "password": hash,
		})
		return err
	}
	if account != nil {
		_, err = a.UpdateAccount(ctx, account.ID, values)
	}
	return err
}

// PasswordIs reports whether a password is a user's. Nobody, named by an empty id, has none,
// which takes as long to find out.
func (a *Auth) PasswordIs(ctx context.Context, userID, password string) (bool, error) {
	if userID != "" {
		account, err := a.CredentialAccount(ctx, userID)
		missing, err := NotFoundOr(err)
		if err != nil {
			return false, err
		}
		if !missing && account.Password != nil {
			return a.FitsAccount(ctx, account, password)
		}
	}
	_, err := a.Passwords().Hash(ctx, password)
	return false, err
}

// FitsAccount reports whether a password is that of an account which has one. If so, a hash
// that came with an imported user is replaced by one of our own.
func (a *Auth) FitsAccount(ctx context.Context, account *Account, password string) (bool, error) {
	fits, err := a.Passwords().Verify(ctx, *account.Password, password)
	if fits && a.Passwords().Foreign(*account.Password) {
		a.AfterCommit(ctx, func(ctx context.Context) { a.renewHash(ctx, account, password) })
	}
	return fits, err
}

// renewHash replaces an account's hash, unless somebody else has replaced it meanwhile. To
// fail is no reason to keep the person out.
func (a *Auth) renewHash(ctx context.Context, account *Account, password string) {
	hash, err := a.Passwords().Hash(ctx, password)
	if err == nil {
		_, err = a.UpdateAccount(ctx, account.ID, store.Values{"password": hash}, store.Eq("password", *account.Password))
	}
	if _, err = NotFoundOr(err); err != nil {
		a.options.Log.WarnContext(ctx, "an imported password hash could not be renewed", "error", err)
	}
}

// Length counts UTF-16 code units, as JavaScript does.
func Length(text string) (n int) {
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// CheckLength refuses passwords outside of a length; see Length.
func CheckLength(password string, shortest, longest int) error {
	switch n := Length(password); {
	case n < shortest:
		return Fail(http.StatusBadRequest, PasswordTooShort)
	case n > longest:
		return Fail(http.StatusBadRequest, PasswordTooLong)
	}
	return nil
}

// PasswordHashing runs the events of that name. [Auth.HashPassword] does; whoever hashes
// by other means calls it first.
func (a *Auth) PasswordHashing(ctx context.Context, password string) error {
	return fire(ctx, a.events.PasswordHashing, password)
}
