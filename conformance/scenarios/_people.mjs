/** Steps that many scenarios begin with. They are compared like any other, but counted as preparation. */

export const password = 'correct horse battery';

/**
 * @param {string} who one of the people every scenario knows
 * @param {Record<string, any>} [more] further members of `json`, and further keys of the step
 */
export const signUp = (who, { json = {}, ...more } = {}) => ({
  does: `${who} signs up`,
  setup: true,
  jar: who,
  post: '/sign-up/email',
  json: { name: who, email: `{{${who}}}`, password, ...json },
  expect: 200,
  capture: { [`${who}Id`]: 'body.user.id', [`${who}Token`]: 'body.token' },
  ...more,
});

/**
 * @param {string} who
 * @param {Record<string, any>} [more] as for signUp; `as` names the jar when it is not the person's own
 */
export const signIn = (who, { json = {}, as = who, ...more } = {}) => ({
  does: `${who} signs in${as === who ? '' : ` as ${as}`}`,
  setup: true,
  jar: as,
  post: '/sign-in/email',
  json: { email: `{{${who}}}`, password, ...json },
  expect: 200,
  capture: { [`${as}Token`]: 'body.token' },
  ...more,
});

/**
 * @param {string} who
 * @param {string} [when] distinguishes several looks in one scenario
 */
export const session = (who, when = '') => ({
  does: `${who} asks for the session${when && ` ${when}`}`,
  get: '/get-session',
  jar: who,
  expect: 200,
});

/**
 * Marks an address as verified behind the server's back.
 * @param {string} who
 */
export const verified = (who) => ({
  does: `the address of ${who} is verified`,
  setup: true,
  update: 'user',
  set: { emailVerified: true },
  where: { email: `{{${who}}}` },
});

/**
 * The same request with many bodies: each refused in its own way.
 * @param {Record<string, any>} base keys of a request step
 * @param {[string, any, string | number][]} cases what it does, the JSON body, what to expect
 */
export const bodies = (base, cases) => cases.map(([does, json, expect]) => ({ does, ...base, json, expect }));
