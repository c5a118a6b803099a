import { session, signUp } from '../_people.mjs';

const code = (/** @type {string} */ who, count = 1) => ({
  does: `${who} gets mail ${count}`,
  mail: `{{${who}}}`,
  count,
  capture: { [`${who}Code`]: (/** @type {any} */ mail) => mail.otp },
});
const send = (/** @type {string} */ does, /** @type {string} */ who, /** @type {string} */ type) => ({
  does,
  post: '/email-otp/send-verification-otp',
  json: { email: `{{${who}}}`, type },
  expect: 200,
});

export default {
  title: 'Codes sent again, encrypted, at sign-up; no sign-up by code',
  profile: 'email-otp-options',
  steps: [
    signUp('ann'),
    code('ann'),
    send('asks again', 'ann', 'email-verification'),
    code('ann', 2),
    {
      does: 'verifies and is signed in',
      jar: 'phone',
      post: '/email-otp/verify-email',
      json: { email: '{{ann}}', otp: '{{annCode}}' },
      expect: 200,
    },
    session('phone'),
    send('a stranger asks', 'bob', 'sign-in'),
    { does: 'bob has no mail', mail: '{{bob}}', count: 0 },
    send('ann asks to sign in', 'ann', 'sign-in'),
    code('ann', 3),
    {
      does: 'guesses once',
      post: '/sign-in/email-otp',
      json: { email: '{{ann}}', otp: 'wrong' },
      expect: '400 INVALID_OTP',
    },
    {
      does: 'guesses twice',
      post: '/sign-in/email-otp',
      json: { email: '{{ann}}', otp: 'wrong' },
      expect: '400 INVALID_OTP',
    },
    {
      does: 'guesses right, too late',
      post: '/sign-in/email-otp',
      json: { email: '{{ann}}', otp: '{{annCode}}' },
      expect: '403 TOO_MANY_ATTEMPTS',
    },
  ],
};
