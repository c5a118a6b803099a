import { readFileSync } from 'node:fs';
import { factors } from './factors.mjs';
import { random } from './random.mjs';

/**
 * Profiles made of the factors so that any two alternatives of two factors meet in one of them (pairwise testing).
 * @typedef {Record<string, number>} Mix the chosen alternative of each factor
 */

const names = Object.keys(factors);

/** @param {string} a @param {number} i @param {string} b @param {number} j */
const pair = (a, i, b, j) => `${a} ${i} ${b} ${j}`;

/** Every pair of alternatives, by the factors in their order. */
function allPairs() {
  const pairs = new Set();
  names.forEach((a, at) =>
    names
      .slice(at + 1)
      .forEach((b) =>
        factors[a].forEach((_, i) => factors[b].forEach((__, j) => pairs.add(pair(a, i, b, j)))),
      ),
  );
  return pairs;
}

/**
 * Greedily: of some random orders, each mix takes the alternatives that make the most new pairs.
 * @param {number} seed
 * @returns {Mix[]} for a seed always the same
 */
export function mixes(seed) {
  const chance = random(seed);
  const left = allPairs();
  /** @type {Mix[]} */
  const made = [];
  while (left.size > 0) {
    const candidates = Array.from({ length: 4 }, () => candidate(left, chance));
    const best = candidates.reduce((a, b) => (b.gain > a.gain ? b : a));
    // A seed pair that is left is always taken up, so this ends.
    for (const covered of pairsOf(best.mix)) left.delete(covered);
    made.push(best.mix);
  }
  return made;
}

/** @param {Set<string>} left @param {() => number} chance */
function candidate(left, chance) {
  const list = [...left];
  const [a, i, b, j] = list[Math.floor(chance() * list.length)].split(' ');
  /** @type {Mix} */
  const mix = { [a]: Number(i), [b]: Number(j) };
  const order = names.filter((name) => !(name in mix)).sort(() => chance() - 0.5);
  for (const name of order) {
    const gains = factors[name].map((_, index) => gainOf(mix, name, index, left));
    const most = Math.max(...gains);
    const best = gains.flatMap((gain, index) => (gain === most ? [index] : []));
    mix[name] = best[Math.floor(chance() * best.length)];
  }
  return { mix, gain: pairsOf(mix).filter((each) => left.has(each)).length };
}

/** @param {Mix} mix @param {string} name @param {number} index @param {Set<string>} left */
function gainOf(mix, name, index, left) {
  return Object.entries(mix).filter(([other, choice]) =>
    left.has(
      names.indexOf(name) < names.indexOf(other)
        ? pair(name, index, other, choice)
        : pair(other, choice, name, index),
    ),
  ).length;
}

/** @param {Mix} mix */
const pairsOf = (mix) => names.flatMap((a, at) => names.slice(at + 1).map((b) => pair(a, mix[a], b, mix[b])));

const base = JSON.parse(readFileSync(new URL('../profiles/everything.json', import.meta.url), 'utf8'));

/**
 * The profile of a mix, as it would stand in profiles/.
 * @param {Mix} mix
 * @param {{defaults?: string, only?: string[]}} [how] only: factors that are looked at, to narrow a difference down
 */
export function documentOf(mix, { defaults, only } = {}) {
  const chosen = names.filter((name) => mix[name] > 0 && (!only || only.includes(name)));
  const auth = chosen.reduce((done, name) => lay(done, factors[name][mix[name]]), base.auth);
  const { baseURL, ...rest } = auth;
  const about = chosen.map((name) => `${name} ${mix[name]}`).join(', ');
  // Both are told one address by the environment, which has the last word in Lyceum.
  return typeof baseURL === 'string'
    ? { about, defaults, env: { BETTER_AUTH_URL: baseURL }, auth: rest }
    : { about, defaults, auth };
}

/** @param {any} under @param {any} over @returns {any} */
function lay(under, over) {
  if (!isRecord(under) || !isRecord(over)) return over;
  const all = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete all[key];
    else all[key] = lay(all[key], value);
  }
  return all;
}

const isRecord = (/** @type {any} */ value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
