package outbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

type refusal struct{ error }

func (refusal) Permanent() bool { return true }

func TestRetries(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		c := newClock()
		shared := &provider{answer: func(_ Message, attempt int) error {
			if attempt <= 3 {
				return fmt.Errorf("451 4.7.1 try later, ann@example.com, https://x.example/t?token=1")
			}
			return nil
		}}
		s, box := start(t, database, Options{Carry: shared.carry, Jitter: func() float64 { return 1 }}, c)
		add(t, box, "ann@example.com", "hello")
		run(t, box)
		for failures, pause := range []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second} {
			until(t, "an attempt fails", func() bool { return rows(t, s)[0].Int("attempts") == int64(failures+1) })
			row := rows(t, s)[0]
			if got := row.Time("dueAt").Sub(c.now().Truncate(time.Millisecond)).Round(time.Second); got != pause {
				t.Errorf("after %d failures: a pause of %v, want %v", failures+1, got, pause)
			}
			if reason := row.String("lastError"); reason != "451 4.7.1 try later, …, …" || row.Text("claim") != nil {
				t.Errorf("kept %q, claimed by %v", reason, row.Text("claim"))
			}
			c.move(pause)
		}
		until(t, "it is sent", func() bool { return len(rows(t, s)) == 0 })
	})
}

func TestGivingUp(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		c := newClock()
		shared := &provider{answer: func(m Message, attempt int) error {
			switch {
			case m.Content == "refused":
				return fmt.Errorf("carry: %w", refusal{errors.New("550 no such person")})
			case m.Content == "panics":
				panic("a bug")
			case attempt <= 2:
				return errors.New("451 later")
			}
			return nil
		}}
		outcomes := map[Outcome]*atomic.Int64{Sent: {}, Delayed: {}, GivenUp: {}, Expired: {}}
		s, box := start(t, database, Options{
			Carry: shared.carry, Attempts: 2, Observe: func(_ string, o Outcome) { outcomes[o].Add(1) },
		}, c)
		for _, content := range []string{"refused", "panics", "unlucky"} {
			add(t, box, content+"@example.com", content)
		}
		run(t, box)
		until(t, "one is refused and the others have failed", func() bool {
			return outcomes[GivenUp].Load() == 1 && outcomes[Delayed].Load() == 2
		})
		c.move(time.Hour)
		until(t, "all are given up", func() bool { return outcomes[GivenUp].Load() == 3 })
		list, err := box.All(t.Context(), 10, 0)
		if err != nil || len(list) != 3 {
			t.Fatalf("%v, %v", list, err)
		}
		for i, attempts := range []int{1, 2, 2} {
			if e := list[i]; !e.GivenUp() || e.Attempts != attempts || !strings.HasSuffix(e.To, "@example.com") || e.LastError == "" {
				t.Errorf("%+v", e)
			}
		}
		if _, givenUp, err := box.Count(t.Context()); err != nil || givenUp != 3 {
			t.Errorf("%d given up, %v", givenUp, err)
		}
		if n, err := box.Drop(t.Context(), list[0].ID); err != nil || n != 1 {
			t.Errorf("dropped %d, %v", n, err)
		}
		if n, err := box.Retry(t.Context()); err != nil || n != 2 {
			t.Errorf("retried %d, %v", n, err)
		}
		until(t, "one is sent and one has failed again", func() bool {
			return outcomes[Sent].Load() == 1 && outcomes[Delayed].Load() == 3
		})
		c.move(time.Hour)
		until(t, "the other is given up again", func() bool { return outcomes[GivenUp].Load() == 4 })
		c.move(8 * 24 * time.Hour)
		until(t, "what was given up is forgotten", func() bool { return len(rows(t, s)) == 0 })
	})
}

func TestExpiredMessagesAreNotSent(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		c := newClock()
		var expired atomic.Int64
		shared := &provider{}
		s, box := start(t, database, Options{Carry: shared.carry, Observe: func(_ string, o Outcome) {
			if o == Expired {
				expired.Add(1)
			}
		}}, c)
		late := Message{Kind: "mail", To: "ann", Content: "late", Expires: c.now().Add(time.Minute)}
		good := Message{Kind: "mail", To: "ann", Content: "good", Expires: c.now().Add(time.Hour)}
		for _, m := range []Message{late, good} {
			if err := box.Add(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		c.move(time.Minute)
		run(t, box)
		until(t, "the outbox is empty", func() bool { return len(rows(t, s)) == 0 })
		if got := shared.contents(); len(got) != 1 || got[0] != "good" || expired.Load() != 1 {
			t.Errorf("sent %v, %d expired", got, expired.Load())
		}
	})
}

