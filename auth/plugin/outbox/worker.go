package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

const (
	batch = 100 // messages looked at, and claimed for one recipient, at once
	// lease is how long a claim holds. It is renewed while a message is being sent, so that
	// the messages of a process that has died are soon taken up by another. The clocks of
	// the processes must not differ by more than what is left at a renewal.
	lease   = 20 * time.Second
	renewal = 5 * time.Second
	// settling bounds the statement that records an outcome.
	settling = 10 * time.Second
	// sweeping is how often messages that were given up are looked through.
	sweeping = time.Hour
)

// Run sends messages until ctx ends. Then it goes on for Options.Grace, breaks off what is
// still being sent, leaves that for the next process, and returns.
func (p *Plugin) Run(ctx context.Context) {
	sending, abort := context.WithCancel(context.WithoutCancel(ctx))
	w := &worker{Plugin: p, log: p.auth.Options().Log, slots: make(chan struct{}, p.options.Parallel)}
	defer w.running.Wait()
	defer abort()
	for ctx.Err() == nil {
		w.round(ctx, sending)
		select {
		case <-ctx.Done():
		case <-p.wake:
		case <-time.After(p.options.Poll):
		}
	}
	w.drain(sending)
}

// worker is one Run.
type worker struct {
	*Plugin
	log     *slog.Logger
	slots   chan struct{} // one for each recipient being served
	running sync.WaitGroup

	mu      sync.Mutex
	serving []string // recipients; what is added for them meanwhile waits its turn

	swept   time.Time
	failing bool // the database, at the last look
}

// drain sends what is due, as long as the grace lasts.
func (w *worker) drain(sending context.Context) {
	grace, cancel := context.WithTimeout(sending, w.options.Grace)
	defer cancel()
	w.round(grace, sending)
	done := make(chan struct{})
	go func() { defer close(done); w.running.Wait() }()
	select {
	case <-done:
	case <-grace.Done():
	}
}

// round starts sending everything that is due. It waits for a free slot, until ctx ends,
// but not for the sending.
func (w *worker) round(ctx, sending context.Context) {
	for {
		recipients, err := w.due(ctx)
		if err != nil {
			w.trouble(ctx, err)
			return
		}
		w.failing = false
		if len(recipients) == 0 {
			break
		}
		for _, recipient := range recipients {
			if !w.serve(ctx, sending, recipient) {
				return
			}
		}
	}
	w.sweep(ctx)
}

// due lists whose messages are due, the longest due first.
func (w *worker) due(ctx context.Context) ([]string, error) {
	where := []store.Cond{store.Lte("dueAt", w.now())}
	if busy := w.busy(); len(busy) > 0 {
		where = append(where, store.Cond{Field: "recipient", Op: store.OpNotIn, Value: busy})
	}
	rows, err := w.auth.Store().List(ctx, store.Query{Model: model, Where: where, SortBy: "dueAt", Limit: batch})
	if err != nil {
		return nil, err
	}
	var list []string
	seen := map[string]bool{}
	for _, row := range rows {
		if recipient := row.String("recipient"); !seen[recipient] {
			seen[recipient] = true
			list = append(list, recipient)
		}
	}
	return list, nil
}

// trouble logs the first of several failures of the database, but none of a round that
// was cut short.
func (w *worker) trouble(ctx context.Context, err error) {
	if ctx.Err() == nil && !w.failing {
		w.log.Warn("the outbox cannot be read; messages wait", "error", err)
		w.failing = true
	}
}

// serve claims a recipient's messages and starts sending them. It reports whether to go
// on with the round.
func (w *worker) serve(ctx, sending context.Context, recipient string) bool {
	select {
	case w.slots <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	claim := w.auth.RandomString(16, auth.Letters)
	claimed, err := w.claim(ctx, recipient, claim)
	if err != nil || claimed == 0 { // 0: another process was faster
		<-w.slots
		if err != nil {
			w.trouble(ctx, err)
		}
		return err == nil
	}
	w.begin(recipient)
	w.running.Go(func() {
		defer func() {
			w.end(recipient)
			<-w.slots
			w.nudge()
		}()
		w.send(sending, claim)
	})
	return true
}

// busy lists who is being served.
func (w *worker) busy() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.serving)
}

func (w *worker) begin(recipient string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.serving = append(w.serving, recipient)
}

func (w *worker) end(recipient string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.serving = slices.DeleteFunc(w.serving, func(r string) bool { return r == recipient })
}

// claim takes everything that is due for a recipient, in one statement: of several
// processes one gets it. If this process dies, another one may when the lease is over.
func (w *worker) claim(ctx context.Context, recipient, claim string) (int64, error) {
	now := w.now()
	return w.auth.Store().UpdateAll(ctx, model, store.Values{"claim": claim, "dueAt": now.Add(lease)},
		store.Eq("recipient", recipient), store.Lte("dueAt", now))
}

