import { session, signIn, signUp } from '../_people.mjs';

const day = 86400;
const move = (/** @type {string} */ does, /** @type {any} */ set, token = '{{annToken}}') => ({
  does,
  setup: true,
  update: 'session',
  set,
  where: { token },
});

export default {
  title: 'Sessions slide, and end',
  steps: [
    signUp('ann'),
    move('a day less a minute passes', { expiresAt: { ahead: 6 * day + 60 }, updatedAt: { ago: day - 60 } }),
    session('ann', 'before a refresh is due'),
    move('a day and a minute pass', { expiresAt: { ahead: 6 * day - 60 }, updatedAt: { ago: day + 60 } }),
    {
      does: 'asks without refresh',
      jar: 'ann',
      get: '/get-session',
      query: { disableRefresh: '1' },
      expect: 200,
    },
    session('ann', 'when a refresh is due'),
    { does: 'has the refresh stored', rows: 'session', where: { token: '{{annToken}}' } },
    session('ann', 'after the refresh'),
    move('a refresh is due again', { expiresAt: { ahead: day } }),
    { does: 'is refreshed by another endpoint', jar: 'ann', get: '/list-accounts', expect: 200 },
    { does: 'has that refresh stored', rows: 'session', where: { token: '{{annToken}}' } },
    move('it is the last minute', { expiresAt: { ahead: 50 } }),
    session('ann', 'in the last minute'),
    move('the time is over', { expiresAt: { ago: 1 } }),
    session('ann', 'after the end'),
    { does: 'has no stored session', rows: 'session', where: { token: '{{annToken}}' } },
    session('ann', 'with nothing left'),

    signIn('ann', { as: 'cafe', json: { rememberMe: false } }),
    move('a refresh would be due', { expiresAt: { ahead: 3600 }, updatedAt: { ago: day } }, '{{cafeToken}}'),
    session('cafe', 'of a browser session'),
    { does: 'has no refresh stored', rows: 'session', where: { token: '{{cafeToken}}' } },
    {
      does: 'loses the mark of a browser session',
      setup: true,
      cookies: { dont_remember: null },
      jar: 'cafe',
    },
    session('cafe', 'without the mark'),

    signIn('ann', { as: 'old' }),
    move('an old session ends', { expiresAt: { ago: 60 } }, '{{oldToken}}'),
    {
      does: 'calls another endpoint with an ended session',
      jar: 'old',
      get: '/list-accounts',
      expect: '401 UNAUTHORIZED',
    },
    session('old', 'that has ended'),
    { does: 'ann is gone', setup: true, remove: 'user', where: { id: '{{annId}}' } },
    session('cafe', 'of a user who is gone'),
  ],
};
