package haveibeenpwned_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/haveibeenpwned"
	"github.com/lyceum/lyceum/auth/plugin/password"
)

// breached is in the service's list; the SHA-1 of it begins with breachedPrefix.
const (
	breached       = "correct horse battery staple"
	breachedPrefix = "ABF7A"
	breachedSuffix = "AD6438836DBE526AA231ABDE2D0EEF74D42"
)

// service answers like the range API: suffixes with counts, padded with some of count nought.
type service struct {
	*httptest.Server
	answer atomic.Pointer[string]
	status atomic.Int32
	asked  atomic.Int32
}

func newService(t *testing.T) *service {
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		if len(r.URL.Path) != len("/range/")+5 || r.Header.Get("Add-Padding") != "true" || r.Header.Get("User-Agent") == "" {
			t.Errorf("an unexpected question: %s", r.URL.Path)
		}
		if status := s.status.Load(); status != 0 {
			w.WriteHeader(int(status))
			return
		}
		fmt.Fprintf(w, "%035d:0\r\n", 1)
		if answer := s.answer.Load(); answer != nil && strings.HasSuffix(r.URL.Path, breachedPrefix) {
			fmt.Fprint(w, *answer)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) says(line string) { s.answer.Store(&line) }

func server(t *testing.T, s *service, compat string) *authtest.Server {
	return authtest.New(t, auth.Options{Compat: compat, Plugins: []auth.Plugin{
		password.New(password.Options{}), haveibeenpwned.New(haveibeenpwned.Options{RangeURL: s.URL + "/range/"}),
	}})
}

func signUp(name, password string) string {
	return fmt.Sprintf(`{"name":%q,"email":"%s@example.com","password":%q}`, name, name, password)
}

func TestRefusesBreached(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.says(breachedSuffix + ":83\r\n")
	a := server(t, s, "")
	ann := a.Browser()
	ann.POST("/sign-up/email", signUp("ann", breached)).Want(400, `"code":"PASSWORD_COMPROMISED"`)
	if _, err := a.FindUserByEmail(t.Context(), "ann@example.com"); err == nil {
		t.Error("a refused password left a user")
	}
	ann.POST("/sign-up/email", signUp("ann", "another fine horse")).Want(200)
	ann.POST("/change-password", fmt.Sprintf(`{"currentPassword":"another fine horse","newPassword":%q}`, breached)).Want(400, "PASSWORD_COMPROMISED")
	before := s.asked.Load()
	ann.POST("/sign-in/email", fmt.Sprintf(`{"email":"ann@example.com","password":%q}`, breached)).Want(401)
	ann.POST("/sign-in/email", fmt.Sprintf(`{"email":"nobody@example.com","password":%q}`, breached)).Want(401)
	if s.asked.Load() != before {
		t.Error("signing in asked the service")
	}
	s.says(breachedSuffix + ":0\r\n") // padding
	a.Browser().POST("/sign-up/email", signUp("bob", breached)).Want(200)
}

// TestServiceFails: the reference then fails the request, ours goes on.
func TestServiceFails(t *testing.T) {
	t.Parallel()
	for name, breakIt := range map[string]func(*service){
		"refuses": func(s *service) { s.status.Store(503) },
		"is gone": func(s *service) { s.Close() },
		"babbles": func(s *service) { s.says(breachedSuffix + ":many\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			breakIt(s)
			server(t, s, "").Browser().POST("/sign-up/email", signUp("ann", breached)).Want(200)
			server(t, s, "reference").Browser().POST("/sign-up/email", signUp("ann", breached)).Want(500, "Failed to check password.")
		})
	}
}
