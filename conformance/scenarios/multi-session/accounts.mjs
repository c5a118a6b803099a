import { bodies, session, signIn, signUp } from '../_people.mjs';

const list = (/** @type {string} */ does, /** @type {string} */ jar) => ({
  does,
  jar,
  get: '/multi-session/list-device-sessions',
  unordered: true,
  expect: 200,
});

export default {
  title: 'Several accounts in one browser',
  profile: 'multi-session',
  steps: [
    signUp('ann'),
    list('lists one account', 'ann'),
    signUp('bob', { jar: 'ann' }),
    list('lists two accounts', 'ann'),
    session('ann', 'and is bob'),
    ...bodies({ post: '/multi-session/set-active', jar: 'ann' }, [
      ['activates nothing', {}, '400 VALIDATION_ERROR'],
      ['activates a number', { sessionToken: 1 }, '400 VALIDATION_ERROR'],
      ['activates an unknown session', { sessionToken: 'unknown' }, '401 INVALID_SESSION_TOKEN'],
      ['activates an empty name', { sessionToken: '' }, '401 INVALID_SESSION_TOKEN'],
      ["goes back to ann's session", { sessionToken: '{{annToken}}' }, 200],
      ['activates it once more', { sessionToken: '{{annToken}}' }, 200],
    ]),
    session('ann', 'and is ann'),
    signIn('ann', { as: 'other' }),
    {
      does: 'activates the session of another browser',
      jar: 'ann',
      post: '/multi-session/set-active',
      json: { sessionToken: '{{otherToken}}' },
      expect: '401 INVALID_SESSION_TOKEN',
    },
    {
      does: 'activates as a stranger',
      post: '/multi-session/set-active',
      json: { sessionToken: '{{annToken}}' },
      expect: 401,
    },
    { does: 'lists as a stranger', get: '/multi-session/list-device-sessions', expect: 200 },
    {
      does: 'posts to the list',
      jar: 'ann',
      post: '/multi-session/list-device-sessions',
      json: {},
      expect: 404,
    },
    ...bodies({ post: '/multi-session/revoke', jar: 'ann' }, [
      ['revokes nothing', {}, '400 VALIDATION_ERROR'],
      ['revokes an unknown session', { sessionToken: 'unknown' }, '401 INVALID_SESSION_TOKEN'],
      ["revokes bob's session, which is not the current one", { sessionToken: '{{bobToken}}' }, 200],
      ["revokes bob's session again", { sessionToken: '{{bobToken}}' }, '401 INVALID_SESSION_TOKEN'],
    ]),
    {
      does: 'revokes as a stranger',
      post: '/multi-session/revoke',
      json: { sessionToken: '{{annToken}}' },
      expect: '401 UNAUTHORIZED',
    },
    list('lists what is left', 'ann'),
    signUp('cid', { jar: 'ann' }),
    {
      does: 'revokes the current session',
      jar: 'ann',
      post: '/multi-session/revoke',
      json: { sessionToken: '{{cidToken}}' },
      expect: 200,
    },
    session('ann', 'and is ann again'),
    {
      does: 'revokes the last session',
      jar: 'ann',
      post: '/multi-session/revoke',
      json: { sessionToken: '{{annToken}}' },
      expect: 200,
    },
    session('ann', 'and is nobody'),
    list('lists nothing', 'ann'),
  ],
};
