package access_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
)

func ExampleRole_Authorize() {
	teacher := access.NewRole(access.Statements{"lesson": {"read", "write"}})
	fmt.Println(teacher.Authorize(access.Request{access.Need("lesson", "write")}, access.And))
	fmt.Println(teacher.Authorize(access.Request{access.Need("lesson", "publish")}, access.And))
	fmt.Println(teacher.Authorize(access.Request{access.Need("quiz", "read")}, access.And))
	// Output:
	// <nil>
	// unauthorized to access resource "lesson"
	// You are not allowed to access resource: quiz
}

func TestAuthorize(t *testing.T) {
	t.Parallel()
	role := access.NewRole(access.Statements{"lesson": {"read", "write"}, "quiz": {"take"}, "none": {}})
	const (
		unknown = "You are not allowed to access resource: post"
		lesson  = `unauthorized to access resource "lesson"`
		nothing = "Not authorized"
	)
	either := func(resource string, actions ...string) access.Want {
		return access.Want{Resource: resource, Actions: actions, Connector: access.Or}
	}
	need := access.Need
	for _, test := range []struct {
		name      string
		request   access.Request
		connector access.Connector
		want      string
	}{
		{"one", access.Request{need("lesson", "read")}, access.And, ""},
		{"all", access.Request{need("lesson", "read", "write"), need("quiz", "take")}, access.And, ""},
		{"one action short", access.Request{need("lesson", "read", "delete")}, access.And, lesson},
		{"first refusal is told", access.Request{need("quiz", "take"), need("post", "x"), need("lesson", "x")}, access.And, unknown},
		{"nothing asked", nil, access.And, nothing},
		{"nothing asked, or", nil, access.Or, nothing},
		{"no actions", access.Request{need("lesson")}, access.And, lesson},
		{"no actions of a resource without any", access.Request{need("none")}, access.Or, nothing},
		{"no actions, any", access.Request{either("lesson")}, access.And, lesson},
		{"any action", access.Request{either("lesson", "delete", "write")}, access.And, ""},
		{"any action, none", access.Request{either("lesson", "delete")}, access.And, lesson},
		{"or skips the unknown", access.Request{need("post", "x"), need("lesson", "read")}, access.Or, ""},
		{"or skips the refused", access.Request{need("lesson", "x"), need("quiz", "take")}, access.Or, ""},
		{"or without any", access.Request{need("lesson", "x"), need("post", "x")}, access.Or, nothing},
		{"a prefix is no resource", access.Request{need("less", "read")}, access.And, "You are not allowed to access resource: less"},
		{"names are case sensitive", access.Request{need("lesson", "Read")}, access.And, lesson},
	} {
		err := role.Authorize(test.request, test.connector)
		if got := textOf(err); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestRolesAreNotAddedUp(t *testing.T) {
	t.Parallel()
	roles := access.Roles{
		"reader": access.NewRole(access.Statements{"lesson": {"read"}}),
		"writer": access.NewRole(access.Statements{"lesson": {"write"}}),
	}
	both := access.Request{access.Need("lesson", "read", "write")}
	if roles.Allow([]string{"reader", "writer"}, both) {
		t.Error("two roles were added up")
	}
	if !roles.Allow([]string{"ghost", "writer"}, access.Request{access.Need("lesson", "write")}) {
		t.Error("the second role was not asked")
	}
	if roles.Allow(nil, both) || roles.Allow([]string{"ghost"}, both) {
		t.Error("a role that does not exist allows something")
	}
}

func TestSplitRoles(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", " , ,": "", "admin": "admin", "admin, owner": "admin,owner", " admin ,admin": "admin,admin",
	} {
		if got := access.JoinRoles(access.SplitRoles(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := access.SplitRoles("a,b", " c"); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("several texts: %q", got)
	}
}

func TestControl(t *testing.T) {
	t.Parallel()
	control, err := access.NewControl(access.Statements{"lesson": {"read", "write"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, statements := range map[string]access.Statements{
		"resource": {"quiz": {"read"}}, "action": {"lesson": {"burn"}},
	} {
		if _, err := control.NewRoles(map[string]access.Statements{"x": statements}); err == nil {
			t.Errorf("an unknown %s was accepted", name)
		}
	}
	for _, name := range []string{"", " ", "a,b", "a:b"} {
		if _, err := access.NewControl(access.Statements{name: {"read"}}); err == nil {
			t.Errorf("the resource %q was accepted", name)
		}
	}
	merged := control.Statements().Merge(access.Statements{"lesson": {"write", "delete"}, "quiz": nil})
	if got := fmt.Sprint(merged); got != "map[lesson:[read write delete] quiz:[]]" {
		t.Error(got)
	}
	if control.Has("quiz") || !control.Has("lesson") {
		t.Error("merging changed the vocabulary")
	}
}

func TestDefaultsFollowTheirVocabulary(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]struct {
		statements access.Statements
		roles      access.Roles
	}{
		"organization": {access.OrganizationStatements(), access.OrganizationRoles()},
		"admin":        {access.AdminStatements(), access.AdminRoles()},
	} {
		control, err := access.NewControl(set.statements)
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range set.roles.Names() {
			if _, err := control.NewRole(set.roles[role].Statements()); err != nil {
				t.Errorf("%s, %s: %v", name, role, err)
			}
		}
	}
}

func FuzzParsePermissions(f *testing.F) {
	for _, seed := range []string{`{"lesson":["read"]}`, `{"a":[],"b":["x","x"]}`, `{"a":[1]}`, `{"a":"b"}`, `[]`, `{`, `null`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := access.ParsePermissions(text)
		if !ok {
			return
		}
		again, ok := access.ParsePermissions(string(auth.JSON(p)))
		if !ok || fmt.Sprint(again) != fmt.Sprint(p) {
			t.Errorf("%q became %v", text, again)
		}
	})
}
