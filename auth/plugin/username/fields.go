package username

import (
	"context"
	"net/http"

	"github.com/lyceum/lyceum/auth"
)

// checkForm judges the two fields of a sign-up or a change before anything else looks at
// them, and fills in the one that is missing.
func (p *Plugin) checkForm(c *auth.Call) (any, error) {
	body, ok := c.Body.(auth.Object)
	if !ok || !isForm(c.Path) {
		return nil, nil
	}
	signUp := c.Path == "/sign-up/email"
	shown, isText := text(body, display)
	if _, named := body.Get(field); signUp && isText && !named && p.flaw(shown) == nil {
		body = append(body, auth.Member{Key: field, Value: shown})
	}
	if name, isText := text(body, field); isText {
		if err := p.judge(c, name, signUp); err != nil {
			return nil, err
		}
	}
	if !p.options.NoDisplayUsername {
		if isText && p.options.ValidateDisplay != nil && !p.validDisplay(shown) {
			return nil, auth.Fail(http.StatusBadRequest, InvalidDisplayUsername)
		}
		name, _ := text(body, field)
		if given, present := body.Get(display); signUp && name != "" && (!present || given == nil || given == "") {
			body = body.Set(display, name)
		}
	}
	c.Body = body
	return nil, nil
}

func isForm(path string) bool { return path == "/sign-up/email" || path == "/update-user" }

func text(o auth.Object, name string) (string, bool) {
	v, _ := o.Get(name)
	s, ok := v.(string)
	return s, ok
}

func (p *Plugin) validDisplay(shown string) bool {
	if p.options.NormalizeDisplayFirst {
		shown = p.options.NormalizeDisplay(shown)
	}
	return p.options.ValidateDisplay(shown)
}

// judge refuses a name that is flawed, somebody else's, or not to be changed any more.
func (p *Plugin) judge(c *auth.Call, name string, signUp bool) error {
	if code := p.flaw(name); code != nil {
		return auth.Fail(http.StatusBadRequest, *code)
	}
	name = p.options.Normalize(name)
	var own *auth.User
	if !signUp {
		s, err := c.ClientSession()
		if err != nil {
			return err
		}
		if s != nil {
			own = s.User
		}
		if had := nameOf(own); p.options.Immutable && had != "" && had != name {
			return auth.Fail(http.StatusBadRequest, ImmutableUsername)
		}
	}
	return p.free(c, name, own)
}

func nameOf(u *auth.User) string {
	if u == nil {
		return ""
	}
	return u.Row.String(field)
}

// free refuses a name that a user other than own has.
func (p *Plugin) free(ctx context.Context, name string, own *auth.User) error {
	user, err := p.find(ctx, name)
	if err != nil {
		return err
	}
	if user != nil && (own == nil || user.ID != own.ID) {
		return auth.Fail(http.StatusBadRequest, Taken)
	}
	return nil
}

// creating normalises the fields of every new user, and judges those that no form has
// brought.
func (p *Plugin) creating(ctx context.Context, w *auth.Write) error { return p.writing(ctx, w, true) }

func (p *Plugin) updating(ctx context.Context, w *auth.Write) error { return p.writing(ctx, w, false) }

func (p *Plugin) writing(ctx context.Context, w *auth.Write, create bool) error {
	name, _ := w.Values[field].(string)
	shown, _ := w.Values[display].(string)
	if v, odd := oddName(ctx); odd && !p.auth.Safer() {
		if create && v != nil && v != false && v != 0.0 {
			return auth.Fail(http.StatusUnprocessableEntity, auth.FailedToCreateUser)
		}
		name = ""
	}
	if name != "" {
		if c := auth.CallFrom(ctx); c == nil || !isForm(c.Path) {
			if err := p.judgeWrite(ctx, w, name, shown); err != nil {
				return err
			}
		}
		w.Values[field] = p.options.Normalize(name)
		if create && shown == "" && !p.options.NoDisplayUsername {
			w.Values[display] = name
		}
	}
	if shown != "" && !p.options.NoDisplayUsername {
		w.Values[display] = p.options.NormalizeDisplay(shown)
	}
	return nil
}

// oddName is what a form has in the place of a name when that is no text. The reference
// takes no notice of what is false to JavaScript, and stumbles over the rest.
func oddName(ctx context.Context) (value any, odd bool) {
	c := auth.CallFrom(ctx)
	if c == nil || !isForm(c.Path) {
		return nil, false
	}
	body, _ := c.Body.(auth.Object)
	value, present := body.Get(field)
	_, text := value.(string)
	return value, present && !text
}

// judgeWrite is judge for writes that come from elsewhere than the two forms.
func (p *Plugin) judgeWrite(ctx context.Context, w *auth.Write, name, shown string) error {
	if code := p.flaw(name); code != nil {
		return auth.Fail(http.StatusBadRequest, *code)
	}
	var own *auth.User
	if !w.Old.IsZero() {
		own = auth.UserFrom(w.Old)
		// To the reference a name is its owner's when whoever asks has it.
		if c := auth.CallFrom(ctx); c != nil && c.Session() != nil && !p.auth.Safer() {
			own = c.Session().User
		}
	}
	if err := p.free(ctx, p.options.Normalize(name), own); err != nil {
		return err
	}
	if shown != "" && p.options.ValidateDisplay != nil && !p.validDisplay(shown) {
		return auth.Fail(http.StatusBadRequest, InvalidDisplayUsername)
	}
	return nil
}
