/**
 * Records what the reference's migrator makes of its own schema: the schema as data, its statements for
 * PostgreSQL and SQLite, and the catalog that PostgreSQL has afterwards. Writes <ids>.json beside itself for every
 * kind of id. The packages come from the folder conformance:
 *
 *     go run ./internal/pgtest/cmd/pgtest node auth/store/sqlstore/testdata/reference/record.mjs conformance
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(resolve(process.argv[2]), "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const pg = (await load("pg")).default;
const { getMigrations } = await load("better-auth/db/migration");
const { getSchema } = await load("better-auth/db");
const bundled = await load("better-auth/plugins");
const { passkey } = await load("@better-auth/passkey");
const { apiKey } = await load("@better-auth/api-key");
const { DummyDriver, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } =
  await load("kysely");

const plugins = [
  bundled.jwt(),
  bundled.admin(),
  bundled.twoFactor(),
  bundled.organization({
    teams: { enabled: true },
    dynamicAccessControl: { enabled: true },
  }),
  passkey(),
  apiKey(),
];
const base = {
  secret: "secret-secret-secret-secret-secret",
  rateLimit: { storage: "database" },
};
const options = (ids, plugins) => ({
  ...base,
  plugins,
  advanced: { database: ids === "random" ? {} : { generateId: ids } },
});

/** A database that answers nothing: enough to compile statements for an empty SQLite file. */
const nothing = {
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
};

const columns = `SELECT table_name AS "table", column_name AS "column", data_type AS type, is_nullable = 'YES' AS nullable,
  column_default AS "default", is_identity = 'YES' AS identity FROM information_schema.columns
  WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`;
const constraints = `SELECT r.relname AS "table", c.conname AS name, pg_get_constraintdef(c.oid) AS definition
  FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
  WHERE c.connamespace = 'public'::regnamespace AND c.contype <> 'n' ORDER BY r.relname, c.conname`;
const indexes = `SELECT tablename AS "table", indexname AS name, indexdef AS definition FROM pg_indexes
  WHERE schemaname = 'public' ORDER BY tablename, indexname`;

const statements = async (config) =>
  (await (await getMigrations(config)).compileMigrations())
    .split(";")
    .map((s) => s.trim())
    .filter(Boolean);

/** The schema as data; whether a default is a constant or a function is what the migrator looks at. */
function describe(schema) {
  const kind = (f) =>
    f.defaultValue == null
      ? {}
      : typeof f.defaultValue === "function"
        ? { dynamic: true }
        : { default: f.defaultValue };
  return Object.entries(schema).map(([name, table]) => ({
    name,
    order: Number.isFinite(table.order) ? table.order : undefined,
    indexes: table.indexes?.length ? table.indexes : undefined,
    fields: Object.entries(table.fields).map(([column, f]) => ({
      column,
      type: Array.isArray(f.type) ? "string" : f.type,
      nullable: f.required === false || undefined,
      unique: f.unique || undefined,
      index: f.index || undefined,
      bigint: f.bigint || undefined,
      references: f.references,
      ...kind(f),
    })),
  }));
}

for (const ids of ["random", "uuid", "serial"]) {
  const admin = new pg.Client({
    connectionString: process.env.LYCEUM_TEST_POSTGRES,
  });
  await admin.connect();
  await admin.query(`CREATE DATABASE record_${ids}`);
  await admin.end();
  const url = new URL(process.env.LYCEUM_TEST_POSTGRES);
  url.pathname = `/record_${ids}`;
  const pool = new pg.Pool({ connectionString: url.href });

  const full = { ...options(ids, plugins), database: pool };
  const all = await statements(full);
  await (
    await getMigrations({ ...options(ids, []), database: pool })
  ).runMigrations();
  const added = await statements(full);
  await pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  await (await getMigrations(full)).runMigrations();
  const read = async (text) => (await pool.query(text)).rows;
  const sqlite = await statements({
    ...options(ids, plugins),
    database: { dialect: nothing, type: "sqlite" },
  });
  const record = {
    reference: "better-auth 1.7.25",
    schema: describe(getSchema(full)),
    postgres: {
      statements: all,
      added,
      columns: await read(columns),
      constraints: await read(constraints),
      indexes: await read(indexes),
    },
    sqlite: { statements: sqlite },
  };
  writeFileSync(
    new URL(`${ids}.json`, import.meta.url),
    JSON.stringify(record, null, 1) + "\n",
  );
  await pool.end();
}
