package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
	learndb "github.com/lyceum/lyceum/learn/db"
)

type migrateCommand struct {
	DryRun bool `name:"dry-run" aliases:"plan" help:"Only print what would be done, as SQL."`
}

// Run migrates the accounts' tables and then the platform's, which refer to them. Both are looked at before either is
// touched, and each is changed in a transaction.
func (c *migrateCommand) Run(i *invocation) error {
	h, err := openForUpkeep(i)
	if err != nil {
		return err
	}
	defer h.close()
	accounts, err := h.engine.Migrator().Plan(i.context)
	if err != nil {
		return fmt.Errorf("compare the database with the schema: %w", err)
	}
	if h.learning, err = openLearning(i.context, h.url); err != nil {
		return err
	}
	learning, err := learndb.PlanMigration(i.context, h.learning, userTable(h.settings))
	if err != nil {
		return err
	}
	out := i.program.Stdout
	for _, s := range accounts.Statements {
		c.show(out, s.Summary, s.SQL)
	}
	for _, s := range learning.Steps {
		c.show(out, strings.TrimSuffix(s.Name, ".sql")+": "+s.Summary, s.SQL)
	}
	for _, note := range accounts.Notes {
		fmt.Fprintln(out, note)
	}
	if err := refusal(append(accounts.Problems, learning.Problems...)); err != nil {
		return err
	}
	if c.DryRun {
		if accounts.Empty() && learning.Empty() {
			fmt.Fprintln(out, "the database is up to date")
		}
		return nil
	}
	if err := h.migrate(i, accounts); err != nil {
		return fmt.Errorf("the database cannot be brought up to date: %w", err)
	}
	left, err := h.engine.Migrator().Plan(i.context)
	if err != nil {
		return err
	}
	for _, s := range left.Statements { // optional ones
		fmt.Fprintln(out, "refused by the database, which does without: "+s.Summary)
	}
	_, err = fmt.Fprintln(out, "the database is up to date")
	return err
}

func (c *migrateCommand) show(out io.Writer, summary, sql string) {
	fmt.Fprintln(out, summary)
	if !c.DryRun {
		return
	}
	for line := range strings.Lines(sql) {
		fmt.Fprintf(out, "  %s\n", strings.TrimRight(line, "\n"))
	}
}

func (h *house) migrate(i *invocation, accounts store.Plan) error {
	if !accounts.Empty() {
		if err := h.engine.Migrator().Apply(i.context, accounts); err != nil {
			return err
		}
	}
	return learndb.Migrate(i.context, h.learning, userTable(h.settings))
}

// refusal is one sentence for each problem.
func refusal(problems []string) error {
	if len(problems) == 0 {
		return nil
	}
	errs := []error{errors.New("the database cannot be brought up to date, and nothing was changed:")}
	for _, problem := range problems {
		errs = append(errs, errors.New("  "+problem))
	}
	return errors.Join(errs...)
}
