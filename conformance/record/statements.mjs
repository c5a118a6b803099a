/**
 * Records how many statements the reference runs on PostgreSQL for each raw request of the scenarios, for the Go
 * tests that must not need more (auth/authtest/statements.go). Run it after an update of the reference, or for the
 * scenarios that are new; the others keep their rows:
 *
 *   node record/statements.mjs [area/ …]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { OpenID } from '../provider/oidc.mjs';
import { Provider } from '../provider/provider.mjs';
import { group, inParallel } from '../runner/groups.mjs';
import { play } from '../runner/play.mjs';
import { loadProfile } from '../runner/profile.mjs';
import { loadScenarios } from '../runner/scenario.mjs';
import { Stage } from '../runner/stage.mjs';
import { openPostgres } from '../targets/postgres.mjs';
import { Reference } from '../targets/reference.mjs';
import { Valkey } from '../targets/valkey.mjs';

const output = new URL('../../auth/authtest/testdata/statements.tsv', import.meta.url);
const prefixes = process.argv.slice(2);
const wanted = (/** @type {string} */ id) =>
  prefixes.length === 0 || prefixes.some((prefix) => id.startsWith(prefix));

/** Rows of scenarios that are not played now: scenario, step, status, statements, BEGIN and COMMIT among them. */
const kept = (await readFile(output, 'utf8').catch(() => ''))
  .split('\n')
  .filter((line) => line && !wanted(line.split('\t')[0]));

/** @type {string[]} */
const rows = [];

/** @param {import('../runner/scenario.mjs').Scenario} scenario @param {import('../runner/play.mjs').Happening[]} happenings */
function note(scenario, happenings) {
  for (const { does, exchanges } of happenings) {
    const reply = exchanges?.length === 1 ? exchanges[0].reply : undefined;
    const statements = reply?.headers['x-statements'];
    const transactions = reply?.headers['x-transactions'];
    if (statements) rows.push([scenario.id, does, reply?.status, statements, transactions].join('\t'));
  }
}

const providers = { provider: new Provider(), openID: new OpenID() };
await Promise.all(Object.values(providers).map((each) => each.listen()));
const root = fileURLToPath(new URL('../..', import.meta.url));
const postgres = await openPostgres(root);
const valkey = new Valkey(root);
const reference = new Reference(postgres, valkey, 'reference', true);
const urls = { provider: providers.provider.url, openid: providers.openID.url };
try {
  const scenarios = (await loadScenarios(wanted)).filter((scenario) => !scenario.together);
  const tasks = group(scenarios).map((each) => async () => {
    const profile = await loadProfile(each.profile, urls);
    const side = await reference.start(profile);
    for (const scenario of each.scenarios) {
      note(scenario, await play(new Stage(scenario, profile, side, providers)));
    }
    await side.stop();
  });
  await inParallel(tasks, 2);
} finally {
  for (const each of Object.values(providers)) each.close();
  await reference.close();
  await postgres.close();
  await valkey.close();
}
const all = [...kept, ...rows].sort();
await writeFile(output, all.map((line) => `${line}\n`).join(''));
console.log(`${rows.length} requests counted, ${all.length} in the table`);
process.exit(0);
