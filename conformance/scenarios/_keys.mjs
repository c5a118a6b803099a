/** Steps with API keys. */

/** @param {string} who @param {string} name of the variables: `name` is the secret, `nameId` the id */
export const make = (who, name, json = {}, more = {}) => ({
  does: `${who} makes the key ${name}`,
  post: '/api-key/create',
  jar: who,
  json,
  expect: 200,
  capture: { [name]: 'body.key', [`${name}Id`]: 'body.id' },
  ...more,
});

/** @param {string} does @param {string} key @param {Record<string, any>} step */
export const by = (does, key, step) => ({ does, ...step, headers: { 'x-api-key': `{{${key}}}` } });
