#!/usr/bin/env node
/**
 * Plays the scenarios on the reference and on Lyceum and compares them step by step. See README.md.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyAllowed, checkAllowed, failed } from './compare/allowed.mjs';
import { outdated, pendingFor } from './compare/pending.mjs';
import differences from './differences.mjs';
import pending from './pending.mjs';
import { OpenID } from './provider/oidc.mjs';
import { Provider } from './provider/provider.mjs';
import { matrix } from './report/matrix.mjs';
import { printVerdict, printViews } from './report/print.mjs';
import { readArguments } from './runner/arguments.mjs';
import { group, inParallel, playGroup } from './runner/groups.mjs';
import { playTogether } from './runner/together.mjs';
import { loadScenarios } from './runner/scenario.mjs';
import { build } from './targets/build.mjs';
import { lyceumTarget, restoredMark } from './targets/lyceum.mjs';
import { openPostgres } from './targets/postgres.mjs';
import { Reference } from './targets/reference.mjs';
import { Valkey } from './targets/valkey.mjs';

/** @typedef {import('./compare/judge.mjs').Verdict} Verdict */

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {import('./runner/arguments.mjs').Options} options
 * @param {import('./targets/postgres.mjs').Postgres} postgres
 * @param {Valkey} valkey
 * @param {string} folder for built programs
 * @returns {Promise<{targets: import('./targets/target.mjs').Target[], again?: import('./targets/target.mjs').Target}>}
 *   again: where a scenario plays Lyceum's own defaults, it plays the reference's, too
 */
async function chooseTargets({ against, dialects, bin, restored }, postgres, valkey, folder) {
  const reference = new Reference(postgres, valkey);
  if (against === 'reference')
    return { targets: [reference, new Reference(postgres, valkey, 'reference again')] };
  const built = { ...(await build(root, folder, bin)), postgres, valkey };
  const own = dialects.map((dialect) => lyceumTarget({ ...built, dialect, restored }));
  return {
    targets: [reference, ...own],
    again: restored ? undefined : lyceumTarget({ ...built, dialect: dialects[0], restored: true }),
  };
}

/** With the reference's behaviour restored no more may differ than what has another switch, or none. */
const restorable = differences.filter(({ option }) => !option.startsWith('`auth.compat: reference`'));
const isRestored = (/** @type {Verdict} */ { side }) => side.endsWith(restoredMark);

/**
 * @param {import('./runner/arguments.mjs').Options} options
 * @param {import('./runner/scenario.mjs').Scenario[]} scenarios
 * @param {(verdict: Verdict) => import('./compare/pending.mjs').Pending | undefined} awaited
 */
async function playAll(options, scenarios, awaited) {
  /** @type {Verdict[]} */
  const verdicts = [];
  const report = (/** @type {Verdict} */ verdict) => {
    const known = isRestored(verdict) ? restorable : differences;
    applyAllowed([verdict], options.against === 'lyceum' ? known : []);
    verdicts.push(verdict);
    console.log(printVerdict(verdict, awaited(verdict)));
    if (options.show) console.log(printViews(verdict));
  };
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const providers = { provider: new Provider(), openID: new OpenID() };
  /** @type {import('./targets/postgres.mjs').Postgres | undefined} */
  let postgres;
  const valkey = new Valkey(root);
  /** @type {import('./targets/target.mjs').Target[]} */
  let targets = [];
  try {
    await Promise.all(Object.values(providers).map((each) => each.listen()));
    postgres = await openPostgres(root);
    const chosen = await chooseTargets(options, postgres, valkey, folder);
    targets = chosen.targets;
    const [reference, ...others] = targets;
    const further = chosen.again ? [chosen.again] : [];
    const ownDefaults = (/** @type {import('./runner/groups.mjs').Group} */ { scenarios: all }) =>
      all.every(({ area }) => area === 'defaults');
    const partner = others.find((target) => !target.name.includes('sqlite'));
    const tasks = group(scenarios).flatMap((each) => {
      const sides = ownDefaults(each) ? [...targets, ...further] : targets;
      if (!each.together) return [() => playGroup(each, sides, providers, report)];
      // SQLite is one server's own; only PostgreSQL can be shared.
      const cast = partner && { reference, lyceum: partner };
      const servers = postgres && { postgres, valkey };
      return cast && servers ? [playTogether.bind(null, each, cast, servers, providers, report)] : [];
    });
    await inParallel(tasks, options.jobs);
  } finally {
    for (const each of Object.values(providers)) each.close();
    await Promise.all(targets.map((target) => target.close()));
    await postgres?.close();
    await valkey.close();
    await rm(folder, { recursive: true, force: true });
  }
  return verdicts;
}

/** @param {string[]} argv @returns {Promise<number>} exit code */
async function main(argv) {
  const options = readArguments(argv);
  checkAllowed(differences);
  const wanted = (/** @type {string} */ id) =>
    options.only.length === 0 || options.only.some((prefix) => id.startsWith(prefix));
  const scenarios = await loadScenarios(wanted);
  if (scenarios.length === 0) throw new Error('no scenario has such an id');
  if (options.list) {
    for (const { id, title } of scenarios) console.log(`${id}  ${title}`);
    return 0;
  }
  const awaited = (/** @type {Verdict} */ { scenario }) =>
    options.against === 'lyceum' ? pendingFor(pending, scenario.id) : undefined;
  const verdicts = await playAll(options, scenarios, awaited);
  const played = verdicts.filter((verdict) => !awaited(verdict));
  const bad = played.filter(failed).length;
  const whole =
    options.against === 'lyceum' &&
    !options.restored &&
    options.only.length === 0 &&
    options.dialects.length === 2;
  const usual = verdicts.filter((verdict) => !isRestored(verdict));
  const stale = whole ? staleEntries(usual) : [];
  for (const sentence of stale) console.log(`FAIL  ${sentence}`);
  if (whole) await writeFile(new URL('MATRIX.md', import.meta.url), matrix(usual, differences, pending));
  const steps = played.flatMap((verdict) => verdict.steps).filter((step) => !step.setup).length;
  console.log(`${steps} steps compared`);
  console.log(`${played.length - bad} passed, ${bad + stale.length} failed`);
  return bad + stale.length > 0 ? 1 : 0;
}

/**
 * Declarations that are no longer true, as sentences.
 * @param {Verdict[]} verdicts
 */
function staleEntries(verdicts) {
  const unused = applyAllowed(verdicts, differences).map(
    ({ scenario, step = 'any step', reason }) =>
      `differences.mjs: ${scenario}, ${step}: no such difference was met (${reason})`,
  );
  return [...unused, ...outdated(verdicts, pending).map((sentence) => `pending.mjs: ${sentence}`)];
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
