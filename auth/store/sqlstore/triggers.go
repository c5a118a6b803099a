package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
)

// The notices of watched tables on PostgreSQL: triggers that NOTIFY which rows were changed
// or deleted, by whomever. A notice holds a model and a row's id, or an asterisk for "any
// row"; it is sent when the transaction commits.

// noticeChannel is where notices are sent. All schemas of a database share it: what does
// not concern a listener costs it one look.
const noticeChannel = "lyceum_notice"

// noticeFunction has its version in its name: a new body gets a new name, so that
// programs of both versions can run on one database.
const noticeFunction = "lyceum_notice_1"

// noticeTriggers are the triggers of each watched table by the event they fire after.
var noticeTriggers = []struct{ name, event string }{
	{"lyceum_notice_1_update", "update"}, {"lyceum_notice_1_delete", "delete"}, {"lyceum_notice_1_truncate", "truncate"},
}

// createNotice never fails a write: long ids, and many at once, become the asterisk.
const createNotice = `create or replace function ` + noticeFunction + `() returns trigger language plpgsql
set search_path = pg_catalog as $lyceum$
declare
	ids text[];
	id text;
begin
	if tg_op <> 'TRUNCATE' then
		execute format('select array_agg(%1$I::text) from (select %1$I from gone limit 65) as few', tg_argv[1]) into ids;
		if ids is null then
			return null;
		end if;
		if cardinality(ids) < 65 and (select max(length(i)) from unnest(ids) as i) <= 200 then
			foreach id in array ids loop
				perform pg_notify('` + noticeChannel + `', tg_argv[0] || ':' || id);
			end loop;
			return null;
		end if;
	end if;
	perform pg_notify('` + noticeChannel + `', '*');
	return null;
end
$lyceum$`

// liveTriggers reads, for each table, whether we may add triggers to it, whether the
// function exists, and its triggers with their state.
const liveTriggers = `SELECT c.relname::text,
	pg_has_role(c.relowner, 'USAGE') AND has_schema_privilege(c.relnamespace, 'CREATE'),
	EXISTS (SELECT 1 FROM pg_proc p WHERE p.pronamespace = c.relnamespace AND p.proname = '` + noticeFunction + `'),
	(SELECT json_object_agg(t.tgname, t.tgenabled)::text FROM pg_trigger t
		WHERE t.tgrelid = c.oid AND starts_with(t.tgname, 'lyceum_notice_1_'))
	FROM pg_class c
	WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relkind IN ('r', 'p')`

type liveTable struct {
	ours, function bool
	triggers       map[string]string // name → pg_trigger.tgenabled
}

// compareTriggers adds what watched tables lack, where that is allowed. Without it all
// works, only nothing that was read can be kept.
func (p *planner) compareTriggers(ctx context.Context) error {
	if !p.postgres() || !p.watches() {
		return nil
	}
	rows, err := p.rowsOfTriggers(ctx)
	if err != nil {
		return fmt.Errorf("reading the triggers: %w", err)
	}
	tables, function := map[string]liveTable{}, false
	for _, r := range rows {
		t := liveTable{ours: truth(r[1]), function: truth(r[2])}
		_ = json.Unmarshal([]byte(text(r[3])), &t.triggers) // none is NULL
		tables[text(r[0])], function = t, function || t.function
	}
	for _, m := range p.schema.Tables {
		live, exists := tables[m.Name]
		if !m.Watched || exists && (!live.ours || live.complete()) {
			continue
		}
		if !function {
			p.add(createNotice, "add function %s, which tells of changed rows", noticeFunction)
			function = true
		}
		p.addTriggers(m, live)
	}
	return nil
}

func (g *migrator) rowsOfTriggers(ctx context.Context) ([][]any, error) {
	if g.db.backend == nil { // see Create
		return nil, nil
	}
	return g.db.raw(ctx, liveTriggers)
}

func (g *migrator) watches() bool {
	for _, m := range g.schema.Tables {
		if m.Watched {
			return true
		}
	}
	return false
}

// complete reports whether all triggers are there and fire always.
func (t liveTable) complete() bool {
	for _, w := range noticeTriggers {
		if t.triggers[w.name] != "A" {
			return false
		}
	}
	return true
}

// addTriggers creates the missing ones and makes all fire always: also for writers in the role
// replica, which imports take.
func (p *planner) addTriggers(m *store.Model, live liveTable) {
	var enable []string
	for _, w := range noticeTriggers {
		enable = append(enable, "enable always trigger "+w.name)
		if live.triggers[w.name] != "" {
			continue
		}
		rows := ""
		if w.event != "truncate" {
			rows = " referencing old table as gone"
		}
		p.add(fmt.Sprintf("create trigger %s after %s on %s%s for each statement execute function %s(%s, %s)", w.name, w.event,
			quote(m.Name), rows, noticeFunction, literal(m.Model), literal(m.Field("id").Column)),
			"add trigger %s on %s", w.name, m.Name)
	}
	p.add("alter table "+quote(m.Name)+" "+strings.Join(enable, ", "), "enable the triggers of %s for every kind of write", m.Name)
}

// literal is text as SQL.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
