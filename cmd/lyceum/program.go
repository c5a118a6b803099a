package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/lyceum/lyceum/internal/config"
)

// Program is the command as a value.
type Program struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	LookupEnv      func(string) (string, bool)
	Version        string
}

// Exit statuses.
const (
	succeeded = 0
	failed    = 1
	misused   = 2
)

// grammar is the command line.
type grammar struct {
	Config string   `short:"c" placeholder:"FILE" help:"Settings file; lyceum.yaml if there is one."`
	Data   string   `placeholder:"FOLDER" help:"Folder for everything Lyceum keeps on disk."`
	Set    []string `sep:"none" placeholder:"PATH=VALUE" help:"Any setting, such as auth.session.expiresIn=3600."`

	Serve    serveCommand    `cmd:"" help:"Serve everything (all), or one service (auth, api)."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database up to date."`
	Generate generateCommand `cmd:"" help:"Write the accounts' schema as SQL, or for Prisma or Drizzle."`
	Index    indexCommand    `cmd:"" help:"Put the book into the search index."`
	Import   importCommand   `cmd:"" help:"Bring over the users of an earlier system."`
	User     userCommand     `cmd:"" help:"Create, list, change and delete users."`
	Mail     mailCommand     `cmd:"" help:"See to mails and text messages that are not sent yet."`
	Doctor   doctorCommand   `cmd:"" help:"Look for what is wrong with this installation, and say what to do."`
	Settings configCommand   `cmd:"" name:"config" help:"Print the settings in effect, secrets masked, and where each came from."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// invocation is what every command gets.
type invocation struct {
	context  context.Context
	program  *Program
	settings func(...config.Override) (*config.Settings, error)
}

// exit is how kong ends a run early, after --help for instance.
type exit int

// Run runs one command and returns the exit status. Errors are told on Stderr, a sentence each.
func (p *Program) Run(ctx context.Context, args []string) (status int) {
	defer func() {
		if cause := recover(); cause != nil {
			code, ok := cause.(exit)
			if !ok {
				panic(cause)
			}
			status = int(code)
		}
	}()
	var g grammar
	parser, err := kong.New(&g, kong.Name("lyceum"), kong.Writers(p.Stdout, p.Stderr), kong.UsageOnError(),
		kong.Description("A textbook with accounts, runnable Python, quizzes and an assistant that cites the book."),
		kong.Exit(func(code int) { panic(exit(code)) }))
	if err != nil {
		return p.fail(failed, err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return p.fail(misused, fmt.Errorf("%w (lyceum --help tells more)", err))
	}
	if err := parsed.Run(&invocation{context: ctx, program: p, settings: g.load(p)}); err != nil {
		return p.fail(failed, err)
	}
	return succeeded
}

func (p *Program) fail(status int, err error) int {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(p.Stderr, "lyceum: %s\n", strings.TrimSuffix(line, "\n"))
	}
	return status
}

// load returns the function that reads the settings with a command's own flags on top.
func (g *grammar) load(p *Program) func(...config.Override) (*config.Settings, error) {
	return func(own ...config.Override) (*config.Settings, error) {
		source := config.Source{File: g.Config, LookupEnv: p.LookupEnv}
		for _, assignment := range g.Set {
			path, value, found := strings.Cut(assignment, "=")
			if !found {
				return nil, fmt.Errorf("--set %s: want path=value", assignment)
			}
			source.Set = append(source.Set, config.Override{Path: path, Value: value, Origin: "--set"})
		}
		if g.Data != "" {
			source.Set = append(source.Set, config.Override{Path: "server.data", Value: g.Data, Origin: "--data"})
		}
		source.Set = append(source.Set, own...)
		return config.Load(source)
	}
}

// logger logs to Stderr: Stdout is for what a command was asked to print.
func (p *Program) logger(settings *config.Settings) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(settings.Log.Level)) // checked by config
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewTextHandler(p.Stderr, options)
	if settings.Log.Format == "json" {
		handler = slog.NewJSONHandler(p.Stderr, options)
	}
	log := slog.New(handler)
	for _, warning := range settings.Warnings() {
		log.Warn(warning)
	}
	return log
}

// now is the program's clock.
func now() time.Time { return time.Now() }

type configCommand struct{}

// Run prints the settings.
func (configCommand) Run(i *invocation) error {
	settings, err := i.settings()
	if err != nil {
		return err
	}
	for _, warning := range settings.Warnings() {
		fmt.Fprintf(i.program.Stdout, "# %s\n", warning)
	}
	return settings.Write(i.program.Stdout)
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(i *invocation) error {
	_, err := fmt.Fprintf(i.program.Stdout, "lyceum %s\n", i.program.Version)
	return err
}
