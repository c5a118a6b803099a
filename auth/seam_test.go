package auth_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// house is a plugin as anybody could write it: it uses nothing but public packages. It
// keeps a guest book, gives users a house, refuses those without one, and remembers the
// last guest in a cookie.
type house struct {
	auth   *auth.Auth
	closed string
}

func (h *house) ID() string { return "house" }

func (h *house) Start(a *auth.Auth) error {
	h.auth = a
	return nil
}

func (h *house) Setup(b *auth.Builder) error {
	b.Table(store.Table{Model: "visit", Fields: []store.Field{
		{Name: "userId", References: &store.Reference{Model: "user", Field: "id"}, Index: true},
		{Name: "note"}, {Name: "createdAt", Type: store.Date, DefaultNow: true},
	}})
	b.Extend("user",
		store.Field{Name: "house", Nullable: true, Enum: []string{"north", "south"}},
		store.Field{Name: "points", Type: store.Number, Nullable: true, NoInput: true, Default: func() any { return int64(0) }},
	)
	b.Cookie("last_guest", nil)
	b.Events().SigningIn = append(b.Events().SigningIn, h.mayEnter)
	b.Events().UserDeleted = append(b.Events().UserDeleted, func(context.Context, *auth.User) error { return nil })
	auth.Handle(b, auth.Endpoint{Method: "POST", Path: "/house/visit", Level: auth.SignedIn}, h.visit)
	auth.Handle(b, auth.Endpoint{Method: "GET", Path: "/house/:name/visits", Level: auth.Sensitive}, h.visits)
	return nil
}

func (h *house) mayEnter(_ *auth.Call, s *auth.SignIn) error {
	if s.User.Row.String("house") == h.closed {
		return &auth.Error{Status: http.StatusForbidden, Code: "HOUSE_CLOSED", Message: "Your house is closed"}
	}
	return nil
}

type visitInput struct {
	Note string `json:"note" check:"nonempty"`
}

func (h *house) visit(c *auth.Call, in visitInput) (auth.Record, error) {
	user := c.Session().User
	var visit store.Row
	err := c.InTx(func(c *auth.Call) (err error) {
		if visit, err = h.auth.Store().Create(c, "visit", store.Values{"userId": user.ID, "note": in.Note}); err != nil {
			return err
		}
		_, err = h.auth.Store().Increment(c, "user", "points", 1, nil, store.Eq("id", user.ID))
		return err
	})
	if previous, ok := c.SignedCookie("last_guest"); ok {
		c.Header.Set("X-Previous-Guest", previous)
	}
	c.SetSignedCookie("last_guest", user.Name)
	return auth.Record{Row: visit}, err
}

func (h *house) visits(c *auth.Call, _ auth.None) ([]auth.Record, error) {
	if c.Params["name"] != c.Session().User.Row.String("house") {
		return nil, auth.FailEmpty(http.StatusForbidden)
	}
	rows, err := h.auth.Store().List(c, store.Query{Model: "visit", SortBy: "createdAt"})
	return auth.Records(rows), err
}

func databases(t *testing.T) map[string]string {
	return map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)}
}

func TestForeignPlugin(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &house{closed: "south"}
			s := authtest.NewOn(t, url, auth.Options{Plugins: []auth.Plugin{password.New(password.Options{}), h}})
			ann := s.Browser()
			ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse","house":"north","points":7}`).
				Want(200, `"house":"north","points":0`)
			ann.POST("/house/visit", `{"note":""}`).Want(400, "VALIDATION_ERROR", "[body.note]")
			ann.POST("/house/visit", `{"note":"hello"}`).Want(200, `{"userId":"`, `"note":"hello","createdAt":"`)
			if again := ann.POST("/house/visit", `{"note":"again"}`).Want(200); again.Header.Get("X-Previous-Guest") != "Ann" {
				t.Error("the cookie did not come back")
			}
			ann.GET("/house/north/visits").Want(200, "hello", "again")
			ann.GET("/house/south/visits").Want(403)
			ann.GET("/get-session").Want(200, `"points":2`)
			ann.POST("/update-user", `{"house":"west"}`).Want(400, "VALIDATION_ERROR")
			ann.POST("/update-user", `{"points":100}`).Want(400, "FIELD_NOT_ALLOWED")
			s.Browser().GET("/house/north/visits").Want(401, "UNAUTHORIZED")

			// The hook stops a sign-in, and nothing of the sign-up remains.
			bob := s.Browser()
			bob.POST("/sign-up/email", `{"name":"Bob","email":"bob@example.com","password":"correct horse","house":"south"}`).Want(403, "HOUSE_CLOSED")
			if _, err := s.FindUserByEmail(t.Context(), "bob@example.com"); err == nil {
				t.Error("a refused sign-up left a user")
			}
			if bob.Cookie("better-auth.session_token") != "" {
				t.Error("a refused sign-up left a cookie")
			}
		})
	}
}

