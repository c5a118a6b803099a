package verify_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth/verify"
)

// live are the options for the fake clock of synctest, with a URL's default
// pace.
func live(i verify.KeySource) verify.Options {
	return verify.Options{Keys: i, Issuer: iss, Audience: aud, CacheTTL: 10 * time.Minute,
		MinRefresh: 5 * time.Second, MaxStale: time.Hour}
}

// fresh makes a token that is valid for a day of the fake clock.
func fresh(t testing.TB, key jose.JSONWebKey) string {
	return sign(t, key, claims(map[string]any{"iat": time.Now().Unix(), "exp": time.Now().Add(24 * time.Hour).Unix()}), nil)
}

func newKey(t testing.TB, id string) jose.JSONWebKey {
	return jose.JSONWebKey{KeyID: id, Algorithm: "EdDSA", Key: generate(t, jose.EdDSA)}
}

func mustVerify(t *testing.T, v *verify.Verifier, token string) {
	t.Helper()
	if _, err := v.Verify(t.Context(), token); err != nil {
		t.Fatal(err)
	}
}

func mustFail(t *testing.T, v *verify.Verifier, token string, want error) {
	t.Helper()
	if _, err := v.Verify(t.Context(), token); !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}

func wantFetches(t *testing.T, i *issuer, want int) {
	t.Helper()
	synctest.Wait()
	if got := i.count(); got != want {
		t.Fatalf("%d fetches, want %d", got, want)
	}
}

func TestKeysAreFetchedLateAndOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t)
		slow := verify.KeySourceFunc(func(ctx context.Context) ([]byte, error) {
			time.Sleep(time.Second)
			return i.KeySet(ctx)
		})
		v := newVerifier(t, live(slow))
		wantFetches(t, i, 0)
		mustFail(t, v, "not.a.token", verify.ErrInvalid)
		wantFetches(t, i, 0) // what is no token asks for no key

		token := fresh(t, i.key(0))
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() {
				if _, err := v.Verify(t.Context(), token); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		wantFetches(t, i, 1)
	})
}

func TestKeysAreRenewedInTheBackground(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t)
		v := newVerifier(t, live(i))
		token := fresh(t, i.key(0))
		mustVerify(t, v, token)
		time.Sleep(5*time.Minute - time.Second)
		mustVerify(t, v, token)
		wantFetches(t, i, 1)
		time.Sleep(time.Second)
		mustVerify(t, v, token)
		wantFetches(t, i, 2)
	})
}

func TestAWithdrawnKeyIsRefusedAfterTheTTL(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t)
		v := newVerifier(t, live(i))
		old := fresh(t, i.key(0))
		mustVerify(t, v, old)
		i.replace(newKey(t, "k2"))
		time.Sleep(10 * time.Minute) // nobody came in between
		mustFail(t, v, old, verify.ErrInvalid)
	})
}

func TestUnknownKeysCostLittle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t)
		v := newVerifier(t, live(i))
		mustVerify(t, v, fresh(t, i.key(0)))
		for n := range 100 {
			mustFail(t, v, fresh(t, newKey(t, fmt.Sprint("invented", n))), verify.ErrInvalid)
		}
		wantFetches(t, i, 2)
		time.Sleep(5 * time.Second)
		mustFail(t, v, fresh(t, newKey(t, "invented")), verify.ErrInvalid)
		wantFetches(t, i, 3)
		mustVerify(t, v, fresh(t, i.key(0)))
	})
}

// A rotation right after the regular fetch must not wait for MinRefresh.
func TestRotationRightAfterAFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t)
		v := newVerifier(t, live(i))
		mustVerify(t, v, fresh(t, i.key(0)))
		next := newKey(t, "k2")
		i.publish(next)
		mustVerify(t, v, fresh(t, next))
		wantFetches(t, i, 2)
	})
}

// A fetch that began before the key was published must not decide.
func TestRotationDuringAFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t)
		slow := verify.KeySourceFunc(func(ctx context.Context) ([]byte, error) {
			document, err := i.KeySet(ctx)
			time.Sleep(time.Second)
			return document, err
		})
		v := newVerifier(t, live(slow))
		mustVerify(t, v, fresh(t, i.key(0)))
		time.Sleep(6 * time.Minute)
		mustVerify(t, v, fresh(t, i.key(0))) // begins the renewal
		synctest.Wait()
		next := newKey(t, "k2")
		i.publish(next)
		mustVerify(t, v, fresh(t, next)) // waits for it, then looks again
		wantFetches(t, i, 3)
	})
}

func TestStaleKeysServeForAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t)
		v := newVerifier(t, live(i))
		token := fresh(t, i.key(0))
		mustVerify(t, v, token)
		i.fail(errors.New("down"))
		time.Sleep(10*time.Minute + time.Hour - time.Second)
		for range 10 {
			mustVerify(t, v, token)
		}
		wantFetches(t, i, 2) // a failing server is left alone for MinRefresh
		mustFail(t, v, fresh(t, newKey(t, "new")), verify.ErrUnavailable)
		time.Sleep(time.Second)
		mustFail(t, v, token, verify.ErrUnavailable)

		i.fail(nil)
		mustFail(t, v, token, verify.ErrUnavailable) // not asked again yet
		time.Sleep(5 * time.Second)
		mustVerify(t, v, token)
	})
}

func TestNoKeysAtAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t)
		i.fail(errors.New("down"))
		v := newVerifier(t, live(i))
		token := fresh(t, i.key(0))
		for range 10 {
			mustFail(t, v, token, verify.ErrUnavailable)
		}
		wantFetches(t, i, 1)
		i.fail(nil)
		time.Sleep(5 * time.Second)
		mustVerify(t, v, token)
	})
}

// One client that gives up must not fail the others that wait for the keys.
func TestAnImpatientClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t)
		slow := verify.KeySourceFunc(func(ctx context.Context) ([]byte, error) {
			select {
			case <-time.After(2 * time.Second):
				return i.KeySet(ctx)
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		})
		v := newVerifier(t, live(slow))
		token := fresh(t, i.key(0))
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := v.Verify(impatient, token); !errors.Is(err, verify.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
		mustVerify(t, v, token)
		wantFetches(t, i, 1)
	})
}

// A source that never answers is given up.
func TestAHangingSource(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := newVerifier(t, live(verify.KeySourceFunc(func(ctx context.Context) ([]byte, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})))
		mustFail(t, v, fresh(t, newKey(t, "k1")), verify.ErrUnavailable)
	})
}

// Readers go on while keys rotate; run with -race.
func TestRotationUnderLoad(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	v := newVerifier(t, verify.Options{Keys: i, Issuer: iss, Audience: aud, CacheTTL: 2 * time.Millisecond})
	var current atomic.Pointer[string]
	token := fresh(t, i.key(0))
	current.Store(&token)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	var verified atomic.Int64
	for range 8 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := v.Verify(t.Context(), *current.Load()); err != nil {
					t.Error(err)
					return
				}
				verified.Add(1)
			}
		})
	}
	for n := range 50 {
		key := newKey(t, fmt.Sprint("rotated", n))
		i.publish(key)
		token := fresh(t, key)
		current.Store(&token)
		for seen := verified.Load(); verified.Load() < seen+8 && !t.Failed(); {
			time.Sleep(100 * time.Microsecond)
		}
	}
	close(stop)
	readers.Wait()
}
