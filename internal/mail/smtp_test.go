package mail

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mailServer is a real SMTP server that keeps what it gets.
type mailServer struct {
	port  int
	mu    sync.Mutex
	mails []received
	// rcpt and data are answered when set; hold, until closed, keeps the answer to a mail back.
	rcpt, data *smtp.SMTPError
	hold       chan struct{}
}

type received struct {
	from, to, user string
	encrypted      bool
	text           string
}

// NewSession starts a conversation.
func (s *mailServer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	_, encrypted := c.TLSConnectionState()
	return &conversation{server: s, mail: received{encrypted: encrypted}}, nil
}

type conversation struct {
	server *mailServer
	mail   received
}

func (c *conversation) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *conversation) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "right" {
			return smtp.ErrAuthFailed
		}
		c.mail.user = user
		return nil
	}), nil
}

func (c *conversation) Mail(from string, _ *smtp.MailOptions) error { c.mail.from = from; return nil }

func (c *conversation) Rcpt(to string, _ *smtp.RcptOptions) error {
	if c.server.rcpt != nil {
		return c.server.rcpt
	}
	c.mail.to = to
	return nil
}

func (c *conversation) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	c.mail.text = string(text)
	if c.server.hold != nil {
		<-c.server.hold
	}
	if c.server.data != nil {
		return c.server.data
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.server.mails = append(c.server.mails, c.mail)
	return err
}

func (c *conversation) Reset()        {}
func (c *conversation) Logout() error { return nil }

// startMailServer serves on a free port of 127.0.0.1; with a certificate it offers STARTTLS.
func startMailServer(t *testing.T, certificate *tls.Certificate) *mailServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	back := &mailServer{port: listener.Addr().(*net.TCPAddr).Port}
	server := smtp.NewServer(back)
	server.AllowInsecureAuth = true
	server.ReadTimeout, server.WriteTimeout = 10*time.Second, 10*time.Second
	if certificate != nil {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*certificate}}
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return back
}

// certificate makes one for 127.0.0.1 and the pool that trusts it.
func certificate(t *testing.T) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

var letter = Message{To: "ada@example.com", Subject: "Grüße", Text: "Open https://a.example/?x=1", HTML: "<p>Open</p>"}

func TestSMTPDelivers(t *testing.T) {
	t.Parallel()
	server := startMailServer(t, nil)
	sender, err := NewSMTP(SMTPOptions{From: "Lyceum <book@example.com>", Host: "127.0.0.1", Port: server.port})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := sender.Send(t.Context(), letter); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(server.mails) != 8 {
		t.Fatalf("%d mails arrived, want 8", len(server.mails))
	}
	got := server.mails[0]
	if got.from != "book@example.com" || got.to != "ada@example.com" {
		t.Errorf("envelope from %q to %q", got.from, got.to)
	}
	parsed, err := netmail.ReadMessage(strings.NewReader(got.text))
	if err != nil {
		t.Fatal(err)
	}
	if got := parsed.Header.Get("From"); got != `"Lyceum" <book@example.com>` {
		t.Errorf("From: %s", got)
	}
	if got := parsed.Header.Get("Subject"); got != "=?UTF-8?q?Gr=C3=BC=C3=9Fe?=" {
		t.Errorf("Subject: %s", got)
	}
	if !strings.HasPrefix(parsed.Header.Get("Content-Type"), "multipart/alternative") {
		t.Errorf("Content-Type: %s", parsed.Header.Get("Content-Type"))
	}
}

func TestSMTPEncryptsAndSignsIn(t *testing.T) {
	t.Parallel()
	cert, pool := certificate(t)
	server := startMailServer(t, cert)
	options := SMTPOptions{From: "a@b.example", Host: "127.0.0.1", Port: server.port, User: "me", Password: "right", RootCAs: pool}
	sender, err := NewSMTP(options)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	if got := server.mails[0]; !got.encrypted || got.user != "me" {
		t.Errorf("encrypted %v, user %q", got.encrypted, got.user)
	}

	options.Password = "wrong-hunter2"
	sender, _ = NewSMTP(options)
	err = sender.Send(t.Context(), letter)
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a wrong password: %v", err)
	}

	options.RootCAs = x509.NewCertPool()
	sender, _ = NewSMTP(options)
	if err := sender.Send(t.Context(), letter); err == nil {
		t.Error("a certificate that nobody signed was accepted")
	}
	if len(server.mails) != 1 {
		t.Errorf("%d mails arrived, want 1", len(server.mails))
	}
}

