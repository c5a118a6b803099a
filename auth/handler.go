package auth

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/lyceum/lyceum/auth/internal/cookie"
	"github.com/lyceum/lyceum/auth/internal/origin"
)

// serve is the pipeline, in the reference's order (better-auth-core, section 0.2).
func (a *Auth) serve(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(resolveDots(r.URL.EscapedPath()), strings.TrimRight(a.options.BasePath, "/"))
	normal := strings.TrimRight(path, "/")
	if !ok || !strings.HasPrefix(path, "/") {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	for _, disabled := range a.options.DisabledPaths {
		if normal == disabled {
			notFoundText(w)
			return
		}
	}
	c := a.newCall(r, normal)
	if c.base == "" {
		a.reply(w, c, nil, errForeignHost)
		return
	}
	if err := a.limit(c); err != nil {
		a.reply(w, c, nil, err)
		return
	}
	for _, f := range a.arrivals {
		if err := f(c); err != nil {
			a.reply(w, c, nil, err)
			return
		}
	}
	if a.options.Advanced.SkipTrailingSlashes {
		path = strings.TrimSuffix(path, "/")
	}
	ep, params := a.routes.find(r.Method, path)
	if ep == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	c.endpoint, c.Params, c.Path = ep, params, ep.Path
	result, err := a.run(c)
	a.reply(w, c, result, err)
}

// resolveDots removes "." and ".." segments, as every URL parser does before a router
// sees the path.
func resolveDots(path string) string {
	if !strings.Contains(path, "/.") {
		return path
	}
	u := (&url.URL{Path: "/"}).ResolveReference(&url.URL{Path: path})
	return u.Path
}

// run takes a routed call from its body to its result.
func (a *Auth) run(c *Call) (any, error) {
	if err := c.readBody(); err != nil {
		return nil, err
	}
	if err := c.checkOrigin(); err != nil {
		return nil, err
	}
	if result, err := a.runBefore(c); result != nil || err != nil {
		return result, err
	}
	result, err := c.endpoint.call(c)
	for _, hook := range a.after {
		result, err = hook(c, result, err)
	}
	c.endReplaced()
	return result, err
}

// runBefore runs the hooks before the endpoint. What answers in its place is the last word.
func (a *Auth) runBefore(c *Call) (any, error) {
	if result, err := c.runHooks(a.before); result != nil || err != nil {
		if err != nil && !a.Safer() {
			c.cookiesOut = nil // the reference loses what hooks have set when one refuses
		}
		return result, err
	}
	c.takeRequestToken()
	return c.runHooks(a.guards)
}

func (c *Call) runHooks(hooks []BeforeHook) (any, error) {
	for _, hook := range hooks {
		if result, err := hook(c); result != nil || err != nil {
			return result, err
		}
	}
	return nil, nil
}

func (a *Auth) newCall(r *http.Request, path string) *Call {
	one := &struct {
		Call
		state call
	}{state: call{
		Auth: a, Request: r, Method: r.Method, Path: path,
		Query: parseQuery(r.URL.RawQuery), Header: http.Header{},
		cookiesIn: cookie.Parse(r.Header["Cookie"]),
		base:      a.baseFor(r), now: a.options.Now(),
	}}
	one.Context, one.call = r.Context(), &one.state
	return &one.Call
}

// authorise checks what an endpoint asks for after validation: form CSRF, the
// session, then callback URLs.
func (c *Call) authorise(e *Endpoint) error {
	if e.FormCSRF {
		if err := c.checkForm(); err != nil {
			return err
		}
	}
	for _, name := range e.Callbacks {
		if err := c.checkCallback(name); err != nil {
			return err
		}
	}
	return c.requireSession(e.Level)
}

// baseFor is the base URL of one request (section 0.1).
func (a *Auth) baseFor(r *http.Request) string {
	if a.base != "" {
		return a.base
	}
	if d := &a.options.DynamicBaseURL; d.on() {
		found := d.originFor(r, a.options.Advanced.TrustedProxyHeaders && a.fromProxy(r), a.schemeOf(r))
		if found == "" {
			return ""
		}
		return found + strings.TrimRight(a.options.BasePath, "/")
	}
	scheme, host := a.schemeOf(r), r.Host
	if a.options.Advanced.TrustedProxyHeaders && a.fromProxy(r) {
		proto, forwarded := r.Header.Get("X-Forwarded-Proto"), r.Header.Get("X-Forwarded-Host")
		if (proto == "http" || proto == "https") && validHost(forwarded) {
			scheme, host = proto, forwarded
		}
	}
	if !plausibleHost(host) {
		host = "localhost"
	}
	return scheme + "://" + host + strings.TrimRight(a.options.BasePath, "/")
}

// schemeOf is the scheme of a request as Node's adapter of the reference sees it, where a proxy may
// tell it.
func (a *Auth) schemeOf(r *http.Request) string {
	proto := r.Header.Get("X-Forwarded-Proto")
	switch {
	case (proto == "http" || proto == "https") && a.fromProxy(r):
		return proto
	case r.TLS != nil:
		return "https"
	}
	return "http"
}

// plausibleHost accepts what looks like a DNS name or an address, with a port or not.
func plausibleHost(host string) bool {
	if host == "" || host[0] == '.' || strings.Contains(host, "..") {
		return false
	}
	for _, c := range host {
		ok := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune(".-_:[]", c)
		if !ok {
			return false
		}
	}
	return true
}

var (
	hostForm = regexp.MustCompile(`^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$`)
	noHost   = regexp.MustCompile(`(?i)javascript:|file:|data:`)
)

// validHost is the reference's rule for the hosts that headers name.
func validHost(host string) bool { return hostForm.MatchString(host) && !noHost.MatchString(host) }

// trusted is the list of trusted origins for one call (section 5.2).
func (a *Auth) trusted(c *Call) origin.List {
	list := a.origins
	if a.base == "" && !a.options.DynamicBaseURL.on() {
		list = append(origin.List{originOf(c.base)}, list...)
	}
	if f := a.options.TrustedOriginsFunc; f != nil {
		list = append(append(origin.List{}, list...), f(c.Request)...)
	}
	return list
}
