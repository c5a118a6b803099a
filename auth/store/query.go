package store

// Op is a comparison.
type Op uint8

// Comparisons.
const (
	OpEq Op = iota
	OpNe
	OpLt
	OpLte
	OpGt
	OpGte
	// OpIn and OpNotIn take a []string, []int64 or []any.
	OpIn
	OpNotIn
	// OpContains, OpStartsWith and OpEndsWith match text literally: wildcards in the
	// value are escaped.
	OpContains
	OpStartsWith
	OpEndsWith
)

// Cond is one condition. Conditions with Or unset are joined by AND; those with
// Or set are joined by OR among themselves, and that group by AND with the rest (the
// reference's rule).
type Cond struct {
	Field string
	Op    Op
	Value any
	Or    bool
	// Fold compares text without regard to case.
	Fold bool
}

// Eq is the condition field = value; a nil value tests for NULL.
func Eq(field string, value any) Cond { return Cond{Field: field, Value: value} }

// Ne is the condition field <> value; a nil value tests for NOT NULL.
func Ne(field string, value any) Cond { return Cond{Field: field, Op: OpNe, Value: value} }

// Lt, Lte, Gt and Gte compare numbers, dates and text.
func Lt(field string, value any) Cond  { return Cond{Field: field, Op: OpLt, Value: value} }
func Lte(field string, value any) Cond { return Cond{Field: field, Op: OpLte, Value: value} }
func Gt(field string, value any) Cond  { return Cond{Field: field, Op: OpGt, Value: value} }
func Gte(field string, value any) Cond { return Cond{Field: field, Op: OpGte, Value: value} }

// In is the condition that the field equals one of the values. An empty list
// matches nothing.
func In(field string, values []string) Cond { return Cond{Field: field, Op: OpIn, Value: values} }

// NoLimit asks List for all rows.
const NoLimit = -1

// DefaultLimit is the number of rows List returns when a query names none and the schema
// neither
// (reference: better-auth-core, section 6.3).
const DefaultLimit = 100

// Query selects rows of one model.
type Query struct {
	Model string
	Where []Cond
	// SortBy orders by a field, and by id where that is equal. NULL and text sort as
	// the database has it. Without it the order is the database's choice.
	SortBy string
	Desc   bool
	Limit  int
	Offset int
	// ForUpdate locks the rows until the transaction ends, where the dialect
	// can; elsewhere the transaction itself excludes other writers.
	ForUpdate bool
}
