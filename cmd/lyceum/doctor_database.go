package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	learndb "github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/rag/index"
)

// checkDatabase goes from the URL to the rows; each step needs the one before.
func (d *doctor) checkDatabase() {
	url, err := target(d.settings)
	if err != nil {
		d.note(failure, "database", err.Error(), "set DATABASE_URL")
		return
	}
	if url == inMemory {
		d.note(fine, "database", describe(url), "")
		return
	}
	if isSQLite(url) {
		if !d.checkFile(strings.TrimPrefix(url, "sqlite:")) {
			return
		}
	} else {
		d.checkTLS(url)
	}
	db, err := openAccounts(d.context, url)
	if err != nil {
		d.note(failure, "database", err.Error(), "check host, port, name and password, and that the server is running")
		return
	}
	d.note(fine, "database", describe(url)+" answers", "")
	d.checkClock(db)
	engine, err := onDatabase(d.settings, db)
	if err != nil { // the settings have been told about
		_ = db.Close()
		return
	}
	defer engine.Close()
	learning, err := openLearning(d.context, url)
	if err != nil {
		d.note(failure, "database", err.Error(), "")
		return
	}
	defer learning.Close()
	d.checkSchema(engine, learning)
}

func (d *doctor) checkFile(path string) bool {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		d.note(warning, "database", "there is no file "+path+" yet", "lyceum serve or lyceum migrate makes it; if there should be one, set DATABASE_URL")
		return false
	}
	if err != nil || info.IsDir() {
		d.note(failure, "database", path+" is not a file that can be read", "set DATABASE_URL to sqlite:path/to/lyceum.db")
		return false
	}
	d.private(path, info.Mode(), 0o600)
	return true
}

// checkTLS: without sslmode a server may be anybody, and anybody may read along.
func (d *doctor) checkTLS(text string) {
	u, err := url.Parse(text)
	if err != nil || isLocal(u.Hostname()) || u.Hostname() == "" {
		return
	}
	switch u.Query().Get("sslmode") {
	case "require", "verify-ca", "verify-full":
	default:
		d.note(warning, "database", "the connection to "+u.Hostname()+" need not be encrypted", "add sslmode=require, or better sslmode=verify-full, to DATABASE_URL")
	}
}

// checkClock compares with the database's: sessions and tokens live by both.
func (d *doctor) checkClock(db *sqlstore.DB) {
	if now().Year() < 2026 {
		d.note(failure, "clock", "this machine believes it is "+now().Format(time.DateOnly), "set the clock; use NTP")
		return
	}
	if db.Dialect() == sqlstore.SQLite {
		d.note(fine, "clock", now().UTC().Format("2006-01-02 15:04:05")+" UTC", "")
		return
	}
	ctx, cancel := d.patient()
	defer cancel()
	var there time.Time
	before := now()
	if err := db.SQL().QueryRowContext(ctx, "SELECT clock_timestamp()").Scan(&there); err != nil {
		d.note(warning, "clock", "the database does not tell the time: "+reason(err).Error(), "")
		return
	}
	apart := there.Sub(before.Add(now().Sub(before) / 2)).Round(100 * time.Millisecond)
	say := fmt.Sprintf("this machine and the database are %s apart", apart.Abs())
	switch {
	case apart.Abs() > time.Minute:
		d.note(failure, "clock", say, "set both by NTP: sessions and tokens end too early or too late")
	case apart.Abs() > 5*time.Second:
		d.note(warning, "clock", say, "set both by NTP")
	default:
		d.note(fine, "clock", say, "")
	}
}

func (d *doctor) checkSchema(engine *engine, learning *learndb.DB) {
	accounts, err := engine.Migrator().Plan(d.context)
	if err != nil {
		d.note(failure, "schema", "it cannot be compared: "+reason(err).Error(), "does the database's user own the tables?")
		return
	}
	platform, err := learndb.PlanMigration(d.context, learning, userTable(d.settings))
	if err != nil {
		d.note(failure, "schema", "it cannot be compared: "+reason(err).Error(), "")
		return
	}
	for _, problem := range append(accounts.Problems, platform.Problems...) {
		d.note(failure, "schema", problem, "lyceum migrate refuses until it is mended")
	}
	if n := len(accounts.Statements) + len(platform.Steps); n > 0 {
		l, advice := warning, "lyceum serve does it when it starts, or lyceum migrate now; lyceum migrate --plan shows it"
		if !d.settings.Database.Migrate && !(accounts.Usable() && len(platform.Steps) == 0) {
			l, advice = failure, "lyceum migrate; lyceum migrate --plan shows it"
		}
		d.note(l, "schema", fmt.Sprintf("%d changes are to be made", n), advice)
		return
	}
	if len(accounts.Problems)+len(platform.Problems) > 0 {
		return
	}
	d.note(fine, "schema", "up to date", "")
	for _, note := range accounts.Notes {
		d.note(fine, "schema", note, "")
	}
	d.checkRows(engine, learning)
}

// checkUsers compares the number that triggers keep (decision 0013) with the truth, unless that
// changes at the moment.
func (d *doctor) checkUsers(s store.Store) {
	var counted [3]int64
	for i, where := range [][]store.Cond{{store.Ne("id", nil)}, nil, {store.Ne("id", nil)}} {
		n, err := s.Count(d.context, "user", where...)
		if err != nil {
			d.note(failure, "users", reason(err).Error(), "")
			return
		}
		counted[i] = n
	}
	if there, kept := counted[0], counted[1]; kept != there && there == counted[2] {
		d.note(warning, "users", fmt.Sprintf("%d, and lists say %d", there, kept), "drop function lyceum_count_1 cascade, then lyceum migrate")
		return
	}
	d.note(fine, "users", fmt.Sprintf("%d", counted[2]), "")
}

func (d *doctor) checkRows(engine *engine, learning *learndb.DB) {
	d.checkUsers(engine.Store())
	stats, err := index.New(learning).Stats(d.context)
	switch {
	case err != nil:
		d.note(failure, "index", reason(err).Error(), "lyceum index")
	case stats.Chunks == 0:
		d.note(warning, "index", "the book is not in the search index: the assistant finds nothing", "lyceum index")
	default:
		d.note(fine, "index", fmt.Sprintf("%d passages of %d lessons", stats.Chunks, stats.Lessons), "")
	}
}
