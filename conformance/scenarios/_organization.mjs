/** Short forms of the requests that scenarios of organizations are made of. */

/**
 * @param {string} does
 * @param {string} who whose cookies; '' for nobody's
 * @param {string} path below /organization
 * @param {any} json
 * @param {string | number} expect
 * @param {Record<string, any>} [more] further keys of the step; `capture` most often
 */
export const post = (does, who, path, json, expect, more = {}) => ({
  does,
  ...(who && { jar: who }),
  post: `/organization/${path}`,
  json,
  expect,
  ...more,
});

/**
 * @param {string} does
 * @param {string} who
 * @param {string} path below /organization
 * @param {Record<string, any> | undefined} query
 * @param {string | number} expect
 * @param {Record<string, any>} [more]
 */
export const get = (does, who, path, query, expect, more = {}) => ({
  does,
  ...(who && { jar: who }),
  get: `/organization/${path}`,
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
 * @param {string} who
 * @param {string} slug
 * @param {any} [more] members of the body
 * @param {string} [as] name of the variable that keeps the id
 */
export const creates = (who, slug, more = {}, as = 'org') =>
  post(`${who} creates ${slug}`, who, 'create', { name: `The ${slug}`, slug, ...more }, 200, {
    capture: { [as]: 'body.id', [`${as}Owner`]: 'body.members.0.id' },
  });

/**
 * Invites and accepts.
 * @param {string} who
 * @param {string} inviter
 * @param {any} role
 * @param {string} [org] name of the variable with the organization's id
 * @param {any} [more] members of the invitation
 */
export const joins = (who, inviter, role, org = 'org', more = {}) => [
  post(
    `${inviter} invites ${who} as ${role} to ${org}`,
    inviter,
    'invite-member',
    { email: `{{${who}}}`, role, organizationId: `{{${org}}}`, ...more },
    200,
    { capture: { [`${who}Invitation`]: 'body.id' } },
  ),
  post(`${who} joins ${org}`, who, 'accept-invitation', { invitationId: `{{${who}Invitation}}` }, 200, {
    capture: { [`${who}Member`]: 'body.member.id' },
  }),
];
