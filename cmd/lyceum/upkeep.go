package main

import (
	"fmt"

	"github.com/lyceum/lyceum/auth/store"
	learndb "github.com/lyceum/lyceum/learn/db"
)

type migrateCommand struct {
	DryRun bool `name:"dry-run" help:"Only print what would be done to the accounts' tables."`
}

// Run migrates the accounts' tables and then the platform's, which refer to them.
func (c *migrateCommand) Run(i *invocation) error {
	h, err := openForUpkeep(i)
	if err != nil {
		return err
	}
	defer h.close()
	plan, err := h.engine.Migrator().Plan(i.context)
	if err != nil {
		return fmt.Errorf("compare the database with the schema: %w", err)
	}
	c.show(i, plan)
	if c.DryRun {
		return nil
	}
	if !plan.Empty() {
		if err := h.engine.Migrator().Apply(i.context, plan); err != nil {
			return fmt.Errorf("the database cannot be brought up to date: %w", err)
		}
	}
	learning, err := openLearning(i.context, h.url)
	if err != nil {
		return err
	}
	h.learning = learning
	if err := learndb.Migrate(i.context, learning, userTable(h.settings)); err != nil {
		return fmt.Errorf("the database cannot be brought up to date: %w", err)
	}
	_, err = fmt.Fprintln(i.program.Stdout, "the database is up to date")
	return err
}

func (c *migrateCommand) show(i *invocation, plan store.Plan) {
	for _, statement := range plan.Statements {
		fmt.Fprintf(i.program.Stdout, "%s\n", statement.Summary)
		if c.DryRun {
			fmt.Fprintf(i.program.Stdout, "  %s\n", statement.SQL)
		}
	}
	for _, problem := range plan.Problems {
		fmt.Fprintf(i.program.Stdout, "problem: %s\n", problem)
	}
	if c.DryRun && plan.Empty() {
		fmt.Fprintln(i.program.Stdout, "the accounts' tables are up to date")
	}
}

// openForUpkeep opens the accounts' side without changing anything.
func openForUpkeep(i *invocation) (*house, error) {
	settings, err := i.settings()
	if err != nil {
		return nil, err
	}
	settings.Database.Migrate = false
	if err := prepareFolder(settings.Server.Data); err != nil {
		return nil, err
	}
	where, err := locate(serviceAuth, settings, usualPorts[serviceAuth])
	if err != nil {
		return nil, err
	}
	return open(i.context, serviceAuth, settings, where, i.program, i.program.logger(settings))
}

type indexCommand struct{}

// Run puts the book into the index of a migrated database.
func (indexCommand) Run(i *invocation) error {
	h, err := openForUpkeep(i)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.openPlatform(i.context); err != nil {
		return err
	}
	stats, changed, err := h.platform.fill(i.context)
	if err != nil {
		return err
	}
	state := "was up to date"
	if changed {
		state = "is new"
	}
	_, err = fmt.Fprintf(i.program.Stdout, "the index %s: %d passages of %d lessons\n", state, stats.Chunks, stats.Lessons)
	return err
}
