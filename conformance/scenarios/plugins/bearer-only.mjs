import { bodies, signUp } from '../_people.mjs';

const bearer = { authorization: 'Bearer {{annToken}}' };
const ask = (/** @type {string} */ does, /** @type {any} */ request) => ({
  does,
  headers: bearer,
  expect: 200,
  ...request,
});

export default {
  title: 'A client that keeps no cookies, and whose session each request renews',
  profile: 'everything-cached',
  steps: [
    ['ann', 'bob'].map((who) => signUp(who)),
    ask('asks for the session', { get: '/get-session' }),
    ask('lists sessions', { get: '/list-sessions' }),
    ask('lists accounts', { get: '/list-accounts' }),
    ask('renames herself', { post: '/update-user', json: { name: 'Anna' } }),
    ask('lists organizations', { get: '/organization/list' }),
    ask('makes an organization', { post: '/organization/create', json: { name: 'x', slug: 'bearer-only' } }),
    ask('leaves none active', { post: '/organization/set-active', json: { organizationId: null } }),
    ask('lists passkeys', { get: '/passkey/list-user-passkeys' }),
    ask('deletes an unknown passkey', {
      post: '/passkey/delete-passkey',
      json: { id: 'unknown' },
      expect: 404,
    }),
    ask('deletes no passkey', { post: '/passkey/delete-passkey', json: { id: '' }, expect: 400 }),
    ask('names an unknown passkey', {
      post: '/passkey/update-passkey',
      json: { id: 'unknown', name: 'x' },
      expect: 404,
    }),
    ask('links an account', { post: '/link-social', json: { provider: 'gitlab' } }),
    ...bodies({ post: '/link-social', headers: bearer }, [
      [
        'links with odd parameters',
        { provider: 'gitlab', additionalParams: { a: 1, b: 'x' } },
        '400 VALIDATION_ERROR',
      ],
      ['links with a list', { provider: 'gitlab', additionalParams: ['a'] }, '400 VALIDATION_ERROR'],
      ['links with nothing', { provider: 'gitlab', additionalParams: null }, '400 VALIDATION_ERROR'],
      [
        'links with a parameter of the flow',
        { provider: 'gitlab', additionalParams: { state: 'x' } },
        '400 VALIDATION_ERROR',
      ],
      [
        'links with two mistakes',
        { provider: 'gitlab', scopes: 'x', additionalParams: { state: 1 }, additionalData: 1 },
        '400 VALIDATION_ERROR',
      ],
      [
        'links an unknown provider oddly',
        { provider: 'nobody', additionalParams: { a: 1 } },
        '400 VALIDATION_ERROR',
      ],
    ]),
    // Hooks before an endpoint see cookies alone.
    ask('takes a user name', { post: '/update-user', json: { username: 'annabearer' } }),
    ask('takes the same again', { post: '/update-user', json: { username: 'annabearer' }, expect: 400 }),
    ask('takes it beside the cookie of bob', {
      post: '/update-user',
      jar: 'bob',
      json: { name: 'who', username: 'bobbearer' },
    }),
    { does: 'bob asks who he is', jar: 'bob', get: '/get-session', expect: 200 },
    ask('signs out with a list', { post: '/sign-out', json: [], expect: 400 }),
    { does: 'bob signs out with a list', jar: 'bob', post: '/sign-out', json: [], expect: 400 },
    ask('signs out', { post: '/sign-out', json: {} }),
    ask('is signed out', { get: '/list-sessions', expect: 401 }),
    {
      does: 'bob takes a name that is taken',
      jar: 'bob',
      post: '/update-user',
      json: { username: 'annabearer' },
      expect: 400,
    },
    {
      does: 'a bad token begins at a provider',
      post: '/sign-in/social',
      headers: { authorization: 'Bearer nonsense' },
      json: { provider: 'gitlab' },
      expect: 200,
    },
    {
      does: 'a guest comes',
      post: '/sign-in/anonymous',
      expect: 200,
      capture: { guestToken: 'body.token' },
    },
    {
      does: 'the guest begins at a provider',
      post: '/sign-in/social',
      headers: { authorization: 'Bearer {{guestToken}}' },
      json: { provider: 'gitlab' },
      expect: 200,
    },
  ],
};
