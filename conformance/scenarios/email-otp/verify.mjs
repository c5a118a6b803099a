import { bodies, session, signUp } from '../_people.mjs';

const send = (/** @type {string} */ does, /** @type {string} */ who) => ({
  does,
  post: '/email-otp/send-verification-otp',
  json: { email: `{{${who}}}`, type: 'email-verification' },
  expect: 200,
});
const code = (/** @type {string} */ who, count = 1) => ({
  does: `${who} gets mail ${count}`,
  mail: `{{${who}}}`,
  count,
  capture: { [`${who}Code`]: (/** @type {any} */ mail) => mail.otp },
});
const check = { post: '/email-otp/check-verification-otp' };
const right = { email: '{{ann}}', type: 'email-verification', otp: '{{annCode}}' };
const wrong = { ...right, otp: '000000x' };

export default {
  title: 'Verifying an address by a code, and guessing at codes',
  profile: 'email-otp',
  steps: [
    signUp('ann'),
    send('asks for a code', 'ann'),
    code('ann'),
    ...bodies(check, [
      ['checks nothing', {}, '400 VALIDATION_ERROR'],
      ['checks no address', { ...right, email: 'nobody' }, '400 INVALID_EMAIL'],
      ['checks an unknown type', { ...right, type: 'lunch' }, '400 VALIDATION_ERROR'],
      ['checks a code of another type', { ...right, type: 'sign-in' }, '400 INVALID_OTP'],
      ['checks a wrong code', wrong, '400 INVALID_OTP'],
      ['checks the right code', right, 200],
    ]),
    {
      does: 'looks at what is stored',
      rows: 'verification',
      where: { identifier: 'email-verification-otp-{{ann}}' },
    },
    ...bodies({ post: '/email-otp/verify-email', jar: 'ann' }, [
      ['verifies nothing', {}, '400 VALIDATION_ERROR'],
      ['verifies no address', { email: 'nobody', otp: '1' }, '400 INVALID_EMAIL'],
      ['verifies with a wrong code', { email: '{{ann}}', otp: 'wrong' }, '400 INVALID_OTP'],
      ['verifies', { email: '{{ann}}', otp: '{{annCode}}' }, 200],
      ['verifies again', { email: '{{ann}}', otp: '{{annCode}}' }, '400 INVALID_OTP'],
    ]),
    session('ann', 'after verifying'),
    send('asks once more', 'ann'),
    code('ann', 2),
    ...bodies(check, [
      ['guesses once', wrong, '400 INVALID_OTP'],
      ['guesses twice', wrong, '400 INVALID_OTP'],
      ['guesses three times', wrong, '400 INVALID_OTP'],
      ['guesses right, too late', right, '403 TOO_MANY_ATTEMPTS'],
      ['guesses at nothing', right, '400 INVALID_OTP'],
    ]),
    send('asks a third time', 'ann'),
    code('ann', 3),
    {
      does: 'the code runs out',
      setup: true,
      update: 'verification',
      set: { expiresAt: { ago: 10 } },
      where: { identifier: 'email-verification-otp-{{ann}}' },
    },
    ...bodies(check, [
      ['checks a code that ran out', right, '400 OTP_EXPIRED'],
      ['checks it again', right, '400 INVALID_OTP'],
    ]),
    send('a stranger is sent nothing', 'nobody'),
    { does: 'the stranger has no mail', mail: '{{nobody}}', count: 0 },
    {
      does: 'asks for a sign-in code of an unknown address',
      post: '/email-otp/send-verification-otp',
      json: { email: '{{cid}}', type: 'sign-in' },
      expect: 200,
    },
    code('cid'),
    {
      does: 'checks it',
      ...check,
      json: { email: '{{cid}}', type: 'sign-in', otp: '{{cidCode}}' },
      expect: '400 USER_NOT_FOUND',
    },
  ],
};
