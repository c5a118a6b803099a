package mail

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// SESOptions name an account at Amazon Web Services.
type SESOptions struct {
	From            string
	Region          string // such as eu-central-1
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string // of temporary credentials; may be empty
	// URL replaces https://email.<region>.amazonaws.com.
	URL    string
	Client *http.Client
	Now    func() time.Time
}

// SES sends through Amazon's Simple Email Service, API version 2.
type SES struct{ api api }

// NewSES checks the options.
func NewSES(o SESOptions) (*SES, error) {
	if o.Region == "" || o.SecretAccessKey == "" {
		return nil, errors.New("SES needs a region, an access key and its secret")
	}
	common := APIOptions{From: o.From, Key: o.AccessKeyID, URL: o.URL, Client: o.Client}
	a, err := newAPI(common, "SES", "https://email."+o.Region+".amazonaws.com")
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	signer := signer{id: o.AccessKeyID, secret: o.SecretAccessKey, token: o.SessionToken, region: o.Region, service: "ses"}
	a.authorize = func(r *http.Request, _ Message, body []byte) { signer.sign(r, body, o.Now()) }
	a.refused = refusedBySES
	return &SES{a}, nil
}

// Send posts the message to /v2/email/outbound-emails.
func (s *SES) Send(ctx context.Context, m Message) error {
	type text struct {
		Data    string `json:"Data"`
		Charset string `json:"Charset"`
	}
	type content struct {
		Text text  `json:"Text"`
		HTML *text `json:"Html,omitempty"`
	}
	type simple struct {
		Subject text    `json:"Subject"`
		Body    content `json:"Body"`
	}
	type destination struct {
		ToAddresses []string `json:"ToAddresses"`
	}
	type whole struct {
		Simple simple `json:"Simple"`
	}
	body := struct {
		FromEmailAddress string
		Destination      destination
		Content          whole
	}{
		s.api.from.String(), destination{[]string{m.To}},
		whole{simple{text{m.Subject, "UTF-8"}, content{Text: text{m.Text, "UTF-8"}}}},
	}
	if m.HTML != "" {
		body.Content.Simple.Body.HTML = &text{m.HTML, "UTF-8"}
	}
	return s.api.post(ctx, "/v2/email/outbound-emails", m, body)
}

// refusedBySES goes by the name of the error: SES answers 400 also when the account may not send for a while.
func refusedBySES(reply *http.Response) bool {
	name, _, _ := strings.Cut(cmp.Or(reply.Header.Get("X-Amzn-Errortype"), "unknown"), ":")
	return slices.Contains([]string{"BadRequestException", "MessageRejected"}, name)
}
