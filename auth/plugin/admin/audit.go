package admin

import (
	"context"
	"encoding/json"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Done is the outcome of what was done; that of a refusal is its code.
const Done = "done"

// Entry is what to write into the audit log besides who, when and from where.
type Entry struct {
	// Action is the endpoint's name, such as "ban-user", or an application's own word.
	Action   string
	TargetID string
	// Detail says more. Never put a secret into it.
	Detail auth.Object
	// Outcome "" is Done.
	Outcome string

	made func(id string) // completes it with the id of the row that is created
}

// auditTable refers to users by bare ids, so that records stay when users go. It has no
// counterpart in the reference.
var auditTable = store.Table{
	Model:   "auditLog",
	Counted: true,
	Fields: []store.Field{
		{Name: "action", Sortable: true},
		{Name: "outcome"},
		{Name: "actorId", Nullable: true, Sortable: true},
		{Name: impersonatedBy, Nullable: true},
		{Name: "targetId", Nullable: true, Sortable: true},
		{Name: "detail", Type: store.JSON, Nullable: true},
		{Name: "ipAddress", Nullable: true},
		{Name: "userAgent", Nullable: true},
		{Name: "createdAt", Type: store.Date, DefaultNow: true, Index: true},
	},
	Indexes: []store.Index{
		{Fields: []string{"actorId", "createdAt"}},
		{Fields: []string{"targetId", "createdAt"}},
		{Fields: []string{"action", "createdAt"}},
		{Fields: []string{"outcome", "createdAt"}},
	},
}

// Record writes an entry, in the transaction of ctx when there is one. by is nil when the
// application itself acts.
func (p *Plugin) Record(ctx context.Context, by *auth.User, e Entry) error {
	if p.options.NoAudit {
		return nil
	}
	_, err := p.auth.Store().Create(ctx, auditTable.Model, p.record(ctx, by, e))
	return err
}

// record is the row of an entry.
func (p *Plugin) record(ctx context.Context, by *auth.User, e Entry) store.Values {
	values := store.Values{"action": e.Action, "outcome": e.Outcome, "createdAt": p.auth.Options().Now()}
	if e.Outcome == "" {
		values["outcome"] = Done
	}
	set := func(name, value string) {
		if value != "" {
			values[name] = value
		}
	}
	set("targetId", e.TargetID)
	if by != nil {
		set("actorId", by.ID)
	}
	if len(e.Detail) > 0 {
		values["detail"] = json.RawMessage(auth.JSON(e.Detail))
	}
	if c := auth.CallFrom(ctx); c != nil {
		set("ipAddress", c.ClientIP())
		set("userAgent", c.UserAgent())
		set(impersonatedBy, impersonator(ctx))
	}
	return values
}

// recordOf is what to keep of an action, one's own or that of others.
func (p *Plugin) recordOf(ctx context.Context, a *auth.Action) ([]store.Insert, error) {
	values := p.record(ctx, a.By, Entry{Action: a.Name, TargetID: a.TargetID, Detail: a.Detail, Outcome: a.Outcome})
	return []store.Insert{{Model: auditTable.Model, Values: values}}, nil
}

// act does something and records it in one transaction. may asks beforehand whether it is
// allowed; it is where slow work belongs. change may complete the entry. What somebody is
// refused is recorded by itself.
func (p *Plugin) act(ctx context.Context, by *auth.User, e *Entry, may func() error, change func(ctx context.Context) error) error {
	err := may()
	if err == nil {
		err = p.auth.InTx(ctx, func(ctx context.Context) error {
			if err := change(ctx); err != nil {
				return err
			}
			return p.auth.Report(ctx, auth.Action{Name: e.Action, By: by, TargetID: e.TargetID, Detail: e.Detail})
		})
	}
	if err != nil {
		p.refused(ctx, by, e, err)
	}
	return err
}

// write is act for what begins with a write to one model, with which the record is written.
// What is more than one write is change's to put into a transaction.
func (p *Plugin) write(ctx context.Context, by *auth.User, e *Entry, model string, may func() error, change func(ctx context.Context) error) error {
	err := may()
	if err == nil {
		action := &auth.Action{Name: e.Action, By: by}
		action.Prepare = func(id string) { // the entry is complete when the write is made
			if id != "" && e.made != nil {
				e.made(id)
			}
			action.TargetID, action.Detail = e.TargetID, e.Detail
		}
		err = p.auth.ReportWith(ctx, model, action, change)
	}
	if err != nil {
		p.refused(ctx, by, e, err)
	}
	return err
}

// writeUser is write for a change to a user.
func (p *Plugin) writeUser(ctx context.Context, by *auth.User, e *Entry, may func() error, change func(ctx context.Context) (*auth.User, error)) (u *auth.User, err error) {
	err = p.write(ctx, by, e, "user", may, func(ctx context.Context) (err error) {
		u, err = change(ctx)
		return err
	})
	if err != nil {
		u = nil
	}
	return u, err
}

// refused reports what somebody may not do. What the application may not is its own affair.
func (p *Plugin) refused(ctx context.Context, by *auth.User, e *Entry, err error) {
	if by != nil {
		p.auth.ReportRefusal(ctx, auth.Action{Name: e.Action, By: by, TargetID: e.TargetID, Detail: e.Detail}, err)
	}
}
