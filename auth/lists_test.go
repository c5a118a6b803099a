package auth_test

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/plugin/apikey"
	"github.com/lyceum/lyceum/auth/plugin/deviceauthorization"
	"github.com/lyceum/lyceum/auth/plugin/multisession"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/plugin/passkey"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

// Each table has so many rows, and one organization so many of those that belong to any.
const (
	manyRows = 10_000
	schoolOf = 1_000
)

// lists are the requests for lists. %u is the user, %o their organization, %t a team of it. A
// reason says why one may take longer the more rows there are, and on which database.
var lists = []struct{ path, postgres, sqlite string }{
	{path: "/list-sessions"},
	{path: "/list-accounts"},
	{path: "/multi-session/list-device-sessions"},
	{path: "/passkey/list-user-passkeys"},
	{path: "/api-key/list"},
	{path: "/api-key/list?limit=10&offset=5&sortBy=createdAt"},
	{path: "/device?user_code=ABCDEFGH"},

	{path: "/organization/list"},
	{path: "/organization/get-full-organization?organizationId=%o"},
	{path: "/organization/list-members?organizationId=%o"},
	{path: "/organization/list-members?organizationId=%o&limit=50&sortBy=createdAt"},
	{path: "/organization/list-members?organizationId=%o&limit=50&offset=50&sortBy=createdAt&sortDirection=desc"},
	{path: "/organization/list-members?organizationId=%o&limit=50&filterField=role&filterValue=owner"},
	{path: "/organization/list-invitations?organizationId=%o"},
	{path: "/organization/list-user-invitations"},
	{path: "/organization/list-teams?organizationId=%o"},
	{path: "/organization/list-user-teams"},
	{path: "/organization/list-team-members?teamId=%t"},
	{path: "/organization/list-roles?organizationId=%o"},

	{path: "/admin/list-users", sqlite: counts},
	{path: "/admin/list-users?limit=50&sortBy=createdAt", sqlite: counts},
	{path: "/admin/list-users?limit=50&sortBy=createdAt&sortDirection=desc&offset=100", sqlite: counts},
	{path: "/admin/list-users?limit=50&sortBy=email", sqlite: counts},
	{path: "/admin/list-users?limit=50&sortBy=id", sqlite: counts},
	{path: "/admin/list-users?limit=50&sortBy=name", postgres: byName, sqlite: byName},
	{path: "/admin/list-users?limit=50&sortBy=createdAt&sortDirection=desc&filterField=banned&filterValue=true", postgres: matches},
	{path: "/admin/list-users?limit=50&sortBy=createdAt&sortDirection=desc&filterField=role&filterValue=teacher", postgres: matches},
	{path: "/admin/list-users?limit=50&sortBy=createdAt&filterField=emailVerified&filterValue=false", postgres: matches},
	{path: "/admin/list-users?limit=50&filterField=id&filterOperator=in&filterValue=user-1&filterValue=user-2"},
	{path: "/admin/list-users?limit=50&filterField=email&filterValue=email-7"},
	{path: "/admin/list-users?limit=50&sortBy=createdAt&searchValue=l-1234", sqlite: pieces},
	{path: "/admin/list-users?limit=50&sortBy=createdAt&searchField=name&searchOperator=starts_with&searchValue=name-777", sqlite: pieces},
	{path: "/admin/list-users?limit=50&sortBy=createdAt&filterField=role&filterOperator=contains&filterValue=nobody", sqlite: pieces},
	{path: "POST /admin/list-user-sessions"},
	{path: "/admin/audit-log", sqlite: counts},
	{path: "/admin/audit-log?actorId=%u"},
	{path: "/admin/audit-log?targetId=%u"},
	{path: "/admin/audit-log?outcome=outcome-7"},
	{path: "/admin/audit-log?action=action-7&since=2026-01-02T03:04:05Z"},
	{path: "/admin/audit-log?since=2100-01-02T03:04:05Z"},
}

// Reasons.
const (
	counts  = "SQLite counts all rows by the pages of an index, 15 ms for a million users (decision 0013)"
	byName  = "no index can have all names (PostgreSQL has a limit)"
	matches = "the total of a filter counts what matches; that it is little here is not known to a plan for all values"
	pieces  = "SQLite has no index of pieces (docs/operating.md)"
)

