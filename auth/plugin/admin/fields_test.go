package admin_test

import (
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/store"
)

// An application's own field role is the plugin's, and nobody gives it to themselves.
func TestOwnFieldsStayClosed(t *testing.T) {
	t.Parallel()
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", auth.Options{User: auth.UserOptions{ModelOptions: auth.ModelOptions{
		AdditionalFields: []store.Field{{Name: "role", Nullable: true}},
	}}}, admin.Options{})
	bob := o.Browser()
	bob.POST("/sign-up/email", `{"name":"Bob","email":"bob@example.com","password":"a long phrase","role":"admin"}`).Want(400, "FIELD_NOT_ALLOWED")
	ann := o.user("ann", "user")
	browser, _ := o.signedIn(ann)
	browser.POST("/update-user", `{"role":"admin"}`).Want(400, "FIELD_NOT_ALLOWED")
	browser.GET("/admin/list-users").Want(403)
}

// What is not to be returned is not, although the session was made by this very request.
func TestImpersonationsHideFields(t *testing.T) {
	t.Parallel()
	hidden := auth.ModelOptions{AdditionalFields: []store.Field{
		{Name: "inner", Nullable: true, Hidden: true, Default: func() any { return "hidden value" }},
	}}
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", auth.Options{
		User: auth.UserOptions{ModelOptions: hidden}, Session: auth.SessionOptions{ModelOptions: hidden},
	}, admin.Options{})
	chief, _ := o.signedIn(o.user("chief", "admin"))
	bob := o.user("bob", "user")
	r := chief.POST("/admin/impersonate-user", `{"userId":"`+bob.ID+`"}`).Want(200, "bob@example.com")
	if strings.Contains(r.Body, "inner") || strings.Contains(r.Body, "hidden value") {
		t.Errorf("shown: %s", r.Body)
	}
}
