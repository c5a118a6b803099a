package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	maxDocument  = 256 << 10 // bytes of a key set
	maxRedirects = 3
	fetchTimeout = 10 * time.Second // whatever the client's own is
)

// remote is a key set behind a URL.
type remote struct {
	address string
	client  http.Client
}

func newRemote(address string, client *http.Client) *remote {
	r := &remote{address: address, client: *client}
	// Another host would be trusted with every user's identity.
	r.client.CheckRedirect = func(to *http.Request, via []*http.Request) error {
		from := via[0].URL
		if len(via) > maxRedirects || to.URL.Host != from.Host || from.Scheme == "https" && to.URL.Scheme != "https" {
			return errors.New("redirect refused")
		}
		return nil
	}
	r.client.Jar = nil
	return r
}

// KeySet fetches the document.
func (r *remote) KeySet(ctx context.Context) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/jwk-set+json, application/json")
	response, err := r.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the key server answered %d", response.StatusCode)
	}
	document, err := io.ReadAll(io.LimitReader(response.Body, maxDocument+1))
	if err != nil {
		return nil, fmt.Errorf("reading the key set: %w", err)
	}
	if len(document) > maxDocument {
		return nil, fmt.Errorf("the key set is larger than %d bytes", maxDocument)
	}
	return document, nil
}
