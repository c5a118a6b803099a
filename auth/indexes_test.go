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
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/social"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// TestStatementsUseIndexes, of what users do every day ([TestListsStayFlat] is of lists): what a request reads is found by an index, so that its time
// does not grow with the number of users. Each statement of the requests is explained.
func TestStatementsUseIndexes(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			off := false
			github, err := provider.New("github", provider.Options{ClientID: []string{"id"}, ClientSecret: "secret"})
			if err != nil {
				t.Fatal(err)
			}
			s := authtest.NewOn(t, url, auth.Options{
				RateLimit: auth.RateLimitOptions{Enabled: &off},
				Session:   auth.SessionOptions{Cache: auth.SessionCacheOptions{Disabled: true}},
				Plugins: []auth.Plugin{
					password.New(password.Options{}), organization.New(organization.Options{}), social.New(github),
					magiclink.New(magiclink.Options{Send: func(context.Context, magiclink.Mail) error { return nil }}),
				},
			})
			list := everydayStatements(t, s)
			explain := explainPostgres
			if name == "sqlite" {
				explain = explainSQLite
			}
			// A search without an index shows that the test would see one.
			const without = `SELECT "id" FROM "user" WHERE "image" = $1`
			for text, plan := range explain(t, url, append(list, without)) {
				if text == without {
					if !scansTable(plan) {
						t.Errorf("not seen to read the whole table:\n%s", plan)
					}
				} else if scansTable(plan) {
					t.Errorf("reads a whole table:\n%s\n%s", text, plan)
				}
			}
		})
	}
}

// everydayStatements are the reads of what users do every day.
func everydayStatements(t *testing.T, s *authtest.Server) []string {
	ann, email := newMember(s)
	s.SQL.Reset()
	ann.GET("/get-session").Want(200, `"user"`)
	ann.GET("/list-sessions").Want(200)
	ann.GET("/list-accounts").Want(200, "credential")
	s.Browser().POST("/sign-in/email", fmt.Sprintf(`{"email":%q,"password":"correct horse"}`, email)).Want(200)
	s.Browser().GET("/magic-link/verify?token=unknown&callbackURL=/") // a verification by its identifier
	ann.POST("/organization/create", `{"name":"A","slug":"a"}`).Want(200)
	for _, path := range []string{"list", "get-full-organization", "list-members", "list-invitations", "get-active-member"} {
		ann.GET("/organization/" + path).Want(200)
	}
	ann.POST("/organization/has-permission", `{"permissions":{"member":["create"]}}`).Want(200)
	// A sign-in through a provider looks for its account.
	if _, err := s.Store().List(t.Context(), store.Query{Model: "account", Limit: 2, Where: []store.Cond{
		store.Eq("providerId", "github"), store.Eq("accountId", "1"),
	}}); err != nil {
		t.Fatal(err)
	}
	var reads []string
	for _, text := range s.SQL.All() {
		if strings.HasPrefix(strings.ToUpper(strings.TrimSpace(text)), "SELECT") && !slices.Contains(reads, text) {
			reads = append(reads, text)
		}
	}
	if len(reads) < 10 {
		t.Fatalf("only %d statements were seen", len(reads))
	}
	return reads
}

// scansTable tells a look at every row from a look at an index.
func scansTable(plan string) bool {
	return strings.Contains(plan, "Seq Scan") || regexp.MustCompile(`(?m)^SCAN \S+$`).MatchString(plan)
}

var parameter = regexp.MustCompile(`\$(\d+)`)

// explainPostgres plans as if the tables were large: a sequential scan only where nothing
// else is possible.
func explainPostgres(t *testing.T, url string, list []string) map[string]string {
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, set := range []string{"SET enable_seqscan = off", "SET plan_cache_mode = force_generic_plan"} {
		if _, err := conn.Exec(t.Context(), set); err != nil {
			t.Fatal(err)
		}
	}
	plans := map[string]string{}
	for i, text := range list {
		highest := 0
		for _, found := range parameter.FindAllStringSubmatch(text, -1) {
			var n int
			_, _ = fmt.Sscan(found[1], &n)
			highest = max(highest, n)
		}
		execute := fmt.Sprintf("EXPLAIN (COSTS OFF) EXECUTE p%d", i)
		if highest > 0 {
			execute += "(" + strings.TrimSuffix(strings.Repeat("NULL,", highest), ",") + ")"
		}
		if _, err := conn.Exec(t.Context(), fmt.Sprintf("PREPARE p%d AS %s", i, text)); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		rows, err := conn.Query(t.Context(), execute, pgx.QueryExecModeSimpleProtocol)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		plans[text] = strings.Join(lines, "\n")
	}
	return plans
}

func explainSQLite(t *testing.T, url string, list []string) map[string]string {
	db, err := sql.Open("sqlite", strings.TrimPrefix(url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	plans := map[string]string{}
	for _, text := range list {
		args := make([]any, strings.Count(text, "?"))
		if found := parameter.FindAllString(text, -1); len(args) == 0 {
			slices.Sort(found)
			args = make([]any, len(slices.Compact(found)))
		}
		rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args...)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		defer rows.Close()
		var lines []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, detail)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		plans[text] = strings.Join(lines, "\n")
	}
	return plans
}
