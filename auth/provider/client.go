package provider

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

const (
	// requestTimeout bounds one request to a provider.
	requestTimeout = 10 * time.Second
	// maxReply is the largest answer that is read, in bytes. Profiles and key sets are
	// a few kilobytes; a portrait may be more.
	maxReply = 1 << 20
	// userAgent is sent where the reference does not name itself.
	userAgent = "lyceum"
	// referenceAgent is what the reference calls itself to GitHub and Reddit, which
	// refuse requests without a name.
	referenceAgent = "better-auth"
)

var (
	errRedirect = errors.New("the endpoint answered with a redirect, which is refused; configure the final URL")
	errTooLarge = errors.New("the answer is too large")
)

// Client makes requests to a provider: bounded in time and size, and not led elsewhere.
type Client struct {
	strict *http.Client // refuses redirects
	host   *http.Client // follows them on one host
}

// NewClient wraps an HTTP client; nil is the default one.
func NewClient(c *http.Client) *Client {
	if c == nil {
		c = &http.Client{}
	}
	strict, host := *c, *c
	if strict.Timeout == 0 {
		strict.Timeout, host.Timeout = requestTimeout, requestTimeout
	}
	strict.CheckRedirect = func(*http.Request, []*http.Request) error { return errRedirect }
	host.CheckRedirect = sameHost
	return &Client{&strict, &host}
}

const maxHops = 5

// sameHost follows redirects to the host that was asked, never from https to http.
func sameHost(r *http.Request, via []*http.Request) error {
	first := via[0].URL
	if len(via) > maxHops || r.URL.Host != first.Host || (first.Scheme == "https" && r.URL.Scheme != "https") {
		return errRedirect
	}
	return nil
}

// call is a request to make.
type call struct {
	method, url string
	header      http.Header
	body        string
	// follow allows redirects on the same host.
	follow bool
}

// reply is a whole answer.
type reply struct {
	status int
	body   []byte
}

func (c *Client) do(ctx context.Context, r call) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, bytes.NewReader([]byte(r.body)))
	if err != nil {
		return reply{}, err
	}
	if r.body == "" {
		req.Body, req.GetBody, req.ContentLength = nil, nil, 0
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", userAgent)
	}
	client := c.strict
	if r.follow {
		client = c.host
	}
	res, err := client.Do(req)
	if err != nil {
		return reply{}, withoutURL(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxReply+1))
	if err != nil {
		return reply{}, err
	}
	if len(body) > maxReply {
		return reply{}, errTooLarge
	}
	return reply{res.StatusCode, body}, nil
}

// withoutURL drops the address from a transport's error: some providers take secrets in
// the query.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return fmt.Errorf("asking %s: %w", hostOf(u.URL), u.Err)
	}
	return err
}

// json makes a request and parses the answer. What is not a success is an error.
func (c *Client) json(ctx context.Context, r call) (any, error) {
	res, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	if res.status < 200 || res.status > 299 {
		return nil, fmt.Errorf("status %d from %s", res.status, hostOf(r.url))
	}
	v, err := wire.Parse(bytes.TrimPrefix(res.body, []byte("\xEF\xBB\xBF")))
	if err != nil {
		return nil, fmt.Errorf("the answer of %s is not JSON", hostOf(r.url))
	}
	return v, nil
}

// object is json for an answer that must be an object.
func (c *Client) object(ctx context.Context, r call) (Object, error) {
	v, err := c.json(ctx, r)
	if err != nil {
		return nil, err
	}
	o, ok := v.(Object)
	if !ok {
		return nil, fmt.Errorf("the answer of %s is not a JSON object", hostOf(r.url))
	}
	return o, nil
}

// Profile asks an endpoint with an access token; redirects on its host are followed.
func (c *Client) Profile(ctx context.Context, endpoint, accessToken string, header http.Header) (any, error) {
	return c.json(ctx, call{method: http.MethodGet, url: endpoint, header: bearer(accessToken, header), follow: true})
}

// Document fetches a JSON object that needs no token, such as a discovery document.
func (c *Client) Document(ctx context.Context, endpoint string, header http.Header) (Object, error) {
	return c.object(ctx, call{method: http.MethodGet, url: endpoint, header: header, follow: true})
}

func bearer(token string, more http.Header) http.Header {
	h := more.Clone()
	if h == nil {
		h = http.Header{}
	}
	h.Set("Authorization", "Bearer "+token)
	return h
}
