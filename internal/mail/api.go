package mail

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"strings"
	"time"
)

const (
	apiTimeout = 15 * time.Second
	maxReply   = 64 << 10 // bytes read of a provider's reply
)

// APIOptions say how to reach a provider's HTTP API.
type APIOptions struct {
	From string
	Key  string
	// URL replaces the provider's own address; empty means that.
	URL string
	// Client makes the requests; nil means one that waits 15 seconds.
	Client *http.Client
}

// Resend sends through resend.com.
type Resend struct{ api api }

// NewResend checks the options.
func NewResend(o APIOptions) (*Resend, error) {
	a, err := newAPI(o, "Resend", "https://api.resend.com")
	a.authorize = func(r *http.Request, m Message, _ []byte) {
		bearer(a.key)(r, m, nil)
		if m.ID != "" { // a second attempt after a lost reply sends nothing again
			r.Header.Set("Idempotency-Key", m.ID)
		}
	}
	return &Resend{a}, err
}

// Send posts the message to /emails.
func (r *Resend) Send(ctx context.Context, m Message) error {
	type body struct {
		From    string   `json:"from"`
		To      []string `json:"to"`
		Subject string   `json:"subject"`
		Text    string   `json:"text"`
		HTML    string   `json:"html,omitempty"`
	}
	return r.api.post(ctx, "/emails", m, body{r.api.from.String(), []string{m.To}, m.Subject, m.Text, m.HTML})
}

// SendGrid sends through sendgrid.com.
type SendGrid struct{ api api }

// NewSendGrid checks the options.
func NewSendGrid(o APIOptions) (*SendGrid, error) {
	a, err := newAPI(o, "SendGrid", "https://api.sendgrid.com")
	return &SendGrid{a}, err
}

// Send posts the message to /v3/mail/send.
func (s *SendGrid) Send(ctx context.Context, m Message) error {
	type address struct {
		Email string `json:"email"`
		Name  string `json:"name,omitempty"`
	}
	type person struct {
		To []address `json:"to"`
	}
	type content struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	}
	body := struct {
		Personalizations []person  `json:"personalizations"`
		From             address   `json:"from"`
		Subject          string    `json:"subject"`
		Content          []content `json:"content"` // plain text has to come first
	}{
		[]person{{[]address{{Email: m.To}}}},
		address{s.api.from.Address, s.api.from.Name},
		m.Subject,
		[]content{{"text/plain", m.Text}},
	}
	if m.HTML != "" {
		body.Content = append(body.Content, content{"text/html", m.HTML})
	}
	return s.api.post(ctx, "/v3/mail/send", m, body)
}

// api is what the HTTP providers share.
type api struct {
	name   string
	from   *mail.Address
	key    string
	url    string
	client *http.Client

	authorize func(r *http.Request, m Message, body []byte)
	refused   func(reply *http.Response) bool
}

func bearer(key string) func(*http.Request, Message, []byte) {
	return func(r *http.Request, _ Message, _ []byte) { r.Header.Set("Authorization", "Bearer "+key) }
}

func newAPI(o APIOptions, name, url string) (api, error) {
	from, err := parseFrom(o.From)
	if err != nil {
		return api{}, err
	}
	if o.Key == "" {
		return api{}, fmt.Errorf("%s needs an API key", name)
	}
	a := api{
		name: name, from: from, key: o.Key, url: url, client: o.Client, authorize: bearer(o.Key),
		refused: func(reply *http.Response) bool { return refused(reply.StatusCode) },
	}
	if o.URL != "" {
		a.url = strings.TrimRight(o.URL, "/")
	}
	if a.client == nil {
		a.client = &http.Client{Timeout: apiTimeout}
	}
	return a, nil
}

func (a api) post(ctx context.Context, path string, m Message, body any) error {
	if err := m.check(); err != nil {
		return &RefusedError{fmt.Errorf("send mail: %w", err)}
	}
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("send mail by %s: %w", a.name, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+path, bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("send mail by %s: %w", a.name, err)
	}
	request.Header.Set("Content-Type", "application/json")
	a.authorize(request, m, text)
	reply, err := a.client.Do(request)
	if err != nil {
		return fmt.Errorf("send mail by %s: %w", a.name, err)
	}
	defer reply.Body.Close()
	if reply.StatusCode >= 200 && reply.StatusCode < 300 {
		return nil
	}
	err = fmt.Errorf("send mail by %s: %s: %s", a.name, reply.Status, complaint(reply.Body))
	if a.refused(reply) {
		return &RefusedError{err}
	}
	return err
}

// complaint finds the sentence in a provider's error reply. Only that is passed on: some providers repeat what was sent.
func complaint(body io.Reader) string {
	var reply struct {
		Message string `json:"message"`
		Errors  []struct {
			Message string `json:"message"`
		} `json:"errors"`
	}
	if err := json.NewDecoder(io.LimitReader(body, maxReply)).Decode(&reply); err != nil {
		return "no explanation"
	}
	if len(reply.Errors) > 0 {
		return reply.Errors[0].Message
	}
	if reply.Message == "" {
		return "no explanation"
	}
	return reply.Message
}
