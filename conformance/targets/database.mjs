import pg from 'pg';
import { start } from './process.mjs';

/**
 * What a scenario may do to a database behind a server's back: move rows in time, and look at rows.
 * @typedef {Record<string, string | number | boolean | null | Date>} Row
 * @typedef {{
 *   update: (table: string, set: Row, where: Row) => Promise<number>,
 *   remove: (table: string, where: Row) => Promise<number>,
 *   rows: (table: string, where: Row, order: string) => Promise<Record<string, unknown>[]>,
 *   tables: () => Promise<string[]>,
 *   all: (table: string) => Promise<Record<string, unknown>[]>,
 *   close: () => Promise<void>,
 * }} Database
 */

const quote = (/** @type {string} */ name) => `"${name.replaceAll('"', '""')}"`;

/**
 * @param {Row} row
 * @param {string} glue between the terms
 * @param {unknown[]} values receives the parameters
 */
const terms = (row, glue, values) =>
  Object.entries(row)
    .map(([column, value]) => `${quote(column)} = $${values.push(value)}`)
    .join(glue);

/**
 * The three statements in the syntax both dialects understand.
 * @param {string} catalogue the statement that lists the tables
 * @param {(sql: string, values: unknown[]) => Promise<{count: number, rows: Record<string, unknown>[]}>} run
 * @param {() => Promise<void>} close
 * @returns {Database}
 */
function statements(catalogue, run, close) {
  return {
    close,
    tables: async () => (await run(catalogue, [])).rows.map(({ name }) => String(name)),
    all: async (table) => (await run(`select * from ${quote(table)}`, [])).rows,
    async update(table, set, where) {
      /** @type {unknown[]} */
      const values = [];
      const assign = terms(set, ', ', values);
      return (
        await run(`update ${quote(table)} set ${assign} where ${terms(where, ' and ', values)}`, values)
      ).count;
    },
    async remove(table, where) {
      /** @type {unknown[]} */
      const values = [];
      return (await run(`delete from ${quote(table)} where ${terms(where, ' and ', values)}`, values)).count;
    },
    async rows(table, where, order) {
      /** @type {unknown[]} */
      const values = [];
      const filter = terms(where, ' and ', values);
      const found = await run(
        `select * from ${quote(table)} where ${filter} order by ${quote(order)}`,
        values,
      );
      return found.rows;
    },
  };
}

const nothing = async () => {
  throw new Error('the profile has no database');
};

/** Of a server without one. @type {Database} */
export const noDatabase = {
  update: nothing,
  remove: nothing,
  rows: nothing,
  tables: async () => [],
  all: nothing,
  close: async () => {},
};

/** @param {string} url */
export function postgresDatabase(url) {
  const pool = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 1_000 });
  // A database that is dropped under an idle connection is the normal end of a run.
  pool.on('error', () => {});
  return statements(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
    async (sql, values) => {
      const result = await pool.query(sql, values);
      return { count: result.rowCount ?? 0, rows: result.rows };
    },
    () => pool.end(),
  );
}

/**
 * Node 20 has no SQLite, so the program in sqlpipe/ executes the statements over a loopback listener.
 * @param {string} pipe path of the built sqlpipe
 * @param {string} file the database
 */
export async function sqliteDatabase(pipe, file) {
  const { request, stop } = await openPipe(pipe, file);
  return statements(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
    (sql, values) => request({ sql, values: values.map((v) => (v instanceof Date ? v.toISOString() : v)) }),
    stop,
  );
}

/**
 * @param {string} pipe
 * @param {string} file
 */
async function openPipe(pipe, file) {
  const running = await start([pipe, file], { ready: /^ready http/ });
  const url = running.line.slice('ready '.length);
  return {
    stop: running.stop,
    request: async (/** @type {unknown} */ statement) => {
      const reply = await fetch(url, { method: 'POST', body: JSON.stringify(statement) });
      if (!reply.ok) throw new Error(await reply.text());
      return reply.json();
    },
  };
}
