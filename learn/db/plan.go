package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// Plan is what [Migrate] would do to a database, and what keeps it from doing so.
type Plan struct {
	Steps []Step
	// Problems are sentences about what an operator must mend first. Migrate refuses as long as there are any.
	Problems []string
}

// Step is one migration that has not run yet.
type Step struct {
	Name    string // of its file, such as 00001_threads.sql
	Summary string // its first sentence
	SQL     string
}

// Empty reports whether there is nothing to do and nothing wrong.
func (p Plan) Empty() bool { return len(p.Steps) == 0 && len(p.Problems) == 0 }

// PlanMigration compares the schema with the database and changes nothing. The auth service's tables need not exist yet.
func PlanMigration(ctx context.Context, db *DB, options MigrateOptions) (Plan, error) {
	names, err := options.names()
	if err != nil {
		return Plan{}, fmt.Errorf("plan the migration: %w", err)
	}
	plan, err := db.plan(ctx, options, names)
	if err != nil {
		return Plan{}, fmt.Errorf("plan the migration: %w", err)
	}
	return plan, nil
}

func (db *DB) plan(ctx context.Context, options MigrateOptions, names names) (plan Plan, err error) {
	files, err := render(ctx, db, names)
	if err != nil {
		return plan, err
	}
	done, err := db.done(ctx)
	if err != nil {
		return plan, err
	}
	list, err := fs.Glob(files, "*.sql")
	if err != nil {
		return plan, err
	}
	slices.Sort(list)
	for _, name := range list {
		digits, _, _ := strings.Cut(name, "_")
		version, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return plan, err
		}
		if done[version] {
			continue
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return plan, err
		}
		plan.Steps = append(plan.Steps, step(name, string(text)))
	}
	if len(plan.Steps) > 0 {
		plan.Problems, err = db.problems(ctx, options, done)
	}
	return plan, err
}

func step(name, text string) Step {
	comment, sql, _ := strings.Cut(text, "-- +goose Up\n")
	sentence, _, _ := strings.Cut(strings.Join(strings.Fields(strings.ReplaceAll(comment, "--", "")), " "), ". ")
	sql = strings.NewReplacer("-- +goose StatementBegin\n", "", "-- +goose StatementEnd\n", "").Replace(sql)
	return Step{Name: name, Summary: strings.TrimSuffix(sentence, "."), SQL: strings.TrimSpace(sql)}
}

// done are the versions that have run.
func (db *DB) done(ctx context.Context) (map[int64]bool, error) {
	done := map[int64]bool{}
	columns, err := db.columns(ctx, versionTable)
	if err != nil || len(columns) == 0 {
		return done, err
	}
	rows, err := db.QueryContext(ctx, `SELECT version_id FROM `+versionTable+` WHERE is_applied`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var version int64
		if err := rows.Scan(&version); err != nil {
			return nil, err
		}
		done[version] = true
	}
	return done, rows.Err()
}

// columns are a table's columns with their types in lower case; none when there is no such table.
func (db *DB) columns(ctx context.Context, table string) (map[string]string, error) {
	query := `SELECT name, lower(type) FROM pragma_table_info($1)`
	if db.Dialect == Postgres {
		query = `SELECT a.attname::text, format_type(a.atttypid, NULL) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
			WHERE c.relname = $1 AND pg_table_is_visible(c.oid) AND a.attnum > 0 AND NOT a.attisdropped`
	}
	rows, err := db.QueryContext(ctx, query, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns := map[string]string{}
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return nil, err
		}
		columns[name] = kind
	}
	return columns, rows.Err()
}

// earlier are the tables that an assistant before this one may have made, with the columns that it has made for sure.
var earlier = map[string][]string{
	"threads":      {"id", "title", "metadata", "created_at", "updated_at"},
	"thread_items": {"id", "thread_id", "type", "role", "content", "sources", "metadata", "created_at"},
}

// own are tables that only a migration makes, by its version.
var own = map[string]int64{"book_chunks": 4, "book_index": 4, "thread_feedback": 5}

// problems finds what would make a migration fail, or go on with a table that is somebody else's.
func (db *DB) problems(ctx context.Context, options MigrateOptions, done map[int64]bool) ([]string, error) {
	var problems []string
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	for _, table := range []string{"book_chunks", "book_index", "thread_feedback"} {
		columns, err := db.columns(ctx, table)
		if err != nil {
			return nil, err
		}
		if len(columns) > 0 && !done[own[table]] {
			report("table %s exists already and is not Lyceum's: rename it", table)
		}
	}
	for _, table := range []string{"threads", "thread_items"} {
		columns, err := db.columns(ctx, table)
		if err != nil {
			return nil, err
		}
		if len(columns) == 0 || done[1] {
			continue
		}
		for _, column := range earlier[table] {
			if columns[column] == "" {
				report("table %s exists and has no column %s, so it is not the assistant's: rename it", table, column)
			}
		}
		if kind := columns["id"]; kind != "" && !isText(kind) {
			report("column %s.id is of type %s, where Lyceum keeps text", table, kind)
		}
	}
	if len(problems) > 0 {
		return problems, nil
	}
	owners, err := db.ownerProblems(ctx, options)
	if err != nil {
		return nil, err
	}
	items, err := db.itemProblems(ctx)
	return append(owners, items...), err
}

func (db *DB) itemProblems(ctx context.Context) ([]string, error) {
	for _, table := range []string{"threads", "thread_items"} {
		if columns, err := db.columns(ctx, table); err != nil || len(columns) == 0 {
			return nil, err
		}
	}
	var lost int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM thread_items AS i WHERE i.thread_id IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM threads AS t WHERE t.id = i.thread_id)`).Scan(&lost)
	if err != nil || lost == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("%d rows of thread_items belong to threads that do not exist: delete those rows", lost)}, nil
}

func isText(kind string) bool {
	return strings.Contains(kind, "text") || strings.Contains(kind, "char") || kind == ""
}

// ownerProblems looks at rows that no foreign key could be put on.
func (db *DB) ownerProblems(ctx context.Context, options MigrateOptions) ([]string, error) {
	threads, err := db.columns(ctx, "threads")
	if err != nil || threads["user_id"] == "" {
		return nil, err
	}
	table, key := cmp.Or(options.UserTable, "user"), cmp.Or(options.UserIDColumn, "id")
	users, err := db.columns(ctx, table)
	if err != nil || users[key] == "" {
		return nil, err
	}
	if db.Dialect == Postgres && users[key] != threads["user_id"] {
		return []string{fmt.Sprintf("column threads.user_id is of type %s and %s.%s of type %s: change one of them",
			threads["user_id"], table, key, users[key])}, nil
	}
	var lost int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM threads WHERE user_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `+
		quote(table)+` AS u WHERE u.`+quote(key)+` = threads.user_id)`).Scan(&lost)
	if err != nil || lost == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("%d rows of threads belong to users that table %s does not have: import those users, or set user_id to NULL there",
		lost, table)}, nil
}

// refuse turns problems into an error.
func (p Plan) refuse() error {
	if len(p.Problems) == 0 {
		return nil
	}
	return errors.New(strings.Join(p.Problems, "; "))
}
