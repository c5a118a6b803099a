package auth

import (
	"strings"
)

// Challenge is an answer that replaces a sign-in's: a function of Events.SigningIn
// returns it to ask for something more, a second factor for instance. The status is 200.
type Challenge struct {
	Body any
	// Page is where a browser goes that follows a link or comes back from a provider, a
	// URL. Without one it goes where the sign-in would have sent it.
	Page string
}

// Error is for logs.
func (c *Challenge) Error() string { return "sign-in needs another step" }

// Redirect is the challenge as the answer to a navigation. The page finds in its query
// where the sign-in was going, as callbackURL, and the simple members of the body.
func (c *Challenge) Redirect(callback string) *Redirect {
	if c.Page == "" {
		return &Redirect{AppendQuery(callback, c.query())}
	}
	return &Redirect{AppendQuery(c.Page, FormPair("callbackURL", callback)+"&"+c.query())}
}

// query has the body's members that fit into one, in their order; lists become words.
func (c *Challenge) query() string {
	parsed, err := ParseJSON(JSON(c.Body))
	o, ok := parsed.(Object)
	if err != nil || !ok {
		return "challenge=true"
	}
	var params []string
	for _, m := range o {
		var text string
		switch v := m.Value.(type) {
		case string:
			text = v
		case bool, float64:
			text = string(JSON(v))
		case []any:
			text = words(v)
		default:
			continue
		}
		params = append(params, FormPair(m.Key, text))
	}
	return strings.Join(params, "&")
}

func words(list []any) string {
	var texts []string
	for _, e := range list {
		if s, ok := e.(string); ok {
			texts = append(texts, s)
		}
	}
	return strings.Join(texts, ",")
}
