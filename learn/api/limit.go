package api

import (
	"container/list"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter allows each client a number of requests a minute, all at once or spread. It remembers a bounded number of
// clients and forgets the one not seen for longest, so that memory stays bounded under any load; a forgotten client
// starts afresh.
type Limiter struct {
	perMinute int
	size      int
	now       func() time.Time

	mu      sync.Mutex
	clients map[string]*list.Element // of *client
	recent  *list.List               // most recently seen first
}

type client struct {
	key    string
	bucket *rate.Limiter
}

// NewLimiter makes a limiter that remembers size clients.
func NewLimiter(perMinute, size int, now func() time.Time) *Limiter {
	return &Limiter{perMinute: perMinute, size: size, now: now, clients: map[string]*list.Element{}, recent: list.New()}
}

// Allow counts a request of the client. When there have been too many it returns an [Error] (429) that tells when to
// try again.
func (l *Limiter) Allow(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	bucket := l.bucket(key)
	if bucket.AllowN(now, 1) {
		return nil
	}
	missing := 1 - bucket.TokensAt(now)
	seconds := max(1, int(math.Ceil(missing*60/float64(l.perMinute))))
	return &Error{
		Status: http.StatusTooManyRequests, Code: "TOO_MANY_REQUESTS",
		Message: fmt.Sprintf("That was too fast. Try again in %d seconds.", seconds),
		Header:  http.Header{"Retry-After": {strconv.Itoa(seconds)}},
	}
}

func (l *Limiter) bucket(key string) *rate.Limiter {
	if element, ok := l.clients[key]; ok {
		l.recent.MoveToFront(element)
		return element.Value.(*client).bucket
	}
	if l.recent.Len() >= l.size {
		oldest := l.recent.Remove(l.recent.Back()).(*client)
		delete(l.clients, oldest.key)
	}
	entry := &client{key: key, bucket: rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.perMinute)}
	l.clients[key] = l.recent.PushFront(entry)
	return entry.bucket
}

// ClientIP names the client of a request for limits.
type ClientIP func(*http.Request) string

// RemoteIP names the client by the address of the connection: an IPv4 address, or the /64 network of an IPv6 address,
// which is what one household gets. Behind a reverse proxy use a function that reads the header the proxy sets.
func RemoteIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	address = address.Unmap().WithZone("")
	if address.Is6() {
		if network, err := address.Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}
