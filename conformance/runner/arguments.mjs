import { parseArgs } from 'node:util';

const usage = `usage: node conformance/run.mjs [options]

  --only <prefix>        only scenarios whose id starts so (may be given more than once)
  --against <target>     lyceum (default) or reference, which proves that equal servers compare equal
  --database <dialect>   sqlite or postgres; default both (Lyceum only)
  --bin <path>           a built lyceum; default: built from this repository
  --jobs <n>             profiles played at the same time (default 2)
  --show                 prints what was compared, as the reference shows it
  --restored             Lyceum with \`compat: reference\` where a scenario plays its own defaults: no more may differ
                         than what has another switch, or none
  --list                 names the scenarios and ends

LYCEUM_TEST_POSTGRES names a PostgreSQL server to use; else the project's test server is started.`;

/**
 * @typedef {{
 *   only: string[],
 *   against: 'lyceum' | 'reference',
 *   dialects: ('sqlite' | 'postgres')[],
 *   bin?: string,
 *   jobs: number,
 *   list: boolean,
 *   show: boolean,
 *   restored: boolean,
 * }} Options
 */

const text = /** @type {const} */ ({ type: 'string' });
const toggle = /** @type {const} */ ({ type: 'boolean', default: false });
const flags = {
  only: { ...text, multiple: /** @type {const} */ (true) },
  against: { ...text, default: 'lyceum' },
  database: text,
  bin: text,
  jobs: { ...text, default: '2' },
  list: toggle,
  show: toggle,
  restored: toggle,
};

/** @param {string[]} argv @returns {Options} */
export function readArguments(argv) {
  const { only = [], against, database, bin, list, show, restored, ...values } = parse(argv);
  if (against !== 'lyceum' && against !== 'reference')
    throw new Error(`--against ${against}: no such target`);
  if (database && database !== 'sqlite' && database !== 'postgres') {
    throw new Error(`--database ${database}: sqlite or postgres`);
  }
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1) throw new Error(`--jobs ${values.jobs}: a number from 1`);
  /** @type {('sqlite' | 'postgres')[]} */
  const dialects = database ? [/** @type {'sqlite'} */ (database)] : ['sqlite', 'postgres'];
  return { only, against, dialects, bin, jobs, list, show, restored };
}

/** @param {string[]} argv */
function parse(argv) {
  try {
    return parseArgs({ args: argv, options: flags }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}
