import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { drizzle as onLibSQL } from 'drizzle-orm/libsql';
import { drizzle as onPostgres } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import ts from 'typescript';

/**
 * Compiles the schema, strictly, and opens it.
 * @param {{text: string, work: string, dialect: 'postgresql' | 'sqlite', url: string,
 *   settings: import('./shapes.mjs').Settings}} given
 */
export async function open({ text, work, dialect, url, settings }) {
  const file = join(work, 'schema.mts');
  await writeFile(file, text);
  compile(file);
  const schema = await import(pathToFileURL(join(work, 'schema.mjs')).href);
  const usePlural = settings.database?.naming === 'plural-snake';
  if (dialect === 'sqlite') {
    const client = createClient({ url });
    const adapter = drizzleAdapter(onLibSQL(client, { schema }), { provider: 'sqlite', schema, usePlural });
    return { adapter, close: async () => client.close() };
  }
  const pool = new pg.Pool({ connectionString: url });
  const adapter = drizzleAdapter(onPostgres(pool, { schema }), { provider: 'pg', schema, usePlural });
  return { adapter, close: () => pool.end() };
}

/** @param {string} file */
function compile(file) {
  const program = ts.createProgram([file], {
    strict: true,
    noUnusedLocals: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map((d) => ts.flattenDiagnosticMessageText(d.messageText, '\n'));
  assert.deepEqual(problems, []);
  program.emit();
}
