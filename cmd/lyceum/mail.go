package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/lyceum/lyceum/auth/plugin/outbox"
)

type mailCommand struct {
	List  mailListCommand  `cmd:"" default:"1" help:"List the mails and text messages that are not sent yet."`
	Retry mailRetryCommand `cmd:"" help:"Send again at once: those with the given ids, or all that were given up."`
	Drop  mailDropCommand  `cmd:"" help:"Delete unsent: those with the given ids, or all that were given up."`
}

// withOutbox opens the outbox without changing anything.
func withOutbox(i *invocation, do func(box *outbox.Plugin) error) error {
	h, err := openForUpkeep(i)
	if err != nil {
		return err
	}
	defer h.close()
	return do(h.mails.outbox)
}

// listed bounds what one list shows.
const listed = 500

type mailListCommand struct{}

// Run prints a line for each message. Recipients are shortened: the list may end up in a ticket.
func (mailListCommand) Run(i *invocation) error {
	return withOutbox(i, func(box *outbox.Plugin) error {
		list, err := box.All(i.context, listed, 0)
		if err != nil {
			return fmt.Errorf("read the outbox: %w", err)
		}
		if len(list) == 0 {
			_, err := fmt.Fprintln(i.program.Stdout, "the outbox is empty")
			return err
		}
		return writeEntries(i.program.Stdout, list, now())
	})
}

func writeEntries(out io.Writer, list []outbox.Entry, now time.Time) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tKIND\tTO\tAGE\tATTEMPTS\tSTATE\tLAST ERROR")
	for _, e := range list {
		state := "waiting"
		switch {
		case e.GivenUp():
			state = "given up"
		case e.DueAt.After(now):
			state = "again in " + e.DueAt.Sub(now).Round(time.Second).String()
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n",
			e.ID, e.Kind, shortened(e.To), now.Sub(e.CreatedAt).Round(time.Second), e.Attempts, state, e.LastError)
	}
	return table.Flush()
}

// shortened keeps enough of a recipient to recognise it.
func shortened(to string) string {
	name, domain, isAddress := strings.Cut(to, "@")
	switch {
	case isAddress:
		return first(name) + "…@" + domain
	case len(to) > 3:
		return "…" + to[len(to)-3:]
	}
	return "…"
}

func first(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

type mailRetryCommand struct {
	IDs []string `arg:"" optional:"" name:"id" help:"Ids that lyceum mail shows."`
}

// Run makes messages due; the running server sends them.
func (c *mailRetryCommand) Run(i *invocation) error {
	return withOutbox(i, func(box *outbox.Plugin) error {
		n, err := box.Retry(i.context, c.IDs...)
		if err != nil {
			return fmt.Errorf("change the outbox: %w", err)
		}
		_, err = fmt.Fprintf(i.program.Stdout, "%d will be sent by the running server\n", n)
		return err
	})
}

type mailDropCommand struct {
	IDs []string `arg:"" optional:"" name:"id" help:"Ids that lyceum mail shows."`
}

// Run deletes messages.
func (c *mailDropCommand) Run(i *invocation) error {
	return withOutbox(i, func(box *outbox.Plugin) error {
		n, err := box.Drop(i.context, c.IDs...)
		if err != nil {
			return fmt.Errorf("change the outbox: %w", err)
		}
		_, err = fmt.Fprintf(i.program.Stdout, "%d deleted\n", n)
		return err
	})
}
