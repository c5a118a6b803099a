package store

import (
	"context"
	"slices"
)

// Migrator compares a schema with the live database and brings the database up
// to it. Changes are additive: nothing is ever dropped or narrowed.
type Migrator interface {
	// Plan compares. It changes nothing.
	Plan(ctx context.Context) (Plan, error)
	// Apply runs a plan in one transaction, serialised with other migrators.
	// A plan that would fail on existing rows is refused before anything runs.
	Apply(ctx context.Context, p Plan) error
}

// Plan is the difference between a schema and a live database.
type Plan struct {
	// Statements to run, in order. Empty means the database is up to date.
	Statements []Statement
	// Problems are differences that additive statements cannot mend: a column
	// of another type, a required column to add to a table with rows.
	Problems []string
	// Notes say what this database has to do without, and why. All works without it.
	Notes []string
}

// Statement is one DDL statement with a sentence about what it does.
type Statement struct {
	SQL     string
	Summary string
	// Optional statements come last. Where the database refuses one, it and those after it
	// are left out.
	Optional bool
}

// Empty reports whether there is nothing to do and nothing wrong.
func (p Plan) Empty() bool { return len(p.Statements) == 0 && len(p.Problems) == 0 }

// Usable reports whether the database can be worked with as it is: nothing is wrong, and
// all that might be done is optional.
func (p Plan) Usable() bool {
	return len(p.Problems) == 0 && !slices.ContainsFunc(p.Statements, func(s Statement) bool { return !s.Optional })
}

// Database is an open connection that can be bound to a schema. Package sqlstore
// makes one from a URL.
type Database interface {
	// Bind compiles statements for a schema. It does not touch the database.
	Bind(s *Schema) (Store, Migrator, error)
}

// WideText is a [Database] whose 64-bit numbers are texts on the wire, as PostgreSQL's are in
// JavaScript, whose own numbers have 53 bits.
type WideText interface {
	Database
	// WideText reports whether they are.
	WideText() bool
}

// Ephemeral is a [Database] that may end with its process. The engine keeps nothing there
// that it must find again: sessions and accounts live in cookies.
type Ephemeral interface {
	Database
	// Ephemeral reports whether it does.
	Ephemeral() bool
}
