import { jwt, now } from '../_forge.mjs';
import { bodies, signUp } from '../_people.mjs';

const claims = { iss: 'https://accounts.google.com', aud: 'google-id', sub: '1', email: 'x@example.com' };
const fresh = { ...claims, iat: now(), exp: now(600) };

/** Tokens nobody issued. @type {[string, any][]} */
const tokens = [
  ['garbage', 'garbage'],
  ['an empty text', ''],
  ['dots', '..'],
  ['a token of HS256', jwt(fresh)],
  ['a token without an algorithm', jwt(fresh, { header: { alg: 'none' } })],
  ['a token without a header', `.${jwt(fresh).split('.')[1]}.`],
  ['a token of text', 'YQ.YQ.YQ'],
];

/** @param {string} path @param {string} jar */
const tried = (path, jar) =>
  ['google', 'apple'].flatMap((provider) =>
    bodies(
      { jar, post: path },
      tokens.map(([what, token]) => [
        `brings ${what} of ${provider} to ${path}`,
        { provider, idToken: { token } },
        token ? '401 INVALID_TOKEN' : 401,
      ]),
    ),
  );

export default {
  title: 'ID tokens nobody issued',
  profile: 'id-tokens',
  steps: [
    tried('/sign-in/social', 'stranger'),
    signUp('ann'),
    tried('/link-social', 'ann'),
    ...bodies({ post: '/sign-in/social' }, [
      ['brings a token where they are off', { provider: 'microsoft', idToken: { token: 'x' } }, 404],
      ['brings a number', { provider: 'google', idToken: { token: 1 } }, '400 VALIDATION_ERROR'],
      ['brings nothing', { provider: 'google', idToken: {} }, '400 VALIDATION_ERROR'],
      ['brings null', { provider: 'google', idToken: null }, '400 VALIDATION_ERROR'],
      ['brings a text', { provider: 'google', idToken: 'x' }, '400 VALIDATION_ERROR'],
      [
        'brings odd details',
        { provider: 'google', idToken: { token: 'x', nonce: 1, expiresAt: '1' } },
        '400 VALIDATION_ERROR',
      ],
      [
        'brings an odd user',
        { provider: 'apple', idToken: { token: 'x', user: { name: 'Ann' } } },
        '400 VALIDATION_ERROR',
      ],
    ]),
    { does: 'lists accounts', jar: 'ann', get: '/list-accounts', expect: 200 },
  ],
};
