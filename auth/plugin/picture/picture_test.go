package picture_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/picture"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// gallery is a server with people, organizations and pictures.
type gallery struct {
	*authtest.Server
	t       *testing.T
	office  *admin.Plugin
	schools *organization.Plugin
}

// schools lets the plugin change logos, as an application does.
type schools struct{ *organization.Plugin }

func (s schools) SetLogo(ctx context.Context, by *auth.User, organizationID string, logo *string) error {
	_, err := s.Update(ctx, by, organizationID, store.Values{"logo": logo})
	return err
}

func everywhere(t *testing.T, test func(g *gallery)) {
	t.Helper()
	for name, database := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "auth.db"), "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(open(t, database, auth.Options{}))
		})
	}
}

func open(t *testing.T, database string, o auth.Options) *gallery {
	t.Helper()
	g := &gallery{t: t, office: admin.New(admin.Options{})}
	var pictures *picture.Plugin
	g.schools = organization.New(organization.Options{Hooks: organization.Hooks{
		BeforeUpdateOrganization: func(ctx context.Context, values store.Values, m *organization.Member, _ *auth.User) error {
			return pictures.LogoSet(ctx, m.OrganizationID, values)
		},
	}})
	pictures = picture.New(schools{g.schools}, picture.Options{})
	o.User.DeleteUser.Enabled = true
	o.Plugins = []auth.Plugin{password.New(password.Options{}), g.office, g.schools, pictures}
	g.Server = authtest.NewOn(t, database, o)
	return g
}

// person signs somebody up who will send files.
func (g *gallery) person(name string) (b *authtest.Browser, id string) {
	g.t.Helper()
	b = g.Browser()
	id = b.POST("/sign-up/email", fmt.Sprintf(`{"name":%q,"email":"%s@example.com","password":"correct horse"}`, name, name)).Want(200).Text("user", "id")
	return b, id
}

// send uploads a file.
func send(b *authtest.Browser, path, file string) *authtest.Reply {
	with := *b
	with.Header = http.Header{"Content-Type": {"image/png"}}
	return with.POST(path, file)
}

