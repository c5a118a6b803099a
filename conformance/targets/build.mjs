import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** As scripts/build.sh builds, so that what it has compiled is used again. @param {string[]} args @param {string} root */
const go = (args, root) =>
  promisify(execFile)('go', args, { cwd: root, env: { ...process.env, CGO_ENABLED: '0' } });

/**
 * Builds what the Lyceum side needs.
 * @param {string} root folder of the Go module
 * @param {string} folder where programs are written
 * @param {string} [given] a built lyceum
 * @returns {Promise<{bin: string, pipe: string}>}
 */
export async function build(root, folder, given) {
  const pipe = join(folder, 'sqlpipe');
  await go(['build', '-o', pipe, './conformance/sqlpipe'], root);
  if (given) return { bin: given, pipe };
  const bin = join(folder, 'lyceum');
  await go(['build', '-o', bin, './cmd/lyceum'], root);
  return { bin, pipe };
}
