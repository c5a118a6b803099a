package deviceauthorization_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/bearer"
	"github.com/lyceum/lyceum/auth/plugin/deviceauthorization"
	"github.com/lyceum/lyceum/auth/plugin/multisession"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/internal/pgtest"
)

func everywhere(t *testing.T, test func(t *testing.T, url string)) {
	for name, url := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, url)
		})
	}
}

func open(t *testing.T, url string, o deviceauthorization.Options) *authtest.Server {
	t.Helper()
	return authtest.NewOn(t, url, auth.Options{Plugins: []auth.Plugin{
		password.New(password.Options{}), bearer.New(bearer.Options{}), multisession.New(multisession.Options{}), deviceauthorization.New(o),
	}})
}

func person(s *authtest.Server, name string) *authtest.Browser {
	b := s.Browser()
	b.POST("/sign-up/email", fmt.Sprintf(`{"name":%q,"email":"%s@example.com","password":"correct horse"}`, name, name)).Want(200)
	return b
}

func ask(s *authtest.Server) (device, user string) {
	r := s.Browser().POST("/device/code", `{"client_id":"tv"}`).Want(200)
	return r.Text("device_code"), r.Text("user_code")
}

func poll(code string) string {
	return `{"grant_type":"urn:ietf:params:oauth:grant-type:device_code","client_id":"tv","device_code":"` + code + `"}`
}

// atOnce does something a hundred times at the same moment and counts the answers 200.
func atOnce(do func(i int) *authtest.Reply) int32 {
	var worked atomic.Int32
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			if do(i).StatusCode == 200 {
				worked.Add(1)
			}
		})
	}
	all.Wait()
	return worked.Load()
}

// TestOnce: of a hundred polls at once one gets the token, and there is one new session.
func TestOnce(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, url string) {
		s := open(t, url, deviceauthorization.Options{Interval: time.Nanosecond})
		ann := person(s, "ann")
		device, user := ask(s)
		ann.GET("/device?user_code="+user).Want(200, `"client_id":"tv"`)
		ann.POST("/device/approve", `{"userCode":"`+user+`"}`).Want(200)
		if n := atOnce(func(int) *authtest.Reply { return s.Browser().POST("/device/token", poll(device)) }); n != 1 {
			t.Errorf("%d polls got a token", n)
		}
		if n, _ := s.Auth.Store().Count(context.Background(), "session"); n != 2 {
			t.Errorf("there are %d sessions", n)
		}
	})
}

// TestOneClaims: of many users who look at a code at once one claims it, and nobody else
// can decide.
func TestOneClaims(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, url string) {
		s := open(t, url, deviceauthorization.Options{})
		users := make([]*authtest.Browser, 5)
		for i := range users {
			users[i] = person(s, fmt.Sprintf("user%d", i))
		}
		_, user := ask(s)
		var mine sync.Map
		atOnce(func(i int) *authtest.Reply {
			r := users[i%5].GET("/device?user_code=" + user)
			if strings.Contains(r.Body, "client_id") {
				mine.Store(i%5, true)
			}
			return r
		})
		claimed := 0
		mine.Range(func(any, any) bool { claimed++; return true })
		approved := 0
		for _, u := range users {
			if u.POST("/device/approve", `{"userCode":"`+user+`"}`).StatusCode == 200 {
				approved++
			}
		}
		if claimed > 1 || approved > 1 {
			t.Errorf("%d users claimed, %d approved", claimed, approved)
		}
	})
}

// TestUserCodesAreBudgeted: neither a user nor an address may try user codes without end, and
// looking at a code of one's own in between does not help.
func TestUserCodesAreBudgeted(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir()+"/auth.db", deviceauthorization.Options{})
	ann := person(s, "ann")
	_, user := ask(s)
	for _, b := range []*authtest.Browser{ann, s.Browser()} {
		stopped := false
		for i := range 30 {
			code := fmt.Sprintf("WRNG%04d", i)
			if i%3 == 2 {
				code = user
			}
			stopped = stopped || b.GET("/device?user_code="+code).StatusCode == 429
		}
		if !stopped {
			t.Error("thirty codes were looked at")
		}
	}
	ann.POST("/device/approve", `{"userCode":"`+user+`"}`).Want(429)
}

