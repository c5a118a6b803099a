// Package importer brings the users of an earlier system into a server's database.
//
//	rows, err := importer.JSONLines(file)          // or CSV, or Table for a table of the same database
//	report, err := importer.Run(ctx, a, rows, importer.Options{})
//
// # What a row may hold
//
// The names are those of this server and of the exports of Firebase, Auth0 and Supabase;
// case, spaces and underscores do not matter:
//
//	id             id, user_id, uid, localId, _id
//	email          email, email_address, mail (required)
//	name           name, display_name, full_name; missing: the part of the address before the @
//	emailVerified  email_verified, verified, email_confirmed_at (a date there means yes)
//	image          image, picture, photo_url, avatar_url
//	createdAt      created_at, creation_time; ISO 8601, SQL timestamps, Unix seconds or milliseconds
//	password       password_hash, encrypted_password, password: a hash that the server can check (see
//	               auth.CheckPasswordHash), never a password itself
//
// and every additional field of the user model. Other columns are left out, and named in the
// report.
//
// # Rules
//
// A user is written with their password or not at all, in transactions of many users. Who is
// there already, with the same id and address, is left alone, so that an import can be repeated
// after it was interrupted or after bad rows were mended. A row that cannot be taken is reported
// with its line and does not keep the others out.
package importer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Row is one line of a source.
type Row struct {
	// Line is where it stands, from 1; in a table the number of the row.
	Line   int
	Values map[string]any
	// Err says why the line could not be read. The others can be.
	Err error
}

// Rows is a source. A second value that is not nil ends it: the source itself is broken.
type Rows = iter.Seq2[Row, error]

// Options change how rows are taken.
type Options struct {
	// DryRun looks at everything and writes nothing.
	DryRun bool
	// NewIDs gives users new ids. Then the address alone says who is there already.
	NewIDs bool
	// Firebase reads that system's hashes.
	Firebase *Firebase
	// Batch is how many users a transaction has. Default 200.
	Batch int
	// Taken is told which old id became which new one, in order, after the commit; in a dry
	// run which would, the new one empty where it is not made yet.
	Taken func(oldID, newID string) error
}

// Report is what became of the rows.
type Report struct {
	Created, Present int
	// Problems are rows that were not taken.
	Problems []Problem
	// Ignored are columns that the user model has no field for.
	Ignored []string
}

// Problem is a row that was not taken.
type Problem struct {
	Line   int
	Reason string
}

func (p Problem) String() string { return fmt.Sprintf("line %d: %s", p.Line, p.Reason) }

// run is one import.
type run struct {
	auth    *auth.Auth
	options Options
	report  Report
	ignored map[string]bool
	lines   map[string]int // of addresses and ids that this source has had
}

// Run imports rows. Its error is a fault of the database or the source; what was committed
// before it stays, and the report says how much that is.
func Run(ctx context.Context, a *auth.Auth, rows Rows, o Options) (Report, error) {
	if o.Batch <= 0 {
		o.Batch = 200
	}
	r := &run{auth: a, options: o, ignored: map[string]bool{}, lines: map[string]int{}}
	if a.Schema().Options.IDs == store.SerialID && !o.NewIDs {
		return r.report, errors.New("this database counts its ids, which would run into imported ones: give the users new ids")
	}
	var batch []*person
	var err error
	for row, broken := range rows {
		if err = broken; err != nil {
			break
		}
		if p := r.read(row); p != nil {
			batch = append(batch, p)
		}
		if len(batch) == o.Batch {
			if err = r.take(ctx, batch); err != nil {
				break
			}
			batch = batch[:0]
		}
	}
	if err == nil {
		err = r.take(ctx, batch)
	}
	for name := range r.ignored {
		r.report.Ignored = append(r.report.Ignored, name)
	}
	slices.Sort(r.report.Ignored)
	slices.SortStableFunc(r.report.Problems, func(a, b Problem) int { return a.Line - b.Line })
	return r.report, err
}

