package admin

import "github.com/lyceum/lyceum/auth"

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

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
