package main

import (
	"cmp"
	"context"
	"errors"
	"os/user"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// report tells the audit log of what was done at the shell, unless it failed; the account of the machine says by whom.
func (h *house) report(ctx context.Context, failed error, action, userID string, detail ...auth.Member) error {
	if failed != nil {
		return failed
	}
	account := "unknown"
	if u, err := user.Current(); err == nil {
		account = u.Username
	}
	return h.engine.Report(ctx, auth.Action{
		Name: action, TargetID: userID, Detail: append(auth.Object{{Key: "via", Value: "shell"}, {Key: "account", Value: account}}, detail...),
	})
}

// reported does something to a user and reports it, both or neither.
func (h *house) reported(ctx context.Context, action, userID string, do func(ctx context.Context) error, detail ...auth.Member) error {
	return h.engine.InTx(ctx, func(ctx context.Context) error { return h.report(ctx, do(ctx), action, userID, detail...) })
}

type userLog struct {
	Limit int  `default:"100" help:"How many at most."`
	JSON  bool `name:"json" help:"One JSON object a line."`
}

// Run lists what the audit log has.
func (c *userLog) Run(i *invocation) error {
	return onAccounts(i, func(h *house) error {
		if h.engine.Schema().Model("auditLog") == nil {
			return errors.New("there is no audit log in this installation: the plugin admin keeps it")
		}
		rows, err := h.engine.Store().List(i.context, store.Query{Model: "auditLog", SortBy: "createdAt", Desc: true, Limit: max(1, c.Limit)})
		if err != nil {
			return err
		}
		table := newTable(i.program.Stdout, c.JSON, "WHEN", "ACTION", "OUTCOME", "BY", "ON")
		for _, row := range rows {
			table.add(auth.Record{Row: row}, row.Time("createdAt").Format(time.RFC3339), row.String("action"), row.String("outcome"),
				cmp.Or(row.String("actorId"), "-"), cmp.Or(row.String("targetId"), "-"))
		}
		return table.flush()
	})
}
