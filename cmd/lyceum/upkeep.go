package main

import (
	"fmt"
)

// openForUpkeep opens the accounts' side without changing anything.
func openForUpkeep(i *invocation) (*house, error) {
	settings, err := i.settings()
	if err != nil {
		return nil, err
	}
	if settings.Stateless() {
		return nil, errNoDatabase
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
