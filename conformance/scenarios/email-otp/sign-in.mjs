import { bodies, session, signUp } from '../_people.mjs';

const send = (/** @type {string} */ who, /** @type {string} */ type = 'sign-in') => ({
  does: `${who} asks for a code (${type})`,
  post: '/email-otp/send-verification-otp',
  json: { email: `{{${who}}}`, type },
  expect: 200,
});
const code = (/** @type {string} */ who, count = 1) => ({
  does: `${who} gets mail ${count}`,
  mail: `{{${who}}}`,
  count,
  capture: { [`${who}Code`]: (/** @type {any} */ mail) => mail.otp },
});

export default {
  title: 'Signing in, and up, by a code in a mail',
  profile: 'email-otp',
  steps: [
    ...bodies({ post: '/email-otp/send-verification-otp' }, [
      ['names nobody', {}, '400 VALIDATION_ERROR'],
      ['names no type', { email: 'a@example.com' }, '400 VALIDATION_ERROR'],
      ['names an unknown type', { email: 'a@example.com', type: 'lunch' }, '400 VALIDATION_ERROR'],
      ['names no address', { email: 'nobody', type: 'sign-in' }, '400 INVALID_EMAIL'],
      ['asks for a code of a new address', { email: '{{ann}}', type: 'change-email' }, 400],
      ['names a number', { email: 1, type: 'sign-in' }, '400 VALIDATION_ERROR'],
    ]),
    send('ann'),
    code('ann'),
    ...bodies({ post: '/sign-in/email-otp' }, [
      ['signs in with nothing', {}, '400 VALIDATION_ERROR'],
      ['signs in without a code', { email: '{{ann}}' }, '400 VALIDATION_ERROR'],
      ['signs in with a number', { email: '{{ann}}', otp: 123456 }, '400 VALIDATION_ERROR'],
      ['signs in with a wrong code', { email: '{{ann}}', otp: 'wrong' }, '400 INVALID_OTP'],
      ['signs in as somebody without a code', { email: '{{bob}}', otp: '123456' }, '400 INVALID_OTP'],
      ['signs in with no address', { email: 'nobody', otp: '123456' }, '400 INVALID_OTP'],
      [
        'signs up with the code',
        { email: '{{ann}}', otp: '{{annCode}}', name: 'Ann', image: 'https://example.com/a.png' },
        200,
      ],
      ['uses the code again', { email: '{{ann}}', otp: '{{annCode}}' }, '400 INVALID_OTP'],
    ]),
    { does: 'looks at the user', rows: 'user', where: { email: '{{ann}}' } },
    { does: 'looks at what is stored', rows: 'verification', where: { identifier: 'sign-in-otp-{{ann}}' } },
    { ...send('ann'), does: 'ann asks for another code' },
    code('ann', 2),
    {
      does: 'signs in',
      jar: 'ann',
      post: '/sign-in/email-otp',
      json: { email: '{{ann}}', otp: '{{annCode}}' },
      expect: 200,
    },
    session('ann'),
    signUp('bob'),
    send('bob'),
    code('bob'),
    {
      does: 'proves an address that had a password',
      jar: 'bob',
      post: '/sign-in/email-otp',
      json: { email: '{{bob}}', otp: '{{bobCode}}' },
      expect: 200,
    },
    {
      does: 'the password is gone',
      post: '/sign-in/email',
      json: { email: '{{bob}}', password: 'correct horse battery' },
      expect: 401,
    },
    { does: 'looks at what bob has', rows: 'account', where: { userId: '{{bobId}}' } },
  ],
};