// TestListsStayFlat: among many rows no list reads more than a page of them. Every statement of
// every list is explained on tables full of rows; PostgreSQL's planner, which has statistics,
// tells what it costs, SQLite's whether it looks at all rows.
func TestListsStayFlat(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			off := false
			s := authtest.NewOn(t, url, auth.Options{
				RateLimit: auth.RateLimitOptions{Enabled: &off},
				Session:   auth.SessionOptions{Cache: auth.SessionCacheOptions{Disabled: true}},
				Plugins: []auth.Plugin{
					password.New(password.Options{}), admin.New(admin.Options{}), apikey.New(nil), passkey.New(passkey.Options{}),
					organization.New(organization.Options{Teams: organization.TeamOptions{Enabled: true}, DynamicRoles: true}),
					multisession.New(multisession.Options{}), deviceauthorization.New(deviceauthorization.Options{}),
				},
			})
			ann, email := newMember(s)
			user, err := s.FindUserByEmail(t.Context(), email)
			if err == nil {
				_, err = s.UpdateUser(t.Context(), user.ID, store.Values{"role": "admin", "emailVerified": true})
			}
			if err != nil {
				t.Fatal(err)
			}
			school := ann.POST("/organization/create", `{"name":"A","slug":"a"}`).Want(200).Text("id")
			team := ann.POST("/organization/create-team", fmt.Sprintf(`{"name":"T","organizationId":%q}`, school)).Want(200).Text("id")
			fillTables(t, url, s.Schema(), name == "postgres", school)
			costs := costsPostgres
			if name == "sqlite" {
				costs = costsSQLite
			}
			for _, list := range lists {
				s.SQL.Reset()
				path := strings.NewReplacer("%u", user.ID, "%o", school, "%t", team).Replace(list.path)
				if post, is := strings.CutPrefix(path, "POST "); is {
					ann.POST(post, fmt.Sprintf(`{"userId":%q}`, user.ID))
				} else {
					ann.GET(path)
				}
				reason := list.postgres
				if name == "sqlite" {
					reason = list.sqlite
				}
				slow := costs(t, url, s.SQL.All())
				switch {
				case len(s.SQL.All()) == 0:
					t.Errorf("%s asks for nothing", list.path)
				case slow != "" && reason == "":
					t.Errorf("%s reads much:\n%s", list.path, slow)
				case slow == "" && reason != "":
					t.Errorf("%s has no need of an excuse: %s", list.path, reason)
				}
			}
		})
	}
}

// fillTables gives every table of a schema many rows that refer to each other. One in ten
// belongs to the organization.
func fillTables(t *testing.T, url string, schema *store.Schema, postgres bool, school string) {
	t.Helper()
	var statements []string
	if postgres {
		statements = append(statements, "SET session_replication_role = replica") // no checks of references
	}
	for _, m := range schema.Tables {
		var columns, values []string
		for i := range m.Fields {
			columns = append(columns, `"`+m.Fields[i].Column+`"`)
			values = append(values, filling(m, &m.Fields[i], postgres, school))
		}
		numbers := fmt.Sprintf("WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %d)", manyRows)
		if postgres {
			numbers = fmt.Sprintf("WITH s AS (SELECT n FROM generate_series(1, %d) n)", manyRows)
		}
		statements = append(statements, fmt.Sprintf(`%s INSERT INTO "%s" (%s) SELECT %s FROM s`,
			numbers, m.Name, strings.Join(columns, ", "), strings.Join(values, ", ")))
	}
	if postgres {
		statements = append(statements, `VACUUM "user"`, "ANALYZE") // an index of pieces has new rows in a heap until then
	}
	run(t, url, statements)
}

