// Command lyceum runs the book, the accounts and the assistant.
//
//	lyceum serve          everything on one port, http://localhost:3000
//	lyceum serve auth     the auth service alone, on port 8002
//	lyceum serve api      learning API and assistant alone, on port 8001
//	lyceum migrate        brings the database up to date
//	lyceum generate       writes the schema as SQL, or for Prisma or Drizzle
//	lyceum import         brings over the users of an earlier system
//	lyceum user           creates, lists, changes and deletes users
//	lyceum index          puts the book into the search index
//	lyceum mail           lists mails that are not sent yet; mail retry, mail drop
//	lyceum doctor         looks for what is wrong and says what to do
//	lyceum config         prints the settings in effect and where they came from
//	lyceum version
//
// Settings come from lyceum.yaml, the environment and flags; see docs/settings.md. Without any, Lyceum keeps an SQLite
// file, a generated secret and mails in the folder data.
//
// main only builds a [Program]; tests build the same value.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the linker.
var version = "development"

func main() {
	// After the first signal the default is back, so that a second one ends the process at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	program := Program{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, LookupEnv: os.LookupEnv, Version: version}
	os.Exit(program.Run(ctx, os.Args[1:]))
}
