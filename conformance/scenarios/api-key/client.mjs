import { signUp } from '../_people.mjs';

const plugins = ['apiKey'];

export default {
  title: 'The official client: keys',
  profile: 'api-key',
  steps: [
    signUp('ann'),
    {
      does: 'makes a key',
      jar: 'ann',
      plugins,
      client: (/** @type {any} */ c) => c.apiKey.create({ name: 'Robot', metadata: { a: 1 } }),
      capture: { key: 'result.data.key', id: 'result.data.id' },
    },
    {
      does: 'reads, lists and changes it',
      jar: 'ann',
      plugins,
      client: async (/** @type {any} */ c, /** @type {any} */ v) => [
        await c.apiKey.get({ query: { id: v.id } }),
        await c.apiKey.list(),
        await c.apiKey.list({ query: { limit: 1, offset: 1 } }),
        await c.apiKey.update({ keyId: v.id, name: 'Other' }),
        await c.apiKey.update({ keyId: v.id }),
      ],
    },
    {
      does: 'uses it',
      plugins,
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.getSession({ fetchOptions: { headers: { 'x-api-key': v.key } } }),
    },
    {
      does: 'deletes it, twice',
      jar: 'ann',
      plugins,
      client: async (/** @type {any} */ c, /** @type {any} */ v) => [
        await c.apiKey.delete({ keyId: v.id }),
        await c.apiKey.delete({ keyId: v.id }),
      ],
    },
  ],
};