// send carries the messages of a claim one after the other.
func (w *worker) send(ctx context.Context, claim string) {
	rows, err := w.auth.Store().List(ctx, store.Query{
		Model: model, Where: []store.Cond{store.Eq("claim", claim)}, SortBy: "position", Limit: batch,
	})
	if err != nil {
		w.log.Warn("the outbox cannot be read; messages wait", "error", err)
		return // until the lease is over
	}
	for i, row := range rows {
		if i > 0 && !w.holds(ctx, claim) {
			return
		}
		w.carry(ctx, claim, row)
		if ctx.Err() != nil {
			w.release(claim)
			return
		}
	}
	if len(rows) == batch {
		w.release(claim)
	}
}

// holds renews the lease and reports whether it still could.
func (w *worker) holds(ctx context.Context, claim string) bool {
	n, err := w.auth.Store().UpdateAll(ctx, model, store.Values{"dueAt": w.now().Add(lease)}, store.Eq("claim", claim))
	return err == nil && n > 0
}

// keep renews the lease until stop is called.
func (w *worker) keep(ctx context.Context, claim string) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	w.running.Go(func() {
		ticker := time.NewTicker(renewal)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				w.holds(ctx, claim)
			}
		}
	})
	return cancel
}

// release gives back what is left of a claim, to be taken up at once.
func (w *worker) release(claim string) {
	w.settle(func(ctx context.Context) error {
		_, err := w.auth.Store().UpdateAll(ctx, model, store.Values{"claim": nil, "dueAt": w.now()}, store.Eq("claim", claim))
		return err
	})
	w.nudge()
}

// carry makes one attempt and records its outcome.
func (w *worker) carry(ctx context.Context, claim string, row store.Row) {
	if row.String("kind") == "" {
		w.remove(claim, row)
		return
	}
	if expires := row.Time("expiresAt"); !expires.IsZero() && !w.now().Before(expires) {
		w.remove(claim, row)
		w.observe(row, Expired, slog.LevelWarn, "a message has expired before it could be sent", nil)
		return
	}
	m, err := w.open(row)
	if err != nil {
		w.giveUp(claim, row, "it cannot be decrypted: was the secret changed?")
		return
	}
	attempt, cancel := context.WithTimeout(ctx, w.options.Timeout)
	stop := w.keep(attempt, claim)
	err = w.try(attempt, m)
	stop()
	cancel()
	switch {
	case err == nil:
		w.remove(claim, row)
		w.observe(row, Sent, slog.LevelDebug, "a message was sent", nil)
	case ctx.Err() != nil: // broken off: it does not count, and release gives it back
	case permanent(err) || row.Int("attempts")+1 >= int64(w.options.Attempts):
		w.giveUp(claim, row, scrub(err.Error(), m.To))
	default:
		w.delay(claim, row, scrub(err.Error(), m.To))
	}
}

// try calls Carry. A panic there must not end the server.
func (w *worker) try(ctx context.Context, m Message) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return w.options.Carry(ctx, m)
}

// settle records an outcome, also when the worker is about to end.
func (w *worker) settle(write func(ctx context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), settling)
	defer cancel()
	if err := write(ctx); err != nil {
		w.log.Warn("the outcome of a message could not be recorded; it may be sent again", "error", err)
	}
}

func (w *worker) remove(claim string, row store.Row) {
	w.settle(func(ctx context.Context) error {
		_, err := w.auth.Store().Delete(ctx, model, store.Eq("id", row.ID()), store.Eq("claim", claim))
		return err
	})
}

func (w *worker) update(claim string, row store.Row, set store.Values) {
	set["claim"], set["attempts"], set["updatedAt"] = nil, row.Int("attempts")+1, w.now()
	w.settle(func(ctx context.Context) error {
		_, err := w.auth.Store().UpdateAll(ctx, model, set, store.Eq("id", row.ID()), store.Eq("claim", claim))
		return err
	})
}

func (w *worker) delay(claim string, row store.Row, reason string) {
	pause := w.backoff(row.Int("attempts"))
	w.update(claim, row, store.Values{"dueAt": w.now().Add(pause), "lastError": reason})
	w.observe(row, Delayed, slog.LevelWarn, "a message could not be sent yet", []any{"error", reason, "again", pause.Round(time.Millisecond)})
}

func (w *worker) giveUp(claim string, row store.Row, reason string) {
	w.update(claim, row, store.Values{"dueAt": nil, "lastError": reason})
	w.observe(row, GivenUp, slog.LevelError, "a message was given up", []any{"error", reason})
}

func (w *worker) observe(row store.Row, o Outcome, level slog.Level, sentence string, more []any) {
	kind := row.String("kind")
	w.options.Observe(kind, o)
	attributes := append([]any{"kind", kind, "id", row.ID(), "attempt", row.Int("attempts") + 1}, more...)
	w.log.Log(context.Background(), level, sentence, attributes...)
}

// sweep forgets what was given up long ago.
func (w *worker) sweep(ctx context.Context) {
	now := w.now()
	if now.Sub(w.swept) < sweeping {
		return
	}
	w.swept = now
	_, err := w.auth.Store().Delete(ctx, model, store.Eq("dueAt", nil), store.Lt("updatedAt", now.Add(-w.options.Keep)))
	if err != nil {
		w.trouble(ctx, err)
	}
}
