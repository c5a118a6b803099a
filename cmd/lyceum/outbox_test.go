package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/lyceum/lyceum/internal/pgtest"
	"github.com/lyceum/lyceum/internal/porttest"
)

// patience bounds every wait of these tests; a lease of a process that was killed is part of it.
const patience = 90 * time.Second

// sink is a mail server that keeps what it gets.
type sink struct {
	mu    sync.Mutex
	mails []letter
	// refuse, when set, answers for a recipient.
	refuse func(to string) error
}

type letter struct{ to, text string }

func (s *sink) all() []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

type delivery struct {
	sink *sink
	to   string
}

// NewSession starts a delivery.
func (s *sink) NewSession(*smtp.Conn) (smtp.Session, error) { return &delivery{sink: s}, nil }

func (*delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (*delivery) Reset()                               {}
func (*delivery) Logout() error                        { return nil }

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = to
	if d.sink.refuse != nil {
		return d.sink.refuse(to)
	}
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	d.sink.mu.Lock()
	defer d.sink.mu.Unlock()
	// Long lines of the text are broken by "=" at their ends.
	d.sink.mails = append(d.sink.mails, letter{d.to, strings.ReplaceAll(string(text), "=\r\n", "")})
	return err
}

// receive makes a listener a mail server.
func receive(t *testing.T, listener net.Listener) *sink {
	t.Helper()
	s := &sink{}
	serveSink(t, listener, s)
	return s
}

func serveSink(t *testing.T, listener net.Listener, s *sink) {
	t.Helper()
	server := smtp.NewServer(s)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := porttest.Listen()
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func listenOn(t *testing.T, address string) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

// service is a running `lyceum serve auth`.
type service struct {
	t       *testing.T
	process *exec.Cmd
	url     string
}

// serveAuth runs the command as a process of its own, with settings from the environment, in a folder.
func serveAuth(t *testing.T, folder string, env ...string) *service {
	t.Helper()
	listener := listen(t)
	port := listener.Addr().(*net.TCPAddr).Port
	_ = listener.Close()
	process := exec.CommandContext(t.Context(), os.Args[0], "--set", "auth.emailVerification.sendOnSignUp=true",
		"--set", "auth.emailAndPassword.autoSignIn=false", "serve", "auth", "--port", fmt.Sprint(port))
	process.Dir = folder
	process.Env = append([]string{
		"LYCEUM_TEST_RUN=1", "EMAIL_FROM=Lyceum <noreply@example.com>", "LYCEUM_DATA=" + filepath.Join(folder, "data"),
		"BETTER_AUTH_SECRET=0123456789-0123456789-0123456789-x", "BETTER_AUTH_URL=https://book.example",
	}, env...)
	log, err := os.CreateTemp(t.TempDir(), "log")
	if err != nil {
		t.Fatal(err)
	}
	process.Stderr = log
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	s := &service{t, process, fmt.Sprintf("http://127.0.0.1:%d", port)}
	t.Cleanup(func() {
		s.end(syscall.SIGKILL)
		if text, err := os.ReadFile(log.Name()); err == nil && t.Failed() {
			t.Logf("%s", text)
		}
	})
	eventually(t, "the service is ready", func() bool {
		reply, err := http.Get(s.url + "/ready")
		if err != nil {
			return false
		}
		_ = reply.Body.Close()
		return reply.StatusCode == http.StatusOK
	})
	return s
}

func (s *service) end(signal syscall.Signal) {
	_ = s.process.Process.Signal(signal)
	_ = s.process.Wait()
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// post sends JSON as the book's own page would; header may change the request.
func (s *service) post(path string, body any, header http.Header) {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/auth"+path, strings.NewReader(string(text)))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header = http.Header{"Content-Type": {"application/json"}, "Origin": {"https://book.example"}}
	for name, values := range header {
		if name == "Host" {
			r.Host = values[0]
			continue
		}
		r.Header[name] = values
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer reply.Body.Close()
	if answer, _ := io.ReadAll(reply.Body); reply.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %s", path, reply.StatusCode, answer)
	}
}

func (s *service) signUp(email string) {
	s.t.Helper()
	s.post("/sign-up/email", map[string]string{"name": "Ann", "email": email, "password": "correct horse battery"}, nil)
}

// databases are an empty SQLite file and an empty PostgreSQL database.
func databases(t *testing.T, folder string) map[string]string {
	return map[string]string{"sqlite": "DATABASE_URL=sqlite:" + filepath.Join(folder, "x.db"), "postgres": "DATABASE_URL=" + pgtest.New(t)}
}

// The mail server hangs, the reply comes all the same; the process is killed while it sends, and the next one sends the
// mail, once.
func TestAMailOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	for name, database := range databases(t, t.TempDir()) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			hanging := listen(t)
			env := []string{database, "SMTP_URL=smtp://" + hanging.Addr().String()}
			first := serveAuth(t, folder, env...)
			first.signUp("ann@example.com") // answered
			conn, err := hanging.Accept()   // it sends, and waits for a greeting
			if err != nil {
				t.Fatal(err)
			}
			first.end(syscall.SIGKILL)
			_ = conn.Close()
			_ = hanging.Close()

			box := receive(t, listenOn(t, hanging.Addr().String()))
			second := serveAuth(t, folder, env...)
			eventually(t, "the mail arrives", func() bool { return len(box.all()) > 0 })
			second.end(syscall.SIGTERM)
			third := serveAuth(t, folder, env...) // has nothing left to send
			third.signUp("ben@example.com")
			eventually(t, "the next mail arrives", func() bool { return box.all()[len(box.all())-1].to == "ben@example.com" })
			if got := box.all(); len(got) != 2 || got[0].to != "ann@example.com" {
				t.Errorf("%d mails arrived, want one for each", len(got))
			}
		})
	}
}

