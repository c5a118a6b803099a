package auth

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// router finds endpoints: exact paths in a map, the few with ":name" segments in a
// list.
type router struct {
	exact    map[string]*endpoint // "METHOD /path"
	patterns []pattern
	all      []*endpoint
}

type pattern struct {
	method   string
	segments []string
	endpoint *endpoint
}

// add registers endpoints and reports those that collide.
func (t *router) add(endpoints []*endpoint) (errs []error) {
	t.all, t.exact = endpoints, make(map[string]*endpoint, len(endpoints))
	for _, ep := range endpoints {
		for _, method := range ep.methods {
			key := method + " " + ep.Path
			if other := t.exact[key]; other != nil {
				errs = append(errs, fmt.Errorf("%s is declared by %s and by %s", key, other.plugin, ep.plugin))
				continue
			}
			t.exact[key] = ep
			if strings.Contains(ep.Path, "/:") {
				t.patterns = append(t.patterns, pattern{method, strings.Split(ep.Path, "/"), ep})
			}
		}
	}
	return errs
}

// find returns the endpoint of a request, or nil. Wrong methods, double slashes and
// trailing slashes find nothing, as in the reference.
func (t *router) find(method, path string) (*endpoint, map[string]string) {
	if strings.Contains(path, "//") {
		return nil, nil
	}
	if ep := t.exact[method+" "+path]; ep != nil && !strings.Contains(ep.Path, "/:") {
		return ep, nil
	}
	segments := strings.Split(path, "/")
	for _, p := range t.patterns {
		if p.method != method || len(p.segments) != len(segments) {
			continue
		}
		if params, ok := p.match(segments); ok {
			return p.endpoint, params
		}
	}
	return nil, nil
}

func (p *pattern) match(segments []string) (map[string]string, bool) {
	params := map[string]string{}
	for i, want := range p.segments {
		name, wild := strings.CutPrefix(want, ":")
		switch {
		case !wild && want != segments[i]:
			return nil, false
		case wild:
			value, err := url.PathUnescape(segments[i])
			if err != nil || value == "" {
				return nil, false
			}
			params[name] = value
		}
	}
	return params, true
}

// Endpoints are all that are declared, the core's and the plugins', sorted by path and
// method.
func (a *Auth) Endpoints() []Endpoint {
	var list []Endpoint
	for key, ep := range a.routes.exact {
		if strings.HasPrefix(key, ep.methods[0]+" ") {
			list = append(list, ep.Endpoint)
		}
	}
	slices.SortFunc(list, func(a, b Endpoint) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	return list
}

// EndpointsOf are those that a plugin has declared, "core" for the engine.
func (a *Auth) EndpointsOf(plugin string) []Endpoint {
	var list []Endpoint
	for _, ep := range a.routes.all {
		if ep.plugin == plugin {
			list = append(list, ep.Endpoint)
		}
	}
	return list
}
