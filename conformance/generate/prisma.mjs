import { execFile } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaPg } from '@prisma/adapter-pg';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import ts from 'typescript';

const execute = promisify(execFile);

/**
 * Validates the schema, makes its client and opens it.
 * @param {{text: string, work: string, dialect: 'postgresql' | 'sqlite', url: string,
 *   settings: import('./shapes.mjs').Settings}} given
 */
export async function open({ text, work, dialect, url, settings }) {
  const file = join(work, 'schema.prisma');
  await writeFile(file, text);
  await command('validate', '--schema', file);
  await command('generate', '--schema', file);
  await transpile(join(work, 'generated/prisma'));
  const { PrismaClient } = await import(pathToFileURL(join(work, 'generated/prisma/client.js')).href);
  const driver = dialect === 'sqlite' ? new PrismaLibSql({ url }) : new PrismaPg({ connectionString: url });
  const client = new PrismaClient({ adapter: driver });
  const usePlural = settings.database?.naming === 'plural-snake';
  return {
    adapter: prismaAdapter(client, { provider: dialect, usePlural }),
    close: () => client.$disconnect(),
  };
}

/**
 * Prisma fetches its schema engine before it does anything, also for commands that do not use it; naming another
 * program in its place keeps it from the network.
 * @param {string[]} args
 */
async function command(...args) {
  const cli = join(import.meta.dirname, 'node_modules/prisma/build/index.js');
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };
  await execute(process.execPath, [cli, ...args], { env, cwd: import.meta.dirname });
}

/** Turns the client's TypeScript into modules. @param {string} folder */
async function transpile(folder) {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const source = await readFile(join(folder, name), 'utf8');
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    await writeFile(
      join(folder, name.replace(/ts$/, 'js')),
      outputText.replaceAll(/from (["'].*)\.ts(["'])/g, 'from $1.js$2'),
    );
    await rm(join(folder, name));
  }
}
