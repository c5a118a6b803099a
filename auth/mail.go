package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/lyceum/lyceum/auth/internal/cookie"
)

// Deliver runs a mail's sending. With a queue (see [Builder.QueueMail]) that is at once,
// inside the transaction of ctx, and an error says that the mail is not in the queue: the
// caller fails. Without one it is when the transaction is committed; then a failure is
// logged and not told to the client, which must not learn from it who has an account.
func (a *Auth) Deliver(ctx context.Context, kind string, send func(ctx context.Context) error) error {
	if a.pretend != nil {
		if err := send(ctx); err != nil {
			return fmt.Errorf("queue mail %s: %w", kind, err)
		}
		return nil
	}
	a.AfterCommit(ctx, func(ctx context.Context) {
		a.Background(ctx, func(ctx context.Context) {
			if err := send(ctx); err != nil {
				a.options.Log.Error("sending a mail failed", "kind", kind, "error", err)
			}
		})
	})
	return nil
}

// WithMail runs fn, which writes something and then delivers a mail about it: in a
// transaction where mails are queued in the database, so that neither is there without the
// other, and as it is where they are not.
func (c *Call) WithMail(fn func(c *Call) error) error {
	if c.Auth.pretend == nil {
		return fn(c)
	}
	return c.InTx(fn)
}

// DeliverNothing takes the time of Deliver, where nobody gets a mail and the client must
// not notice.
func (a *Auth) DeliverNothing(ctx context.Context) error {
	if a.pretend == nil {
		return nil
	}
	return a.pretend(ctx)
}

// Background runs a task that the reply need not wait for, by Advanced.BackgroundTasks.
func (a *Auth) Background(ctx context.Context, task func(ctx context.Context)) {
	if run := a.options.Advanced.BackgroundTasks; run != nil {
		run(task)
		return
	}
	task(ctx)
}

// EscapeComponent is encodeURIComponent, for building links as the reference does.
func EscapeComponent(s string) string { return cookie.Encode(s) }

// verificationLink makes a mail's link; the callback defaults to the start page.
func (c *Call) verificationLink(token string, callback *string) string {
	target := "/"
	if callback != nil && *callback != "" {
		target = *callback
	}
	return c.base + "/verify-email?token=" + token + "&callbackURL=" + EscapeComponent(target)
}

// emailToken is a stateless proof that its bearer can read an address
// (better-auth-core, section 3.5). more are further claims.
func (c *Call) emailToken(email, updateTo string, life time.Duration, more ...Member) string {
	claims := Object{{Key: "email", Value: NormalizeEmail(email)}}
	if updateTo != "" {
		claims = append(claims, Member{Key: "updateTo", Value: NormalizeEmail(updateTo)})
	}
	return c.Auth.SignToken(append(claims, more...), c.now, life)
}

// SendVerification mails a user the link that verifies their address, once the
// transaction is committed; see [Auth.Deliver] for errors. Without a sender it does nothing.
func (c *Call) SendVerification(u *User, callback *string) error {
	return c.sendVerification(u, callback, c.Auth.options.EmailVerification.ExpiresIn)
}

func (c *Call) sendVerification(u *User, callback *string, life time.Duration) error {
	send := c.Auth.options.EmailVerification.Send
	if send == nil {
		return nil
	}
	return c.Auth.Deliver(c, "verification", func(ctx context.Context) error {
		return send(ctx, c.verificationMail(u, callback, life))
	})
}

func (c *Call) verificationMail(u *User, callback *string, life time.Duration) Mail {
	token := c.emailToken(u.Email, "", life, Member{Key: "userId", Value: u.ID})
	return Mail{User: u, To: u.Email, URL: c.verificationLink(token, callback), Token: token}
}
