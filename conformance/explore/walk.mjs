import { actions } from './actions.mjs';
import { random } from './random.mjs';

/**
 * Walks: people do what they please, in an order that a seed decides. What one has made (an organization, a token, an
 * invitation) another may try to use.
 */

/**
 * What an action may ask of chance, and what has been made so far.
 */
export class Chance {
  #next;
  #made = 0;
  /** Names of variables, by what they hold. @type {Record<string, string[]>} */
  #pools = {};

  /** @param {number} seed */
  constructor(seed) {
    this.#next = random(seed);
  }

  /** @param {number} [odds] */
  maybe = (odds = 0.5) => this.#next() < odds;

  /** @template T @param {T[]} list @returns {T} */
  one = (list) => list[Math.floor(this.#next() * list.length)];

  /** A part of the members, in their order. @param {Record<string, any>} members */
  some = (members, odds = 0.4) => Object.fromEntries(Object.entries(members).filter(() => this.maybe(odds)));

  /** A variable for something new. @param {string} pool */
  make(pool) {
    const name = `${pool}${++this.#made}`;
    (this.#pools[pool] ??= []).push(name);
    return name;
  }

  /** Something made before, or something that does not exist. @param {string} pool */
  old(pool) {
    const names = this.#pools[pool] ?? [];
    if (names.length === 0 || this.maybe(0.05)) return 'nonesuch';
    // The latest are used most.
    return `{{${this.maybe(0.6) ? names[names.length - 1] : this.one(names)}}}`;
  }

  /** Whether there is any. @param {string} pool */
  has = (pool) => (this.#pools[pool] ?? []).length > 0;

  number = () => ++this.#made;
}

/**
 * @param {{seed: number, length: number, only?: string[]}} how only: names of groups of actions
 * @returns {any[]} steps
 */
export function walk({ seed, length, only }) {
  const chance = new Chance(seed);
  const groups = Object.entries(actions).filter(([name]) => !only || only.includes(name));
  const list = groups.flatMap(([, each]) => each);
  /** @type {any[]} */
  const steps = [];
  while (steps.length < length) {
    const who = chance.one(['ann', 'ann', 'bob', 'cid']);
    const made = [chance.one(list)(chance, who)].flat(Infinity).filter(Boolean);
    steps.push(...made.map((step) => ({ ...step, does: `${steps.length}: ${step.does}` })));
  }
  return steps;
}
