package provider

import "strings"

// Param is one parameter of a form or a query.
type Param struct{ Name, Value string }

// Params are parameters in order: providers do not care about it, but people compare.
type Params []Param

// Get returns the first value of a name.
func (p Params) Get(name string) (string, bool) {
	for _, m := range p {
		if m.Name == name {
			return m.Value, true
		}
	}
	return "", false
}

// Has reports whether a name is present.
func (p Params) Has(name string) bool {
	_, ok := p.Get(name)
	return ok
}

// Set replaces the value of a name in its place, or appends it.
func (p *Params) Set(name, value string) {
	for i := range *p {
		if (*p)[i].Name == name {
			(*p)[i].Value = value
			return
		}
	}
	*p = append(*p, Param{name, value})
}

// setIf sets a value that is not empty.
func (p *Params) setIf(name, value string) {
	if value != "" {
		p.Set(name, value)
	}
}

// Encode writes the parameters as a browser encodes a form.
func (p Params) Encode() string {
	var b strings.Builder
	for i, m := range p {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(FormEscape(m.Name))
		b.WriteByte('=')
		b.WriteString(FormEscape(m.Value))
	}
	return b.String()
}

// FormEscape is the escaping of application/x-www-form-urlencoded in browsers, which
// differs from url.QueryEscape in "*" and "~".
func FormEscape(s string) string {
	const upper = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("*-._", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(upper[c>>4])
			b.WriteByte(upper[c&15])
		}
	}
	return b.String()
}
