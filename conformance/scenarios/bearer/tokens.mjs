import { signedCookie } from '../_forge.mjs';
import { password, signIn, signUp } from '../_people.mjs';

const ask = (/** @type {string} */ does, /** @type {any} */ authorization, /** @type {any} */ more = {}) => ({
  does,
  get: '/get-session',
  headers: { authorization, ...more },
  expect: 200,
});
const signed = (/** @type {any} */ v) => signedCookie(v.annToken);

export default {
  title: 'A session token may travel in the Authorization header',
  profile: 'bearer',
  steps: [
    signUp('ann', {
      setup: false,
      capture: { annId: 'body.user.id', annToken: 'body.token', header: 'headers.set-auth-token' },
    }),
    signUp('bob'),
    signIn('ann', { setup: false, as: 'phone' }),
    ask('brings the raw token', 'Bearer {{annToken}}'),
    ask('brings the token of the header', 'Bearer {{header}}'),
    ask('brings it encoded', (/** @type {any} */ v) => `Bearer ${signed(v)}`),
    ask('brings it decoded', (/** @type {any} */ v) => `Bearer ${decodeURIComponent(signed(v))}`),
    ask('writes the scheme small', 'bearer {{annToken}}'),
    ask('writes the scheme in capitals', 'BEARER {{annToken}}'),
    ask('adds spaces', 'Bearer   {{annToken}} '),
    ask('brings an unknown token', `Bearer ${'A'.repeat(32)}`),
    ask('brings nothing', 'Bearer'),
    ask('brings an empty token', 'Bearer '),
    ask('brings another scheme', 'Basic {{annToken}}'),
    ask('brings no scheme', '{{annToken}}'),
    ask(
      'brings a wrong signature',
      (/** @type {any} */ v) => `Bearer ${signedCookie(v.annToken, 'another key')}`,
    ),
    ask('brings a token with a dot', 'Bearer {{annToken}}.x'),
    ask('brings a JWT', 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln'),
    {
      does: 'brings a token beside the cookie of another',
      jar: 'bob',
      get: '/get-session',
      headers: { authorization: 'Bearer {{annToken}}' },
      expect: 200,
    },
    {
      does: 'brings a bad token beside a cookie',
      jar: 'bob',
      get: '/get-session',
      headers: { authorization: 'Bearer x.y' },
      expect: 200,
    },
    {
      does: 'updates the user without a cookie',
      post: '/update-user',
      headers: { authorization: 'Bearer {{annToken}}' },
      json: { name: 'Anna' },
      expect: 200,
    },
    {
      does: 'updates the user from a stranger',
      post: '/update-user',
      headers: { authorization: 'Bearer {{annToken}}', origin: 'https://evil.example.org' },
      json: { name: 'Anna' },
      expect: 200,
    },
    {
      does: 'lists sessions',
      get: '/list-sessions',
      headers: { authorization: 'Bearer {{annToken}}' },
      expect: 200,
    },
    {
      does: 'signs in with a wrong password',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password: `${password}!` },
      expect: 401,
    },
    {
      does: 'a refresh is due',
      setup: true,
      update: 'session',
      set: { expiresAt: { ahead: 86400 } },
      where: { token: '{{annToken}}' },
    },
    ask('is refreshed', 'Bearer {{annToken}}'),
    {
      does: 'through the client',
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.getSession({ fetchOptions: { auth: { type: 'Bearer', token: v.annToken } } }),
    },
    {
      does: 'signs out',
      post: '/sign-out',
      headers: { authorization: 'Bearer {{annToken}}' },
      json: {},
      expect: 200,
    },
    ask('brings it after signing out', 'Bearer {{annToken}}'),
  ],
};
