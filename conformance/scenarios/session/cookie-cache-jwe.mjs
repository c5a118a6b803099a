import { session, signIn, signUp } from '../_people.mjs';

export default {
  title: 'The cookie cache as a JWE',
  profile: 'cache-jwe',
  steps: [
    signUp('ann', { setup: false }),
    session('ann', 'from the cache'),
    {
      does: 'asks past the cache',
      jar: 'ann',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    { does: 'takes garbage', setup: true, jar: 'ann', cookies: { session_data: 'garbage' } },
    session('ann', 'with garbage'),
    {
      does: 'spoils the cache',
      setup: true,
      jar: 'ann',
      cookies: {
        session_data: (/** @type {any} */ value) =>
          value
            ?.replace(/.$/, (/** @type {string} */ last) => (last === 'A' ? 'B' : 'A'))
            .replace(/\.(.)/, '.x'),
      },
    },
    session('ann', 'with a spoilt cache'),
    { does: 'updates the name', jar: 'ann', post: '/update-user', json: { name: 'Änn' }, expect: 200 },
    session('ann', 'after the update'),
    signIn('ann', { as: 'cafe', setup: false, json: { rememberMe: false } }),
    session('cafe', 'of a browser session'),
    { does: 'revokes all', jar: 'ann', post: '/revoke-sessions', json: {}, expect: 200 },
    session('cafe', 'that is revoked but cached'),
    { does: 'signs out', jar: 'cafe', post: '/sign-out', json: {}, expect: 200 },
  ],
};