// filling is the value of a field in row n.
func filling(m *store.Model, f *store.Field, postgres bool, school string) string {
	numbered := func(word string) string { return "'" + word + "-' || n" }
	switch {
	case f.Name == "id":
		return numbered(m.Model)
	case f.References != nil && f.References.Model == "organization":
		return fmt.Sprintf("CASE WHEN n %% %d = 0 THEN '%s' ELSE 'organization-' || n END", manyRows/schoolOf, school)
	case f.References != nil:
		return numbered(f.References.Model)
	case f.Name == "permission":
		return "'{}'"
	case f.Name == "status":
		return "'pending'"
	case f.Name == "role":
		return "CASE WHEN n % 100 = 0 THEN 'teacher' ELSE 'member' END"
	}
	switch f.Type {
	case store.Number:
		return "n"
	case store.Boolean:
		return "n % 100 = 0"
	case store.Date:
		if postgres {
			return "now() - n * interval '1 minute'"
		}
		return "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || n || ' minutes')"
	case store.JSON:
		return "'{}'"
	case store.StringArray, store.NumberArray:
		return "'[]'"
	}
	return numbered(f.Name)
}

func run(t *testing.T, url string, statements []string) {
	t.Helper()
	if path, is := strings.CutPrefix(url, "sqlite:"); is {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, text := range statements {
			if err := execute(db, text); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
		}
		return
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, text := range statements {
		if _, err := conn.Exec(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

// flatCost is more than a page of a list costs, and less than reading one of the tables, in the
// planner's unit: a page of eight kilobytes in order.
const flatCost = 200

var (
	limit   = regexp.MustCompile(`LIMIT \$\d+`)
	offset  = regexp.MustCompile(`OFFSET \$\d+`)
	pattern = regexp.MustCompile(`LIKE \$\d+::text`)
)

// costsPostgres are the statements that cost more than a page, with their plans. It plans for
// parameters that are not known, but for a page of fifty and a piece that is rare.
func costsPostgres(t *testing.T, url string, statements []string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "SET plan_cache_mode = force_generic_plan"); err != nil {
		t.Fatal(err)
	}
	var slow []string
	for i, text := range statements {
		if !strings.HasPrefix(text, "SELECT") {
			continue
		}
		if strings.Contains(text, "lyceum_count") { // with a count of all rows in case of need
			if plan := explainOne(t, conn, "EXPLAIN (ANALYZE, TIMING OFF) "+text); !strings.Contains(plan, "never executed") {
				slow = append(slow, text+"\n"+plan)
			}
			continue
		}
		text = limit.ReplaceAllString(offset.ReplaceAllString(pattern.ReplaceAllString(text, "LIKE '%rare piece%'"), "OFFSET 50"), "LIMIT 50")
		numbers := parameter.FindAllString(text, -1)
		slices.Sort(numbers)
		numbers = slices.Compact(numbers)
		for n, old := range numbers { // what was replaced leaves gaps
			text = strings.ReplaceAll(text, old, fmt.Sprintf("$%d", n+1))
		}
		if _, err := conn.Exec(t.Context(), fmt.Sprintf("PREPARE l%d AS %s", i, text)); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		arguments := ""
		if len(numbers) > 0 {
			arguments = "(" + strings.TrimSuffix(strings.Repeat("NULL,", len(numbers)), ",") + ")"
		}
		plan := explainOne(t, conn, fmt.Sprintf("EXPLAIN EXECUTE l%d%s", i, arguments))
		var cost float64
		if _, err := fmt.Sscanf(total.FindString(plan), "..%f", &cost); err != nil || cost > flatCost {
			slow = append(slow, text+"\n"+plan)
		}
	}
	return strings.Join(slow, "\n")
}

// total is what the first line of a plan says of all.
var total = regexp.MustCompile(`\.\.[0-9.]+`)

func explainOne(t *testing.T, conn *pgx.Conn, text string) string {
	t.Helper()
	rows, err := conn.Query(t.Context(), text, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return strings.Join(lines, "\n")
}

// costsSQLite are the statements that look at every row of a table, with their plans.
func costsSQLite(t *testing.T, url string, statements []string) string {
	t.Helper()
	var slow []string
	reads := slices.DeleteFunc(slices.Clone(statements), func(text string) bool { return !strings.HasPrefix(text, "SELECT") })
	for text, plan := range explainSQLite(t, url, reads) {
		walks := strings.Contains(text, "instr(") || strings.Contains(text, "substr(") || strings.HasPrefix(text, "SELECT count")
		if scansTable(plan) || walks && strings.Contains(plan, "SCAN ") {
			slow = append(slow, text+"\n"+plan)
		}
	}
	return strings.Join(slow, "\n")
}
