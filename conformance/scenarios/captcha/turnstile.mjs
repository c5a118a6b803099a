import { password } from '../_people.mjs';

const signUp = (
  /** @type {string} */ does,
  /** @type {string | null} */ response,
  /** @type {any} */ expect,
) => ({
  does,
  post: '/sign-up/email',
  json: { name: 'Ann', email: '{{ann}}', password },
  headers: { 'x-captcha-response': response },
  expect,
});

export default {
  title: 'Turnstile guards signing up, signing in and reset mails',
  profile: 'captcha-turnstile',
  steps: [
    signUp('signs up without an answer', null, '400 MISSING_RESPONSE'),
    signUp('signs up with an empty answer', '', '400 MISSING_RESPONSE'),
    signUp('signs up with a refused answer', 'bad:enter:example.com', '403 VERIFICATION_FAILED'),
    signUp('signs up with the answer of another action', 'good:leave:example.com', '403 VERIFICATION_FAILED'),
    signUp('signs up with the answer of another site', 'good:enter:example.org', '403 VERIFICATION_FAILED'),
    signUp('signs up with an answer that names nothing', 'good', '403 VERIFICATION_FAILED'),
    signUp('signs up while the service is broken', 'broken', '500 UNKNOWN_ERROR'),
    signUp('signs up', 'good:enter:example.com', 200),
    {
      does: 'signs in without an answer',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password },
      expect: '400 MISSING_RESPONSE',
    },
    { does: 'signs in by GET without an answer', get: '/sign-in/email', expect: '400 MISSING_RESPONSE' },
    { does: 'signs in behind a slash', post: '/sign-in/email/', json: {}, expect: '400 MISSING_RESPONSE' },
    {
      does: 'signs in behind two slashes',
      post: '//sign-in//email',
      json: {},
      expect: '400 MISSING_RESPONSE',
    },
    {
      does: 'asks for a reset mail',
      post: '/request-password-reset',
      json: { email: '{{ann}}' },
      expect: '400 MISSING_RESPONSE',
    },
    { does: 'asks for something else', get: '/get-session', expect: 200 },
    {
      does: 'signs in with the official client',
      jar: 'ann',
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.signIn.email({
          email: v.ann,
          password,
          fetchOptions: { headers: { 'x-captcha-response': 'good:enter:example.com' } },
        }),
    },
  ],
};
