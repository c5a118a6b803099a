package sqlstore

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// where adds conditions; those with Or set form one group.
func (b *statement) where(conds []store.Cond) {
	separator := " WHERE "
	some := false
	for _, c := range conds {
		if c.Or {
			some = true
			continue
		}
		b.text(separator, b.cond(c))
		separator = " AND "
	}
	if !some {
		return
	}
	separator += "("
	for _, c := range conds {
		if c.Or {
			b.text(separator, b.cond(c))
			separator = " OR "
		}
	}
	b.text(")")
}

var operators = [...]string{
	store.OpEq: " = ", store.OpNe: " <> ", store.OpLt: " < ", store.OpLte: " <= ", store.OpGt: " > ", store.OpGte: " >= ",
}

const never = "1 = 0"

func (b *statement) cond(c store.Cond) string {
	i, ok := b.field(c.Field)
	if !ok {
		return never
	}
	f, column := &b.Fields[i], b.columns[i]
	switch c.Op {
	case store.OpIn, store.OpNotIn:
		return b.in(f, column, c)
	case store.OpContains, store.OpStartsWith, store.OpEndsWith:
		return b.like(f, column, c)
	}
	if int(c.Op) >= len(operators) {
		b.fail(fmt.Errorf("unknown operator %d", c.Op))
		return never
	}
	v, err := b.store.encode(f, c.Value)
	switch {
	case errors.Is(err, errNever):
		if c.Op == store.OpNe {
			return column + " IS NOT NULL" // as SQL has it: NULL is not unequal to anything
		}
		return never
	case err != nil:
		b.fail(err)
		return never
	case v == nil && c.Op == store.OpEq:
		return column + " IS NULL"
	case v == nil && c.Op == store.OpNe:
		return column + " IS NOT NULL"
	case v == nil:
		return never
	}
	mark := b.mark(v)
	if n, ok := v.(int64); ok && b.store.db.dialect == Postgres && (n > math.MaxInt32 || n < math.MinInt32) {
		mark += "::bigint" // or pgx would fail to make an integer of it
	}
	if c.Fold && b.isText(f) {
		column, mark = "lower("+column+")", "lower("+b.asText(mark)+")"
	}
	return column + operators[c.Op] + mark
}

// isText reports whether a column is text: all of type String but ids of other kinds.
func (b *statement) isText(f *store.Field) bool {
	if f.Type != store.String {
		return false
	}
	return !isID(f) || b.store.schema.Options.IDs == store.RandomID || b.store.schema.Options.IDs == ""
}

// asText helps PostgreSQL to the type of a parameter that only functions see.
func (b *statement) asText(mark string) string {
	if b.store.db.dialect == Postgres {
		return mark + "::text"
	}
	return mark
}

// wildcards of LIKE, and what escapes them.
var wildcards = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// like compares literally: on PostgreSQL by LIKE with the wildcards escaped, which indexes of
// pieces answer (see search.go), on SQLite, whose LIKE has a case rule of its own, by functions.
// Ids that are no text are searched as they are written.
func (b *statement) like(f *store.Field, column string, c store.Cond) string {
	s, ok := c.Value.(string)
	if !ok || f.Type != store.String {
		b.fail(fmt.Errorf("field %s cannot be searched for a %T", f.Name, c.Value))
		return never
	}
	if s == "" {
		return column + " IS NOT NULL"
	}
	if !b.isText(f) {
		column = "CAST(" + column + " AS text)"
	}
	if b.store.db.dialect == Postgres {
		s = wildcards.Replace(s)
		if c.Op != store.OpStartsWith {
			s = "%" + s
		}
		if c.Op != store.OpEndsWith {
			s += "%"
		}
	}
	v, err := b.store.encodeText(s)
	if err != nil {
		return never
	}
	mark := b.asText(b.mark(v))
	if b.store.db.dialect == Postgres {
		b.pattern = true
		if c.Fold {
			return column + " ILIKE " + mark
		}
		return column + " LIKE " + mark
	}
	if c.Fold {
		column, mark = "lower("+column+")", "lower("+mark+")"
	}
	switch c.Op {
	case store.OpStartsWith:
		return "substr(" + column + ", 1, length(" + mark + ")) = " + mark
	case store.OpEndsWith:
		return "substr(" + column + ", -length(" + mark + ")) = " + mark
	}
	return "instr(" + column + ", " + mark + ") > 0"
}

// in passes the list as one parameter, so that the text is the same for any length.
func (b *statement) in(f *store.Field, column string, c store.Cond) string {
	list, err := b.listOf(f, c.Value)
	if err != nil {
		b.fail(err)
		return never
	}
	not := ""
	if c.Op == store.OpNotIn {
		not = "NOT "
	}
	fold := c.Fold && b.isText(f)
	if b.store.db.dialect == Postgres {
		values := b.mark(list)
		if fold {
			column, values = "lower("+column+")", "ARRAY(SELECT lower(v) FROM unnest("+values+"::text[]) AS v)"
		}
		return not + "(" + column + " = ANY(" + values + "))"
	}
	value := "value"
	if fold {
		column, value = "lower("+column+")", "lower(value)"
	}
	return column + " " + not + "IN (SELECT " + value + " FROM json_each(" + b.mark(list) + "))"
}

// listOf encodes the list of an IN as one parameter: an array, on SQLite JSON. NULLs and
// values that no row can hold are left out; they equal nothing.
func (b *statement) listOf(f *store.Field, v any) (any, error) {
	values, err := anys(v)
	if err != nil {
		return nil, err
	}
	encoded := make([]any, 0, len(values))
	for _, v := range values {
		e, err := b.store.encode(f, v)
		if n, ok := e.(int64); ok && !f.BigInt && b.store.db.dialect == Postgres && (n > math.MaxInt32 || n < math.MinInt32) {
			continue
		}
		switch {
		case errors.Is(err, errNever):
		case err != nil:
			return nil, err
		case e != nil:
			encoded = append(encoded, e)
		}
	}
	if b.store.db.dialect == SQLite {
		text, err := json.Marshal(encoded)
		return string(text), err
	}
	switch {
	case len(encoded) == 0:
		return []string{}, nil
	case f.Type == store.Number:
		return typed[int64](encoded), nil
	case f.Type == store.Boolean:
		return typed[bool](encoded), nil
	case f.Type == store.Date:
		return typed[time.Time](encoded), nil
	}
	if _, ok := encoded[0].(int64); ok { // serial ids
		return typed[int64](encoded), nil
	}
	return typed[string](encoded), nil
}

func anys(v any) ([]any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case []any:
		return v, nil
	case []string:
		return boxed(v), nil
	case []int64:
		return boxed(v), nil
	}
	return nil, fmt.Errorf("IN needs a list, not a %T", v)
}

func boxed[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// typed gives pgx a slice whose element type it knows.
func typed[T any](list []any) []T {
	out := make([]T, 0, len(list))
	for _, v := range list {
		if v, ok := v.(T); ok {
			out = append(out, v)
		}
	}
	return out
}
