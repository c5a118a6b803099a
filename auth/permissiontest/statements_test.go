package permissiontest

import (
	_ "embed"
	"slices"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
)

//go:embed testdata/statements.txt
var statements string

// countedPlugins are those with rows here, and what each needs beside the password. The others
// have their rows in auth/statements_test.go.
var countedPlugins = []struct{ id, needs string }{
	{"social", "generic-oauth"}, {"email-otp", ""}, {"phone-number", ""}, {"username", ""}, {"anonymous", ""}, {"two-factor", ""},
	{"passkey", ""}, {"one-time-token", ""}, {"multi-session", ""}, {"device-authorization", ""}, {"api-key", "organization"},
	{"open-api", ""}, {"organization", ""}, {"admin", ""}, {"picture", "organization"},
}

// Whoever adds a plugin counts its statements.
func TestEveryPluginIsCounted(t *testing.T) {
	t.Parallel()
	known := []string{"core", "email-password", "jwt", "magic-link"}
	for _, p := range countedPlugins {
		known = append(known, p.id)
	}
	for _, e := range open(t, "sqlite:"+t.TempDir()+"/auth.db", "", whole).Describe() {
		if !slices.Contains(known, e.Plugin) {
			t.Errorf("no statements are counted for the endpoints of %s", e.Plugin)
		}
	}
}

// TestStatementsOfEveryEndpoint: never more than the reference needs in the same situation,
// that is with the same plugins. Those for administrators are there besides: bans and the
// audit log cost no statement either.
func TestStatementsOfEveryEndpoint(t *testing.T) {
	t.Parallel()
	rows := readTable(t, statements, []string{"who"})
	everywhere(t, func(t *testing.T, database string) {
		var endpoints []string
		for i, p := range countedPlugins {
			s := open(t, database, "reference", func(id string) bool {
				return id == p.id || id == p.needs || id == "email-password" || id == "admin"
			})
			s.made.Store(int64(i) * 100_000)           // all on one database
			_, _ = s.FindVerification(t.Context(), "") // what is swept now and then is swept now
			own := s.EndpointsOf(p.id)
			authtest.CountStatements(t, s.Server, []string{p.id}, s.counted(t, rows, own))
			for _, e := range own {
				endpoints = append(endpoints, e.Method+" "+e.Path)
			}
		}
		complete(t, rows, endpoints)
	})
}

// counted are the rows of endpoints.
func (s *server) counted(t *testing.T, rows []*row, endpoints []auth.Endpoint) []authtest.Counted {
	var list []authtest.Counted
	for _, r := range rows {
		if !slices.ContainsFunc(endpoints, func(e auth.Endpoint) bool { return e.Method+" "+e.Path == r.endpoint }) {
			continue
		}
		list = append(list, authtest.Counted{Endpoint: r.endpoint, Like: r.like, Extra: r.extra, Do: func(*authtest.Server) authtest.Request {
			return s.newCell(t, r.cells[0]).request(r)
		}})
	}
	return list
}

// whole has all plugins.
func whole(string) bool { return true }