// drawn is a PNG in one colour.
func drawn(t *testing.T, shade int) string {
	t.Helper()
	painted := image.NewRGBA(image.Rect(0, 0, 20, 10))
	for i := range painted.Pix {
		painted.Pix[i] = 0xff
	}
	for x := range 20 {
		painted.Set(x, 5, color.RGBA{uint8(shade), 0, 0, 255})
	}
	var file bytes.Buffer
	if err := png.Encode(&file, painted); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

func (g *gallery) count(where ...store.Cond) int {
	g.t.Helper()
	n, err := g.Store().Count(g.t.Context(), "picture", where...)
	if err != nil {
		g.t.Fatal(err)
	}
	return int(n)
}

const base = "http://localhost:3000/api/auth/picture/"

// path is a picture's below the base path.
func path(t *testing.T, address string) string {
	t.Helper()
	name, ours := strings.CutPrefix(address, base)
	if !ours || len(name) != 43 {
		t.Fatalf("the address is %q", address)
	}
	return "/picture/" + name
}

func TestPicture(t *testing.T) {
	t.Parallel()
	everywhere(t, func(g *gallery) {
		t := g.t
		ann, id := g.person("ann")
		with := *ann
		with.Header = http.Header{"Content-Type": {"image/webp"}, "X-Forwarded-Host": {"evil.example"}}
		first := with.POST("/picture/upload", drawn(t, 1)).Want(200).Text("image")
		if got := ann.GET("/get-session").Want(200).Text("user", "image"); got != first {
			t.Errorf("the session has %q, the answer %q", got, first)
		}

		// Anybody may look, and keep what they saw.
		seen := g.Browser().GET(path(t, first)).Want(200)
		for name, want := range map[string]string{
			"Content-Type": "image/jpeg", "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox", "Cross-Origin-Resource-Policy": "cross-origin", "Set-Cookie": "",
		} {
			if got := seen.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if shown, kind, err := image.Decode(strings.NewReader(seen.Body)); err != nil || kind != "jpeg" || shown.Bounds().Dx() != 10 || shown.Bounds().Dy() != 10 {
			t.Errorf("shown is a %s, %v", kind, err)
		}

		// The same again is the same; another replaces it; one of somebody else has another
		// address.
		if again := send(ann, "/picture/upload", drawn(t, 1)).Want(200).Text("image"); again != first || g.count() != 1 {
			t.Errorf("again at %q, %d kept", again, g.count())
		}
		second := send(ann, "/picture/upload", drawn(t, 200)).Want(200).Text("image")
		g.Browser().GET(path(t, first)).Want(404, "PICTURE_NOT_FOUND")
		bob, bobID := g.person("bob")
		if theirs := send(bob, "/picture/upload", drawn(t, 200)).Want(200).Text("image"); theirs == second {
			t.Error("two people have one picture")
		}
		g.Browser().GET(path(t, second)).Want(200)

		// It goes when it is removed, and when the image becomes something else. What was
		// refused changes nothing.
		ann.POST("/update-user", `{"name":"Ann Other"}`).Want(200)
		ann.POST("/update-user", `{"image":"javascript:alert(1)"}`).Want(400)
		ann.POST("/update-user", fmt.Sprintf(`{"image":%q}`, second)).Want(200)
		g.Browser().GET(path(t, second)).Want(200)
		ann.POST("/picture/delete", ``).Want(200, `{"image":null}`)
		g.Browser().GET(path(t, second)).Want(404)
		if got := ann.GET("/get-session").Want(200).Text("user", "image"); got != "" {
			t.Errorf("after deleting, the session has %q", got)
		}
		send(ann, "/picture/upload", drawn(t, 3)).Want(200)
		ann.POST("/update-user", `{"image":"https://elsewhere.example/ann.png"}`).Want(200)
		send(bob, "/picture/upload", drawn(t, 4)).Want(200)
		if g.count(store.Eq("userId", id)) != 0 || g.count(store.Eq("userId", bobID)) != 1 {
			t.Errorf("%d and %d pictures are kept", g.count(store.Eq("userId", id)), g.count(store.Eq("userId", bobID)))
		}
		const data = "data:image/png;base64,iVBORw0KGgo="
		ann.POST("/update-user", fmt.Sprintf(`{"image":%q}`, data)).Want(200)
		if got := ann.GET("/get-session").Text("user", "image"); got != data {
			t.Errorf("a picture in the row became %q", got)
		}
	})
}

func TestPicturesGoWithTheirOwners(t *testing.T) {
	t.Parallel()
	everywhere(t, func(g *gallery) {
		t := g.t
		ann, _ := g.person("ann")
		send(ann, "/picture/upload", drawn(t, 1)).Want(200)
		ann.POST("/delete-user", `{"password":"correct horse"}`).Want(200)
		bob, bobID := g.person("bob")
		send(bob, "/picture/upload", drawn(t, 1)).Want(200)
		if g.count() != 1 {
			t.Errorf("%d pictures are left of who has gone", g.count()-1)
		}
		_, chief := g.person("chief")
		if _, err := g.UpdateUser(t.Context(), chief, store.Values{"role": "admin"}); err != nil {
			t.Fatal(err)
		}
		boss := g.Browser()
		boss.POST("/sign-in/email", `{"email":"chief@example.com","password":"correct horse"}`).Want(200)
		boss.POST("/admin/update-user", fmt.Sprintf(`{"userId":%q,"data":{"image":null}}`, bobID)).Want(200)
		if g.count() != 0 {
			t.Error("an administrator has removed a picture in vain")
		}
		send(bob, "/picture/upload", drawn(t, 1)).Want(200)
		boss.POST("/admin/remove-user", fmt.Sprintf(`{"userId":%q}`, bobID)).Want(200)
		if g.count() != 0 {
			t.Error("a removed user's picture is left")
		}
	})
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	everywhere(t, func(g *gallery) {
		t := g.t
		ann, id := g.person("ann")
		file := drawn(t, 1)
		send(g.Browser(), "/picture/upload", file).Want(401, "UNAUTHORIZED")
		g.Browser().POST("/picture/delete", ``).Want(401, "UNAUTHORIZED")
		elsewhere := *ann
		elsewhere.Origin = "https://evil.example"
		send(&elsewhere, "/picture/upload", file).Want(403, "INVALID_ORIGIN")
		elsewhere.POST("/picture/delete", ``).Want(403, "INVALID_ORIGIN")
		ann.POST("/picture/upload", `{"image":"x"}`).Want(415, "UNSUPPORTED_MEDIA_TYPE", "image/png, image/jpeg, image/webp")
		form := *ann
		form.Header = http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}
		form.POST("/picture/upload", "--x--").Want(415)
		ann.POST("/picture/upload", ``).Want(400, "PICTURE_MISSING")
		send(ann, "/picture/upload", "<svg/>").Want(415, "PICTURE_NOT_SUPPORTED")
		send(ann, "/picture/upload", file[:40]).Want(400, "PICTURE_UNREADABLE")
		send(ann, "/picture/upload", file+strings.Repeat("x", 1<<20)).Want(413, "PAYLOAD_TOO_LARGE")
		g.Browser().GET("/picture/nothing").Want(404, "PICTURE_NOT_FOUND")
		if got := g.Browser().GET("/picture/nothing").Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("that there is none is kept: %q", got)
		}
		if _, err := g.office.Ban(t.Context(), nil, id, admin.Ban{}); err != nil {
			t.Fatal(err)
		}
		send(ann, "/picture/upload", file).Want(401)
		if g.count() != 0 {
			t.Errorf("%d pictures are kept", g.count())
		}
	})
}

// Whatever number of pictures comes at once: one is kept, and it is the one that the user has.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	everywhere(t, func(g *gallery) {
		t := g.t
		ann, id := g.person("ann")
		var all sync.WaitGroup
		for i := range 100 {
			all.Go(func() {
				if r := send(ann, "/picture/upload", drawn(t, 80*(i%4))); r.StatusCode != 200 {
					t.Errorf("%d %s", r.StatusCode, r.Body)
				}
			})
		}
		all.Wait()
		user, err := g.FindUser(t.Context(), id)
		if err != nil || user.Image == nil {
			t.Fatalf("%v, %v", user, err)
		}
		g.Browser().GET(path(t, *user.Image)).Want(200)
		if g.count() != 1 {
			t.Errorf("%d pictures are kept", g.count())
		}
	})
}

