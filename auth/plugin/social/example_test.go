package social_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/social"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// A server that lets people in with their GitHub accounts. The address to register at GitHub
// is https://example.com/api/auth/callback/github.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "example-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	db, err := sqlstore.Open(ctx, "sqlite:"+filepath.Join(folder, "auth.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	github, err := provider.New("github", provider.Options{ClientID: []string{"id from GitHub"}, ClientSecret: "secret from GitHub"})
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := auth.New(auth.Options{
		BaseURL: "https://example.com", Secret: "use-thirty-two-random-characters!", Database: db,
		Plugins: []auth.Plugin{social.New(github)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer a.Close()
	if err := a.Migrate(ctx); err != nil {
		fmt.Println(err)
		return
	}

	// The client asks where to go, as signIn.social({provider: "github"}) does.
	r := httptest.NewRequest(http.MethodPost, "/api/auth/sign-in/social", strings.NewReader(`{"provider":"github","callbackURL":"/home"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	var answer struct{ URL string }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		fmt.Println(err)
		return
	}
	target, _ := url.Parse(answer.URL)
	fmt.Println(target.Host+target.Path, target.Query().Get("redirect_uri"), target.Query().Get("scope"))
	// Output: github.com/login/oauth/authorize https://example.com/api/auth/callback/github read:user user:email
}
