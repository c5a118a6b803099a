/**
 * A difference that is meant: where Lyceum is safer, why, and what brings the reference's behaviour back.
 * @typedef {{
 *   scenario: string,
 *   step?: string,
 *   path?: string,
 *   reason: string,
 *   option: string,
 * }} Allowed
 *   scenario: its id; step: its `does`; both may be a prefix ending in `*`; path: a prefix of the difference's path;
 *   option: the setting that restores the reference, or why no client can depend on it
 */

const keys = new Set(['scenario', 'step', 'path', 'reason', 'option']);

/** @param {Allowed[]} list */
export function checkAllowed(list) {
  for (const entry of list) {
    for (const key of Object.keys(entry)) {
      if (!keys.has(key)) throw new Error(`differences.mjs: unknown key ${key}`);
    }
    if (!entry.scenario || !entry.reason || !entry.option) {
      throw new Error(`differences.mjs: scenario, reason and option are required: ${JSON.stringify(entry)}`);
    }
  }
}

/**
 * Marks the findings a declaration covers and remembers which declarations were needed.
 * @param {import('./judge.mjs').Verdict[]} verdicts
 * @param {Allowed[]} list
 * @returns {Allowed[]} those that covered nothing
 */
export function applyAllowed(verdicts, list) {
  const used = new Set();
  for (const { scenario, steps } of verdicts) {
    for (const finding of steps.flatMap((step) => step.findings)) {
      finding.allowed = list.find((entry) => covers(entry, scenario.id, finding));
      if (finding.allowed) used.add(finding.allowed);
    }
  }
  return list.filter((entry) => !used.has(entry));
}

/** @param {string} pattern a name, or a prefix ending in `*` @param {string} name */
export const named = (pattern, name) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** @param {Allowed} entry @param {string} id @param {import('./judge.mjs').Finding} finding */
const covers = (entry, id, { step, path }) =>
  named(entry.scenario, id) && named(entry.step ?? '*', step) && path.startsWith(entry.path ?? '');

/** @param {import('./judge.mjs').Verdict} verdict */
export const failed = (verdict) =>
  verdict.broken.length > 0 ||
  verdict.steps.some((step) => step.findings.some((finding) => !finding.allowed));
