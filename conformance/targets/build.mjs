import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Builds what the Lyceum side needs.
 * @param {string} root folder of the Go module
 * @param {string} folder where programs are written
 * @param {string} [given] a built lyceum
 * @returns {Promise<{bin: string, pipe: string}>}
 */
export async function build(root, folder, given) {
  const pipe = join(folder, 'sqlpipe');
  await run('go', ['build', '-o', pipe, './conformance/sqlpipe'], { cwd: root });
  if (given) return { bin: given, pipe };
  const bin = join(folder, 'lyceum');
  await run('go', ['build', '-o', bin, './cmd/lyceum'], { cwd: root });
  return { bin, pipe };
}
