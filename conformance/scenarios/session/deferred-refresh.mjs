import { session, signUp } from '../_people.mjs';

const due = (/** @type {string} */ when) => ({
  does: `a refresh is due ${when}`,
  setup: true,
  update: 'session',
  set: { expiresAt: { ahead: 86400 } },
  where: { token: '{{annToken}}' },
});

export default {
  title: 'With deferSessionRefresh a GET never writes',
  profile: 'deferred-refresh',
  steps: [
    signUp('ann'),
    session('ann', 'when nothing is due'),
    due('first'),
    session('ann', 'when a refresh is due'),
    { does: 'has nothing stored', rows: 'session', where: { token: '{{annToken}}' } },
    { does: 'posts', jar: 'ann', post: '/get-session', json: {}, expect: 200 },
    { does: 'has the refresh stored', rows: 'session', where: { token: '{{annToken}}' } },
    { does: 'posts when nothing is due', jar: 'ann', post: '/get-session', expect: 200 },
    { does: 'posts as a stranger', post: '/get-session', json: {}, expect: 200 },
    { does: 'posts text', jar: 'ann', post: '/get-session', type: 'text/plain', text: 'x', expect: 200 },
    due('again'),
    { does: 'calls another endpoint', jar: 'ann', get: '/list-accounts', expect: 200 },
    {
      does: 'posts without an origin',
      jar: 'ann',
      post: '/get-session',
      json: {},
      headers: { origin: null },
      expect: '403 MISSING_OR_NULL_ORIGIN',
    },
    {
      does: 'the session ends',
      setup: true,
      update: 'session',
      set: { expiresAt: { ago: 5 } },
      where: { token: '{{annToken}}' },
    },
    session('ann', 'after the end'),
    { does: 'still has the row', rows: 'session', where: { token: '{{annToken}}' } },
  ],
};
