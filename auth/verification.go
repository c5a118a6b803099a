package auth

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/lyceum/lyceum/auth/internal/secret"
	"github.com/lyceum/lyceum/auth/store"
)

// sweeper remembers when expired one-time values were last removed.
type sweeper struct{ last atomic.Int64 }

// sweepEvery bounds how often looking up a one-time value also cleans up
// (better-auth-core, section 4.7).
const sweepEvery = time.Minute

// CreateVerification stores a one-time value under an identifier until it expires.
func (a *Auth) CreateVerification(ctx context.Context, identifier, value string, expires time.Time) error {
	w := &Write{Values: store.Values{"identifier": a.storedIdentifier(identifier), "value": value, "expiresAt": expires}}
	if err := fire(ctx, a.events.VerificationCreating, w); err != nil {
		return err
	}
	row, err := a.storeValue(ctx, w.Values)
	if err != nil {
		return err
	}
	return fire(ctx, a.events.VerificationCreated, row)
}

func (a *Auth) storeValue(ctx context.Context, values store.Values) (store.Row, error) {
	if a.secondary != nil {
		return a.secondary.createValue(ctx, values)
	}
	return a.store.Create(ctx, "verification", values)
}

// FindVerification returns the newest value under an identifier without consuming it,
// expired or not. store.ErrNotFound if there is none.
func (a *Auth) FindVerification(ctx context.Context, identifier string) (store.Row, error) {
	if a.secondary != nil {
		row, err := a.secondary.findValue(ctx, a.identifiers(identifier))
		if missing, _ := NotFoundOr(err); !missing || !a.secondary.valuesInDatabase() {
			return row, err
		}
	}
	return a.lookUp(ctx, identifier, a.store.Find)
}

// TakeVerification consumes the value under an identifier: of any number of concurrent
// callers one gets it. An expired value is removed and reported as missing.
func (a *Auth) TakeVerification(ctx context.Context, identifier string) (store.Row, error) {
	row, err := a.ConsumeVerification(ctx, identifier)
	if err != nil {
		return store.Row{}, err
	}
	if !row.Time("expiresAt").After(a.options.Now()) {
		return store.Row{}, store.ErrNotFound
	}
	return row, nil
}

// ConsumeVerification is TakeVerification for values that say themselves when they end: one
// whose row has expired is returned too.
func (a *Auth) ConsumeVerification(ctx context.Context, identifier string) (store.Row, error) {
	if a.secondary == nil {
		return a.lookUp(ctx, identifier, a.store.Take)
	}
	if !a.secondary.valuesInDatabase() {
		return a.secondary.takeValue(ctx, a.identifiers(identifier))
	}
	row, err := a.lookUp(ctx, identifier, a.store.Take)
	if err != nil {
		return store.Row{}, err
	}
	return row, a.secondary.deleteValue(ctx, a.identifiers(identifier))
}

// UpdateVerification changes values stored under an identifier; it reports
// store.ErrNotFound when where does not match, so that it can compare and swap.
func (a *Auth) UpdateVerification(ctx context.Context, identifier string, set store.Values, where ...store.Cond) error {
	if a.secondary != nil {
		err := a.secondary.updateValue(ctx, a.storedIdentifier(identifier), set, where)
		if missing, _ := NotFoundOr(err); !a.secondary.valuesInDatabase() || err != nil && !missing {
			return err
		}
	}
	_, err := a.store.Update(ctx, "verification", set, append(where, store.Eq("identifier", a.storedIdentifier(identifier)))...)
	return err
}

// DeleteVerification removes all values under an identifier.
func (a *Auth) DeleteVerification(ctx context.Context, identifier string) error {
	if a.secondary != nil {
		err := a.secondary.deleteValue(ctx, []string{a.storedIdentifier(identifier)})
		if err != nil || !a.secondary.valuesInDatabase() {
			return err
		}
	}
	_, err := a.store.Delete(ctx, "verification", store.Eq("identifier", a.storedIdentifier(identifier)))
	return err
}

type look func(ctx context.Context, q store.Query) (store.Row, error)

// lookUp tries the stored form, then the plain one, which an older configuration may
// have written.
func (a *Auth) lookUp(ctx context.Context, identifier string, find look) (store.Row, error) {
	// Only afterwards: that a value has run out is an answer too.
	defer a.sweepVerifications(ctx)
	stored := a.storedIdentifier(identifier)
	row, err := find(ctx, newest(stored))
	if missing, other := NotFoundOr(err); other == nil && missing && stored != identifier {
		return find(ctx, newest(identifier))
	}
	return row, err
}

func newest(identifier string) store.Query {
	return store.Query{Model: "verification", Where: []store.Cond{store.Eq("identifier", identifier)}, SortBy: "createdAt", Desc: true}
}

// identifiers are the forms under which a value may lie, the stored one first.
func (a *Auth) identifiers(identifier string) []string {
	if stored := a.storedIdentifier(identifier); stored != identifier {
		return []string{stored, identifier}
	}
	return []string{identifier}
}

func (a *Auth) storedIdentifier(identifier string) string {
	o := &a.options.Verification
	form, hash := o.StoreIdentifier, o.HashIdentifier
	for _, override := range o.Overrides {
		if strings.HasPrefix(identifier, override.Prefix) {
			form, hash = override.StoreIdentifier, override.HashIdentifier
			break
		}
	}
	switch {
	case hash != nil:
		return hash(identifier)
	case form == "hashed":
		return secret.Digest(identifier)
	}
	return identifier
}

func (o *VerificationOptions) check() error {
	forms := []string{o.StoreIdentifier}
	for _, override := range o.Overrides {
		forms = append(forms, override.StoreIdentifier)
	}
	for _, form := range forms {
		if form != "" && form != "plain" && form != "hashed" {
			return fmt.Errorf("verification.storeIdentifier %q is neither plain nor hashed", form)
		}
	}
	return nil
}

// sweepVerifications removes expired values now and then. Failing to is not the
// caller's concern.
func (a *Auth) sweepVerifications(ctx context.Context) {
	now, last := a.options.Now(), a.sweep.last.Load()
	if a.options.Verification.DisableCleanup || now.UnixNano()-last < int64(sweepEvery) ||
		!a.sweep.last.CompareAndSwap(last, now.UnixNano()) {
		return
	}
	if _, err := a.store.Delete(ctx, "verification", store.Lt("expiresAt", now)); err != nil {
		a.options.Log.Warn("removing expired one-time values failed", "error", err)
	}
}
