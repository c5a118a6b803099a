import { compactCookie, readCompact } from '../_forge.mjs';
import { session, signIn, signUp } from '../_people.mjs';

const cached = 'better-auth.session_data';
/** The cache of ann, changed by a function and signed again. @param {(payload: any) => any} change @param {any} [how] */
const forged =
  (change, how = {}) =>
  (/** @type {any} */ v) => {
    const { session: payload, expiresAt } = readCompact(v.cache);
    return compactCookie(change(payload), { expiresAt, ...how });
  };
const swap = (/** @type {string} */ does, /** @type {any} */ value) => [
  { does: `${does}: makes it`, setup: true, let: { forgery: value } },
  { does: `${does}: takes it`, setup: true, jar: 'ann', cookies: { session_data: '{{forgery}}' } },
  session('ann', `with ${does}`),
  {
    does: `${does}: takes the good one back`,
    setup: true,
    jar: 'ann',
    cookies: { [cached]: '{{cache}}', session_data: '{{cache}}' },
  },
];

export default {
  title: 'The compact cookie cache: what is believed and what is not',
  profile: 'cache-compact',
  steps: [
    signUp('ann', {
      setup: false,
      capture: { annId: 'body.user.id', annToken: 'body.token', cache: 'cookies.session_data' },
    }),
    session('ann', 'from the cache'),
    {
      does: 'asks past the cache',
      jar: 'ann',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    {
      does: 'asks past the cache without refresh',
      jar: 'ann',
      get: '/get-session',
      query: { disableCookieCache: '1', disableRefresh: '1' },
      expect: 200,
    },
    swap('garbage', 'garbage'),
    swap('an empty cache', ''),
    swap(
      'another name in it',
      forged((/** @type {any} */ p) => ({ ...p, user: { ...p.user, name: 'Mallory' } })),
    ),
    swap(
      'a foreign signature',
      forged((/** @type {any} */ p) => p, { key: 'another key' }),
    ),
    swap(
      'an expired cache',
      forged((/** @type {any} */ p) => p, { expiresAt: Date.now() - 1000 }),
    ),
    swap(
      'another version',
      forged((/** @type {any} */ p) => ({ ...p, version: '2' })),
    ),
    swap(
      'no version',
      forged(({ version, ...p }) => ({ ...p, ...(version ? {} : { version }) })),
    ),
    swap(
      'another token inside',
      forged((/** @type {any} */ p) => ({ ...p, session: { ...p.session, token: 'x'.repeat(32) } })),
    ),
    swap(
      'an ended session inside',
      forged((/** @type {any} */ p) => ({
        ...p,
        session: { ...p.session, expiresAt: '2020-01-01T00:00:00.000Z' },
      })),
    ),
    swap(
      'a date without milliseconds',
      forged((/** @type {any} */ p) => ({ ...p, user: { ...p.user, createdAt: '2020-01-01T00:00:00Z' } })),
    ),
    swap(
      'no user inside',
      forged(({ user, ...p }) => (user ? p : { ...p, user })),
    ),
    swap(
      'further members',
      forged((/** @type {any} */ p) => ({ ...p, extra: { a: ['é', '<&>', 1.5, null] } })),
    ),
    {
      does: 'updates the name',
      jar: 'ann',
      post: '/update-user',
      json: { name: 'Änn <é> & co\u2028' },
      expect: 200,
    },
    session('ann', 'after the update'),
    signIn('ann', { as: 'phone' }),
    {
      does: 'revokes the phone',
      jar: 'ann',
      post: '/revoke-session',
      json: { token: '{{phoneToken}}' },
      expect: 200,
    },
    session('phone', 'that is revoked but cached'),
    {
      does: 'calls an ordinary endpoint with a revoked session',
      jar: 'phone',
      get: '/list-accounts',
      expect: 200,
    },
    {
      does: 'calls a sensitive endpoint with a revoked session',
      jar: 'phone',
      post: '/change-password',
      json: { currentPassword: 'x', newPassword: 'long enough 1' },
      expect: '401 UNAUTHORIZED',
    },
    {
      does: 'asks past the cache for a revoked session',
      jar: 'phone',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    session('phone', 'when the cache is gone'),
    signIn('ann', { as: 'cafe', setup: false, json: { rememberMe: false } }),
    session('cafe', 'of a browser session'),
    {
      does: 'asks past the cache in a browser session',
      jar: 'cafe',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    {
      does: 'a refresh is due',
      setup: true,
      update: 'session',
      set: { expiresAt: { ahead: 86400 } },
      where: { token: '{{annToken}}' },
    },
    {
      does: 'is refreshed past the cache',
      jar: 'ann',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200 },
    session('ann', 'after signing out'),
  ],
};
