import { judge, views } from '../compare/judge.mjs';
import { loadProfile } from './profile.mjs';
import { play } from './play.mjs';
import { Stage } from './stage.mjs';

/**
 * Scenarios of one profile share servers; a scenario that asks for its `own` gets fresh ones.
 * @typedef {{profile: string, scenarios: import('./scenario.mjs').Scenario[]}} Group
 */

/** @param {import('./scenario.mjs').Scenario[]} scenarios @returns {Group[]} */
export function group(scenarios) {
  /** @type {Map<string, Group>} */
  const shared = new Map();
  const alone = [];
  for (const scenario of scenarios) {
    const { profile, own } = scenario;
    if (own) alone.push({ profile, scenarios: [scenario] });
    else if (shared.has(profile)) shared.get(profile)?.scenarios.push(scenario);
    else shared.set(profile, { profile, scenarios: [scenario] });
  }
  return [...shared.values(), ...alone];
}

/**
 * Plays a group on all targets; the first is the one the others are compared with.
 * @param {Group} group
 * @param {import('../targets/target.mjs').Target[]} targets
 * @param {import('../provider/provider.mjs').Provider} provider
 * @param {(verdict: import('../compare/judge.mjs').Verdict) => void} report
 */
export async function playGroup({ profile: name, scenarios }, targets, provider, report) {
  const profile = await loadProfile(name, { provider: provider.url });
  const started = await Promise.allSettled(targets.map((target) => target.start(profile)));
  const sides = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  try {
    for (const result of started) {
      if (result.status === 'rejected') throw new Error(`profile ${name}: ${result.reason.message}`);
    }
    for (const scenario of scenarios) {
      const [left, ...others] = await Promise.all(
        sides.map((side) => playSide(new Stage(scenario, profile, side, provider))),
      );
      for (const right of others) report(judge(left, right));
    }
  } finally {
    await Promise.all(sides.map((side) => side.stop()));
  }
}

/** @param {Stage} stage */
async function playSide(stage) {
  const happenings = await play(stage);
  return { stage, happenings, views: await views(stage, happenings) };
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
