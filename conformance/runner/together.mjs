import { loadProfile } from './profile.mjs';
import { play } from './play.mjs';
import { Stage } from './stage.mjs';

/**
 * Plays scenarios in which the reference and Lyceum work on one PostgreSQL database with one secret at the same
 * time. There is nothing to compare: each step says what it must meet.
 * @param {import('./groups.mjs').Group} group
 * @param {{reference: import('../targets/target.mjs').Target, lyceum: import('../targets/target.mjs').Target}} targets
 * @param {{postgres: import('../targets/postgres.mjs').Postgres, valkey: import('../targets/valkey.mjs').Valkey}} servers
 * @param {import('./stage.mjs').Providers} providers
 * @param {(verdict: import('../compare/judge.mjs').Verdict) => void} report
 */
export async function playTogether(
  { profile: name, together, scenarios },
  targets,
  { postgres, valkey },
  providers,
  report,
) {
  const profile = await loadProfile(name, { provider: providers.provider.url, openid: providers.openID.url });
  const shared = {
    database: await postgres.fresh(),
    storage: profile.auth.secondaryStorage ? await valkey.fresh() : undefined,
  };
  const order = together === 'lyceum' ? ['lyceum', 'reference'] : ['reference', 'lyceum'];
  /** @type {Record<string, import('../targets/target.mjs').Side>} */
  const cast = {};
  let refusal = '';
  try {
    // One after the other: the first makes the tables, the second must be content with them.
    for (const who of order) cast[who] = await targets[/** @type {'lyceum'} */ (who)].start(profile, shared);
  } catch (error) {
    refusal = `did not start with profile ${name}: ${error instanceof Error ? error.message : error}`;
  }
  try {
    for (const scenario of scenarios) {
      if (refusal) report({ scenario, side: 'together', steps: [], broken: [refusal], shown: [] });
      else report(await playScenario(new Stage(scenario, profile, cast.reference, providers), cast));
    }
  } finally {
    await Promise.all(Object.values(cast).map((side) => side.stop()));
  }
}

/**
 * @param {Stage} stage
 * @param {Record<string, import('../targets/target.mjs').Side>} cast
 * @returns {Promise<import('../compare/judge.mjs').Verdict>}
 */
async function playScenario(stage, cast) {
  stage.cast = cast;
  const happenings = await play(stage);
  return {
    scenario: stage.scenario,
    side: 'together',
    shown: [],
    steps: happenings.map(({ does, setup }) => ({ does, setup, findings: [] })),
    broken: happenings.flatMap(({ does, unexpected, failure }) =>
      (unexpected ?? failure) ? [`"${does}": ${unexpected ?? failure}`] : [],
    ),
  };
}
