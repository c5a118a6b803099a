package auth_test

import (
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/store"
)

// Lists can be filtered by their ids in any way there is, whatever the database keeps them as.
func TestListsAreFilteredByIDs(t *testing.T) {
	t.Parallel()
	for _, ids := range []store.IDStrategy{store.RandomID, store.UUIDID, store.SerialID} {
		t.Run(string(ids), func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, database string) {
				s := authtest.NewOn(t, database, auth.Options{
					Advanced: auth.AdvancedOptions{IDs: ids},
					Plugins:  append(passwords(), admin.New(admin.Options{}), organization.New(organization.Options{})),
				})
				ann := signUpAnn(s)
				id := ann.GET("/get-session").Want(200).Text("user", "id")
				if _, err := s.UpdateUser(t.Context(), id, store.Values{"role": "admin"}); err != nil {
					t.Fatal(err)
				}
				school := ann.POST("/organization/create", `{"name":"School","slug":"school"}`).Want(200).Text("id")
				for _, list := range []struct{ path, own string }{
					{"/admin/list-users?filterField=id", id},
					{"/organization/list-members?organizationId=" + school + "&filterField=userId", id},
					{"/organization/list-members?organizationId=" + school + "&filterField=organizationId", school},
				} {
					for operator, total := range map[string]string{
						"eq": "1", "ne": "0", "lt": "0", "lte": "1", "gt": "0", "gte": "1", "in": "1", "not_in": "0",
						"contains": "1", "starts_with": "1", "ends_with": "1",
					} {
						ann.GET(list.path+"&filterOperator="+operator+"&filterValue="+list.own).Want(200, `"total":`+total)
						ann.GET(list.path+"&filterOperator="+operator+"&filterValue=%25x").Want(200, `"total":`)
					}
					ann.GET(list.path+"&filterOperator=contains&filterValue=%25").Want(200, `"total":0`)
				}
			})
		})
	}
}