// A challenge replaces the answer and leaves no session, for every way of signing in.
func TestSigningInMayAskForMore(t *testing.T) {
	t.Parallel()
	ask := plugin{"ask", func(b *auth.Builder) error {
		b.Events().SigningIn = append(b.Events().SigningIn, func(_ *auth.Call, s *auth.SignIn) error {
			if s.NewUser {
				return nil
			}
			return &auth.Challenge{Body: auth.Object{{Key: "twoFactorRedirect", Value: true}}}
		})
		return nil
	}}
	var link string
	s := authtest.New(t, auth.Options{Plugins: []auth.Plugin{
		password.New(password.Options{}), ask,
		magiclink.New(magiclink.Options{Send: func(_ context.Context, m magiclink.Mail) error { link = m.URL; return nil }}),
	}})
	s.Browser().POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
	ann := s.Browser()
	ann.POST("/sign-in/email", `{"email":"ann@example.com","password":"correct horse"}`).Want(200, `{"twoFactorRedirect":true}`)
	ann.POST("/sign-in/magic-link", `{"email":"ann@example.com"}`).Want(200)
	if to := ann.GET(link[strings.Index(link, "/magic-link"):]).Want(302).Header.Get("Location"); to != "http://localhost:3000/?twoFactorRedirect=true" {
		t.Errorf("a link leads to %s", to)
	}
	ann.GET("/get-session").Want(200, "null")
}

// plugin makes a plugin of two values.
type plugin struct {
	id    string
	setup func(b *auth.Builder) error
}

func (p plugin) ID() string                  { return p.id }
func (p plugin) Setup(b *auth.Builder) error { return p.setup(b) }

func TestNewReportsAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	_, err := auth.New(auth.Options{BaseURL: "ftp://x", Plugins: []auth.Plugin{
		password.New(password.Options{}), password.New(password.Options{}),
		magiclink.New(magiclink.Options{}),
		plugin{"clash", func(b *auth.Builder) error {
			auth.Handle(b, auth.Endpoint{Method: "POST", Path: "/sign-out"}, func(*auth.Call, auth.None) (auth.None, error) { return auth.None{}, nil })
			b.Cookie("session_token", nil)
			return nil
		}},
	}})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"secret", "baseURL", "given twice", "Options.Send", "POST /sign-out is declared by core and by clash", `cookie "session_token"`, "Database"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not mention %q:\n%v", part, err)
		}
	}
}

func TestHooks(t *testing.T) {
	t.Parallel()
	var order []string
	noted := func(name string) auth.Plugin {
		return plugin{name, func(b *auth.Builder) error {
			b.Before(func(c *auth.Call) (any, error) {
				order = append(order, "before "+name)
				if c.Path == "/ok" && name == "b" {
					return auth.Object{{Key: "short", Value: true}}, nil
				}
				return nil, nil
			})
			b.After(func(c *auth.Call, result any, err error) (any, error) {
				order = append(order, "after "+name)
				c.Header.Set("X-"+name, fmt.Sprint(err != nil))
				return result, err
			})
			return nil
		}}
	}
	s := authtest.New(t, auth.Options{Plugins: []auth.Plugin{noted("a"), noted("b")}})
	s.Browser().GET("/ok").Want(200, `{"short":true}`)
	// As in the reference, what answers in the place of an endpoint is the last word.
	if got, want := strings.Join(order, ","), "before a,before b"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
	order = nil
	if r := s.Browser().GET("/list-sessions").Want(401); r.Header.Get("X-a") != "true" {
		t.Error("after hooks do not see errors")
	}
	if got, want := strings.Join(order, ","), "before a,before b,after a,after b"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
}
