// Package outbox keeps messages to people in the database until a provider has accepted
// them: a mail is stored in the transaction of what caused it, so that a slow mail server
// delays nobody's sign-up and a crash loses no mail.
//
//	box := outbox.New(outbox.Options{Carry: func(ctx context.Context, m outbox.Message) error {
//		return smtp.Send(ctx, …)
//	}})
//	a, err := auth.New(auth.Options{Plugins: []auth.Plugin{box}, EmailVerification: auth.EmailVerificationOptions{
//		Send: func(ctx context.Context, m auth.Mail) error {
//			return box.Add(ctx, outbox.Message{Kind: "verification", To: m.To, Content: m.URL, Expires: …})
//		},
//	}, …})
//	go box.Run(ctx)
//
// # Promises
//
// What [Plugin.Add] has stored is sent if its transaction commits, and only then. Any
// number of processes share one outbox; a message is claimed with a lease before it is
// sent, so that only one of them sends it. It is sent twice only if a process dies between
// the provider's acceptance and the next statement. Messages to one recipient are
// sent one after the other, in the order in which they were added, by one process and as
// long as none fails.
//
// A failure is tried again, later each time, up to Options.Attempts; one that says it is
// permanent (a method Permanent() bool that returns true, found by errors.As) is not. Then
// the message is given up and kept for Options.Keep, for [Plugin.Retry] or [Plugin.Drop].
// A message whose Expires has passed is dropped: a link that leads nowhere helps nobody.
//
// # Secrets
//
// Messages carry links that sign people in, so their content and recipient are encrypted
// with the server's secret, and a sent message is deleted. What is logged or kept of an
// error has neither addresses nor links in it.
package outbox

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

const (
	// model is the table. Do not rename.
	model = "outgoingMessage"
	// purpose separates the key that encrypts messages.
	purpose = "outbox"
)

// Message is something to send to one person.
type Message struct {
	// ID names the message, the same at every attempt; Add makes it. A provider that
	// takes an idempotency key can be given it.
	ID string
	// Kind says what the message is about, for logs and operators.
	Kind string
	// To is where it goes, such as an address.
	To string
	// Content is whatever Carry understands.
	Content string
	// Expires is when the message has lost its use; zero means never.
	Expires time.Time
}

// Options configure an outbox.
type Options struct {
	// Carry hands a message to its provider, within Timeout. Required.
	Carry func(ctx context.Context, m Message) error
	// Timeout of one attempt. Default 2 minutes.
	Timeout time.Duration
	// Parallel is how many recipients are served at once. Default 4.
	Parallel int
	// Attempts after which a message is given up. Default 20, which take about six hours.
	Attempts int
	// Backoff is the pause after the first failure. It doubles with each, up to
	// MaxBackoff, and half of it is random. Default 5 seconds and 30 minutes.
	Backoff, MaxBackoff time.Duration
	// Poll is how often to look for messages of other processes. Default 5 seconds.
	Poll time.Duration
	// Grace is how long Run goes on sending when its context has ended. Default 4
	// seconds.
	Grace time.Duration
	// Keep is how long a message that was given up is kept. Default 7 days.
	Keep time.Duration
	// Observe is told of every outcome.
	Observe func(kind string, o Outcome)
	// Jitter returns a number in [0, 1). Default math/rand/v2.
	Jitter func() float64
}

// Outcome is what has become of an attempt.
type Outcome string

// The outcomes.
const (
	Sent    Outcome = "sent"
	Delayed Outcome = "delayed" // it will be tried again
	GivenUp Outcome = "given_up"
	Expired Outcome = "expired"
)

