/** Steps of devices that ask to be signed in. */

export const grant = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * @param {string} name of the variables: `nameCode` for the device, `nameUser` for its user
 * @param {Record<string, any>} [json]
 */
export const ask = (name, json = {}) => ({
  does: `${name} asks for codes`,
  post: '/device/code',
  json: { client_id: 'tv', ...json },
  expect: 200,
  capture: { [`${name}Code`]: 'body.device_code', [`${name}User`]: 'body.user_code' },
});

/** Lets devices poll again at once. @param {string} does */
export const rested = (does) => ({
  does,
  setup: true,
  update: 'deviceCode',
  set: { lastPolledAt: null },
  where: { clientId: 'tv' },
});

/** @param {string} name @param {number | string} expect @param {string} [when] @param {Record<string, any>} [json] */
export const poll = (name, expect, when = '', json = {}) => ({
  does: `${name} polls${when && ` ${when}`}`,
  post: '/device/token',
  json: { grant_type: grant, device_code: `{{${name}Code}}`, client_id: 'tv', ...json },
  expect,
});

/** @param {string} who @param {string} name @param {number} [expect] @param {string} [when] */
export const claim = (who, name, expect = 200, when = '') => ({
  does: `${who} looks at the code of ${name}${when && ` ${when}`}`,
  get: '/device',
  query: { user_code: `{{${name}User}}` },
  jar: who,
  expect,
});

/** @param {string} who @param {string} name @param {'approve' | 'deny'} verb @param {number} expect @param {string} [when] */
export const decide = (who, name, verb, expect, when = '') => ({
  does: `${who} wants to ${verb} ${name}${when && ` ${when}`}`,
  post: `/device/${verb}`,
  json: { userCode: `{{${name}User}}` },
  jar: who,
  expect,
});
