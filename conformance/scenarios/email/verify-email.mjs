import { jwt, now } from '../_forge.mjs';
import { bodies, session, signUp } from '../_people.mjs';

const token = (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token');
const claims = (/** @type {any} */ v, /** @type {any} */ more = {}) => ({
  email: v.ann,
  userId: v.annId,
  iat: now(-10),
  exp: now(3600),
  ...more,
});
/** Tries a forged token twice: as an API would, and as a link in a mail. @param {string} what @param {(v: any) => string} make @param {any} expect */
const tryToken = (what, make, expect) => [
  { does: `${what}: bare`, get: '/verify-email', query: { token: make }, expect },
  {
    does: `${what}: with a callback`,
    get: '/verify-email',
    query: { token: make, callbackURL: '/done?x=1#top' },
    expect: 302,
  },
];

export default {
  title: 'Verifying an address, and tokens that do not',
  steps: [
    signUp('ann'),
    signUp('bob'),
    ...bodies({ post: '/send-verification-email' }, [
      ['asks for an unknown address', { email: '{{nobody}}' }, 200],
      ['asks with a bad address', { email: 'x' }, '400 VALIDATION_ERROR'],
      ['asks with nothing', {}, '400 VALIDATION_ERROR'],
      [
        'asks to go to a stranger',
        { email: '{{ann}}', callbackURL: 'https://evil.example.org' },
        '403 INVALID_CALLBACK_URL',
      ],
      ['asks as a stranger', { email: '{{ann}}', callbackURL: '/welcome' }, 200],
    ]),
    { does: 'gets a mail', mail: '{{ann}}', capture: { link: 'url', token } },
    {
      does: 'asks for another address',
      jar: 'ann',
      post: '/send-verification-email',
      json: { email: '{{bob}}' },
      expect: '400 EMAIL_MISMATCH',
    },
    {
      does: 'asks while signed in',
      jar: 'ann',
      post: '/send-verification-email',
      json: { email: '{{ann}}' },
      expect: 200,
    },
    { does: 'gets another mail', mail: '{{ann}}', count: 2 },

    { does: 'brings no token', get: '/verify-email', expect: '400 VALIDATION_ERROR' },
    {
      does: 'brings no token but a callback',
      get: '/verify-email?callbackURL=/done',
      expect: '400 VALIDATION_ERROR',
    },
    {
      does: 'goes to a stranger',
      get: '/verify-email',
      query: { token: '{{token}}', callbackURL: 'https://evil.example.org' },
      expect: '403 INVALID_CALLBACK_URL',
    },
    tryToken('garbage', () => 'garbage', '401 INVALID_TOKEN'),
    tryToken('an empty token', () => '', '401 INVALID_TOKEN'),
    tryToken('a foreign key', (v) => jwt(claims(v), { key: 'another key' }), '401 INVALID_TOKEN'),
    tryToken('no algorithm', (v) => jwt(claims(v), { header: { alg: 'none' } }), '401 INVALID_TOKEN'),
    tryToken('another algorithm', (v) => jwt(claims(v), { header: { alg: 'HS512' } }), '401 INVALID_TOKEN'),
    tryToken('a token that ran out', (v) => jwt(claims(v, { exp: now(-5) })), '401 TOKEN_EXPIRED'),
    tryToken('an unknown user', (v) => jwt(claims(v, { email: v.nobody })), '401 USER_NOT_FOUND'),
    tryToken('another user id', (v) => jwt(claims(v, { userId: v.bobId })), '401 INVALID_TOKEN'),
    tryToken(
      'a change without a user',
      (v) => jwt({ ...claims(v), userId: undefined, updateTo: `x.${v.ann}` }),
      '401 INVALID_TOKEN',
    ),
    tryToken(
      'a change of an address that is gone',
      (v) =>
        jwt(
          claims(v, {
            email: 'old@example.com',
            updateTo: `x.${v.ann}`,
            requestType: 'change-email-verification',
          }),
        ),
      '401 INVALID_TOKEN',
    ),
    tryToken(
      'a change of a user who is gone',
      (v) =>
        jwt(
          claims(v, {
            userId: 'x'.repeat(32),
            updateTo: `x.${v.ann}`,
            requestType: 'change-email-verification',
          }),
        ),
      '401 USER_NOT_FOUND',
    ),

    { does: 'follows the link', get: '{{link}}', expect: 302 },
    session('ann', 'with a verified address'),
    { does: 'follows the link again', get: '{{link}}', expect: 302 },
    {
      does: 'brings the token again, bare',
      get: '/verify-email',
      query: { token: '{{token}}' },
      expect: 200,
    },
    {
      does: 'asks although verified',
      jar: 'ann',
      post: '/send-verification-email',
      json: { email: '{{ann}}' },
      expect: '400 EMAIL_ALREADY_VERIFIED',
    },
    {
      does: 'a stranger asks although verified',
      post: '/send-verification-email',
      json: { email: '{{ann}}' },
      expect: 200,
    },
    { does: 'gets no mail for that', mail: '{{ann}}', count: 2 },
    {
      does: 'brings a token without a user id, bare',
      get: '/verify-email',
      query: { token: (/** @type {any} */ v) => jwt({ email: v.bob, iat: now(), exp: now(60) }) },
      expect: 200,
    },
    session('bob', 'with a verified address'),
  ],
};