// Plugin is the outbox; make it with New.
type Plugin struct {
	options Options
	auth    *auth.Auth
	wake    chan struct{}

	mu   sync.Mutex
	last int64
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns an outbox.
func New(o Options) *Plugin {
	setDefault(&o.Timeout, 2*time.Minute)
	setDefault(&o.Parallel, 4)
	setDefault(&o.Attempts, 20)
	setDefault(&o.Backoff, 5*time.Second)
	setDefault(&o.MaxBackoff, 30*time.Minute)
	setDefault(&o.Poll, 5*time.Second)
	setDefault(&o.Grace, 4*time.Second)
	setDefault(&o.Keep, 7*24*time.Hour)
	if o.Observe == nil {
		o.Observe = func(string, Outcome) {}
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	return &Plugin{options: o, wake: make(chan struct{}, 1)}
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// ID is "outbox".
func (p *Plugin) ID() string { return "outbox" }

// Setup declares the table and makes the engine queue its mails.
func (p *Plugin) Setup(b *auth.Builder) error {
	if p.options.Carry == nil {
		return errors.New("Options.Carry is required")
	}
	b.Table(store.Table{Model: model, Fields: []store.Field{
		{Name: "kind"}, // "" is a message to nobody
		{Name: "recipient", Index: true},
		{Name: "content", Hidden: true},
		{Name: "position", Type: store.Number, BigInt: true},
		{Name: "attempts", Type: store.Number},
		{Name: "dueAt", Type: store.Date, Nullable: true, Index: true}, // NULL once it is given up
		{Name: "claim", Nullable: true, Index: true},
		{Name: "lastError", Nullable: true},
		{Name: "expiresAt", Type: store.Date, Nullable: true},
		{Name: "createdAt", Type: store.Date},
		{Name: "updatedAt", Type: store.Date},
	}})
	b.QueueMail(p.pretend)
	return nil
}

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

func (p *Plugin) now() time.Time { return p.auth.Options().Now() }

// Add stores a message, as part of the transaction of ctx when there is one.
func (p *Plugin) Add(ctx context.Context, m Message) error {
	if m.Kind == "" || m.To == "" {
		return errors.New("outbox: a message needs a kind and a recipient")
	}
	if err := p.insert(ctx, m); err != nil {
		return err
	}
	p.auth.AfterCommit(ctx, func(context.Context) { p.nudge() })
	return nil
}

// pretend stores a message that looks and costs like any other and is never sent.
func (p *Plugin) pretend(ctx context.Context) error {
	const usual = 300 // bytes of a verification mail
	nobody := p.auth.RandomString(20, auth.Letters)
	if err := p.insert(ctx, Message{To: nobody, Content: p.auth.RandomString(usual, auth.Letters)}); err != nil {
		return err
	}
	p.auth.AfterCommit(ctx, func(context.Context) { p.nudge() })
	return nil
}

// sealed is the encrypted part of a message.
type sealed struct {
	To      string `json:"to"`
	Content string `json:"content"`
}

func (p *Plugin) insert(ctx context.Context, m Message) error {
	text, err := json.Marshal(sealed{m.To, m.Content})
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	content, err := p.auth.EncryptFor(purpose, string(text))
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	now := p.now()
	values := store.Values{
		"kind": m.Kind, "recipient": p.recipient(m.To), "content": content, "position": p.next(now),
		"attempts": int64(0), "dueAt": now, "createdAt": now, "updatedAt": now,
	}
	if !m.Expires.IsZero() {
		values["expiresAt"] = m.Expires
	}
	if _, err := p.auth.Store().Create(ctx, model, values); err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	return nil
}

// recipient tells recipients apart without naming them.
func (p *Plugin) recipient(to string) string {
	return hex.EncodeToString(p.auth.HMAC("outbox recipient " + to)[:16])
}

// next is the message's place in line: rising within this process, and between processes
// as far as their clocks agree.
func (p *Plugin) next(now time.Time) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = max(p.last+1, now.UnixNano())
	return p.last
}

// nudge wakes this process's worker.
func (p *Plugin) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// open decrypts a row.
func (p *Plugin) open(row store.Row) (Message, error) {
	text, err := p.auth.DecryptFor(purpose, row.String("content"))
	if err != nil {
		return Message{}, err
	}
	var s sealed
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return Message{}, err
	}
	return Message{ID: row.ID(), Kind: row.String("kind"), To: s.To, Content: s.Content, Expires: row.Time("expiresAt")}, nil
}
