import { create, get } from '../runner/authenticator.mjs';

/** Steps of ceremonies. A device is named after its owner's address, so that scenarios do not share any. */

/** @param {any} v variables @param {string} who @param {string} device */
export const deviceOf = (v, who, device = 'phone') => `${v[who]}'s ${device}`;

/** The name of a challenge's row, from the signed cookie. @param {any} reply */
const challengeOf = (reply) => /(?:better-auth-passkey|challenge)=([^.]*)/.exec(reply.setCookies.join())?.[1];

/** The row of the last challenge of a step that captured it. @param {string} does */
export const looksAtChallenge = (does) => ({ does, rows: 'verification', where: { identifier: '{{row}}' } });

/**
 * The first half of adding a passkey; the options become the variable `making`.
 * @param {string} who @param {Record<string, any>} [more] further keys of the step
 */
export const beginAdding = (who, { when = '', ...more } = {}) => ({
  does: `${who} begins to add a passkey${when && ` ${when}`}`,
  jar: who,
  get: '/passkey/generate-register-options',
  expect: 200,
  capture: { making: 'body', row: challengeOf },
  ...more,
});

/**
 * The second half.
 * @param {string} who
 * @param {{when?: string, device?: string, how?: any, body?: any} & Record<string, any>} [more]
 *   how: what the device does differently; body: further members
 */
export const endAdding = (who, { when = '', device = 'phone', how = {}, body = {}, ...more } = {}) => ({
  does: `${who} adds a passkey${when && ` ${when}`}`,
  jar: who,
  post: '/passkey/verify-registration',
  json: (/** @type {any} */ v) => ({ response: create(deviceOf(v, who, device), v.making, how), ...body }),
  expect: 200,
  ...more,
});

/** @param {string} who @param {any} [more] for both halves */
export const adds = (who, { device = 'phone', capture, ...more } = {}) => [
  beginAdding(who, { when: `on the ${device}`, setup: more.setup ?? false }),
  endAdding(who, { when: `on the ${device}`, device, ...(capture && { capture }), ...more }),
];

/** The first half of signing in; the options become the variable `asking`. @param {string} jar @param {any} [more] */
export const beginSigningIn = (jar, { when = '', ...more } = {}) => ({
  does: `${jar} begins to sign in${when && ` ${when}`}`,
  jar,
  get: '/passkey/generate-authenticate-options',
  expect: 200,
  capture: { asking: 'body', row: challengeOf },
  ...more,
});

/** The second half. @param {string} jar @param {string} who @param {any} [more] as for endAdding */
export const endSigningIn = (jar, who, { when = '', device = 'phone', how = {}, ...more } = {}) => ({
  does: `${jar} signs in as ${who}${when && ` ${when}`}`,
  jar,
  post: '/passkey/verify-authentication',
  json: (/** @type {any} */ v) => ({ response: get(deviceOf(v, who, device), v.asking, how) }),
  expect: 200,
  ...more,
});

/** Both halves, with one deviation. @param {string} jar @param {string} who @param {string} when @param {any} more */
export const signsIn = (jar, who, when, more = {}) => [
  beginSigningIn(jar, { when, setup: true }),
  endSigningIn(jar, who, { when, ...more }),
];

/** Both halves of adding, with one deviation. @param {string} who @param {string} when @param {any} more */
export const triesToAdd = (who, when, more = {}) => [
  beginAdding(who, { when, setup: true }),
  endAdding(who, { when, ...more }),
];
