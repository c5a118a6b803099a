package auth

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

const (
	typeJSON = "application/json"
	typeForm = "application/x-www-form-urlencoded"
)

// readBody parses the body by its content type (better-auth-core, section 0.3).
func (c *Call) readBody() error {
	r := c.Request
	contentType := r.Header.Get("Content-Type")
	if c.endpoint.IgnoreBody || contentType == "" || r.Body == nil || r.ContentLength == 0 {
		return nil
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.ToLower(strings.TrimSpace(media))
	if allowed := c.endpoint.mediaTypes(); !slices.Contains(allowed, media) {
		return &Error{
			Status: http.StatusUnsupportedMediaType, Code: UnsupportedMediaType.Name,
			Message: fmt.Sprintf("Content-Type %q is not allowed. Allowed types: %s", contentType, strings.Join(allowed, ", ")),
		}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, c.Auth.options.MaxBodyBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return Fail(http.StatusRequestEntityTooLarge, PayloadTooLarge)
	case err != nil:
		return Fail(http.StatusBadRequest, BadRequest).Because(err)
	}
	if len(raw) == 0 {
		return nil
	}
	c.HasBody = true
	if len(c.endpoint.Accepts) > 0 {
		c.Raw = raw
		return nil
	}
	if media == typeForm {
		c.Form = parseQuery(string(raw))
		c.Body = lastOfEach(slices.Clone(c.Form))
		return nil
	}
	if c.Body, err = wire.Parse(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))); err != nil {
		return Fail(http.StatusBadRequest, BadRequest)
	}
	return nil
}

// mediaTypes are those that a body may have, in the order in which a refusal names them.
func (e *Endpoint) mediaTypes() []string {
	switch {
	case len(e.Accepts) > 0:
		return e.Accepts
	case e.JSONOrForm && e.Form:
		return typesJSONOrForm
	case e.Form:
		return typesFormOrJSON
	}
	return jsonType
}

var (
	typesJSONOrForm = []string{typeJSON, typeForm}
	typesFormOrJSON = []string{typeForm, typeJSON}
)

// parseQuery reads form-encoded pairs in order; repeated names become arrays.
func parseQuery(raw string) wire.Object {
	query := wire.Builder{Object: wire.Object{}}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, value = formDecode(name), formDecode(value)
		at := query.At(name)
		if at < 0 {
			query.Set(name, value)
			continue
		}
		list, several := query.Object[at].Value.([]any)
		if !several {
			list = []any{query.Object[at].Value}
		}
		query.Object[at].Value = append(list, value)
	}
	return query.Object
}

// lastOfEach keeps the last value of a field that a form sends several times.
func lastOfEach(form wire.Object) wire.Object {
	for i := range form {
		if list, ok := form[i].Value.([]any); ok {
			form[i].Value = list[len(list)-1]
		}
	}
	return form
}

// formDecode leaves what is no escape as it is and puts replacement characters for what
// is no text, as browsers do.
func formDecode(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		return strings.ToValidUTF8(decoded, "\uFFFD")
	}
	decoded := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				decoded = append(decoded, byte(n))
				i += 2
				continue
			}
		}
		decoded = append(decoded, strings.ReplaceAll(s[i:i+1], "+", " ")...)
	}
	return strings.ToValidUTF8(string(decoded), "\uFFFD")
}

// bodyMember is a member of the raw body, nil when the body is not an object.
func (c *Call) bodyMember(name string) any {
	if o, ok := c.Body.(wire.Object); ok {
		v, _ := o.Get(name)
		return v
	}
	return nil
}
