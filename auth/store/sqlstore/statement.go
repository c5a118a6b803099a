package sqlstore

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/lyceum/lyceum/auth/store"
)

// statement is SQL text being built with its parameters.
type statement struct {
	store *sqlStore
	model *store.Model
	sql   strings.Builder
	args  []any
}

func (s *sqlStore) statement(m *store.Model) *statement { return &statement{store: s, model: m} }

func (b *statement) text(parts ...string) {
	for _, p := range parts {
		b.sql.WriteString(p)
	}
}

// checkNames refuses values for fields that do not exist.
func (b *statement) checkNames(values store.Values) error {
	for name := range values {
		if b.model.IndexOf(name) < 0 {
			return fmt.Errorf("sqlstore: %s has no field %q", b.model.Model, name)
		}
	}
	return nil
}

func (b *statement) mark(v any) string {
	b.args = append(b.args, v)
	return "$" + strconv.Itoa(len(b.args))
}

// arg adds a value to write.
func (b *statement) arg(f *store.Field, v any) string {
	encoded, ok := b.store.encode(f, v)
	if !ok {
		// An id that cannot exist: a foreign key then refuses it.
		encoded = -1
	}
	return b.mark(encoded)
}

// where adds conditions; those with Or set form one group.
func (b *statement) where(conds []store.Cond) error {
	var and, or []string
	for _, c := range conds {
		text, err := b.cond(c)
		if err != nil {
			return err
		}
		if c.Or {
			or = append(or, text)
		} else {
			and = append(and, text)
		}
	}
	if len(or) > 0 {
		and = append(and, "("+strings.Join(or, " OR ")+")")
	}
	if len(and) > 0 {
		b.text(" WHERE ", strings.Join(and, " AND "))
	}
	return nil
}

var operators = map[store.Op]string{
	store.OpEq: " = ", store.OpNe: " <> ", store.OpLt: " < ", store.OpLte: " <= ", store.OpGt: " > ", store.OpGte: " >= ",
}

const never = "1 = 0"

func (b *statement) cond(c store.Cond) (string, error) {
	f := b.model.Field(c.Field)
	if f == nil {
		return "", fmt.Errorf("sqlstore: %s has no field %q", b.model.Model, c.Field)
	}
	column := quote(f.Column)
	switch c.Op {
	case store.OpIn, store.OpNotIn:
		return b.in(f, column, c)
	case store.OpContains, store.OpStartsWith, store.OpEndsWith:
		return b.like(f, column, c)
	}
	if c.Value == nil {
		switch c.Op {
		case store.OpEq:
			return column + " IS NULL", nil
		case store.OpNe:
			return column + " IS NOT NULL", nil
		}
		return never, nil
	}
	v, ok := b.store.encode(f, c.Value)
	if !ok {
		if c.Op == store.OpNe {
			return "1 = 1", nil
		}
		return never, nil
	}
	mark := b.mark(v)
	if c.Fold && f.Type == store.String {
		column, mark = "lower("+column+")", "lower("+b.cast(mark)+")"
	}
	return column + operators[c.Op] + mark, nil
}

// cast helps PostgreSQL to the type of a parameter that only functions see.
func (b *statement) cast(mark string) string {
	if b.store.db.dialect == Postgres {
		return mark + "::text"
	}
	return mark
}

func (b *statement) like(f *store.Field, column string, c store.Cond) (string, error) {
	s, ok := c.Value.(string)
	if !ok || f.Type != store.String {
		return "", fmt.Errorf("sqlstore: %s.%s cannot be compared with text", b.model.Model, c.Field)
	}
	if c.Fold {
		column, s = "lower("+column+")", strings.ToLower(s)
	}
	mark := b.cast(b.mark(s))
	postgres := b.store.db.dialect == Postgres
	switch c.Op {
	case store.OpStartsWith:
		return "substr(" + column + ", 1, length(" + mark + ")) = " + mark, nil
	case store.OpEndsWith:
		if postgres {
			return "right(" + column + ", length(" + mark + ")) = " + mark, nil
		}
		return "(" + mark + " = '' OR substr(" + column + ", -length(" + mark + ")) = " + mark + ")", nil
	}
	if postgres {
		return "position(" + mark + " in " + column + ") > 0", nil
	}
	return "instr(" + column + ", " + mark + ") > 0", nil
}

