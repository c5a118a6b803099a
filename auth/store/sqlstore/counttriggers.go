package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
)

const createCounts = `create table if not exists ` + countTable + ` (counted text not null, id bigint generated always as identity,
	n bigint not null, base boolean not null default false, primary key (counted, id))`

// createCountFunction acts as its owner, so that whoever may add users need not have rights to
// the changes, and must be no one's to call on tables of their own. It never fails a write:
// without countTable nothing is counted. Folding passes over what others hold, happens once in a
// transaction, and only where it cannot meet a serialization failure.
const createCountFunction = `create or replace function ` + countFunction + `() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $lyceum$
declare
	counts regclass := to_regclass(format('%I.` + countTable + `', tg_table_schema));
	mine text := tg_relid || '.' || tg_argv[0];
	change bigint := 0;
begin
	if counts is null then
		return null;
	end if;
	if tg_op = 'TRUNCATE' then
		execute format('delete from %s where counted = $1', counts) using mine;
	else
		select case tg_op when 'INSERT' then count(*) else -count(*) end from changed into change;
		if change = 0 then
			return null;
		end if;
	end if;
	execute format('insert into %s (counted, n, base) values ($1, $2, $3)', counts) using mine, change, tg_op = 'TRUNCATE';
	if random() < 1 / 64.0 and current_setting('transaction_isolation') = 'read committed'
			and coalesce(current_setting('lyceum.folded', true), '') = '' then
		perform set_config('lyceum.folded', 'on', true);
		execute format('with few as (select id from %1$s where counted = $1 limit 10000 for update skip locked),
			folded as (delete from %1$s where counted = $1 and id in (select id from few) returning n, base)
			insert into %1$s (counted, n, base) select $1, sum(n), bool_or(base) from folded having count(*) > 0', counts) using mine;
	end if;
	return null;
end
$lyceum$`

// liveCounts reads, for each table, whether we may add triggers to it, those of ours it has, and
// its changes in countTable.
const liveCounts = `SELECT c.relname::text, c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE') AND has_schema_privilege(c.relnamespace, 'CREATE')
		AND NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = c.relnamespace AND p.proname = '` + countFunction + `' AND NOT pg_has_role(p.proowner, 'USAGE'))
		AND NOT EXISTS (SELECT FROM pg_class o WHERE o.relnamespace = c.relnamespace AND o.relname = '` + countTable + `' AND NOT pg_has_role(o.relowner, 'USAGE')),
	EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = c.relnamespace AND p.proname = '` + countFunction + `'),
	(SELECT string_agg(t.tgname, ' ' ORDER BY t.tgname) FROM pg_trigger t WHERE t.tgrelid = c.oid AND starts_with(t.tgname, '` + countFunction + `_')),
	` + "%s" + `
	FROM pg_class c
	WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relkind IN ('r', 'p')`

// installCounts makes the triggers and counts what is there, with nobody writing meanwhile.
func installCounts(m *store.Model, have liveCount) string {
	var b strings.Builder
	name := quote(m.Name)
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	line("do $lyceum$ declare mine text := md5(random()::text || clock_timestamp()::text);")
	line("begin")
	mode := "share row exclusive"
	if len(have.triggers) > 0 {
		mode = "access exclusive" // which dropping them takes: at once, or it could deadlock
	}
	line("lock table ", name, " in ", mode, " mode;")
	for _, trigger := range have.triggers {
		line("drop trigger ", trigger, " on ", name, ";")
	}
	enable := make([]string, len(countTriggers))
	for i, w := range countTriggers {
		line("execute ", literal("create trigger "+w.name+" after "+w.event+" on "+name+w.rows+" for each statement execute function "+countFunction+"("),
			" || quote_literal(mine) || ')';")
		enable[i] = "enable always trigger " + w.name
	}
	line("alter table ", name, " ", strings.Join(enable, ", "), ";")
	oid := literal(name) + "::regclass::oid"
	line("delete from ", countTable, " where counted like ", oid, " || '.%';")
	line("insert into ", countTable, " (counted, n, base) select ", oid, " || '.' || mine, count(*), true from ", name, ";")
	b.WriteString("end $lyceum$")
	return b.String()
}

// liveCount is one table's row of that.
type liveCount struct {
	ours     bool
	triggers []string
	counted  string
}

// compareCounts adds what counted tables lack, where that is allowed. Without it the rows are
// counted each time.
func (p *planner) compareCounts(ctx context.Context) error {
	if !p.postgres() || !p.counts() {
		return nil
	}
	live, function, bases, err := p.liveCounts(ctx)
	if err != nil {
		return fmt.Errorf("reading what counts rows: %w", err)
	}
	table := p.have.tables[countTable] != nil
	for _, m := range p.schema.Tables {
		have, exists := live[m.Name]
		if !m.Counted || exists && (!have.ours || function && bases[have.counted]) {
			continue
		}
		if !table {
			p.add(createCounts, "create table %s, which tells how many rows others have", countTable)
			table = true
		}
		if !function {
			p.add(createCountFunction, "add function %s, which keeps %s true", countFunction, countTable)
			p.add("revoke all on function "+countFunction+" from public", "keep %s to ourselves", countFunction)
			function = true
		}
		p.add(installCounts(m, have), "count the rows of %s, and add triggers that keep the number", m.Name)
	}
	return nil
}

// Beside names what Create makes besides tables and indexes of the schema: triggers and what
// they need. A Node server does without it.
func Beside(s *store.Schema, d Dialect) (names []string) {
	g := &migrator{db: &DB{dialect: d}, schema: s}
	if g.postgres() && g.watches() {
		names = append(names, "triggers named "+noticeFunction)
	}
	if g.postgres() && g.counts() {
		names = append(names, "triggers named "+countFunction, "the table "+countTable)
	}
	return names
}

func (g *migrator) counts() bool {
	for _, m := range g.schema.Tables {
		if m.Counted {
			return true
		}
	}
	return false
}

// liveCounts has the tables by name, whether the function is there, and whose changes have a base.
func (p *planner) liveCounts(ctx context.Context) (live map[string]liveCount, function bool, bases map[string]bool, err error) {
	live, bases = map[string]liveCount{}, map[string]bool{}
	if p.db.backend == nil { // see Create
		return live, false, bases, nil
	}
	rows, err := p.db.raw(ctx, fmt.Sprintf(liveCounts, fmt.Sprintf(countsOf, "c.oid")))
	if err != nil {
		return nil, false, nil, err
	}
	for _, r := range rows {
		live[text(r[0])] = liveCount{ours: truth(r[1]), triggers: strings.Fields(text(r[3])), counted: text(r[4])}
		function = function || truth(r[2])
	}
	if p.have.tables[countTable] == nil {
		return live, function, bases, nil
	}
	rows, err = p.db.raw(ctx, "SELECT counted FROM "+countTable+" WHERE base")
	for _, r := range rows {
		bases[text(r[0])] = true
	}
	return live, function, bases, err
}
