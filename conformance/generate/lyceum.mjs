import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Folder of the Go module. */
export const root = resolve(import.meta.dirname, '../..');

/**
 * Builds the command, and returns what runs it with the settings of one case.
 * @param {string} folder
 */
export async function buildLyceum(folder) {
  const bin = join(folder, 'lyceum');
  await execute('go', ['build', '-o', bin, './cmd/lyceum'], { cwd: root });
  return {
    /** @param {{work: string, settings: import('./shapes.mjs').Settings, url: string}} place */
    with({ work, settings, url }) {
      const file = join(work, 'lyceum.yaml');
      const { PATH = '', HOME = '' } = process.env;
      const written = writeFile(file, JSON.stringify(settings)); // JSON is YAML
      const env = { PATH, HOME, DATABASE_URL: url, LYCEUM_DATA: join(work, 'data') };
      return async (/** @type {string[]} */ ...command) => {
        await written;
        return (await execute(bin, ['--config', file, ...command], { env, cwd: work })).stdout;
      };
    },
  };
}
