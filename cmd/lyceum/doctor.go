package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/lyceum/lyceum/internal/config"
)

// doctorCommand looks at an installation and changes nothing: no folder, secret or database is made.
type doctorCommand struct{}

// level is how bad a finding is.
type level string

const (
	fine    level = "ok"
	warning level = "warn"
	failure level = "FAIL" // it does not work, or not safely: the exit status is 1
)

// finding is one thing that was looked at. advice says what to do, unless all is well.
type finding struct {
	level                level
	subject, say, advice string
}

// doctor collects findings.
type doctor struct {
	context  context.Context
	program  *Program
	settings *config.Settings
	findings []finding
}

func (d *doctor) note(l level, subject, say, advice string) {
	d.findings = append(d.findings, finding{l, subject, say, advice})
}

// Run prints a line for each finding. It fails when one of them is a failure.
func (doctorCommand) Run(i *invocation) error {
	d := &doctor{context: i.context, program: i.program}
	settings, err := i.settings()
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			d.note(failure, "settings", strings.TrimSpace(line), "mend it; docs/settings.md has every setting")
		}
		return d.report(i.program.Stdout)
	}
	d.settings = settings
	d.checkSettings(i)
	d.checkFolder()
	d.checkSecret()
	d.checkAddresses()
	d.checkMail()
	d.checkDatabase()
	return d.report(i.program.Stdout)
}

func (d *doctor) report(out io.Writer) error {
	counts := map[level]int{}
	for _, f := range d.findings {
		counts[f.level]++
		fmt.Fprintf(out, "%-4s  %-9s %s\n", f.level, f.subject, f.say)
		if f.advice != "" {
			fmt.Fprintf(out, "      %-9s → %s\n", "", f.advice)
		}
	}
	fmt.Fprintf(out, "\n%d fine, %d warnings, %d failures\n", counts[fine], counts[warning], counts[failure])
	if counts[failure] > 0 {
		return errors.New("this installation is not well: see above")
	}
	return nil
}

// checkSettings builds everything that can be built from settings alone.
func (d *doctor) checkSettings(i *invocation) {
	for _, text := range d.settings.Warnings() {
		d.note(warning, "settings", text, "remove it")
	}
	engine, err := blueprint(i, d.settings)
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			d.note(failure, "settings", strings.TrimSpace(line), "lyceum config shows where each value came from")
		}
		return
	}
	defer engine.Close()
	mode := "development"
	if d.settings.Production() {
		mode = "production"
	}
	d.note(fine, "settings", "understood; this is "+mode, "")
	if d.settings.Auth.Compat == "reference" {
		d.note(warning, "settings", "auth.compat: reference gives up what is safer here than in the reference",
			"remove it when no client needs it; SECURITY.md lists the points")
	}
}

// longest bounds everything that waits for another machine.
const longest = 5 * time.Second

func (d *doctor) patient() (context.Context, context.CancelFunc) {
	return context.WithTimeout(d.context, longest)
}
