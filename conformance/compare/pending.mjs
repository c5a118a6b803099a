import { failed, named } from './allowed.mjs';

/**
 * @typedef {{scenario: string, reason: string}} Pending
 * @typedef {import('./judge.mjs').Verdict} Verdict
 */

/** @param {Pending[]} list @param {string} id @returns {Pending | undefined} */
export const pendingFor = (list, id) => list.find(({ scenario }) => named(scenario, id));

/**
 * Entries that are no longer true: nothing they name was played, or a scenario they name agrees on every side.
 * @param {Verdict[]} verdicts
 * @param {Pending[]} list
 * @returns {string[]} sentences
 */
export function outdated(verdicts, list) {
  return list.flatMap((entry) => {
    const mine = verdicts.filter(({ scenario }) => pendingFor(list, scenario.id) === entry);
    if (mine.length === 0) return [`${entry.scenario}: there is no such scenario`];
    const ids = [...new Set(mine.map(({ scenario }) => scenario.id))];
    return ids
      .filter((id) => mine.every((verdict) => verdict.scenario.id !== id || !failed(verdict)))
      .map((id) => `${id} agrees and is no longer pending (${entry.reason})`);
  });
}
