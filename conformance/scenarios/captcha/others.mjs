import { password } from '../_people.mjs';

const signIn = (
  /** @type {string} */ does,
  /** @type {string | null} */ response,
  /** @type {any} */ expect,
) => ({
  does,
  post: '/sign-in/email',
  json: { email: '{{ann}}', password },
  headers: { 'x-captcha-response': response },
  expect,
});

export default {
  title: 'reCAPTCHA with a score, on paths with wildcards',
  profile: 'captcha-recaptcha',
  steps: [
    {
      does: 'signs up, which is not guarded',
      post: '/sign-up/email',
      json: { name: 'Ann', email: '{{ann}}', password },
      expect: 200,
    },
    signIn('signs in without an answer', null, '400 MISSING_RESPONSE'),
    signIn('signs in with a low score', 'low', '403 VERIFICATION_FAILED'),
    signIn('signs in with a refusal', 'bad', '403 VERIFICATION_FAILED'),
    signIn('signs in', 'good', 200),
    { does: 'changes a name', post: '/update-user', json: { name: 'x' }, expect: '400 MISSING_RESPONSE' },
    { does: 'signs in by something else', post: '/sign-in/social', json: {}, expect: '400 MISSING_RESPONSE' },
  ],
};
