package twofactor

import (
	"context"
	"crypto/subtle"
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// newBackupCodes makes the codes and the form in which they are stored.
func (p *Plugin) newBackupCodes() (codes []string, stored string, err error) {
	o := p.options.Backup
	if o.Generate != nil {
		codes = o.Generate()
	} else {
		for range o.Amount {
			code := p.auth.RandomString(o.Length, auth.Alphanumeric)
			cut := min(5, len(code))
			codes = append(codes, code[:cut]+"-"+code[cut:])
		}
	}
	stored, err = p.seal(codes)
	return codes, stored, err
}

func (p *Plugin) seal(codes []string) (string, error) {
	text := string(auth.JSON(codes))
	switch {
	case p.options.Backup.Encrypt != nil:
		return p.options.Backup.Encrypt(text)
	case p.options.Backup.Store == "encrypted":
		return p.auth.Encrypt(text)
	}
	return text, nil
}

// open reads stored codes; ok is false when they are no list of texts.
func (p *Plugin) open(stored string) (codes []string, ok bool, err error) {
	text := stored
	switch {
	case p.options.Backup.Decrypt != nil:
		text, err = p.options.Backup.Decrypt(stored)
	case p.options.Backup.Store == "encrypted":
		text, err = p.auth.Decrypt(stored)
	}
	if err != nil {
		return nil, false, err
	}
	parsed, _ := auth.ParseJSON([]byte(text)) // what is no JSON is no list either
	list, ok := parsed.([]any)
	if !ok {
		return nil, false, nil
	}
	codes = make([]string, 0, len(list))
	for _, e := range list {
		if code, isText := e.(string); isText {
			codes = append(codes, code)
		}
	}
	return codes, true, nil
}

// without compares a code with all, in constant time, and returns the others.
func without(codes []string, code string) (others []string, found bool) {
	others = []string{}
	for _, have := range codes {
		if subtle.ConstantTimeCompare([]byte(have), []byte(code)) == 1 {
			found = true
		} else {
			others = append(others, have)
		}
	}
	return others, found
}

// ViewBackupCodes returns a user's codes (the reference's server-only viewBackupCodes).
func (p *Plugin) ViewBackupCodes(ctx context.Context, userID string) ([]string, error) {
	factor, err := p.factor(ctx, userID)
	if err != nil {
		return nil, err
	}
	if factor.IsZero() {
		return nil, auth.Fail(http.StatusBadRequest, BackupCodesNotEnabled)
	}
	codes, ok, err := p.open(factor.String("backupCodes"))
	if err == nil && !ok {
		err = auth.Fail(http.StatusBadRequest, InvalidBackupCode)
	}
	return codes, err
}

type backupInput struct {
	Code           string `json:"code"`
	DisableSession *bool  `json:"disableSession"`
	TrustDevice    *bool  `json:"trustDevice"`
}

func (p *Plugin) verifyBackupCode(c *auth.Call, in backupInput) (answer, error) {
	v, err := p.visit(c)
	if err != nil {
		return answer{}, err
	}
	factor, err := p.factor(c, v.user.ID)
	if err != nil {
		return answer{}, err
	}
	if factor.IsZero() {
		return answer{}, auth.Fail(http.StatusBadRequest, BackupCodesNotEnabled)
	}
	codes, _, err := p.open(factor.String("backupCodes"))
	if err != nil {
		return answer{}, err
	}
	var result answer
	err = p.attempt(c, v, factor, InvalidBackupCode, func(c *auth.Call) (bool, error) {
		others, found := without(codes, in.Code)
		if !found {
			return false, nil
		}
		if err := p.spendBackupCode(c, v, factor, others); err != nil {
			return false, err
		}
		if in.DisableSession != nil && *in.DisableSession {
			result = shown(v)
			return true, nil
		}
		result, err = p.finish(c, v, in.TrustDevice)
		return true, err
	})
	return result, err
}

// shown is the answer that makes no session.
func shown(v *visit) answer {
	if v.signingIn() {
		return answer{User: v.user}
	}
	return answerOf(v.session)
}

// spendBackupCode stores the codes that are left, if those that were read are still there.
func (p *Plugin) spendBackupCode(c *auth.Call, v *visit, factor store.Row, left []string) error {
	stored, err := p.seal(left)
	if err != nil {
		return err
	}
	values := p.forgiven(v)
	values["backupCodes"] = stored
	ctx := context.Context(c)
	if !v.signingIn() {
		ctx = store.Last(c) // nothing else is written then
	}
	n, err := p.auth.Store().UpdateAll(ctx, model, values,
		store.Eq("id", factor.ID()), store.Eq("backupCodes", factor.String("backupCodes")))
	if err == nil && n == 0 {
		err = auth.FailText(http.StatusConflict, "Failed to verify backup code. Please try again.")
	}
	return err
}
