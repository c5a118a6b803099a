import { secret } from '../targets/settings.mjs';
import { compare } from './compare.mjs';
import { Mask } from './mask.mjs';
import { view } from './view.mjs';

/**
 * @typedef {import('./compare.mjs').Difference & {step: string, allowed?: import('./allowed.mjs').Allowed}} Finding
 * @typedef {{does: string, setup: boolean, findings: Finding[]}} StepVerdict
 * @typedef {{
 *   scenario: import('../runner/scenario.mjs').Scenario,
 *   side: string,
 *   steps: StepVerdict[],
 *   broken: string[],
 *   shown: Record<string, any>[],
 * }} Verdict
 *   steps: the compared ones; broken: what kept the scenario from saying anything, such as a server that did not
 *   start or a reference that does something else than the scenario expects;
 *   shown: the masked views of the reference, step by step
 */

/**
 * @param {import('../runner/stage.mjs').Stage} stage
 * @param {import('../runner/play.mjs').Happening[]} happenings
 * @param {boolean} [abreast] whether placeholders are counted step by step
 */
export async function views(stage, happenings, abreast) {
  const mask = new Mask({ secret: stage.profile.auth.secret ?? secret, startedAt: stage.startedAt });
  mask.keys = await publicKeys(stage);
  return happenings.map((happening, index) => {
    if (abreast) mask.turnTo(index);
    return view(happening, stage.scenario.steps[index], mask);
  });
}

/** @param {import('../runner/stage.mjs').Stage} stage @returns {Promise<any[]>} */
async function publicKeys({ profile, side }) {
  const jwt = profile.auth.plugins?.jwt;
  if (!jwt || jwt.jwks?.remoteUrl) return [];
  const path = profile.basePath + (jwt.jwks?.jwksPath ?? '/jwks');
  const reply = await fetch(side.origin + path).catch(() => undefined);
  const document = /** @type {any} */ (reply?.ok ? await reply.json().catch(() => undefined) : undefined);
  return document?.keys ?? [];
}

/**
 * @param {{stage: import('../runner/stage.mjs').Stage, happenings: import('../runner/play.mjs').Happening[], views: any[]}} left
 * @param {{stage: import('../runner/stage.mjs').Stage, happenings: import('../runner/play.mjs').Happening[], views: any[]}} right
 * @returns {Verdict}
 */
export function judge(left, right) {
  const { scenario } = left.stage;
  /** @type {Verdict} */
  const verdict = { scenario, side: right.stage.side.name, steps: [], broken: [], shown: [] };
  left.happenings.forEach(({ does, setup, unexpected, failure }, index) => {
    if (unexpected || failure)
      verdict.broken.push(
        `the reference did not do what the scenario says: "${does}": ${unexpected ?? failure}`,
      );
    if (left.views[index] === undefined && right.views[index] === undefined) return;
    verdict.shown.push({ step: does, ...left.views[index] });
    const found = compare(left.views[index] ?? {}, right.views[index] ?? {});
    verdict.steps.push({ does, setup, findings: found.map((difference) => ({ ...difference, step: does })) });
  });
  return verdict;
}
