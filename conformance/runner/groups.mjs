import { judge, views } from '../compare/judge.mjs';
import { loadProfile, readProfile } from './profile.mjs';
import { play } from './play.mjs';
import { Stage } from './stage.mjs';

/**
 * Scenarios of one profile share servers; a scenario that asks for its `own` gets fresh ones.
 * @typedef {{profile: string, together?: string, scenarios: import('./scenario.mjs').Scenario[]}} Group
 */

/** @param {import('./scenario.mjs').Scenario[]} scenarios @returns {Group[]} */
export function group(scenarios) {
  /** @type {Map<string, Group>} */
  const shared = new Map();
  const alone = [];
  for (const scenario of scenarios) {
    const { profile, own, together } = scenario;
    const key = `${profile} ${together}`;
    if (own) alone.push({ profile, together, scenarios: [scenario] });
    else if (shared.has(key)) shared.get(key)?.scenarios.push(scenario);
    else shared.set(key, { profile, together, scenarios: [scenario] });
  }
  return [...shared.values(), ...alone];
}

/**
 * Plays a group on all targets; the first is the one the others are compared with.
 * @param {Group} group
 * @param {import('../targets/target.mjs').Target[]} targets
 * @param {import('./stage.mjs').Providers} providers
 * @param {(verdict: import('../compare/judge.mjs').Verdict) => void} report
 * @param {{abreast?: boolean, document?: any}} [how]
 *   abreast: no side begins a step before all have ended the one before; document: a profile that is no file
 */
export async function playGroup(
  { profile: name, scenarios },
  targets,
  providers,
  report,
  { abreast, document } = {},
) {
  const places = { provider: providers.provider.url, openid: providers.openID.url };
  const profile = document
    ? readProfile(name, JSON.stringify(document), places)
    : await loadProfile(name, places);
  const sides = await Promise.all(targets.map((target) => startSide(target, profile)));
  const running = sides.flatMap(({ side }) => (side ? [side] : []));
  try {
    for (const scenario of scenarios) {
      for (const { target, refusal } of sides) {
        if (refusal) report({ scenario, side: target.name, steps: [], broken: [refusal], shown: [] });
      }
      if (!sides[0].side || running.length < 2) continue;
      const meet = abreast ? meeting(running.length) : undefined;
      const [left, ...others] = await Promise.all(
        running.map((side) => playSide(new Stage(scenario, profile, side, providers), meet)),
      );
      for (const right of others) report(judge(left, right));
    }
  } finally {
    await Promise.all(running.map((side) => side.stop()));
  }
}

/**
 * A server that refuses a profile fails the scenarios of that profile, not the run.
 * @param {import('../targets/target.mjs').Target} target
 * @param {import('./profile.mjs').Profile} profile
 * @returns {Promise<{target: import('../targets/target.mjs').Target, side?: import('../targets/target.mjs').Side, refusal?: string}>}
 */
async function startSide(target, profile) {
  try {
    return { target, side: await target.start(profile) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { target, refusal: `did not start with profile ${profile.name}: ${why}` };
  }
}

/** A point where so many wait for each other, again and again. @param {number} many */
function meeting(many) {
  /** @type {(() => void)[]} */
  let waiting = [];
  return () =>
    new Promise((/** @type {(value?: void) => void} */ resolve) => {
      waiting.push(resolve);
      if (waiting.length < many) return;
      for (const go of waiting) go();
      waiting = [];
    });
}

/** @param {Stage} stage @param {() => Promise<void>} [meet] */
async function playSide(stage, meet) {
  const happenings = await play(stage, meet);
  return { stage, happenings, views: await views(stage, happenings, meet !== undefined) };
}

/**
 * Runs tasks, at most `jobs` at a time; the first error wins after the running ones have ended.
 * @param {(() => Promise<void>)[]} tasks
 * @param {number} jobs
 */
export async function inParallel(tasks, jobs) {
  const waiting = [...tasks];
  const worker = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) await task();
  };
  const done = await Promise.allSettled(Array.from({ length: jobs }, worker));
  const error = done.find((result) => result.status === 'rejected');
  if (error) throw error.reason;
}
