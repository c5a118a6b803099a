package magiclink

import (
	"errors"

	"github.com/lyceum/lyceum/auth"
)

// redirectError tells the browser what went wrong in the query of the page it came
// for. Faults of the server stay faults, challenges stay challenges.
func redirectError(c *auth.Call, in verifyInput, err error) error {
	var challenge *auth.Challenge
	if errors.As(err, &challenge) && in.CallbackURL != nil && *in.CallbackURL != "" {
		return challenge.Redirect(c.AbsoluteURL(*in.CallbackURL))
	}
	var public *auth.Error
	if !errors.As(err, &public) || public.Status >= 500 {
		return err
	}
	target := "/"
	for _, candidate := range []*string{in.CallbackURL, in.ErrorCallbackURL} {
		if candidate != nil && *candidate != "" {
			target = *candidate
		}
	}
	code, description := public.Code, public.Message
	if code == "" {
		code, description = public.Message, ""
	}
	location := auth.SetQuery(c.AbsoluteURL(target), "error", code)
	if description != "" {
		location = auth.SetQuery(location, "error_description", description)
	}
	return &auth.Redirect{Location: location}
}
