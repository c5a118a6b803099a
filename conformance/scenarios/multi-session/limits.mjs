import { session, signIn, signUp } from '../_people.mjs';

const list = (/** @type {string} */ does) => ({
  does,
  jar: 'ann',
  get: '/multi-session/list-device-sessions',
  unordered: true,
  expect: 200,
});

export default {
  title: 'Signing in again, too many accounts, and signing out of all',
  profile: 'multi-session',
  steps: [
    signUp('ann'),
    signIn('ann', { does: 'ann signs in again in the same browser', setup: false }),
    list('lists ann once'),
    { does: 'looks at the sessions', rows: 'session', where: { userId: '{{annId}}' } },
    signUp('bob', { jar: 'ann' }),
    signUp('cid', { jar: 'ann' }),
    list('lists three'),
    signUp('dan', { jar: 'ann', setup: false, does: 'a fourth account is signed in but not kept' }),
    list('lists three still'),
    session('ann', 'and is dan'),
    {
      does: 'one session ends',
      setup: true,
      update: 'session',
      set: { expiresAt: { ago: 10 } },
      where: { token: '{{bobToken}}' },
    },
    list('lists two'),
    {
      does: 'activates the session that ended',
      jar: 'ann',
      post: '/multi-session/set-active',
      json: { sessionToken: '{{bobToken}}' },
      expect: '401 INVALID_SESSION_TOKEN',
    },
    {
      does: 'a cookie is forged',
      cookies: { 'better-auth.session_token_multi-forged': 'forged.AAAA' },
      jar: 'ann',
    },
    list('lists two in spite of a forged cookie'),
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200, unordered: 'cookies' },
    list('lists nothing'),
    { does: 'looks at all sessions', rows: 'session', where: { userId: '{{cidId}}' } },
  ],
};