func TestSMTPFailures(t *testing.T) {
	t.Parallel()
	server := startMailServer(t, nil)
	server.rcpt = &smtp.SMTPError{Code: 550, Message: "no such person"}
	sender, err := NewSMTP(SMTPOptions{From: "a@b.example", Host: "127.0.0.1", Port: server.port})
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter); err == nil || !strings.Contains(err.Error(), "no such person") {
		t.Errorf("refused recipient: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sender.Send(ctx, letter); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := nobody.Addr().(*net.TCPAddr).Port
	nobody.Close()
	sender, _ = NewSMTP(SMTPOptions{From: "a@b.example", Host: "127.0.0.1", Port: port})
	if err := sender.Send(t.Context(), letter); err == nil {
		t.Error("a server that is not there accepted a mail")
	}
}

func TestSMTPRefusals(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name       string
		rcpt, data *smtp.SMTPError
		permanent  bool
	}{
		{"greylisted", &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "later"}, nil, false},
		{"unknown", &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such person"}, nil, true},
		{"full, for now", &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "full"}, nil, false},
		{"full", &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "full"}, nil, false},
		{"full by its second code", &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "full"}, nil, false},
		{"busy", nil, &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "busy"}, false},
		{"taken for spam", nil, &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "spam"}, true},
	} {
		server := startMailServer(t, nil)
		server.rcpt, server.data = tc.rcpt, tc.data
		sender, err := NewSMTP(SMTPOptions{From: "a@b.example", Host: "127.0.0.1", Port: server.port})
		if err != nil {
			t.Fatal(err)
		}
		err = sender.Send(t.Context(), letter)
		if _, permanent := errors.AsType[*RefusedError](err); err == nil || permanent != tc.permanent {
			t.Errorf("%s: %v, permanent %v", tc.name, err, permanent)
		}
	}
}

func TestSlowAndHangingServers(t *testing.T) {
	t.Parallel()
	server := startMailServer(t, nil)
	server.hold = make(chan struct{})
	sender, err := NewSMTP(SMTPOptions{From: "a@b.example", Host: "127.0.0.1", Port: server.port})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	hung := make(chan error)
	go func() { hung <- sender.Send(ctx, letter) }()
	cancel()
	if err := <-hung; !errors.Is(err, context.Canceled) {
		t.Errorf("broken off: %v", err)
	}
	slow := make(chan error)
	named := letter
	named.ID = "m1"
	go func() { slow <- sender.Send(t.Context(), named) }()
	close(server.hold)
	if err := <-slow; err != nil {
		t.Errorf("a slow server: %v", err)
	}
	server.mu.Lock()
	defer server.mu.Unlock()
	last := server.mails[len(server.mails)-1].text
	if !strings.Contains(last, "Message-ID: <m1@b.example>") {
		t.Errorf("no stable name:\n%s", last)
	}
}

func TestBadMessages(t *testing.T) {
	t.Parallel()
	box, err := NewMailbox(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	smtpSender, err := NewSMTP(SMTPOptions{From: "a@b.example", Host: "127.0.0.1", Port: 1})
	if err != nil {
		t.Fatal(err)
	}
	bad := map[string]Message{
		"no recipient":   {Subject: "s", Text: "t"},
		"two recipients": {To: "a@b.example, c@d.example", Subject: "s", Text: "t"},
		"with a name":    {To: "Ada <a@b.example>", Subject: "s", Text: "t"},
		"header":         {To: "a@b.example\r\nBcc: c@d.example", Subject: "s", Text: "t"},
		"subject":        {To: "a@b.example", Subject: "s\nBcc: c@d.example", Text: "t"},
		"no text":        {To: "a@b.example", Subject: "s"},
	}
	for name, message := range bad {
		for _, sender := range []Sender{box, smtpSender} {
			if err := sender.Send(t.Context(), message); err == nil {
				t.Errorf("%s: %T accepted it", name, sender)
			}
		}
	}
}

func TestParseSMTPURL(t *testing.T) {
	t.Parallel()
	good := map[string]SMTPOptions{
		"smtp://mx.example":                     {Host: "mx.example", Port: 587},
		"smtp://u:p%40ss@mx.example:2525":       {Host: "mx.example", Port: 2525, User: "u", Password: "p@ss"},
		"smtps://u:p@mx.example":                {Host: "mx.example", Port: 465, User: "u", Password: "p"},
		"smtps://me%40x.example@mx.example:465": {Host: "mx.example", Port: 465, User: "me@x.example"},
	}
	for raw, want := range good {
		if got, err := ParseSMTPURL(raw); err != nil || got != want {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
	for _, raw := range []string{"", "mx.example:587", "http://mx.example", "smtp://", "smtp://u:hunter2@mx.example:x", "smtps://mx.example:587", "smtp://mx.example:465"} {
		if _, err := ParseSMTPURL(raw); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", raw, err)
		}
	}
}
