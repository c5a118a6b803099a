package passkey

import (
	"encoding/base64"
	"io"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
)

// challengeSeconds is a challenge's life.
const challengeSeconds = 300

// The kinds of a challenge.
const (
	registration   = "registration"
	authentication = "authentication"
)

func (p *Plugin) newChallenge() (string, error) {
	var random [32]byte
	if _, err := io.ReadFull(p.auth.Options().Random, random[:]); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(random[:]), nil
}

// remember stores what a ceremony needs under a name that the browser gets in a signed cookie.
func (p *Plugin) remember(c *auth.Call, value auth.Object) error {
	name := p.auth.RandomString(32, auth.URLSafe)
	c.SetSignedCookie(p.options.ChallengeCookie, name)
	return p.auth.CreateVerification(c, name, string(auth.JSON(value)), c.Now().Add(challengeSeconds*time.Second))
}

// asked is a stored challenge.
type asked struct {
	challenge string
	person    Person
	context   *string
}

// recall uses up the challenge of the browser's cookie.
func (p *Plugin) recall(c *auth.Call, kind string) (*asked, error) {
	none := auth.Fail(http.StatusBadRequest, ChallengeNotFound)
	name, ok := c.SignedCookie(p.options.ChallengeCookie)
	if !ok || name == "" {
		return nil, none
	}
	row, err := p.auth.TakeVerification(c, name)
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, err
	}
	if missing {
		return nil, none
	}
	v, err := auth.ParseJSON([]byte(row.String("value")))
	value, isObject := v.(auth.Object)
	if err != nil || !isObject || value.Text("type") != kind {
		return nil, none
	}
	user, _ := value.Get("userData")
	person, _ := user.(auth.Object)
	a := &asked{
		challenge: value.Text("expectedChallenge"),
		person:    Person{ID: person.Text("id"), Name: person.Text("name"), DisplayName: person.Text("displayName")},
	}
	if v, _ := value.Get("context"); v != nil {
		context := value.Text("context")
		a.context = &context
	}
	return a, nil
}
