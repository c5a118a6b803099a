import { session, signUp } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const people = { asking: 4901, linking: 4902 };
const failing = { errorCallbackURL: '/oops' };

/** @param {string} provider @param {Record<string, any>} [more] @param {string | number} [expect] */
const begins = (provider, more = {}, expect = 200) => ({
  does: `begins at ${provider}${Object.keys(more).length ? ` with ${Object.keys(more)}` : ''}`,
  post: '/sign-in/social',
  json: { provider, callbackURL: '/home', ...more },
  expect,
});

export default {
  title: 'What the options of generic providers change',
  profile: 'generic-oauth-options',
  steps: [
    ['asking', 'closed', 'verified', 'started', 'nowhere', 'unbound', 'required'].map((id) => begins(id)),
    begins('asking', {
      scopes: ['books', 'books'],
      loginHint: 'ann@example.com',
      additionalParams: { a: 'b' },
    }),
    begins('verified', { scopes: ['openid', 'books'], disableRedirect: true }),
    begins('unfound', {}, '404 PROVIDER_NOT_FOUND'),
    begins('asking', { idToken: { token: 'a.b.c' } }, '404 ID_TOKEN_NOT_SUPPORTED'),
    begins('unbound', { idToken: { token: 'a.b.c' } }, '401 INVALID_TOKEN'),

    round('asked', {
      as: profile('ann', { id: people.asking, email: 'asked.{{ann}}' }),
      start: { provider: 'asking' },
    }),
    { does: 'sees what was asked of the provider', provider: true },
    {
      does: 'asked lists accounts',
      jar: 'asked',
      get: '/list-accounts',
      expect: 200,
      capture: { asked: 'body.0.id' },
    },
    {
      does: 'asked refreshes',
      jar: 'asked',
      post: '/refresh-token',
      json: { accountId: '{{asked}}' },
      expect: 200,
    },
    {
      does: 'asked looks there',
      jar: 'asked',
      get: '/account-info',
      query: { accountId: '{{asked}}' },
      expect: 200,
    },
    { does: 'sees what was asked again', provider: true },
    round('brief', {
      as: profile('ann', { id: people.asking, email: 'asked.{{ann}}' }),
      start: { provider: 'asking' },
      grant: { expiresIn: 0, refresh: false },
    }),
    { does: 'looks at the account', rows: 'account', where: { providerId: 'asking' } },
    session('asked', 'in the end'),

    round('closed', { as: profile('bob', { id: newSubject() }), start: { provider: 'closed', ...failing } }),
    round('closed on request', {
      as: profile('bob', { id: newSubject() }),
      start: { provider: 'closed', requestSignUp: true, ...failing },
    }),
    round('explicit', {
      as: profile('bob', { id: newSubject() }),
      start: { provider: 'explicit', ...failing },
    }),
    round('explicit on request', {
      as: profile('bob', { id: 4903, email: 'explicit.{{bob}}' }),
      start: { provider: 'explicit', requestSignUp: true, newUserCallbackURL: '/welcome', ...failing },
    }),
    round('explicit again', {
      as: profile('bob', {
        id: 4903,
        email: 'explicit.{{bob}}',
        name: 'Bob B',
        avatar_url: 'https://example.com/b.png',
      }),
      start: { provider: 'explicit', newUserCallbackURL: '/welcome', ...failing },
    }),
    session('explicit again'),
    round('verified', {
      as: profile('cid', { id: newSubject(), email_verified: false }),
      start: { provider: 'verified', ...failing },
    }),

    signUp('dan'),
    {
      does: 'dan links',
      jar: 'dan',
      post: '/link-social',
      json: { provider: 'linking', callbackURL: '/linked', errorCallbackURL: '/oops' },
      expect: 200,
      capture: { authorize: 'body.url' },
    },
    {
      does: 'dan answers the provider',
      authorize: '{{authorize}}',
      as: profile('dan', { id: people.linking, name: 'Dan of the provider' }),
    },
    { does: 'dan comes back', jar: 'dan', get: '{{callback}}', expect: 302 },
    session('dan', 'after linking'),
    { does: 'dan lists accounts', jar: 'dan', get: '/list-accounts', expect: 200 },
    round('linked', {
      as: profile('dan', { id: people.linking, name: 'Dan again', email: 'other.{{dan}}' }),
      start: { provider: 'linking', ...failing },
    }),
    session('linked'),
    {
      does: 'linked signs out there too',
      jar: 'linked',
      post: '/sign-out',
      json: { providerLogout: true },
      expect: 200,
    },
    { does: 'dan signs out', jar: 'dan', post: '/sign-out', json: {}, expect: 200 },

    round('started', {
      as: profile('started', { id: newSubject(), email: 'started.{{ann}}' }),
      start: { provider: 'started' },
    }),
    {
      does: 'comes from the provider unasked',
      jar: 'idp',
      get: '/callback/started',
      query: { code: 'x' },
      expect: 302,
    },
    {
      does: 'comes unasked to another',
      jar: 'idp',
      get: '/callback/asking',
      query: { code: 'x' },
      expect: 302,
    },
    {
      does: 'comes by a form',
      jar: 'idp',
      post: '/callback/started',
      form: { code: 'x', state: 'unknown' },
      expect: 302,
    },
    {
      does: 'names another issuer',
      jar: 'idp',
      get: '/callback/unbound',
      query: { code: 'x', iss: 'https://evil.example.com' },
      expect: 302,
    },
    round('unbound', {
      as: { sub: 'unbound-1', name: 'Un Bound', email: 'unbound.{{ann}}', email_verified: 'true' },
      start: { provider: 'unbound', ...failing },
    }),
    session('unbound'),
    round('required', {
      as: { sub: 'required-1', name: 'Re Quired', email: 'required.{{ann}}', email_verified: true },
      start: { provider: 'required', ...failing },
    }),
    round('nowhere', {
      as: profile('bob', { id: newSubject() }),
      start: { provider: 'nowhere', ...failing },
    }),
    round('without a name', {
      as: { id: 0, email: 'nameless.{{ann}}' },
      start: { provider: 'asking', ...failing },
    }),
  ],
};
