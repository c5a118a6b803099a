package auth_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// A working auth server on net/http.
func Example() {
	ctx := context.Background()
	db, err := sqlstore.Open(ctx, "sqlite:"+exampleFile())
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := auth.New(auth.Options{
		BaseURL: "http://localhost:8002", Secret: "use-thirty-two-random-characters!", Database: db,
		Plugins: []auth.Plugin{password.New(password.Options{})},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := a.Migrate(ctx); err != nil {
		fmt.Println(err)
		return
	}
	http.Handle("/api/auth/", a.Handler()) // then http.ListenAndServe(":8002", nil)

	fmt.Println(post(a.Handler(), "/api/auth/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`))
	// Output: 200
}

// A handler that only people who are signed in reach.
func ExampleAuth_SessionOf() {
	a := exampleServer()
	protected := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := a.SessionOf(r)
		if errors.Is(err, auth.ErrNoSession) {
			http.Error(w, "please sign in", http.StatusUnauthorized)
			return
		}
		if err != nil {
			http.Error(w, "try again later", http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprintf(w, "hello %s", s.User.Name)
	})
	w := httptest.NewRecorder()
	protected.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	fmt.Println(w.Code)

	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, c := range signUp(a) {
		r.AddCookie(c)
	}
	w = httptest.NewRecorder()
	protected.ServeHTTP(w, r)
	fmt.Println(w.Code, w.Body)
	// Output:
	// 401
	// 200 hello Ann
}

// Users with further fields: one that clients may set, one that only the server may.
func ExampleModelOptions() {
	a := exampleServer(func(o *auth.Options) {
		o.User.AdditionalFields = []store.Field{
			{Name: "country", Nullable: true},
			{Name: "plan", NoInput: true, Default: func() any { return "free" }},
		}
	})
	fmt.Println(post(a.Handler(), "/api/auth/sign-up/email",
		`{"name":"Ann","email":"ann@example.com","password":"correct horse","country":"PK"}`))
	u, err := a.FindUserByEmail(context.Background(), "ann@example.com")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(u.Row.String("country"), u.Row.String("plan"))
	// Output:
	// 200
	// PK free
}

// schoolOnly is a plugin of one's own: it lets only addresses of one school register, and
// adds an endpoint.
type schoolOnly struct{ domain string }

func (schoolOnly) ID() string { return "school-only" }

func (p schoolOnly) Setup(b *auth.Builder) error {
	b.Events().UserCreating = append(b.Events().UserCreating, func(_ context.Context, w *auth.Write) error {
		if email, _ := w.Values["email"].(string); !strings.HasSuffix(email, "@"+p.domain) {
			return &auth.Error{Status: http.StatusForbidden, Code: "WRONG_SCHOOL", Message: "Use your school's address"}
		}
		return nil
	})
	auth.Handle(b, auth.Endpoint{Method: "GET", Path: "/school"}, func(*auth.Call, auth.None) (auth.Object, error) {
		return auth.Object{{Key: "domain", Value: p.domain}}, nil
	})
	return nil
}

func ExamplePlugin() {
	a := exampleServer(func(o *auth.Options) { o.Plugins = append(o.Plugins, schoolOnly{"school.example"}) })
	for _, email := range []string{"ann@school.example", "eve@elsewhere.example"} {
		fmt.Println(post(a.Handler(), "/api/auth/sign-up/email", `{"name":"A","email":"`+email+`","password":"correct horse"}`))
	}
	// Output:
	// 200
	// 403
}

// Besides the application's own handlers, on one net/http server. How the handler is
// mounted in other routers is in auth/examples.
func ExampleAuth_Handler() {
	a := exampleServer()
	mux := http.NewServeMux()
	mux.Handle("/api/auth/", a.Handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "home") })

	for _, path := range []string{"/", "/api/auth/ok"} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		fmt.Println(w.Code, w.Body)
	}
	// Output:
	// 200 home
	// 200 {"ok":true}
}

// An application's own functions around writes: the first user becomes the owner, and
// strangers' addresses are refused. Both run in the transaction of the sign-up.
func ExampleEvents() {
	a := exampleServer(func(o *auth.Options) {
		o.User.AdditionalFields = []store.Field{{Name: "role", NoInput: true, Default: func() any { return "reader" }}}
		o.Events.UserCreating = append(o.Events.UserCreating, func(_ context.Context, w *auth.Write) error {
			email, _ := w.Values["email"].(string)
			switch {
			case strings.HasSuffix(email, "@spam.example"):
				return &auth.Error{Status: http.StatusForbidden, Code: "NOT_WELCOME", Message: "Please use another address"}
			case email == "ann@example.com":
				w.Values["role"] = "owner"
			}
			return nil
		})
	})
	for _, email := range []string{"ann@example.com", "eve@spam.example"} {
		fmt.Println(post(a.Handler(), "/api/auth/sign-up/email", `{"name":"A","email":"`+email+`","password":"correct horse"}`))
	}
	u, err := a.FindUserByEmail(context.Background(), "ann@example.com")
	fmt.Println(u.Row.String("role"), err)
	// Output:
	// 200
	// 403
	// owner <nil>
}

// What the reference keeps for its server is Go: users, sessions, accounts and one-time
// values without a request, and a password for somebody who has none.
func ExampleAuth_CreateUser() {
	ctx := context.Background()
	p := password.New(password.Options{})
	a := exampleServer(func(o *auth.Options) { o.Plugins = []auth.Plugin{p} })

	err := a.InTx(ctx, func(ctx context.Context) error {
		u, err := a.CreateUser(ctx, store.Values{"name": "Ann", "email": "ann@example.com", "emailVerified": true}, "import")
		if err != nil {
			return err
		}
		return p.Set(ctx, u.ID, "correct horse battery")
	})
	fmt.Println(err)
	fmt.Println(post(a.Handler(), "/api/auth/sign-in/email", `{"email":"ann@example.com","password":"correct horse battery"}`))
	// Output:
	// <nil>
	// 200
}

func exampleServer(change ...func(o *auth.Options)) *auth.Auth {
	ctx := context.Background()
	db, err := sqlstore.Open(ctx, "sqlite:"+exampleFile())
	if err != nil {
		panic(err)
	}
	o := auth.Options{
		BaseURL: "http://localhost:8002", Secret: "use-thirty-two-random-characters!", Database: db,
		Plugins: []auth.Plugin{password.New(password.Options{})}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	for _, f := range change {
		f(&o)
	}
	a, err := auth.New(o)
	if err != nil {
		panic(err)
	}
	if err := a.Migrate(ctx); err != nil {
		panic(err)
	}
	return a
}

// exampleFile is a new database file that ends with the tests.
func exampleFile() string {
	dir, err := os.MkdirTemp(exampleFolder, "")
	if err != nil {
		panic(err)
	}
	return filepath.Join(dir, "auth.db")
}

// exampleFolder holds the examples' databases: examples have no clean-up of their own.
var exampleFolder string

func TestMain(m *testing.M) {
	if url := os.Getenv(otherProcessEnv); url != "" {
		otherProcess(url)
		return
	}
	if address := os.Getenv(otherClientEnv); address != "" {
		otherClient(address)
		return
	}
	var err error
	if exampleFolder, err = os.MkdirTemp("", "auth-example-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(exampleFolder)
	os.Exit(code)
}

func post(h http.Handler, path, body string) int {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, jsonRequest(path, body))
	return w.Code
}

func jsonRequest(path, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

func signUp(a *auth.Auth) []*http.Cookie {
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, jsonRequest("/api/auth/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`))
	return w.Result().Cookies()
}
