import { signUp } from './_people.mjs';

/** Short forms of the requests that scenarios of administrators are made of. */

/**
 * @param {string} does
 * @param {string} who whose cookies; '' for nobody's
 * @param {string} path below /admin
 * @param {any} json
 * @param {string | number} expect
 * @param {Record<string, any>} [more] further keys of the step; `capture` most often
 */
export const post = (does, who, path, json, expect, more = {}) => ({
  does,
  ...(who && { jar: who }),
  post: `/admin/${path}`,
  json,
  expect,
  ...more,
});

/**
 * @param {string} does
 * @param {string} who
 * @param {string} path below /admin
 * @param {Record<string, any> | undefined} query
 * @param {string | number} expect
 * @param {Record<string, any>} [more]
 */
export const get = (does, who, path, query, expect, more = {}) => ({
  does,
  ...(who && { jar: who }),
  get: `/admin/${path}`,
  ...(query && { query }),
  expect,
  ...more,
});

/**
 * One path with many bodies.
 * @param {string} who
 * @param {string} path
 * @param {[string, any, string | number][]} cases what it does, the JSON body, what to expect
 */
export const posts = (who, path, cases) =>
  cases.map(([does, json, expect]) => post(`${path}: ${does}`, who, path, json, expect));

/**
 * One path with many queries.
 * @param {string} who
 * @param {string} path
 * @param {[string, any, string | number][]} cases
 */
export const gets = (who, path, cases) =>
  cases.map(([does, query, expect]) => get(`${path}: ${does}`, who, path, query, expect));

/**
 * Gives a role behind the server's back.
 * @param {string} who
 * @param {string | null} role
 */
export const becomes = (who, role) => ({
  does: `${who} becomes ${role}`,
  setup: true,
  update: 'user',
  set: { role },
  where: { id: `{{${who}Id}}` },
});

/** Everybody signs up; ann is the administrator. @param {string} [role] of hers */
export const people = (role = 'admin') => [
  ...['ann', 'bob', 'cid', 'dan'].map((who) => signUp(who)),
  becomes('ann', role),
];
