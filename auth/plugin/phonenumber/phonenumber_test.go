package phonenumber_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/phonenumber"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// phones keeps the codes that were sent.
type phones struct {
	sent atomic.Pointer[[]phonenumber.Message]
}

func (p *phones) deliver(_ context.Context, m phonenumber.Message) error {
	list := p.all()
	list = append(list[:len(list):len(list)], m)
	p.sent.Store(&list)
	return nil
}

func (p *phones) all() []phonenumber.Message {
	if list := p.sent.Load(); list != nil {
		return *list
	}
	return nil
}

func (p *phones) last() string {
	list := p.all()
	return list[len(list)-1].Code
}

func each(t *testing.T, compat string, o phonenumber.Options, test func(t *testing.T, s *authtest.Server, p *phones)) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, o := &phones{}, o
			o.Send, o.SendReset = p.deliver, p.deliver
			test(t, authtest.NewOn(t, url, auth.Options{Compat: compat, Plugins: []auth.Plugin{password.New(password.Options{}), phonenumber.New(o)}}), p)
		})
	}
}

const number = "+4917012345678"

func TestNumbersAreJudged(t *testing.T) {
	each(t, "", phonenumber.Options{}, func(t *testing.T, s *authtest.Server, p *phones) {
		for _, bad := range []string{"", "+", "4917012345678", "+0491701234567", "+49 170 1234567", "+1234", "+12345678901234567", "+49170123456a"} {
			s.Browser().POST("/phone-number/send-otp", `{"phoneNumber":"`+bad+`"}`).Want(400, "INVALID_PHONE_NUMBER")
		}
		for _, bad := range []string{`a\u0000b`, strings.Repeat("1", 5000)} {
			s.Browser().POST("/phone-number/request-password-reset", `{"phoneNumber":"`+bad+`"}`).Want(200, `{"status":true}`)
		}
		if n, err := s.Auth.Store().Count(t.Context(), "verification"); err != nil || n != 0 {
			t.Errorf("%d codes are stored for what is no number: %v", n, err)
		}
		if len(p.all()) != 0 {
			t.Error("something was sent")
		}
		s.Browser().POST("/phone-number/send-otp", `{"phoneNumber":"`+number+`"}`).Want(200)
	})
}

// TestPasswordFirst: whoever does not know the password has nothing sent to a number.
func TestPasswordFirst(t *testing.T) {
	each(t, "", phonenumber.Options{RequireVerification: true}, func(t *testing.T, s *authtest.Server, p *phones) {
		ann := s.Browser()
		ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
		ann.POST("/phone-number/send-otp", `{"phoneNumber":"`+number+`"}`).Want(200)
		ann.POST("/phone-number/verify", `{"phoneNumber":"`+number+`","code":"`+p.last()+`","updatePhoneNumber":true}`).Want(200)
		user, err := s.FindUserByEmail(t.Context(), "ann@example.com")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.UpdateUser(t.Context(), user.ID, map[string]any{"phoneNumberVerified": false}); err != nil {
			t.Fatal(err)
		}
		before := len(p.all())
		s.Browser().POST("/sign-in/phone-number", `{"phoneNumber":"`+number+`","password":"wrong password"}`).Want(401, "INVALID_PHONE_NUMBER_OR_PASSWORD")
		if len(p.all()) != before {
			t.Error("a stranger had a code sent")
		}
		s.Browser().POST("/sign-in/phone-number", `{"phoneNumber":"`+number+`","password":"correct horse"}`).Want(401, "PHONE_NUMBER_NOT_VERIFIED")
		if len(p.all()) != before+1 {
			t.Error("the owner had no code sent")
		}
	})
}

// TestOneNumberOneUser: a hundred people who enter codes for one new number at once make
// one user, and of a hundred who enter the same code one gets in.
func TestOneNumberOneUser(t *testing.T) {
	signUp := &phonenumber.SignUp{TempEmail: func(n string) string { return n[1:] + "@phone.example.com" }}
	each(t, "", phonenumber.Options{SignUp: signUp}, func(t *testing.T, s *authtest.Server, p *phones) {
		s.Browser().POST("/phone-number/send-otp", `{"phoneNumber":"`+number+`"}`).Want(200)
		body := `{"phoneNumber":"` + number + `","code":"` + p.last() + `"}`
		var in atomic.Int32
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if s.Browser().POST("/phone-number/verify", body).StatusCode == 200 {
					in.Add(1)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 {
			t.Errorf("%d got in by one code", in.Load())
		}
	})
}
