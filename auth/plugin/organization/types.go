package organization

import (
	"slices"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// Organization is a group of users. Metadata is JSON text, "" when there is none.
type Organization struct {
	ID, Name, Slug string
	Logo           *string
	Metadata       string
	CreatedAt      time.Time
	// Row is the whole stored row, additional fields included.
	Row store.Row
}

func organizationFrom(r store.Row) *Organization {
	return &Organization{
		ID: r.ID(), Name: r.String("name"), Slug: r.String("slug"), Logo: r.Text("logo"),
		Metadata: r.String("metadata"), CreatedAt: r.Time("createdAt"), Row: r,
	}
}

// AppendJSON writes the row: metadata is text, as the reference has it in most answers.
func (o *Organization) AppendJSON(dst []byte) []byte { return auth.AppendRow(dst, o.Row) }

// opened is the organization with its metadata as an object, left out when there is none.
func (o *Organization) opened() auth.Object {
	var metadata any = auth.Undefined
	if o.Metadata != "" {
		if parsed, err := auth.ParseJSON([]byte(o.Metadata)); err == nil {
			metadata = parsed
		} else {
			metadata = o.Metadata
		}
	}
	return object(o.Row).Set("metadata", metadata)
}

// Member is a user's place in an organization. Role may hold several, with commas.
type Member struct {
	ID, OrganizationID, UserID, Role string
	CreatedAt                        time.Time
	Row                              store.Row
}

func memberFrom(r store.Row) *Member {
	return &Member{
		ID: r.ID(), OrganizationID: r.String("organizationId"), UserID: r.String("userId"), Role: r.String("role"),
		CreatedAt: r.Time("createdAt"), Row: r,
	}
}

// Roles are the names of the member's roles.
func (m *Member) Roles() []string { return access.SplitRoles(m.Role) }

// AppendJSON writes the row.
func (m *Member) AppendJSON(dst []byte) []byte { return auth.AppendRow(dst, m.Row) }

// with is the member with what others may know of the user.
func (m *Member) with(u *auth.User) auth.Object {
	return append(object(m.Row), auth.Member{Key: "user", Value: auth.Object{
		{Key: "id", Value: u.ID}, {Key: "name", Value: u.Name}, {Key: "email", Value: u.Email}, {Key: "image", Value: u.Image},
	}})
}

// The states of an invitation.
const (
	pending  = "pending"
	accepted = "accepted"
	rejected = "rejected"
	canceled = "canceled"
)

// Invitation asks somebody to join. TeamIDs is empty without teams.
type Invitation struct {
	ID, OrganizationID, Email, Role, Status, InviterID string
	TeamIDs                                            []string
	ExpiresAt, CreatedAt                               time.Time
	Row                                                store.Row
}

func invitationFrom(r store.Row) *Invitation {
	return &Invitation{
		ID: r.ID(), OrganizationID: r.String("organizationId"), Email: r.String("email"), Role: r.String("role"),
		Status: r.String("status"), InviterID: r.String("inviterId"), TeamIDs: access.SplitRoles(r.String("teamId")),
		ExpiresAt: r.Time("expiresAt"), CreatedAt: r.Time("createdAt"), Row: r,
	}
}

// AppendJSON writes the row.
func (i *Invitation) AppendJSON(dst []byte) []byte { return auth.AppendRow(dst, i.Row) }

// Team is a part of an organization.
type Team struct {
	ID, Name, OrganizationID string
	CreatedAt, UpdatedAt     time.Time
	Row                      store.Row
}

func teamFrom(r store.Row) *Team {
	return &Team{
		ID: r.ID(), Name: r.String("name"), OrganizationID: r.String("organizationId"),
		CreatedAt: r.Time("createdAt"), UpdatedAt: r.Time("updatedAt"), Row: r,
	}
}

// AppendJSON writes the row without its counter.
func (t *Team) AppendJSON(dst []byte) []byte { return auth.AppendRow(dst, t.Row) }

// TeamMember is a user's place in a team.
type TeamMember struct {
	ID, TeamID, UserID string
	Row                store.Row
}

func teamMemberFrom(r store.Row) *TeamMember {
	return &TeamMember{ID: r.ID(), TeamID: r.String("teamId"), UserID: r.String("userId"), Row: r}
}

// AppendJSON writes the row without its key.
func (m *TeamMember) AppendJSON(dst []byte) []byte { return auth.AppendRow(dst, m.Row) }

// Role is a role an organization has made for itself.
type Role struct {
	ID, OrganizationID, Name string
	Permissions              access.Permissions
	Row                      store.Row
}

// AppendJSON writes the row with its permission as an object.
func (r *Role) AppendJSON(dst []byte) []byte {
	return object(r.Row).Set("permission", r.Permissions).AppendJSON(dst)
}

// object is a row as its members in wire order, hidden fields left out.
func object(r store.Row, shown ...string) auth.Object {
	o := make(auth.Object, 0, len(r.V)+1)
	for i := range r.Model.Fields {
		f := &r.Model.Fields[i]
		v := r.V[i]
		if store.IsAbsent(v) || f.Hidden && !slices.Contains(shown, f.Name) {
			continue
		}
		if f.TransformOutput != nil {
			v = f.TransformOutput(v)
		}
		o = append(o, auth.Member{Key: f.Name, Value: v})
	}
	return o
}

// mapRows makes values of rows.
func mapRows[T any](rows []store.Row, from func(store.Row) T) []T {
	out := make([]T, len(rows))
	for i := range rows {
		out[i] = from(rows[i])
	}
	return out
}
