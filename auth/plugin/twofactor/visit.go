package twofactor

import (
	"net/http"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth"
)

// visit is somebody who shows a second factor: signed in already, or in the middle of a
// sign-in.
type visit struct {
	user      *auth.User
	session   *auth.SessionUser // nil during a sign-in
	challenge string            // the identifier of the sign-in's row
	expires   time.Time         // of the challenge
}

func (v *visit) signingIn() bool { return v.session == nil }

// key is what the identifier of a sent code ends with.
func (v *visit) key() string {
	if v.signingIn() {
		return v.challenge
	}
	return v.user.ID + "!" + v.session.Session.ID
}

func invalidCookie() error { return auth.Fail(http.StatusUnauthorized, InvalidCookie) }

// visit finds out who asks: the session, read from the database, goes before the cookie of a
// challenge.
func (p *Plugin) visit(c *auth.Call) (*visit, error) {
	s, err := c.StoredSession()
	if err != nil {
		return nil, err
	}
	if s != nil {
		return &visit{user: s.User, session: s}, nil
	}
	id, ok := c.SignedCookie(challengeCookie)
	if !ok || !strings.HasPrefix(id, challengePrefix) {
		return nil, invalidCookie()
	}
	row, err := p.auth.FindVerification(c, id)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, err
	}
	expires := row.Time("expiresAt")
	if missing || p.safer && !expires.After(c.Now()) {
		return nil, invalidCookie()
	}
	user, err := p.auth.FindUser(c, row.String("value"))
	missing, err = auth.NotFoundOr(err)
	if missing {
		err = invalidCookie()
	}
	return &visit{user: user, challenge: id, expires: expires}, err
}

// answer is that of the endpoints that check a factor.
type answer struct {
	Token *string    `json:"token,omitempty"`
	User  *auth.User `json:"user"`
}

func answerOf(s *auth.SessionUser) answer { return answer{&s.Session.Token, s.User} }

// finish is what follows a right factor. It completes a sign-in: the challenge is used up
// for a session. Who is signed in already is told so.
func (p *Plugin) finish(c *auth.Call, v *visit, trust *bool) (answer, error) {
	if !v.signingIn() {
		return answerOf(v.session), nil
	}
	row, err := p.auth.TakeVerification(c, v.challenge)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return answer{}, err
	}
	if missing || row.String("value") != v.user.ID {
		c.ExpireCookie(challengeCookie)
		return answer{}, invalidCookie()
	}
	_, forget := c.SignedCookie(auth.DontRemember)
	s, err := c.SignIn(auth.SignIn{User: v.user, Method: Method, Forget: forget})
	if err != nil {
		return answer{}, auth.SignInError(err, auth.Fail(http.StatusInternalServerError, failedToCreateSession))
	}
	c.ExpireCookie(challengeCookie)
	if trust != nil && *trust {
		if err := p.trust(c, v.user); err != nil {
			return answer{}, err
		}
		c.ExpireCookie(auth.DontRemember)
	}
	return answerOf(s), nil
}

// failedToCreateSession has another sentence here than in the core.
var failedToCreateSession = auth.Code{Name: auth.FailedToCreateSession.Name, Message: "failed to create session"}
