package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	twilioURL = "https://api.twilio.com"
	timeout   = 15 * time.Second
	maxReply  = 64 << 10 // bytes read of a reply
)

// TwilioOptions name an account and what it sends from.
type TwilioOptions struct {
	AccountSID string
	AuthToken  string
	// From is a number such as +15005550006, a name that the account may use, or the SID of a messaging service (MG…).
	From string
	// URL replaces https://api.twilio.com, for another region.
	URL string
	// Client makes the requests; nil means one that waits 15 seconds.
	Client *http.Client
}

// Twilio sends by Twilio's Messages API, version 2010-04-01.
type Twilio struct{ options TwilioOptions }

// NewTwilio checks the options.
func NewTwilio(o TwilioOptions) (*Twilio, error) {
	if o.AccountSID == "" || o.AuthToken == "" || o.From == "" {
		return nil, errors.New("an account at Twilio needs its SID, an auth token and a sender")
	}
	if o.URL == "" {
		o.URL = twilioURL
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: timeout}
	}
	return &Twilio{o}, nil
}

// Send posts the message.
func (t *Twilio) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return &RefusedError{fmt.Errorf("send text message: %w", err)}
	}
	form := url.Values{"To": {m.To}, "Body": {m.Text}}
	if strings.HasPrefix(t.options.From, "MG") {
		form.Set("MessagingServiceSid", t.options.From)
	} else {
		form.Set("From", t.options.From)
	}
	address := strings.TrimRight(t.options.URL, "/") + "/2010-04-01/Accounts/" + url.PathEscape(t.options.AccountSID) + "/Messages.json"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("send text message: %w", err)
	}
	request.SetBasicAuth(t.options.AccountSID, t.options.AuthToken)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	reply, err := t.options.Client.Do(request)
	if err != nil {
		return fmt.Errorf("send text message by Twilio: %w", err)
	}
	defer reply.Body.Close()
	if reply.StatusCode >= 200 && reply.StatusCode < 300 {
		return nil
	}
	return refusal(reply)
}

// refusal reads what Twilio says: its code leads to a page of its documentation; its sentence repeats the number.
func refusal(reply *http.Response) error {
	var body struct {
		Code int `json:"code"`
	}
	err := fmt.Errorf("send text message by Twilio: %s", reply.Status)
	if json.NewDecoder(io.LimitReader(reply.Body, maxReply)).Decode(&body) == nil && body.Code != 0 {
		err = fmt.Errorf("send text message by Twilio: %s, error %d", reply.Status, body.Code)
	}
	if busy(reply.StatusCode) {
		return err
	}
	return &RefusedError{err}
}

// busy reports whether a status may be another one later. Refused credentials are the operator's to mend, and worth
// waiting for.
func busy(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	}
	return status >= http.StatusInternalServerError
}