// TestApprovingNeedsAFreshSession: a device's session is new, so that whoever has found an old one
// must not make themselves a recent sign-in of it. Refusing a device is always possible.
func TestApprovingNeedsAFreshSession(t *testing.T) {
	t.Parallel()
	for compat, want := range map[string]int{"": 403, "reference": 200} {
		var later atomic.Int64
		s := authtest.NewOn(t, "sqlite:"+t.TempDir()+"/auth.db", auth.Options{
			Compat: compat,
			Now:    func() time.Time { return time.Now().Add(time.Duration(later.Load())) },
			Plugins: []auth.Plugin{
				password.New(password.Options{}), deviceauthorization.New(deviceauthorization.Options{}),
			},
		})
		ann := person(s, "ann")
		later.Store(int64(25 * time.Hour))
		_, user := ask(s)
		ann.GET("/device?user_code=" + user).Want(200)
		r := ann.POST("/device/approve", `{"userCode":"`+user+`"}`).Want(want)
		if want == 403 {
			r.Want(403, "SESSION_NOT_FRESH")
			ann.POST("/device/deny", `{"userCode":"`+user+`"}`).Want(200)
		}
	}
}

// TestNoCookie: a device gets its token in the answer alone, with several sessions per
// browser too, and a user who is gone gets none.
func TestNoCookie(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir()+"/auth.db", deviceauthorization.Options{Interval: time.Nanosecond})
	ann := person(s, "ann")
	device, user := ask(s)
	ann.GET("/device?user_code=" + user).Want(200)
	ann.POST("/device/approve", `{"userCode":"`+user+`"}`).Want(200)
	r := ann.POST("/device/token", poll(device)).Want(200, `"token_type":"Bearer"`)
	if r.Header.Get("Set-Cookie") != "" {
		t.Errorf("a cookie was set: %v", r.Header["Set-Cookie"])
	}
	ann.GET("/get-session").Want(200, "ann@example.com")

	device, user = ask(s)
	ann.GET("/device?user_code=" + user).Want(200)
	ann.POST("/device/approve", `{"userCode":"`+user+`"}`).Want(200)
	row, err := s.Auth.FindUserByEmail(context.Background(), "ann@example.com")
	if err != nil || s.Auth.DeleteUser(context.Background(), row.ID) != nil {
		t.Fatal("the user stays", err)
	}
	s.Browser().POST("/device/token", poll(device)).Want(500, "User not found")
}

// TestRefusedSignInKeepsTheCode: what stops the sign-in leaves the code as it was.
func TestRefusedSignInKeepsTheCode(t *testing.T) {
	t.Parallel()
	banned := true
	events := auth.Events{SigningIn: []func(*auth.Call, *auth.SignIn) error{func(_ *auth.Call, s *auth.SignIn) error {
		if banned && s.Method == "device-authorization" {
			return auth.FailText(403, "not today")
		}
		return nil
	}}}
	s := authtest.New(t, auth.Options{Events: events, Plugins: []auth.Plugin{
		password.New(password.Options{}), deviceauthorization.New(deviceauthorization.Options{Interval: time.Nanosecond}),
	}})
	ann := person(s, "ann")
	device, user := ask(s)
	ann.GET("/device?user_code=" + user).Want(200)
	ann.POST("/device/approve", `{"userCode":"`+user+`"}`).Want(200)
	s.Browser().POST("/device/token", poll(device)).Want(403, "not today")
	banned = false
	s.Browser().POST("/device/token", poll(device)).Want(200)
}

func TestOptions(t *testing.T) {
	t.Parallel()
	asked := ""
	s := open(t, "sqlite:"+t.TempDir()+"/auth.db", deviceauthorization.Options{
		ValidClient: func(_ context.Context, id string) (bool, error) { return id != "bad", nil },
		OnRequest:   func(_ context.Context, id string, _ *string) error { asked = id; return nil },
		DeviceCode:  func() string { return "the-same" }, VerificationURI: "https://example.com",
	})
	b := s.Browser()
	b.POST("/device/code", `{"client_id":"bad"}`).Want(400, `"error":"invalid_client"`)
	b.POST("/device/token", strings.Replace(poll("x"), "tv", "bad", 1)).Want(400, `"error":"invalid_client"`)
	b.POST("/device/code", `{"client_id":"tv"}`).Want(200, `"verification_uri":"https://example.com/"`)
	if asked != "tv" {
		t.Errorf("OnRequest heard of %q", asked)
	}
	b.POST("/device/code", `{"client_id":"tv"}`).Want(500, `"error":"server_error"`)
	if n, _ := s.Auth.Store().Count(context.Background(), "deviceCode", store.Eq("deviceCode", "the-same")); n != 1 {
		t.Errorf("there are %d rows", n)
	}
}
