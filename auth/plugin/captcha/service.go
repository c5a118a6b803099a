package captcha

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
)

// service is how one captcha service wants to be asked.
type service struct {
	url string
	// json sends the question as JSON instead of a form.
	json bool
	// address is the name of the member with the client's address.
	address string
	// siteKey: the question carries the site key.
	siteKey bool
	// scored: an answer may have a score.
	scored bool
	// narrow: action and host name of an answer may be restricted.
	narrow bool
}

var services = map[Provider]service{
	Turnstile:  {url: "https://challenges.cloudflare.com/turnstile/v0/siteverify", json: true, address: "remoteip", narrow: true},
	ReCAPTCHA:  {url: "https://www.google.com/recaptcha/api/siteverify", address: "remoteip", scored: true, narrow: true},
	HCaptcha:   {url: "https://api.hcaptcha.com/siteverify", address: "remoteip", siteKey: true},
	CaptchaFox: {url: "https://api.captchafox.com/siteverify", address: "remoteIp", siteKey: true},
}

// maxAnswer bounds what is read of a service's answer.
const maxAnswer = 64 << 10

// verdict is what a service answers.
type verdict struct {
	Success  bool     `json:"success"`
	Score    *float64 `json:"score"`
	Action   string   `json:"action"`
	Hostname string   `json:"hostname"`
}

// ask sends the widget's response to the service.
func (p *Plugin) ask(ctx context.Context, response, address string) (verdict, error) {
	question := [][2]string{{"secret", p.options.SecretKey}, {"response", response}}
	if p.service.siteKey && p.options.SiteKey != "" {
		question = append(question, [2]string{"sitekey", p.options.SiteKey})
	}
	if address != "" {
		question = append(question, [2]string{p.service.address, address})
	}
	body, kind := p.service.encode(question)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.service.url, bytes.NewReader(body))
	if err != nil {
		return verdict{}, fmt.Errorf("captcha: %w", err)
	}
	request.Header.Set("Content-Type", kind)
	answer, err := p.options.HTTPClient.Do(request)
	if err != nil {
		return verdict{}, fmt.Errorf("captcha: the service does not answer: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode/100 != 2 {
		return verdict{}, fmt.Errorf("captcha: the service answered %s", answer.Status)
	}
	var v verdict
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(&v); err != nil {
		return verdict{}, fmt.Errorf("captcha: the service's answer: %w", err)
	}
	return v, nil
}

func (s service) encode(question [][2]string) (body []byte, kind string) {
	if s.json {
		members := map[string]string{}
		for _, m := range question {
			members[m[0]] = m[1]
		}
		body, _ = json.Marshal(members) // texts always encode
		return body, "application/json"
	}
	form := url.Values{}
	for _, m := range question {
		form.Set(m[0], m[1])
	}
	return []byte(form.Encode()), "application/x-www-form-urlencoded"
}

// refusal says why a verdict is not good enough, "" when it is.
func (p *Plugin) refusal(v verdict) string {
	o, s := &p.options, p.service
	switch {
	case !v.Success:
		return "the service refused"
	case s.scored && v.Score != nil && *v.Score < *o.MinScore:
		return "the score is too low"
	case s.narrow && o.ExpectedAction != "" && v.Action != o.ExpectedAction:
		return "the response was given for another action"
	case s.narrow && len(o.AllowedHostnames) > 0 && !slices.Contains(o.AllowedHostnames, v.Hostname):
		return "the response was given on another host"
	}
	return ""
}
