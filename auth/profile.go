package auth

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lyceum/lyceum/auth/internal/wire"
	"github.com/lyceum/lyceum/auth/store"
)

// Greatest lengths of what a person may write into a profile, in characters. That of an
// address is RFC 5321's; maxList is how many elements a list may have, maxJSON how many
// bytes a JSON value.
const (
	maxName      = 256
	maxEmail     = 254
	maxImage     = 8192
	maxDataImage = 4096 // travels with every session and token
	maxField     = 8192
	maxList      = 256
	maxJSON      = 16 << 10
	maxUserAgent = 512
)

// CheckProfile bounds what a person may write into the profile: no control characters, no
// script behind the picture, nothing endless. field is "name", "email" or "image".
func (a *Auth) CheckProfile(field string, value any) error {
	text, ok := value.(string)
	if !ok || !a.Safer() {
		return nil
	}
	problem := tooLong(text, longestOf(field, text))
	switch {
	case problem != "":
	case strings.ContainsFunc(text, misleading):
		problem = noControls
	case field == "image" && !safeImage(text):
		problem = "Invalid URL"
	}
	return profileError(field, problem)
}

func longestOf(field, text string) int {
	switch {
	case field == "email":
		return maxEmail
	case field != "image":
		return maxName
	case strings.HasPrefix(strings.ToLower(strings.TrimSpace(text)), "data:"):
		return maxDataImage
	}
	return maxImage
}

// CheckField is CheckProfile for an additional field, whose text may have several lines.
func (a *Auth) CheckField(field string, value any) error {
	if !a.Safer() {
		return nil
	}
	return profileError(field, fieldProblem(value))
}

func fieldProblem(value any) string {
	switch v := value.(type) {
	case string:
		return textProblem(v)
	case []string:
		if len(v) > maxList {
			return "Too big: expected array to have <=" + strconv.Itoa(maxList) + " items"
		}
		for _, text := range v {
			if problem := textProblem(text); problem != "" {
				return problem
			}
		}
	case []float64:
		if len(v) > maxList {
			return "Too big: expected array to have <=" + strconv.Itoa(maxList) + " items"
		}
	case interface{ MarshalJSON() ([]byte, error) }: // json.RawMessage
		if text, err := v.MarshalJSON(); err != nil || len(text) > maxJSON {
			return "Too big: expected at most " + strconv.Itoa(maxJSON) + " bytes of JSON"
		}
	}
	return ""
}

const noControls = "Invalid input: control characters are not allowed"

func textProblem(text string) string {
	problem := tooLong(text, maxField)
	switch {
	case problem != "":
	case strings.ContainsFunc(text, func(r rune) bool { return misleading(r) && !strings.ContainsRune("\t\n\r", r) }):
		problem = noControls
	case scripted(text):
		problem = "Invalid URL"
	}
	return problem
}

func tooLong(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return ""
	}
	return "Too big: expected string to have <=" + strconv.Itoa(limit) + " characters"
}

// misleading runes do not show what they are: control characters, and those that turn
// the direction of what follows, so that a text reads as another.
func misleading(r rune) bool { return unicode.IsControl(r) || r >= 0x202a && r <= 0x202e }

// scripted reports whether a browser that takes the text for a link would run it. Tabs and
// line ends within are none to browsers.
func scripted(text string) bool {
	start := strings.TrimLeftFunc(text, func(r rune) bool { return r <= ' ' || unicode.IsSpace(r) })
	start = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(start)
	start = strings.ToLower(start[:min(len(start), 64)])
	for _, scheme := range []string{"javascript:", "vbscript:", "data:text/html", "data:text/xml", "data:image/svg", "data:application/x"} {
		if strings.HasPrefix(start, scheme) {
			return true
		}
	}
	return false
}

func profileError(field, problem string) error {
	if problem == "" {
		return nil
	}
	return &Error{Status: http.StatusBadRequest, Code: ValidationError.Name, Message: "[body." + field + "] " + problem}
}

// safeImage accepts web addresses, paths and embedded pictures, but no markup.
func safeImage(text string) bool {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "", "http", "https":
		return true
	case "data":
		kind := strings.ToLower(u.Opaque)
		return strings.HasPrefix(kind, "image/") && !strings.HasPrefix(kind, "image/svg")
	}
	return false
}

// UserAgent is the User-Agent header as sessions keep it.
func (c *Call) UserAgent() string {
	agent := c.Request.Header.Get("User-Agent")
	if !c.Auth.Safer() || len(agent) <= maxUserAgent {
		return agent
	}
	return strings.ToValidUTF8(agent[:maxUserAgent], "")
}

// Acceptable is the members of an object that a person may have in their fields: for
// profiles from elsewhere, whose owner cannot change them.
func (a *Auth) Acceptable(model *store.Model, values Object) Object {
	kept := Object{}
	for _, m := range values {
		f := model.Field(m.Key)
		if f == nil {
			continue
		}
		if v, ok := convert(f, m.Value); ok && a.CheckField(f.Name, v) != nil {
			continue
		}
		kept = append(kept, wire.Member{Key: m.Key, Value: m.Value})
	}
	return kept
}
