package auth

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// proxies are the own reverse proxies, whose entries in forwarding headers are
// believed.
type proxies []netip.Prefix

func (a *Auth) readProxies() error {
	for _, text := range a.options.Advanced.IPAddress.TrustedProxies {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			addr, addrErr := netip.ParseAddr(text)
			if addrErr != nil {
				return fmt.Errorf("trusted proxy %q is neither an address nor a range", text)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		a.proxies = append(a.proxies, prefix)
	}
	return nil
}

func (p proxies) trusts(addr netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// clientIP finds the client's address. Anybody can write a forwarding header, so it is
// only believed when it comes from a trusted proxy; else the socket tells. The
// reference believes the header and never looks at the socket (better-auth-core,
// section 5.5).
func (a *Auth) clientIP(r *http.Request) string {
	o := &a.options.Advanced.IPAddress
	if o.DisableIPTracking {
		return ""
	}
	if a.Safer() {
		peer, ok := peerOf(r)
		if !ok {
			return ""
		}
		if !a.proxies.trusts(peer) {
			return normalIP(peer, o.IPv6Subnet)
		}
	}
	for _, name := range o.Headers {
		value := strings.Join(r.Header.Values(name), ",")
		if addr, ok := a.clientFrom(value); ok {
			return normalIP(addr, o.IPv6Subnet)
		}
	}
	if env := a.options.Environment; env == "development" || env == "dev" || env == "test" {
		return "127.0.0.1"
	}
	return ""
}

// peerOf is the address at the other end of the socket.
func peerOf(r *http.Request) (netip.Addr, bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return peer.Addr().Unmap().WithZone(""), err == nil
}

// fromProxy reports whether a request's forwarding headers are to be believed.
func (a *Auth) fromProxy(r *http.Request) bool {
	peer, ok := peerOf(r)
	return !a.Safer() || ok && a.proxies.trusts(peer)
}

// clientFrom reads a forwarding header. Without trusted proxies a list is not to be
// believed; with them the first address from the right that is not one of them is
// the client.
func (a *Auth) clientFrom(header string) (netip.Addr, bool) {
	var hops []string
	for hop := range strings.SplitSeq(header, ",") {
		if hop = strings.TrimSpace(hop); hop != "" {
			hops = append(hops, hop)
		}
	}
	if len(a.proxies) == 0 && len(hops) > 1 {
		return netip.Addr{}, false
	}
	for i := len(hops) - 1; i >= 0; i-- {
		addr, err := netip.ParseAddr(hops[i])
		if err != nil || addr.Zone() != "" {
			return netip.Addr{}, false
		}
		addr = addr.Unmap()
		if !a.proxies.trusts(addr) {
			return addr, true
		}
	}
	return netip.Addr{}, false
}

// normalIP is the form that is stored and counted: IPv6 in full, cut to the subnet.
func normalIP(addr netip.Addr, subnet int) string {
	if addr.Is4() {
		return addr.String()
	}
	if prefix, err := addr.Prefix(subnet); err == nil {
		addr = prefix.Addr()
	}
	return addr.StringExpanded()
}