// A process that died with messages in hand: the others take them when the lease is over, not before.
func TestLease(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		c := newClock()
		shared := &provider{}
		s, box := start(t, database, Options{Carry: shared.carry}, c)
		add(t, box, "ann", "orphan")
		dead := &worker{Plugin: box}
		if n, err := dead.claim(t.Context(), box.recipient("ann"), "dead"); err != nil || n != 1 {
			t.Fatalf("claimed %d, %v", n, err)
		}
		if n, err := dead.claim(t.Context(), box.recipient("ann"), "second"); err != nil || n != 0 {
			t.Fatalf("claimed twice: %d, %v", n, err)
		}
		run(t, box)
		add(t, box, "ben", "other")
		until(t, "the other message is sent", func() bool { return len(rows(t, s)) == 1 })
		if got := shared.contents(); len(got) != 1 || got[0] != "other" {
			t.Errorf("sent %v before the lease was over", got)
		}
		c.move(lease + time.Second)
		until(t, "the orphan is sent", func() bool { return len(rows(t, s)) == 0 })
	})
}

// A hundred processes reach for one message: one gets it.
func TestOneClaimWins(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		s, box := start(t, database, Options{Carry: (&provider{}).carry}, nil)
		add(t, box, "ann", "hello")
		w := &worker{Plugin: box}
		var won atomic.Int64
		done := make(chan error, 100)
		for i := range 100 {
			go func() {
				n, err := w.claim(t.Context(), box.recipient("ann"), fmt.Sprint(i))
				won.Add(n)
				done <- err
			}()
		}
		for range 100 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		if won.Load() != 1 || len(rows(t, s)) != 1 {
			t.Errorf("%d claims won", won.Load())
		}
	})
}

func TestStopping(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		hanging := make(chan struct{})
		s, box := start(t, database, Options{Grace: 3 * time.Second, Carry: func(ctx context.Context, m Message) error {
			if m.To == "ann" {
				close(hanging)
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}}, nil)
		add(t, box, "ann", "hangs")
		stop := run(t, box)
		<-hanging
		add(t, box, "ben", "is sent in the grace")
		stop()
		left := rows(t, s)
		if len(left) != 1 || left[0].Int("attempts") != 0 || left[0].Text("claim") != nil {
			t.Fatalf("%d messages are left", len(left))
		}
		if due := left[0].Time("dueAt"); due.After(box.now()) {
			t.Error("the message that was broken off is not due")
		}
	})
}

func TestAChangedSecret(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		shared := &provider{}
		s, box := start(t, database, Options{Carry: shared.carry}, nil)
		add(t, box, "ann", "hello")
		if _, err := s.Store().UpdateAll(t.Context(), model, map[string]any{"content": "00ff"}); err != nil {
			t.Fatal(err)
		}
		run(t, box)
		until(t, "it is given up", func() bool { return rows(t, s)[0].Text("lastError") != nil })
		list, err := box.All(t.Context(), 10, 0)
		if err != nil || len(list) != 1 || !list[0].GivenUp() || list[0].To != "" || !strings.Contains(list[0].LastError, "secret") {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestScrub(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]string{
		"550 5.1.1 <ann@example.com>: no such user":                     "550 5.1.1 <…>: no such user",
		"see https://a.example/verify?token=abc for more":               "see … for more",
		"The 'To' number +49 170 1234567 is not valid":                  "The 'To' number … is not valid",
		"mailbox of Ann is full":                                        "mailbox of … is full",
		"421\r\nbusy":                                                   "421 busy",
		"dial tcp 127.0.0.1:25: connect: connection refused":            "dial tcp 127.0.0.1:25: connect: connection refused",
		"ann@example.com, ben@example.com: " + strings.Repeat("é", 200): "…, …: " + strings.Repeat("é", 145) + "…",
	} {
		if got := scrub(reason, "Ann"); got != want {
			t.Errorf("%q: %q, want %q", reason, got, want)
		}
	}
}

func FuzzScrub(f *testing.F) {
	f.Add("550 <ann@example.com>", "ann@example.com")
	f.Add("\xff\xfe", "")
	f.Fuzz(func(t *testing.T, reason, to string) {
		got := scrub(reason, to)
		if len(got) > maxReason+len("…") || len(to) > 4 && !strings.Contains("…", to) && strings.Contains(got, to) {
			t.Errorf("%q of %q", got, reason)
		}
	})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	jitter := 0.0
	box := New(Options{Jitter: func() float64 { return jitter }})
	for failures, want := range map[int64]time.Duration{0: 5 * time.Second, 1: 10 * time.Second, 9: 30 * time.Minute, 1000: 30 * time.Minute} {
		jitter = 0
		low := box.backoff(failures)
		jitter = 1
		if high := box.backoff(failures); low != want/2 || high != want {
			t.Errorf("after %d failures: %v to %v, want %v to %v", failures, low, high, want/2, want)
		}
	}
}
