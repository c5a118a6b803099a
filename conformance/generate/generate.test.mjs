/**
 * `lyceum generate` for teams whose other half stays in TypeScript: the Prisma file passes `prisma validate`, the
 * Drizzle file compiles, and a Node Better Auth runs on each, against a database that `lyceum migrate` made.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openPostgres } from '../targets/postgres.mjs';
import { shapes } from './shapes.mjs';
import { exercise } from './exercise.mjs';
import { buildLyceum, root } from './lyceum.mjs';
import * as drizzle from './drizzle.mjs';
import * as prisma from './prisma.mjs';

/** @type {import('../targets/postgres.mjs').Postgres} */
let postgres;
/** @type {Awaited<ReturnType<typeof buildLyceum>>} */
let lyceum;
/** @type {string} inside this folder, so that what is generated finds the packages */
let folder;

before(async () => {
  folder = await mkdtemp(join(import.meta.dirname, '.run-'));
  lyceum = await buildLyceum(folder);
  postgres = await openPostgres(root);
});

after(async () => {
  await postgres?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('generated schemas', { concurrency: 3, timeout: 600_000 }, () => {
  for (const [shape, settings] of Object.entries(shapes)) {
    for (const dialect of /** @type {const} */ (['postgresql', 'sqlite'])) {
      for (const [format, tool] of Object.entries({ drizzle, prisma })) {
        test(`${format} on ${dialect}, ${shape}`, async () => {
          const work = await mkdtemp(join(folder, 'case-'));
          const url = dialect === 'sqlite' ? `file:${join(work, 'auth.db')}` : await postgres.fresh();
          const run = lyceum.with({ work, settings, url });
          assert.match(await run('migrate'), /the database is up to date/);
          const text = await run('generate', '--format', format, '--dialect', dialect);
          const { adapter, close } = await tool.open({ text, work, dialect, url, settings });
          try {
            await exercise(adapter, settings);
          } finally {
            await close();
          }

          assert.match(await run('user', 'list'), /ann@example\.com/);
          assert.match(await run('migrate', '--dry-run'), /up to date/, 'the other half has changed nothing');
        });
      }
    }
  }
});
