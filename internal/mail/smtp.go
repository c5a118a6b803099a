package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// smtpTimeout bounds connecting and signing in, and then again the delivery. It is generous, because a server that is
// given up while it thinks may deliver all the same.
const smtpTimeout = 45 * time.Second

// SMTPOptions say how to reach a mail server.
type SMTPOptions struct {
	From     string
	Host     string
	Port     int // 465 speaks TLS at once; 0 means 587
	User     string
	Password string

	// RootCAs are the authorities that may sign the server's certificate; nil means the system's.
	RootCAs *x509.CertPool
}

// SMTP sends through a mail server. The connection is encrypted, and the certificate checked, unless the server is on
// this machine and does not offer encryption.
type SMTP struct {
	from    string
	domain  string // of the sender
	client  []gomail.Option
	address string
}

// ParseSMTPURL reads smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465.
func ParseSMTPURL(raw string) (SMTPOptions, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		// Not repeated: it may hold a password.
		return SMTPOptions{}, errors.New("the SMTP URL must look like smtp://user:password@host:587 or smtps://…:465")
	}
	options := SMTPOptions{Host: u.Hostname(), User: u.User.Username(), Port: 587}
	options.Password, _ = u.User.Password()
	if u.Scheme == "smtps" {
		options.Port = 465
	}
	if text := u.Port(); text != "" {
		if options.Port, err = strconv.Atoi(text); err != nil {
			return SMTPOptions{}, errors.New("the SMTP URL's port is not a number")
		}
		if (u.Scheme == "smtps") != (options.Port == 465) {
			return SMTPOptions{}, errors.New("the SMTP URL must use smtps with port 465 and smtp with every other port")
		}
	}
	return options, nil
}

// NewSMTP checks the options; it does not connect.
func NewSMTP(o SMTPOptions) (*SMTP, error) {
	from, err := parseFrom(o.From)
	if err != nil {
		return nil, err
	}
	if o.Port == 0 {
		o.Port = 587
	}
	policy := gomail.TLSMandatory
	if isLoopback(o.Host) {
		policy = gomail.TLSOpportunistic
	}
	client := []gomail.Option{
		gomail.WithPort(o.Port), gomail.WithTimeout(smtpTimeout), gomail.WithTLSPolicy(policy),
		gomail.WithTLSConfig(&tls.Config{ServerName: o.Host, RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12}),
	}
	if o.Port == 465 {
		client = append(client, gomail.WithSSL())
	}
	if o.User != "" {
		client = append(client, gomail.WithUsername(o.User), gomail.WithPassword(o.Password),
			gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover))
	}
	if _, err := gomail.NewClient(o.Host, client...); err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	return &SMTP{from: from.String(), domain: domain, client: client, address: o.Host}, nil
}

// Send opens a connection, delivers the message and closes the connection.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return &RefusedError{fmt.Errorf("send mail: %w", err)}
	}
	letter, err := s.write(m)
	if err != nil {
		return &RefusedError{fmt.Errorf("send mail: %w", err)}
	}
	// The client does not look at the context once it is connected; its own deadlines end it.
	done := make(chan error, 1)
	go func() { done <- s.deliver(ctx, letter) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("send mail by SMTP: %w", ctx.Err())
	}
}

func (s *SMTP) write(m Message) (*gomail.Msg, error) {
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := letter.From(s.from); err != nil {
		return nil, err
	}
	if err := letter.To(m.To); err != nil {
		return nil, err
	}
	if m.ID != "" {
		letter.SetMessageIDWithValue(m.ID + "@" + s.domain)
	}
	letter.Subject(m.Subject)
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		letter.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return letter, nil
}

func (s *SMTP) deliver(ctx context.Context, letter *gomail.Msg) error {
	// A client holds one connection, so each message gets a client of its own.
	client, err := gomail.NewClient(s.address, s.client...)
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, letter)
	switch {
	case err == nil || letter.IsDelivered(): // what goes wrong in saying goodbye does not matter
		return nil
	case refusedBySMTP(err):
		return &RefusedError{fmt.Errorf("send mail by SMTP: %w", err)}
	default:
		return fmt.Errorf("send mail by SMTP: %w", err)
	}
}

// refusedBySMTP reports whether a server has refused a recipient or a message for good (RFC 5321, section 4.2.1). A
// full mailbox may be emptied, and a refused sender or password is the operator's to mend.
func refusedBySMTP(err error) bool {
	failure, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return false
	}
	code := failure.ErrorCode()
	full := code == 552 || failure.EnhancedStatusCode() == "5.2.2"
	switch failure.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return code >= 500 && !full
	}
	return false
}

// isLoopback reports whether a host name is this machine.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
