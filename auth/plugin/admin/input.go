package admin

import (
	"math"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

// filled is any value as a text, and not empty.
type filled string

// ReadValue accepts everything but nothing and an empty text.
func (t *filled) ReadValue(v any, present bool) string {
	var c auth.Coerced
	if problem := c.ReadValue(v, present); problem != "" {
		return problem
	}
	*t = filled(c)
	if c == "" {
		return "userId cannot be empty"
	}
	return ""
}

// newPassword is a text that is not empty.
type newPassword string

// ReadValue accepts such a text.
func (t *newPassword) ReadValue(v any, present bool) string {
	s, ok := v.(string)
	switch {
	case !present:
		return "Invalid input: expected string, received undefined"
	case !ok:
		problem := "Invalid input: expected string, received " + auth.TypeName(v)
		if list, is := v.([]any); is && len(list) == 0 {
			problem += "; [body.newPassword] newPassword cannot be empty"
		}
		return problem
	case s == "":
		return "newPassword cannot be empty"
	}
	*t = newPassword(s)
	return ""
}

// numberText is a text of a query that should be a count.
type numberText string

// ReadValue accepts one text.
func (n *numberText) ReadValue(v any, present bool) string {
	s, ok := v.(string)
	if present && !ok {
		return "Invalid input"
	}
	*n = numberText(s)
	return ""
}

// number is JavaScript's Number of the text; what is none counts as 0, nothing given.
func (n numberText) number() float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(string(n)), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}

// count is the number, which must be between 0 and most.
func (n numberText) count(name string, most float64) (int, error) {
	f := n.number()
	if f < 0 || f > most || f != math.Trunc(f) {
		return 0, auth.InvalidQuery(name)
	}
	return int(f), nil
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
