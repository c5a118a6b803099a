// Package store is the contract between the auth engine and a database.
//
// A [Schema] describes tables as data: the core's and every plugin's. It is
// compiled once; from then on a [Store] turns the small set of operations below
// into statements. Nothing above this package writes SQL.
//
//	tables → Compile → Schema → sqlstore.Open → Store → Row, Values
//
// # Transactions
//
// InTx puts its transaction into the context it hands down, and every method
// called with that context takes part in it. So a hook or a plugin's method is
// atomic with its caller without knowing about it. A nested InTx joins the outer
// one. Statements of one transaction must not run concurrently. A statement that
// fails in the database ends its transaction: all later ones fail and nothing is committed,
// even if the caller goes on. ErrNotFound is no failure. A transaction whose context has
// ended is rolled back; a lone statement that has begun is carried through. A transaction
// begins with its first statement: one without any costs nothing, and [Last] makes a lone
// statement of one that has no other.
//
// # Values
//
// Values travel as parameters, never as text. Go types by field type: String
// string, Number int64, Boolean bool, Date time.Time (UTC, milliseconds), JSON
// json.RawMessage, StringArray []string, NumberArray []float64; NULL is nil. Ids and
// references to ids are strings whatever the database keeps. A Number also takes int and
// whole float64 values, a String *string, a JSON field anything that can be marshalled; any
// other Go type is an error. An id that the database cannot hold is found nowhere.
//
// # Errors
//
// [ErrNotFound], [ErrConflict] and [ErrUnavailable] are the only errors callers
// should test for; all others are faults.
//
// Every implementation passes the suite in package storetest.
package store

import (
	"context"
	"errors"
)

var (
	// ErrNotFound: no row matches.
	ErrNotFound = errors.New("store: not found")
	// ErrConflict: a unique constraint refused the write. Nothing was written.
	ErrConflict = errors.New("store: conflict")
	// ErrUnavailable: the database cannot be reached, or did not answer in time.
	// The operation may be tried again later.
	ErrUnavailable = errors.New("store: database unavailable")
)

// Values are the fields of a write. A missing field is left to its default on
// insert and left alone on update; nil writes NULL. Unknown names are an error.
type Values map[string]any

// Store reads and writes rows. Implementations are safe for concurrent use.
type Store interface {
	// Schema is the compiled schema the store was opened with.
	Schema() *Schema

	// Create inserts one row, applying defaults and making an id unless
	// Values has one, and returns it as stored. ErrConflict on a unique column.
	Create(ctx context.Context, model string, values Values) (Row, error)
	// CreateIf is Create if other rows are there, or are not, in one statement; ErrNotFound
	// when that does not hold. Rows that must be there cannot change until it is done.
	CreateIf(ctx context.Context, model string, values Values, only ...Provided) (Row, error)
	// Find returns the first row of the query. ErrNotFound when there is none.
	Find(ctx context.Context, q Query) (Row, error)
	// List returns the rows of the query, never nil. Query.Limit 0 means 100, the
	// reference's default; use NoLimit to get all.
	List(ctx context.Context, q Query) ([]Row, error)
	// ListJoined is List with, beside each row, the row whose id equals the row's field
	// Join.On; rows without one are left out, unless it is optional. It is one statement. The two slices have the
	// same length.
	ListJoined(ctx context.Context, q Query, join Join) ([]Row, []Row, error)
	// Count counts the rows that match.
	Count(ctx context.Context, model string, where ...Cond) (int64, error)
	// Update changes all rows that match and returns the first one as stored.
	// ErrNotFound when none matches. It is one statement, so conditions act as a
	// compare-and-swap.
	Update(ctx context.Context, model string, set Values, where ...Cond) (Row, error)
	// UpdateAll changes all rows that match and returns how many.
	UpdateAll(ctx context.Context, model string, set Values, where ...Cond) (int64, error)
	// Increment adds delta to a Number field of the rows that match and applies
	// set, in one statement; it returns the first changed row or ErrNotFound.
	Increment(ctx context.Context, model, field string, delta int64, set Values, where ...Cond) (Row, error)
	// Delete removes all rows that match and returns how many.
	Delete(ctx context.Context, model string, where ...Cond) (int64, error)
	// Take deletes all rows that match and returns the first of them in the query's
	// order, in one statement: of any number of concurrent callers one gets a row, the
	// others ErrNotFound. Limit and Offset do not apply.
	Take(ctx context.Context, q Query) (Row, error)

	// Finder prepares a lookup by one field, optionally joined with the row
	// that a reference field points to. It is the hot path: one statement,
	// compiled once.
	Finder(f FinderSpec) (Finder, error)

	// InTx runs fn in a transaction: committed when fn returns nil, rolled back
	// otherwise and on panic. See the package comment.
	InTx(ctx context.Context, fn func(ctx context.Context) error) error

	// Ping reports whether the database answers. ErrUnavailable if not.
	Ping(ctx context.Context) error
	// Close releases all connections.
	Close() error
}

// Join names a reference field of the listed model and the model it refers to. With
// Optional set, a row that refers to nothing has the zero Row beside it. Query.ForUpdate
// locks the rows of both, that of Model first; it does not go with Optional.
type Join struct {
	On, Model string
	Optional  bool
}

// Provided asks for a row of a model that meets all conditions, or with None set for there
// being no such row.
type Provided struct {
	Model string
	Where []Cond
	None  bool
}

// FinderSpec describes a prepared lookup: the row of Model whose field By equals
// a value, and, when Join is set, the row of JoinModel whose id equals Model's
// field Join.
type FinderSpec struct {
	Model, By       string
	Join, JoinModel string
}

// Finder runs a prepared lookup. The second row is zero without a join.
// ErrNotFound when either row is missing.
type Finder func(ctx context.Context, value string) (Row, Row, error)