func TestLogos(t *testing.T) {
	t.Parallel()
	everywhere(t, func(g *gallery) {
		t := g.t
		owner, _ := g.person("owner")
		school := owner.POST("/organization/create", `{"name":"School","slug":"school"}`).Want(200).Text("id")
		of := func(path string) string { return path + "?organizationId=" + school }
		stranger, _ := g.person("stranger")
		send(stranger, of("/picture/upload"), drawn(t, 1)).Want(400, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION")
		send(owner, "/picture/upload?organizationId=nothing", drawn(t, 1)).Want(400, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION")
		member, id := g.person("member")
		if _, err := g.schools.AddMember(t.Context(), organization.NewMember{OrganizationID: school, UserID: id, Roles: []string{"member"}}); err != nil {
			t.Fatal(err)
		}
		send(member, of("/picture/upload"), drawn(t, 1)).Want(403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION")
		member.POST(of("/picture/delete"), ``).Want(403)
		if g.count() != 0 {
			t.Fatalf("%d logos of who may not", g.count())
		}

		logo := func() string {
			return owner.GET("/organization/get-full-organization?organizationId=" + school).Want(200).Text("logo")
		}
		first := send(owner, of("/picture/upload"), drawn(t, 1)).Want(200).Text("image")
		if logo() != first {
			t.Errorf("the logo is %q, not %q", logo(), first)
		}
		g.Browser().GET(path(t, first)).Want(200)
		second := send(owner, of("/picture/upload"), drawn(t, 200)).Want(200).Text("image")
		g.Browser().GET(path(t, first)).Want(404)
		update := func(data string) {
			owner.POST("/organization/update", fmt.Sprintf(`{"organizationId":%q,"data":%s}`, school, data)).Want(200)
		}
		update(`{"name":"Other"}`)
		update(fmt.Sprintf(`{"logo":%q}`, second))
		g.Browser().GET(path(t, second)).Want(200)
		owner.POST(of("/picture/delete"), ``).Want(200)
		if logo() != "" || g.count() != 0 {
			t.Errorf("the logo is %q, %d are kept", logo(), g.count())
		}
		for _, end := range []func(){
			func() { update(`{"logo":"https://elsewhere.example/logo.png"}`) },
			func() { owner.POST("/organization/delete", fmt.Sprintf(`{"organizationId":%q}`, school)).Want(200) },
		} {
			send(owner, of("/picture/upload"), drawn(t, 3)).Want(200)
			if end(); g.count() != 0 {
				t.Errorf("%d logos are left", g.count())
			}
		}
	})
}

// Without a base URL, addresses are paths: what a request calls the server is believed nowhere.
func TestAddressesWithoutBaseURL(t *testing.T) {
	t.Parallel()
	g := open(t, "sqlite:"+filepath.Join(t.TempDir(), "auth.db"), auth.Options{DynamicBaseURL: auth.DynamicBaseURL{AllowedHosts: []string{"127.0.0.1:*"}}})
	ann, _ := g.person("ann")
	ann.Origin = strings.TrimSuffix(g.URL, "/api/auth")
	got := send(ann, "/picture/upload", drawn(t, 1)).Want(200).Text("image")
	if !strings.HasPrefix(got, "/api/auth/picture/") {
		t.Errorf("the address is %q", got)
	}
	g.Browser().GET(strings.TrimPrefix(got, "/api/auth")).Want(200)
}

func TestWithout(t *testing.T) {
	t.Parallel()
	db, err := sqlstore.Open(t.Context(), "memory:")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := auth.New(auth.Options{Secret: authtest.Secret, Database: db, Plugins: []auth.Plugin{picture.New(nil, picture.Options{})}}); err == nil || !strings.Contains(err.Error(), "pictures need a database") {
		t.Errorf("without a database: %v", err)
	}
	s := authtest.New(t, auth.Options{Plugins: []auth.Plugin{password.New(password.Options{}), picture.New(nil, picture.Options{})}})
	ann := s.Browser()
	ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
	send(ann, "/picture/upload?organizationId=x", drawn(t, 1)).Want(404, "NOT_FOUND")
}

// Uploads are few by default, looking is not.
func TestLimits(t *testing.T) {
	t.Parallel()
	on := true
	g := open(t, "sqlite:"+filepath.Join(t.TempDir(), "auth.db"), auth.Options{RateLimit: auth.RateLimitOptions{Enabled: &on}})
	ann, _ := g.person("ann")
	var image string
	for range 10 {
		image = send(ann, "/picture/upload", drawn(t, 1)).Want(200).Text("image")
	}
	send(ann, "/picture/upload", drawn(t, 1)).Want(429)
	for range 20 {
		ann.GET(path(t, image)).Want(200)
	}
}