// in keeps the text the same for lists of any length.
func (b *statement) in(f *store.Field, column string, c store.Cond) (string, error) {
	var list []any
	switch values := c.Value.(type) {
	case []string:
		for _, v := range values {
			list = append(list, v)
		}
	case []int64:
		for _, v := range values {
			list = append(list, v)
		}
	case []any:
		list = values
	default:
		return "", fmt.Errorf("sqlstore: IN needs a list, not %T", c.Value)
	}
	encoded := make([]any, 0, len(list))
	for _, v := range list {
		if e, ok := b.store.encode(f, v); ok && e != nil {
			encoded = append(encoded, e)
		}
	}
	not := ""
	if c.Op == store.OpNotIn {
		not = "NOT "
	}
	if b.store.db.dialect == Postgres {
		return not + "(" + column + " = ANY(" + b.mark(typedList(encoded)) + "))", nil
	}
	text, err := json.Marshal(encoded)
	if err != nil {
		return "", fmt.Errorf("sqlstore: IN: %w", err)
	}
	return column + " " + not + "IN (SELECT value FROM json_each(" + b.mark(string(text)) + "))", nil
}

// typedList gives pgx a slice whose element type it can encode.
func typedList(list []any) any {
	if len(list) > 0 {
		if _, ok := list[0].(int64); ok {
			out := make([]int64, 0, len(list))
			for _, v := range list {
				if n, ok := v.(int64); ok {
					out = append(out, n)
				}
			}
			return out
		}
	}
	out := make([]string, 0, len(list))
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func (b *statement) order(q store.Query) error {
	if q.SortBy == "" {
		return nil
	}
	f := b.model.Field(q.SortBy)
	if f == nil {
		return fmt.Errorf("sqlstore: %s has no field %q", b.model.Model, q.SortBy)
	}
	direction := " ASC"
	if q.Desc {
		direction = " DESC"
	}
	b.text(" ORDER BY ", quote(f.Column), direction)
	// The id makes pages of equal values stable.
	if f.Name != "id" {
		b.text(", ", quote(b.model.Field("id").Column), direction)
	}
	return nil
}

func (b *statement) page(q store.Query) {
	limit := q.Limit
	if limit == 0 {
		limit = store.DefaultLimit
	}
	switch {
	case limit > 0:
		b.text(" LIMIT ", b.mark(int64(limit)))
	case q.Offset > 0 && b.store.db.dialect == SQLite:
		b.text(" LIMIT -1")
	}
	if q.Offset > 0 {
		b.text(" OFFSET ", b.mark(int64(q.Offset)))
	}
}

func (b *statement) all(ctx context.Context, writes bool) ([]store.Row, error) {
	return b.store.db.rows(ctx, b.sql.String(), b.args, b.model, writes)
}

func (b *statement) one(ctx context.Context, writes bool) (store.Row, error) {
	rows, err := b.all(ctx, writes)
	if err != nil {
		return store.Row{}, err
	}
	if len(rows) == 0 {
		return store.Row{}, store.ErrNotFound
	}
	return rows[0], nil
}

// isID reports whether a field holds row ids.
func isID(f *store.Field) bool {
	return f.Name == "id" || f.References != nil && f.References.Field == "id"
}

// encode turns a contract value into a driver's. ok is false for an id that the
// database's kind of id cannot be equal to.
func (s *sqlStore) encode(f *store.Field, v any) (any, bool) {
	if id, ok := v.(string); ok && isID(f) {
		return s.encodeID(id)
	}
	switch v := v.(type) {
	case *string:
		if v == nil {
			return nil, true
		}
		return *v, true
	case int:
		return int64(v), true
	case time.Time:
		v = v.UTC().Truncate(time.Millisecond)
		if s.db.dialect == SQLite {
			return v.Format(dateLayout), true
		}
		return v, true
	case bool:
		if s.db.dialect == SQLite {
			if v {
				return int64(1), true
			}
			return int64(0), true
		}
	case json.RawMessage:
		return string(v), true
	case []string, []float64:
		text, err := json.Marshal(v)
		return string(text), err == nil
	}
	return v, true
}

func (s *sqlStore) encodeID(id string) (any, bool) {
	switch s.schema.Options.IDs {
	case store.SerialID:
		n, err := strconv.ParseInt(id, 10, 64)
		return n, err == nil && n >= 0 && n <= 1<<31-1
	case store.UUIDID:
		if s.db.dialect == Postgres {
			_, err := uuid.Parse(id)
			return id, err == nil
		}
	}
	return id, true
}

func newUUID() string {
	id, err := uuid.NewRandomFromReader(rand.Reader)
	if err != nil {
		panic(fmt.Errorf("sqlstore: no randomness: %w", err))
	}
	return id.String()
}

// dateLayout is how the reference writes dates to SQLite.
const dateLayout = "2006-01-02T15:04:05.000Z"