func (r *run) refuse(line int, format string, args ...any) {
	r.report.Problems = append(r.report.Problems, Problem{line, fmt.Sprintf(format, args...)})
}

// read checks a row by itself and against those before it.
func (r *run) read(row Row) *person {
	if row.Err != nil {
		r.refuse(row.Line, "%v", row.Err)
		return nil
	}
	p, err := r.person(row)
	if err != nil {
		r.refuse(row.Line, "%v", err)
		return nil
	}
	keys := []string{"address " + p.email}
	if p.oldID != "" {
		keys = append(keys, "id "+p.oldID)
	}
	for _, key := range keys {
		if line, twice := r.lines[key]; twice {
			r.refuse(row.Line, "has the same %s as line %d", key, line)
			return nil
		}
	}
	for _, key := range keys {
		r.lines[key] = row.Line
	}
	return p
}

// take writes a batch in one transaction. If somebody else took an address meanwhile, each
// user gets a transaction of their own, so that one does not keep out the others.
func (r *run) take(ctx context.Context, batch []*person) error {
	missing, err := r.missing(ctx, batch)
	if err != nil || len(missing) == 0 {
		return err
	}
	if r.options.DryRun {
		r.report.Created += len(missing)
		for _, p := range missing {
			id, _ := p.values["id"].(string)
			if err := r.told(p.oldID, id); err != nil {
				return err
			}
		}
		return nil
	}
	err = r.write(ctx, missing)
	if !errors.Is(err, store.ErrConflict) {
		return err
	}
	for _, p := range missing {
		if err := r.write(ctx, []*person{p}); errors.Is(err, store.ErrConflict) {
			r.refuse(p.line, "another user has a value that must be unique, such as the address %s", p.email)
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (r *run) write(ctx context.Context, people []*person) error {
	ids := make([]string, len(people))
	err := r.auth.InTx(ctx, func(ctx context.Context) error {
		for i, p := range people {
			user, err := r.auth.CreateUser(ctx, p.copy(), "import")
			if err != nil {
				return fmt.Errorf("line %d: %w", p.line, err)
			}
			ids[i] = user.ID
			if p.hash == "" {
				continue
			}
			if _, err := r.auth.CreateAccount(ctx, store.Values{
				"userId": user.ID, "providerId": auth.Credential, "accountId": user.ID, "password": p.hash,
			}); err != nil {
				return fmt.Errorf("line %d: %w", p.line, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.report.Created += len(people)
	for i, p := range people {
		if err := r.told(p.oldID, ids[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) told(oldID, newID string) error {
	if r.options.Taken == nil {
		return nil
	}
	return r.options.Taken(oldID, newID)
}

// missing leaves out who is there already, and refuses who is in the way of another.
func (r *run) missing(ctx context.Context, batch []*person) ([]*person, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	var emails, ids []string
	for _, p := range batch {
		emails = append(emails, p.email)
		if id, ok := p.values["id"].(string); ok {
			ids = append(ids, id)
		}
	}
	byEmail, byID := map[string]string{}, map[string]string{}
	for _, cond := range []store.Cond{store.In("email", emails), store.In("id", ids)} {
		rows, err := r.auth.Store().List(ctx, store.Query{Model: "user", Where: []store.Cond{cond}, Limit: store.NoLimit})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			byEmail[strings.ToLower(row.String("email"))], byID[row.ID()] = row.ID(), row.String("email")
		}
	}
	var out []*person
	for _, p := range batch {
		id, _ := p.values["id"].(string)
		there, taken := byEmail[p.email]
		holder, held := byID[id]
		switch {
		case taken && (id == "" || there == id):
			r.report.Present++
			if err := r.told(p.oldID, there); err != nil {
				return nil, err
			}
		case taken:
			r.refuse(p.line, "the address %s belongs to another user, with the id %s", p.email, there)
		case held:
			r.refuse(p.line, "the id %s belongs to another user, with the address %s", id, holder)
		default:
			out = append(out, p)
		}
	}
	return out, nil
}
