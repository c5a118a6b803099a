package apikey

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
)

// prefix is letters, digits, underscores and hyphens.
type prefix string

var prefixes = regexp.MustCompile(`^[a-zA-Z0-9_-]+$`)

// ReadValue accepts a well-formed prefix.
func (p *prefix) ReadValue(v any, present bool) string {
	text, ok := v.(string)
	switch {
	case !ok:
		return expected("string", v, present)
	case !prefixes.MatchString(text):
		return "Invalid prefix format, must be alphanumeric and contain only underscores and hyphens."
	}
	*p = prefix(text)
	return ""
}

func expected(want string, v any, present bool) string {
	received := "undefined"
	if present {
		received = auth.TypeName(v)
	}
	return "Invalid input: expected " + want + ", received " + received
}

// permissions are actions by resource.
type permissions access.Statements

// ReadIssues accepts an object of lists of texts.
func (p *permissions) ReadIssues(path string, v any, present bool) (issues []string) {
	o, ok := v.(auth.Object)
	if !ok {
		return []string{"[" + path + "] " + expected("record", v, present)}
	}
	*p = permissions{}
	for _, m := range o {
		list, ok := m.Value.([]any)
		if !ok {
			issues = append(issues, "["+path+"."+m.Key+"] "+expected("array", m.Value, true))
			continue
		}
		actions := make([]string, len(list))
		for i, one := range list {
			if actions[i], ok = one.(string); !ok {
				issues = append(issues, "["+path+"."+m.Key+"."+strconv.Itoa(i)+"] "+expected("string", one, true))
			}
		}
		(*p)[m.Key] = actions
	}
	return issues
}

// coerced is any value as a text.
type coerced string

// ReadValue accepts everything.
func (t *coerced) ReadValue(v any, _ bool) string {
	*t = coerced(auth.TextOf(v))
	return ""
}

// count is a whole number of a query, zero or more.
type count int

// ReadValue reads the text of a number.
func (n *count) ReadValue(v any, present bool) string {
	text, ok := v.(string)
	if _, several := v.([]any); several {
		text = "several"
	} else if !ok {
		return expected("number", v, present)
	}
	value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	switch {
	case strings.TrimSpace(text) == "":
		value = 0
	case err != nil:
		return "Invalid input: expected number, received NaN"
	case value >= 1<<53:
		return "Too big: expected int to be <=9007199254740991"
	case value != float64(int64(value)):
		return "Invalid input: expected int, received number"
	case value < 0:
		return "Too small: expected number to be >=0"
	case value > 1<<31:
		value = 1 << 31
	}
	*n = count(value)
	return ""
}