func TestTwoProcessesSendEachMailOnce(t *testing.T) {
	t.Parallel()
	for name, database := range databases(t, t.TempDir()) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener := listen(t)
			box := receive(t, listener)
			env := []string{database, "SMTP_URL=smtp://" + listener.Addr().String()}
			pair := []*service{serveAuth(t, t.TempDir(), env...), serveAuth(t, t.TempDir(), env...)}
			var want []string
			for i := range 16 {
				address := fmt.Sprintf("reader%02d@example.com", i)
				want = append(want, address)
				pair[i%2].post("/sign-in/magic-link", map[string]string{"email": address}, nil)
			}
			eventually(t, "all mails arrive", func() bool { return len(box.all()) >= len(want) })
			for _, s := range pair {
				s.end(syscall.SIGTERM) // drains
			}
			var got []string
			for _, mail := range box.all() {
				got = append(got, mail.to)
			}
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("mails to %v", got)
			}
		})
	}
}

// A full mailbox is tried again, whether the server says so for now or for good; one that
// does not exist is given up, and keeps nobody else waiting.
func TestFullMailboxes(t *testing.T) {
	t.Parallel()
	listener := listen(t)
	answers := map[string]*smtp.SMTPError{
		"full@example.com":    {Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "mailbox full"},
		"later@example.com":   {Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "mailbox full"},
		"unknown@example.com": {Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such person"},
	}
	asked := map[string]int{}
	box := &sink{}
	box.refuse = func(to string) error {
		box.mu.Lock()
		defer box.mu.Unlock()
		asked[to]++
		if others := len(box.mails) > 0; answers[to] == nil || others && answers[to].Code != 550 {
			return nil
		}
		return answers[to]
	}
	serveSink(t, listener, box)
	s := serveAuth(t, t.TempDir(), "SMTP_URL=smtp://"+listener.Addr().String())
	for _, to := range []string{"unknown@example.com", "full@example.com", "later@example.com", "ann@example.com"} {
		s.signUp(to) // answered, whatever becomes of the mail
	}
	eventually(t, "the full mailboxes get their mails", func() bool { return len(box.all()) == 3 })
	box.mu.Lock()
	defer box.mu.Unlock()
	if asked["unknown@example.com"] != 1 || asked["full@example.com"] < 2 || asked["later@example.com"] < 2 || box.mails[0].to != "ann@example.com" {
		t.Errorf("asked %v, delivered %v", asked, box.mails)
	}
}

var mailedLink = regexp.MustCompile(`https?://[^\s<>"]+`)

// A forged Host or X-Forwarded-Host must not decide where a mailed link leads.
func TestALinksHostIsNotTheRequests(t *testing.T) {
	t.Parallel()
	listener := listen(t)
	box := receive(t, listener)
	s := serveAuth(t, t.TempDir(), "SMTP_URL=smtp://"+listener.Addr().String())
	s.signUp("ann@example.com")
	forged := http.Header{"Host": {"evil.example"}, "X-Forwarded-Host": {"evil.example"}, "X-Forwarded-Proto": {"http"}, "Forwarded": {"host=evil.example"}}
	s.post("/request-password-reset", map[string]string{"email": "ann@example.com", "redirectTo": "/reset"}, forged)
	s.post("/sign-in/magic-link", map[string]string{"email": "ann@example.com"}, forged)
	eventually(t, "the mails arrive", func() bool { return len(box.all()) == 3 })
	for _, mail := range box.all() {
		if link := mailedLink.FindString(mail.text); !strings.HasPrefix(link, "https://book.example/api/auth/") || strings.Contains(mail.text, "evil") {
			t.Errorf("a link to %s", link)
		}
	}
}

// Whoever owns an address learns that somebody signed up with it, and that their password was reset; the answers do not
// tell.
func TestNotices(t *testing.T) {
	t.Parallel()
	listener := listen(t)
	box := receive(t, listener)
	s := serveAuth(t, t.TempDir(), "SMTP_URL=smtp://"+listener.Addr().String())
	s.signUp("ann@example.com")
	s.signUp("ann@example.com")
	s.post("/request-password-reset", map[string]string{"email": "ann@example.com", "redirectTo": "/reset"}, nil)
	eventually(t, "three mails arrive", func() bool { return len(box.all()) == 3 })
	// Mails that wait at the same time are carried in any order.
	texts := func() (joined string) {
		for _, mail := range box.all() {
			joined += mail.text
		}
		return joined
	}
	token := regexp.MustCompile(`reset-password/([A-Za-z0-9]+)`).FindStringSubmatch(texts())[1]
	s.post("/reset-password", map[string]string{"token": token, "newPassword": "another horse battery"}, nil)
	eventually(t, "the notice arrives", func() bool { return len(box.all()) == 4 })
	for _, want := range []string{"You already have an account", "password was changed"} {
		if !strings.Contains(texts(), want) {
			t.Errorf("no mail says %q:\n%s", want, texts())
		}
	}
}
