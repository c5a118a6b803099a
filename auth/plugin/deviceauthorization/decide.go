package deviceauthorization

import (
	"net/http"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type verifyInput struct {
	UserCode string `json:"user_code"`
}

// verify tells the state of a code. A signed-in user claims one that nobody has claimed.
func (p *Plugin) verify(c *auth.Call, in verifyInput) (auth.Object, error) {
	var session *auth.SessionUser
	var err error
	if p.auth.Safer() { // whose guesses are counted
		if session, err = c.StoredSession(); err != nil {
			return nil, err
		}
	}
	row, err := p.look(c, session, in.UserCode)
	if err != nil {
		return nil, err
	}
	if session, err = c.StoredSession(); err != nil {
		return nil, err
	}
	if session != nil && row.String("userId") == "" && row.String("status") == pending {
		if row, err = p.claim(c, row, session.User.ID); err != nil {
			return nil, err
		}
	}
	answer := auth.Object{{Key: "user_code", Value: in.UserCode}, {Key: "status", Value: row.String("status")}}
	if session != nil && row.String("userId") == session.User.ID {
		answer = append(answer, auth.Member{Key: "client_id", Value: row.Text("clientId")}, auth.Member{Key: "scope", Value: row.Text("scope")})
	}
	return answer, nil
}

// claim makes a code one user's, if nobody was faster.
func (p *Plugin) claim(c *auth.Call, row store.Row, userID string) (store.Row, error) {
	this := store.Eq("id", row.ID())
	claimed, err := p.auth.Store().Update(c, model, store.Values{"userId": userID}, this, store.Eq("status", pending), store.Eq("userId", nil))
	missing, err := auth.NotFoundOr(err)
	if !missing {
		return claimed, err
	}
	claimed, err = p.auth.Store().Find(c, store.Query{Model: model, Where: []store.Cond{this}})
	if missing, err = auth.NotFoundOr(err); missing {
		err = badRequest("invalid_request", InvalidUserCode)
	}
	return claimed, err
}

type decideInput struct {
	UserCode string `json:"userCode"`
}

type success struct {
	Success bool `json:"success"`
}

func (p *Plugin) approve(c *auth.Call, in decideInput) (success, error) {
	return success{true}, p.decide(c, in.UserCode, approved, "approve")
}

func (p *Plugin) deny(c *auth.Call, in decideInput) (success, error) {
	return success{true}, p.decide(c, in.UserCode, denied, "deny")
}

func (p *Plugin) decide(c *auth.Call, code, status, verb string) error {
	session, err := c.StoredSession()
	if err != nil {
		return err
	}
	if session == nil {
		return refuse(http.StatusUnauthorized, "unauthorized", AuthenticationRequired.Message)
	}
	if status == approved { // the device's session counts as a recent sign-in
		if err := p.auth.NeedsFresh(session); err != nil {
			return err
		}
	}
	row, err := p.look(c, session, code)
	switch {
	case err != nil:
		return err
	case row.String("status") != pending:
		return badRequest("invalid_request", AlreadyProcessed)
	case row.String("userId") == "":
		return badRequest("invalid_request", NotClaimed)
	case row.String("userId") != session.User.ID:
		return refuse(http.StatusForbidden, "access_denied", "You are not authorized to "+verb+" this device authorization")
	}
	// Of an approval and a refusal at once, the first counts.
	_, err = p.auth.Store().Update(c, model, store.Values{"status": status}, store.Eq("id", row.ID()), store.Eq("status", pending))
	if missing, _ := auth.NotFoundOr(err); missing {
		return badRequest("invalid_request", AlreadyProcessed)
	}
	return err
}

// look finds a live code within the budget of guesses: that of the user, or of the address
// of who is not signed in. Codes that exist cost too; otherwise whoever has one could look
// at it in between and guess without end.
func (p *Plugin) look(c *auth.Call, session *auth.SessionUser, code string) (store.Row, error) {
	who := "address:" + c.ClientIP()
	if session != nil {
		who = "user:" + session.User.ID
	}
	if err := c.Guess("device", who); err != nil {
		return store.Row{}, err
	}
	row, err := p.find(c, code)
	missing, err := auth.NotFoundOr(err)
	switch {
	case missing:
		err = badRequest("invalid_request", InvalidUserCode)
	case err == nil && row.Time("expiresAt").Before(c.Now()):
		err = badRequest("expired_token", ExpiredUserCode)
	}
	return row, err
}

// find looks for a code as it was typed, then in capitals and without dashes.
func (p *Plugin) find(c *auth.Call, code string) (store.Row, error) {
	by := func(code string) (store.Row, error) {
		return p.auth.Store().Find(c, store.Query{Model: model, Where: []store.Cond{store.Eq("userCode", code)}})
	}
	row, err := by(code)
	if missing, _ := auth.NotFoundOr(err); !missing {
		return row, err
	}
	plain := normal(code)
	if plain == code || plain == "" || strings.Trim(plain, userAlphabet) != "" {
		return row, err
	}
	return by(plain)
}

// normal keeps the letters and digits of ASCII, in capitals.
func normal(code string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, code))
}
