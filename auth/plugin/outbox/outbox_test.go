package outbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// onBoth runs a test on an empty SQLite and an empty PostgreSQL database.
func onBoth(t *testing.T, test func(t *testing.T, database string)) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + t.TempDir() + "/auth.db" },
		"postgres": func(t *testing.T) string { return pgtest.New(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// provider carries messages as a test wants.
type provider struct {
	mu      sync.Mutex
	carried []Message
	answer  func(m Message, attempt int) error // nil accepts
	tries   map[string]int
}

func (p *provider) carry(_ context.Context, m Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tries == nil {
		p.tries = map[string]int{}
	}
	p.tries[m.Content]++
	if p.answer != nil {
		if err := p.answer(m, p.tries[m.Content]); err != nil {
			return err
		}
	}
	p.carried = append(p.carried, m)
	return nil
}

func (p *provider) contents() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []string
	for _, m := range p.carried {
		list = append(list, m.Content)
	}
	return list
}

// clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Now()} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// start makes a server whose mails go through an outbox. Nothing runs it yet.
func start(t *testing.T, database string, o Options, c *clock) (*authtest.Server, *Plugin) {
	t.Helper()
	if o.Poll == 0 {
		o.Poll = 5 * time.Millisecond
	}
	box := New(o)
	send := func(ctx context.Context, m auth.Mail) error {
		return box.Add(ctx, Message{Kind: "mail", To: m.To, Content: m.URL})
	}
	if c == nil {
		c = newClock()
	}
	on := true
	return authtest.NewOn(t, database, auth.Options{
		Plugins:           []auth.Plugin{box, password.New(password.Options{SendReset: send, RequireEmailVerification: true})},
		EmailVerification: auth.EmailVerificationOptions{Send: send, SendOnSignUp: &on},
		Now:               c.now,
	}), box
}

// run runs the outbox until the test, or stop, ends it.
func run(t *testing.T, box *Plugin) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); box.Run(ctx) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func rows(t *testing.T, s *authtest.Server) []store.Row {
	t.Helper()
	list, err := s.Store().List(t.Context(), store.Query{Model: model, SortBy: "position", Limit: store.NoLimit})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func add(t *testing.T, box *Plugin, to, content string) {
	t.Helper()
	if err := box.Add(t.Context(), Message{Kind: "mail", To: to, Content: content}); err != nil {
		t.Fatal(err)
	}
}

const signUp = `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`

func TestAMailIsStoredWithWhatCausedIt(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		s, box := start(t, database, Options{Carry: (&provider{}).carry}, nil)
		s.Browser().POST("/sign-up/email", signUp).Want(200)
		stored := rows(t, s)
		if len(stored) != 1 {
			t.Fatalf("%d messages, want 1", len(stored))
		}
		for _, text := range []string{stored[0].String("content"), stored[0].String("recipient")} {
			if strings.Contains(text, "ann") || strings.Contains(text, "verify-email") {
				t.Errorf("the database shows %q", text)
			}
		}
		m, err := box.open(stored[0])
		if err != nil || m.To != "ann@example.com" || !strings.Contains(m.Content, "/verify-email?token=") {
			t.Errorf("%+v, %v", m, err)
		}
		err = s.InTx(t.Context(), func(ctx context.Context) error {
			if err := box.Add(ctx, Message{Kind: "mail", To: "ben@example.com", Content: "x"}); err != nil {
				t.Error(err)
			}
			return errors.New("the rest failed")
		})
		if err == nil || len(rows(t, s)) != 1 {
			t.Errorf("a transaction that failed left a mail: %v", err)
		}
	})
}

func TestSeveralProcessesSendEachMessageOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		shared := &provider{}
		options := Options{Carry: shared.carry}
		_, one := start(t, database, options, nil)
		s, two := start(t, database, options, nil)
		run(t, one)
		run(t, two)
		var want []string
		for i := range 60 {
			to := []string{"ann", "ben", "eve", "joe"}[i%4]
			want = append(want, fmt.Sprintf("%02d to %s", i, to))
			add(t, []*Plugin{one, two}[i%3%2], to, want[i])
		}
		until(t, "everything is sent", func() bool { return len(rows(t, s)) == 0 })
		if got := slices.Sorted(slices.Values(shared.contents())); !slices.Equal(got, want) {
			t.Errorf("sent %v", got)
		}
	})
}

func TestOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		shared := &provider{}
		s, box := start(t, database, Options{Carry: shared.carry}, nil)
		want := map[string][]string{}
		for i := range 20 {
			for _, to := range []string{"ann", "ben", "eve"} {
				content := fmt.Sprintf("%s %02d", to, i)
				want[to] = append(want[to], content)
				add(t, box, to, content)
			}
		}
		run(t, box)
		until(t, "everything is sent", func() bool { return len(rows(t, s)) == 0 })
		got := map[string][]string{}
		for _, m := range shared.carried {
			got[m.To] = append(got[m.To], m.Content)
		}
		if !maps.EqualFunc(got, want, slices.Equal) {
			t.Errorf("got %v", got)
		}
	})
}

// TestOneAtATime: what is added for a person while their last message is on its way waits
// for it; others do not.
func TestOneAtATime(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		p := &provider{}
		accept := make(chan struct{})
		carry := func(ctx context.Context, m Message) error {
			if m.Content == "ann 1" {
				<-accept
			}
			return p.carry(ctx, m)
		}
		s, box := start(t, database, Options{Carry: carry}, nil)
		run(t, box)
		add(t, box, "ann", "ann 1")
		until(t, "the first is on its way", func() bool { return rows(t, s)[0].String("claim") != "" })
		add(t, box, "ann", "ann 2")
		add(t, box, "ben", "ben 1")
		until(t, "ben has his", func() bool { return len(p.contents()) > 0 })
		add(t, box, "ben", "ben 2") // a look at what is due, later than ann's second
		until(t, "ben has both", func() bool { return len(p.contents()) > 1 })
		close(accept)
		until(t, "everything is sent", func() bool { return len(rows(t, s)) == 0 })
		if got, want := p.contents(), []string{"ben 1", "ben 2", "ann 1", "ann 2"}; !slices.Equal(got, want) {
			t.Errorf("sent %q, want %q", got, want)
		}
	})
}

func TestTheReplyDoesNotWaitForTheProvider(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		hanging, release := make(chan struct{}), make(chan struct{})
		var once sync.Once
		s, box := start(t, database, Options{Carry: func(context.Context, Message) error {
			once.Do(func() { close(hanging) })
			<-release
			return nil
		}}, nil)
		run(t, box)
		t.Cleanup(func() { close(release) })
		s.Browser().POST("/sign-up/email", signUp).Want(200)
		<-hanging // and the reply is here
		s.Browser().POST("/request-password-reset", `{"email":"ann@example.com"}`).Want(200)
		if got := len(rows(t, s)); got != 2 {
			t.Errorf("%d messages wait, want 2", got)
		}
	})
}

// An address that nobody has must cost the same writes as one that somebody has.
func TestNobodysMailCostsAsMuch(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		shared := &provider{}
		s, box := start(t, database, Options{Carry: shared.carry}, nil)
		insertions := func(path, body string) int {
			t.Helper()
			s.SQL.Reset()
			s.Browser().POST(path, body).Want(200)
			n := 0
			for _, statement := range s.SQL.All() {
				if strings.Contains(statement, `INSERT INTO "outgoingMessage"`) {
					n++
				}
			}
			return n
		}
		for _, step := range []struct{ path, body string }{
			{"/sign-up/email", signUp}, // a new address, and then a taken one
			{"/sign-up/email", signUp},
			{"/request-password-reset", `{"email":"ann@example.com"}`},
			{"/request-password-reset", `{"email":"nobody@example.com"}`},
		} {
			if n := insertions(step.path, step.body); n != 1 {
				t.Errorf("%s %s: %d messages stored, want 1", step.path, step.body, n)
			}
		}
		run(t, box)
		until(t, "the outbox is empty", func() bool { return len(rows(t, s)) == 0 })
		if n := len(shared.contents()); n != 2 {
			t.Errorf("%d mails were sent, want 2", n)
		}
	})
}

func TestMisuse(t *testing.T) {
	t.Parallel()
	if err := New(Options{}).Setup(nil); err == nil {
		t.Error("an outbox without a provider was accepted")
	}
	s, box := start(t, "sqlite:"+t.TempDir()+"/auth.db", Options{Carry: (&provider{}).carry}, nil)
	for _, m := range []Message{{Kind: "mail"}, {To: "ann"}} {
		if err := box.Add(t.Context(), m); err == nil {
			t.Errorf("%+v was accepted", m)
		}
	}
	if len(rows(t, s)) != 0 {
		t.Error("a refused message was stored")
	}
	carry := (&provider{}).carry
	_, err := auth.New(auth.Options{
		Secret: authtest.Secret, Database: s.Options().Database,
		Plugins: []auth.Plugin{New(Options{Carry: carry}), New(Options{Carry: carry})},
	})
	if err == nil {
		t.Error("two outboxes were accepted")
	}
}
