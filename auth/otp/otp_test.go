package otp_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/otp"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// clock is a time that tests move.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func each(t *testing.T, test func(t *testing.T, codes otp.Codes, c *clock)) {
	for name, open := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + t.TempDir() + "/auth.db" },
		"postgres": func(t *testing.T) string { return pgtest.New(t) },
	} {
		for _, stored := range []string{"plain", "hashed", "encrypted"} {
			t.Run(name+" "+stored, func(t *testing.T) {
				t.Parallel()
				c := &clock{}
				s := authtest.NewOn(t, open(t), auth.Options{Now: c.now})
				test(t, otp.Codes{Auth: s.Auth, Options: otp.Options{Store: stored}}, c)
			})
		}
	}
}

func wants(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) || want == nil && err != nil {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestCodes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, codes otp.Codes, c *clock) {
		ctx := t.Context()
		wants(t, codes.Verify(ctx, "ann", "123456"), otp.ErrNotFound)
		code, err := codes.New(ctx, "ann")
		wants(t, err, nil)
		if len(code) != 6 {
			t.Errorf("code %q", code)
		}
		wants(t, codes.Verify(ctx, "bob", code), otp.ErrNotFound)
		wants(t, codes.Test(ctx, "ann", code), nil)
		wants(t, codes.Test(ctx, "ann", "x"+code), otp.ErrInvalid)
		wants(t, codes.Verify(ctx, "ann", code), nil)
		wants(t, codes.Verify(ctx, "ann", code), otp.ErrNotFound)

		code, err = codes.New(ctx, "ann")
		wants(t, err, nil)
		for range 3 {
			wants(t, codes.Verify(ctx, "ann", ""), otp.ErrInvalid)
		}
		wants(t, codes.Verify(ctx, "ann", code), otp.ErrTooMany)
		wants(t, codes.Verify(ctx, "ann", code), otp.ErrNotFound)

		first, err := codes.New(ctx, "ann")
		wants(t, err, nil)
		c.ahead.Add(int64(time.Second))
		second, err := codes.New(ctx, "ann")
		wants(t, err, nil)
		if first != second {
			wants(t, codes.Test(ctx, "ann", first), otp.ErrInvalid)
		}
		again, err := codes.Reuse(ctx, "ann")
		wants(t, err, nil)
		if codes.Store == "hashed" && again != "" || codes.Store != "hashed" && again != second {
			t.Errorf("reused %q instead of %q", again, second)
		}
		c.ahead.Add(int64(6 * time.Minute))
		wants(t, codes.Verify(ctx, "ann", second), otp.ErrExpired)
		wants(t, codes.Verify(ctx, "ann", second), otp.ErrNotFound)
	})
}

// TestGuessesAtOnce: however many guess at once, no more guesses are compared than a code
// survives, and the right one is accepted at most once.
func TestGuessesAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, codes otp.Codes, _ *clock) {
		code, err := codes.New(t.Context(), "ann")
		wants(t, err, nil)
		accepted := race(100, func(int) error { return codes.Verify(t.Context(), "ann", code) })
		if accepted != 1 {
			t.Errorf("one code was accepted %d times", accepted)
		}
		codes.Generate = func(string) string { return "000042" }
		_, err = codes.New(t.Context(), "bob")
		wants(t, err, nil)
		race(50, func(i int) error { return codes.Verify(t.Context(), "bob", fmt.Sprintf("%06d", 100+i)) })
		for range 3 {
			_ = codes.Verify(t.Context(), "bob", "nothing")
		}
		if err := codes.Verify(t.Context(), "bob", "000042"); err == nil {
			t.Error("a code survived more wrong guesses than it may")
		}
	})
}

func race(n int, try func(i int) error) int {
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if try(i) == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	return int(won.Load())
}
