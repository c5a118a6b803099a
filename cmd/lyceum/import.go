package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/lyceum/lyceum/auth/importer"
	"github.com/lyceum/lyceum/learn/assistant/thread"
)

type importCommand struct {
	File        string `arg:"" optional:"" help:"Users as .csv, .jsonl (one JSON object a line) or .json; - is standard input as JSON lines."`
	Table       string `placeholder:"TABLE" help:"A table of the same database to read users from, in place of a file."`
	LinkThreads string `name:"link-threads" placeholder:"TABLE" help:"Afterwards give threads to users by this table's thread_id and new_user_id."`
	DryRun      bool   `name:"dry-run" help:"Look at everything and write nothing."`
	NewIDs      bool   `name:"new-ids" help:"Give users new ids; the address says who is there already."`
	IDs         string `name:"ids" placeholder:"FILE" help:"Write which old id became which new one, as CSV."`
	Firebase    string `placeholder:"FILE" help:"The hash parameters of a Firebase project as JSON, to take its passwords over."`
}

// Run imports users, links threads, and fails when a row could not be taken.
func (c *importCommand) Run(i *invocation) error {
	if (c.File == "") == (c.Table == "") && (c.LinkThreads == "" || c.File != "") {
		return errors.New("name one source of users: a file or --table")
	}
	return onAccounts(i, func(h *house) error {
		refused, coming := 0, map[string]bool{}
		if c.File != "" || c.Table != "" {
			n, err := c.users(i, h, coming)
			if err != nil {
				return err
			}
			refused += n
		}
		if c.LinkThreads != "" {
			n, err := c.threads(i, h, coming)
			if err != nil {
				return err
			}
			refused += n
		}
		if refused > 0 {
			return fmt.Errorf("%d rows were not taken: mend them and run the same command again", refused)
		}
		return nil
	})
}

func (c *importCommand) users(i *invocation, h *house, coming map[string]bool) (refused int, err error) {
	options := importer.Options{DryRun: c.DryRun, NewIDs: c.NewIDs}
	if c.Firebase != "" {
		if options.Firebase, err = firebase(c.Firebase); err != nil {
			return 0, err
		}
	}
	rows, closeSource, err := c.source(i, h)
	if err != nil {
		return 0, err
	}
	defer func() { _ = closeSource() }() // it was only read
	done := func() error { return nil }
	if c.DryRun {
		options.Taken = func(_, id string) error { coming[id] = true; return nil }
	}
	if c.IDs != "" && !c.DryRun {
		if options.Taken, done, err = mapping(c.IDs); err != nil {
			return 0, err
		}
	}
	report, err := importer.Run(i.context, h.engine.Auth, rows, options)
	err = errors.Join(err, done())
	out := i.program.Stdout
	for _, name := range report.Ignored {
		fmt.Fprintf(out, "left out: the column %s, which users have no field for\n", name)
	}
	for _, problem := range report.Problems {
		fmt.Fprintln(out, problem)
	}
	verb := "imported"
	if c.DryRun {
		verb = "would import"
	}
	fmt.Fprintf(out, "%s %d users; %d were there already; %d rows not taken\n", verb, report.Created, report.Present, len(report.Problems))
	return len(report.Problems), err
}

// source opens what the users are read from.
func (c *importCommand) source(i *invocation, h *house) (importer.Rows, func() error, error) {
	nothing := func() error { return nil }
	if c.Table != "" {
		rows, err := importer.Table(i.context, h.accounts.SQL(), c.Table)
		return rows, nothing, err
	}
	if c.File == "-" {
		return importer.JSONLines(i.program.Stdin), nothing, nil
	}
	file, err := os.Open(c.File)
	if err != nil {
		return nil, nil, fmt.Errorf("%s cannot be read: %w", c.File, cause(err))
	}
	var rows importer.Rows
	switch strings.ToLower(filepath.Ext(c.File)) {
	case ".csv":
		rows, err = importer.CSV(file)
	case ".jsonl", ".ndjson":
		rows = importer.JSONLines(file)
	case ".json":
		rows, err = importer.JSON(file)
	default:
		err = errors.New("what is in it? Its name should end in .csv, .jsonl or .json")
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", c.File, err), file.Close())
	}
	return rows, file.Close, nil
}

func firebase(path string) (*importer.Firebase, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", path, cause(err))
	}
	var f importer.Firebase
	if err := json.Unmarshal(text, &f); err != nil || f.SignerKey == "" || f.Rounds == 0 || f.MemCost == 0 {
		return nil, fmt.Errorf("%s does not have base64_signer_key, base64_salt_separator, rounds and mem_cost as JSON", path)
	}
	return &f, nil
}

// mapping opens the list of old and new ids.
func mapping(path string) (taken func(oldID, newID string) error, done func() error, err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("%s cannot be written: %w", path, cause(err))
	}
	writer := csv.NewWriter(file)
	taken = func(oldID, newID string) error { return writer.Write([]string{oldID, newID}) }
	done = func() error {
		writer.Flush()
		return errors.Join(writer.Error(), file.Close())
	}
	return taken, done, taken("old_id", "new_id")
}

func (c *importCommand) threads(i *invocation, h *house, coming map[string]bool) (refused int, err error) {
	if h.learning == nil {
		if h.learning, err = openLearning(i.context, h.url); err != nil {
			return 0, err
		}
	}
	linked, err := thread.Link(i.context, h.learning, c.LinkThreads, userTable(h.settings), c.DryRun, coming)
	if err != nil {
		return 0, err
	}
	verb := "linked"
	if c.DryRun {
		verb = "would link"
	}
	for _, problem := range linked.Problems {
		fmt.Fprintln(i.program.Stdout, problem)
	}
	fmt.Fprintf(i.program.Stdout, "%s %d threads; %d were linked already; %d rows not followed\n", verb, linked.Linked, linked.Already, len(linked.Problems))
	return len(linked.Problems), nil
}
