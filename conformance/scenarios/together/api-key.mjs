import { signUp } from '../_people.mjs';

/** @param {string} makes @param {string} uses @param {string} owner */
const crosses = (makes, uses, owner) => {
  const act = (/** @type {string} */ on, /** @type {string} */ does, /** @type {any} */ expect) => ({
    does: `${on}: ${owner}'s key: ${does}`,
    on,
    get: '/get-session',
    headers: { 'x-api-key': `{{${owner}Key}}` },
    expect,
    ...(expect === 200 && { check: { 'body.user.id': `{{${owner}Id}}` } }),
  });
  return [
    { ...signUp(owner), on: makes },
    {
      does: `${makes}: ${owner} makes a key`,
      on: makes,
      jar: owner,
      post: '/api-key/create',
      json: { name: 'Robot', metadata: { a: 1 } },
      expect: 200,
      capture: { [`${owner}Key`]: 'body.key', [`${owner}KeyId`]: 'body.id' },
    },
    act(uses, 'is accepted', 200),
    {
      does: `${uses}: ${owner} reads it`,
      on: uses,
      jar: owner,
      get: '/api-key/get',
      query: { id: `{{${owner}KeyId}}` },
      expect: 200,
      check: { 'body.name': 'Robot', 'body.metadata.a': 1, 'body.requestCount': 1 },
    },
    ...[2, 3, 4, 5].map((n) => act(n % 2 ? uses : makes, `use ${n}`, 200)),
    act(makes, 'is counted by both', '429 RATE_LIMITED'),
    act(uses, 'is counted by both', '429 RATE_LIMITED'),
    {
      does: `${uses}: ${owner} deletes it`,
      on: uses,
      jar: owner,
      post: '/api-key/delete',
      json: { keyId: `{{${owner}KeyId}}` },
      expect: 200,
    },
    act(makes, 'is gone', '401 INVALID_API_KEY'),
  ];
};

export default {
  title: 'Keys of one server are keys of the other',
  profile: 'api-key',
  together: 'reference',
  steps: [...crosses('reference', 'lyceum', 'ann'), ...crosses('lyceum', 'reference', 'bob')],
};
