package examples_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// The service is mounted like any handler; a middleware of ten lines guards the application's own routes.
func Example_chi() {
	a, tidy := server()
	defer tidy()
	router := chi.NewRouter()
	router.Mount("/api/auth", a.Handler())
	router.Group(func(r chi.Router) {
		r.Use(signedIn(a))
		r.Get("/me", func(w http.ResponseWriter, r *http.Request) {
			_, _ = fmt.Fprint(w, r.Context().Value(userKey{}).(*auth.User).Name)
		})
	})
	try(router)
	// Output:
	// 401
	// 200 Ann
}

// The same with gin, whose handlers carry a context of their own.
func Example_gin() {
	a, tidy := server()
	defer tidy()
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.Any("/api/auth/*path", gin.WrapH(a.Handler()))
	engine.GET("/me", func(c *gin.Context) {
		s, err := a.SessionOf(c.Request)
		if err != nil {
			c.AbortWithStatus(http.StatusUnauthorized)
			return
		}
		c.String(http.StatusOK, s.User.Name)
	})
	try(engine)
	// Output:
	// 401
	// 200 Ann
}

type userKey struct{}

// signedIn lets only people who are signed in pass, with the user in the context.
func signedIn(a *auth.Auth) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s, err := a.SessionOf(r)
			if err != nil {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, s.User)))
		})
	}
}

// server is an auth service on a database of its own.
func server() (a *auth.Auth, tidy func()) {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "auth-examples-")
	check(err)
	db, err := sqlstore.Open(ctx, "sqlite:"+filepath.Join(folder, "auth.db"))
	check(err)
	a, err = auth.New(auth.Options{
		BaseURL: "http://localhost:8002", Secret: "use-thirty-two-random-characters!", Database: db,
		Plugins: []auth.Plugin{password.New(password.Options{})},
	})
	check(err)
	check(a.Migrate(ctx))
	return a, func() {
		check(a.Close())
		check(os.RemoveAll(folder))
	}
}

// try asks for /me as a stranger, and again after signing up.
func try(h http.Handler) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/me", nil))
	fmt.Println(w.Code)

	body := strings.NewReader(`{"name":"Ann","email":"ann@example.com","password":"correct horse battery"}`)
	signUp := httptest.NewRequest(http.MethodPost, "/api/auth/sign-up/email", body)
	signUp.Header.Set("Content-Type", "application/json")
	w = httptest.NewRecorder()
	h.ServeHTTP(w, signUp)

	me := httptest.NewRequest(http.MethodGet, "/me", nil)
	for _, c := range w.Result().Cookies() {
		me.AddCookie(c)
	}
	w = httptest.NewRecorder()
	h.ServeHTTP(w, me)
	fmt.Println(w.Code, w.Body)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
