package admin

import (
	"cmp"
	"context"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// maxUsers is how many users one list may have.
const maxUsers = 1000

// UserQuery selects users.
type UserQuery struct {
	Where  []store.Cond
	SortBy string
	Desc   bool
	// Limit 0 is the database's default of 100.
	Limit, Offset int
}

// Users is a page of users, and how many match in all.
type Users struct {
	List  []*auth.User
	Total int64
}

// ListUsers returns a page of users: two statements at most, whatever its size. Sorting by age
// or address and searching for a piece of three letters or more of a name, an address or a role
// find the page by an index (the search not on SQLite, nor where PostgreSQL lacks pg_trgm). The
// total is exact, as the reference's: unless the page tells it, what matches is counted; the
// number of all is at hand on PostgreSQL (decision 0013).
func (p *Plugin) ListUsers(ctx context.Context, q UserQuery) (*Users, error) {
	rows, total, err := p.auth.ListAndCount(ctx, store.Query{
		Model: "user", Where: q.Where, SortBy: q.SortBy, Desc: q.Desc, Limit: q.Limit, Offset: q.Offset,
	})
	if err != nil {
		return nil, err
	}
	page := &Users{List: make([]*auth.User, len(rows)), Total: total}
	for i := range rows {
		page.List[i] = auth.UserFrom(rows[i])
	}
	return page, nil
}

type listUsersInput struct {
	SearchValue    *string          `json:"searchValue"`
	SearchField    string           `json:"searchField" check:"optional,enum=email|name"`
	SearchOperator string           `json:"searchOperator" check:"optional,enum=contains|starts_with|ends_with"`
	Limit          auth.CountText   `json:"limit"`
	Offset         auth.CountText   `json:"offset"`
	SortBy         *string          `json:"sortBy"`
	SortDirection  string           `json:"sortDirection" check:"optional,enum=asc|desc"`
	FilterField    *string          `json:"filterField"`
	FilterValue    auth.FilterValue `json:"filterValue"`
	FilterOperator string           `json:"filterOperator" check:"optional,enum=eq|ne|lt|lte|gt|gte|in|not_in|contains|starts_with|ends_with"`
}

func (p *Plugin) listUsersEndpoint(c *auth.Call, in listUsersInput) (auth.Object, error) {
	by, err := p.acting(c)
	if err == nil {
		err = p.authorise(c, by, YouAreNotAllowedToListUsers, "user", "list")
	}
	if err != nil {
		return nil, err
	}
	q, err := in.query(p.auth.Schema().Model("user"), p.auth.Safer())
	if err != nil {
		if !p.auth.Safer() { // the reference answers so whatever went wrong
			return auth.Object{{Key: "users", Value: []any{}}, {Key: "total", Value: 0}}, nil
		}
		return nil, err
	}
	page, err := p.ListUsers(c, q)
	if err != nil {
		return nil, err
	}
	return auth.Object{
		{Key: "users", Value: page.List}, {Key: "total", Value: page.Total},
		{Key: "limit", Value: orUndefined(q.Limit)}, {Key: "offset", Value: orUndefined(q.Offset)},
	}, nil
}

func orUndefined(n int) any {
	if n == 0 {
		return auth.Undefined
	}
	return n
}

// query is what the input asks for, every field and value checked against the model. The
// reference takes lists of two or more only, because one looks like none in a query.
func (in listUsersInput) query(model *store.Model, safer bool) (q UserQuery, err error) {
	q = UserQuery{SortBy: textOf(in.SortBy), Desc: in.SortDirection == "desc"}
	if q.Limit, err = in.Limit.Count("limit", maxUsers); err != nil {
		return q, err
	}
	if q.Offset, err = in.Offset.Count("offset", 1<<31-1); err != nil {
		return q, err
	}
	if q.SortBy != "" && auth.Listed(model, q.SortBy) == nil {
		return q, auth.InvalidQuery("sortBy")
	}
	if value := textOf(in.SearchValue); value != "" {
		q.Where = append(q.Where, store.Cond{
			Field: cmp.Or(in.SearchField, "email"), Op: auth.Operator(cmp.Or(in.SearchOperator, "contains")), Value: value,
		})
	}
	if in.FilterValue.Given {
		cond, err := in.filter(auth.Listed(model, cmp.Or(textOf(in.FilterField), "email")), safer)
		if err != nil {
			return q, err
		}
		q.Where = append(q.Where, cond)
	}
	return q, nil
}

// filter is the condition that is asked for.
func (in listUsersInput) filter(f *store.Field, safer bool) (store.Cond, error) {
	op := auth.Operator(in.FilterOperator)
	alone := (op == store.OpIn || op == store.OpNotIn) && !in.FilterValue.Many
	if f != nil && alone && !safer {
		return store.Cond{}, auth.InvalidQuery("filterValue")
	}
	return in.FilterValue.Condition(f, in.FilterOperator)
}
