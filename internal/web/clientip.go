package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ClientIP returns the function that finds a request's client. Anybody can write X-Forwarded-For, so it only counts when
// the connection comes from one of the trusted proxies, addresses or ranges, and then from the right: the first address
// that is no trusted proxy is the client.
func ClientIP(trusted []string) (func(*http.Request) string, error) {
	var own []netip.Prefix
	for _, text := range trusted {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			address, err := netip.ParseAddr(text)
			if err != nil {
				return nil, fmt.Errorf("trusted proxy %q is neither an address nor a range", text)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		own = append(own, prefix)
	}
	isOwn := func(address netip.Addr) bool {
		return slices.ContainsFunc(own, func(p netip.Prefix) bool { return p.Contains(address) })
	}
	return func(r *http.Request) string {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			return ""
		}
		client, err := netip.ParseAddr(host)
		if err != nil {
			return ""
		}
		client = client.Unmap()
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for _, hop := range slices.Backward(hops) {
			next, err := netip.ParseAddr(strings.TrimSpace(hop))
			if !isOwn(client) || err != nil {
				break
			}
			client = next.Unmap()
		}
		return client.String()
	}, nil
}
