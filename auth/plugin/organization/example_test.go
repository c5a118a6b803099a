package organization_test

import (
	"context"
	"fmt"
	"os"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// A school whose teachers may write lessons, and who may do what in it.
func Example() {
	ctx := context.Background()
	roles := access.OrganizationRoles().With(access.Roles{
		"teacher": access.NewRole(access.Statements{"lesson": {"read", "write"}}),
	})
	organizations := organization.New(organization.Options{Roles: roles})
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	db, err := sqlstore.Open(ctx, "sqlite:"+folder+"/auth.db")
	if err != nil {
		panic(err)
	}
	a, err := auth.New(auth.Options{
		BaseURL: "http://localhost:3000", Secret: "an example secret of more than 32 characters", Database: db,
		Plugins: []auth.Plugin{organizations},
	})
	if err != nil {
		panic(err)
	}
	defer func() { _ = a.Close() }()
	if err := a.Migrate(ctx); err != nil {
		panic(err)
	}
	ann, err := a.CreateUser(ctx, store.Values{"name": "Ann", "email": "ann@example.com"}, "example")
	if err != nil {
		panic(err)
	}
	bob, err := a.CreateUser(ctx, store.Values{"name": "Bob", "email": "bob@example.com"}, "example")
	if err != nil {
		panic(err)
	}
	school, err := organizations.Create(ctx, ann, organization.NewOrganization{Name: "The school", Slug: "school"})
	if err != nil {
		panic(err)
	}
	id := school.Organization.ID
	if _, err := organizations.AddMember(ctx, organization.NewMember{OrganizationID: id, UserID: bob.ID, Roles: []string{"teacher"}}); err != nil {
		panic(err)
	}
	may, _ := organizations.HasPermission(ctx, id, bob.ID, access.Request{access.Need("lesson", "write")})
	fmt.Println("Bob may write lessons:", may)
	may, _ = organizations.HasPermission(ctx, id, bob.ID, access.Request{access.Need("member", "delete")})
	fmt.Println("Bob may remove members:", may)
	_, err = organizations.Leave(ctx, ann, id)
	fmt.Println("Ann leaves:", err)
	// Output:
	// Bob may write lessons: true
	// Bob may remove members: false
	// Ann leaves: YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER: You cannot leave the organization as the only owner
}
