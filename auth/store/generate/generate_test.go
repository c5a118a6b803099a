package generate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/generate"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

func compile(t *testing.T, o store.SchemaOptions, tables ...store.Table) *store.Schema {
	t.Helper()
	o.Now, o.NewID = time.Now, func(string) string { return "x" }
	s, err := store.Compile(tables, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func to(model string, how store.OnDelete) *store.Reference {
	return &store.Reference{Model: model, Field: "id", OnDelete: how}
}

// parts is a schema with everything that the core's does not have.
func parts(t *testing.T, o store.SchemaOptions) *store.Schema {
	return compile(t, o,
		store.Table{Model: "user", Fields: []store.Field{
			{Name: "role", Enum: []string{"guest", "ma'am"}, Default: func() any { return "guest" }},
			{Name: "tags", Type: store.StringArray, Default: func() any { return []string{"a"} }},
			{Name: "extra", Type: store.JSON, Nullable: true},
			{Name: "size", Type: store.Number, BigInt: true, Column: "how_big"},
			{Name: "code", Default: counter()},
		}},
		store.Table{Model: "invitation", Name: "invites", Fields: []store.Field{
			{Name: "inviterId", References: to("user", store.SetNull), Nullable: true, Index: true},
			{Name: "guestId", References: to("user", ""), Unique: true},
			{Name: "parentId", References: to("invitation", store.NoAction), Nullable: true},
			{Name: "user", Nullable: true},
		}, Indexes: []store.Index{{Fields: []string{"guestId", "user"}, Unique: true}}},
	)
}

func counter() func() any {
	n := 0
	return func() any { n++; return n }
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("lacks %s\n%s", part, text)
		}
	}
}

// fields collapses the alignment of a Prisma file.
func fields(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestPrisma(t *testing.T) {
	t.Parallel()
	text, err := generate.Prisma(parts(t, store.SchemaOptions{IDs: store.SerialID}), sqlstore.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, text, `//   modelName of invitation: 'invites'`, `//   fieldName of user.size: 'how_big'`, `//   advanced.database.generateId: 'serial'`)
	contains(t, fields(text),
		`id Int @id @default(autoincrement())`,
		`role String @default("guest")`, `tags Json @default("[\"a\"]")`, `extra Json?`, `how_big BigInt`, ` code String `,
		`model Invites {`, `inviterId Int?`,
		`inviter User? @relation("invites_inviterId", fields: [inviterId], references: [id], onDelete: SetNull)`,
		`guest User @relation("invites_guestId", fields: [guestId], references: [id], onDelete: Cascade)`,
		`invites Invites? @relation("invites_parentId", fields: [parentId], references: [id], onDelete: NoAction)`,
		`invitess Invites[] @relation("invites_inviterId")`, `invites Invites? @relation("invites_guestId")`,
		`invitess Invites[] @relation("invites_parentId")`,
		`@@unique([guestId]) @@unique([guestId, user], map: "invites_guestId_user_uidx") @@map("invites")`)
}

func TestDrizzle(t *testing.T) {
	t.Parallel()
	text, err := generate.Drizzle(parts(t, store.SchemaOptions{IDs: store.RandomID}), sqlstore.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, text,
		`role: text('role', { enum: ['guest', 'ma\'am'] }).$defaultFn(() => 'guest' as const).notNull(),`,
		`tags: text('tags').$defaultFn(() => '["a"]').notNull(),`, `how_big: integer('how_big').notNull(),`, `code: text('code').notNull(),`,
		`parentId: text('parentId').references((): AnySQLiteColumn => invites.id, { onDelete: 'no action' }),`,
		`uniqueIndex('invites_guestId_user_uidx').on(table.guestId, table.user),`,
		`inviter: one(user, { fields: [invites.inviterId], references: [user.id], relationName: 'invites_inviterId' }),`,
		`invitessByInviterId: many(invites, { relationName: 'invites_inviterId' }),`,
		`invitesByGuestId: one(invites, { relationName: 'invites_guestId' }),`)
	text, err = generate.Drizzle(parts(t, store.SchemaOptions{IDs: store.RandomID}), sqlstore.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, text, `tags: jsonb('tags').$type<string[]>().$defaultFn(() => ["a"]).notNull(),`, `bigint('how_big', { mode: 'number' })`)
}

// TestBesideTheTables: what the file cannot say is named in it, where there is any.
func TestBesideTheTables(t *testing.T) {
	t.Parallel()
	s := compile(t, store.SchemaOptions{IDs: store.RandomID}, store.Table{Model: "user", Counted: true})
	for dialect, named := range map[sqlstore.Dialect]bool{sqlstore.Postgres: true, sqlstore.SQLite: false} {
		for format, write := range map[string]func(*store.Schema, sqlstore.Dialect) (string, error){
			"prisma": generate.Prisma, "drizzle": generate.Drizzle,
		} {
			text, err := write(s, dialect)
			if err != nil || strings.Contains(text, "triggers named lyceum_count_1, the table lyceum_count.") != named || strings.Contains(text, "lyceum_notice") {
				t.Errorf("%s, %s: %v\n%s", format, dialect, err, text)
			}
		}
	}
}

func TestNamesThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]store.Table{
		"a table's":  {Model: "user", Name: "my-users"},
		"a column's": {Model: "user", Fields: []store.Field{{Name: "x", Column: "1st"}}},
		"a word of the language": {
			Model: "user", Name: "class",
		},
	} {
		s := compile(t, store.SchemaOptions{IDs: store.RandomID}, table)
		for format, write := range map[string]func(*store.Schema, sqlstore.Dialect) (string, error){
			"prisma": generate.Prisma, "drizzle": generate.Drizzle,
		} {
			if _, err := write(s, sqlstore.Postgres); err == nil || !strings.Contains(err.Error(), "cannot be a name in TypeScript") {
				t.Errorf("%s, %s: %v", name, format, err)
			}
		}
		if text, err := generate.SQL(s, sqlstore.SQLite); err != nil || !strings.HasPrefix(text, "create table ") {
			t.Errorf("SQL: %q %v", text, err)
		}
	}
}
