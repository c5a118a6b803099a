import { bodies, session, signUp } from '../_people.mjs';

const number = '+4917012340001';
const send = (/** @type {string} */ does, /** @type {string} */ phoneNumber) => ({
  does,
  post: '/phone-number/send-otp',
  json: { phoneNumber },
  expect: 200,
});
const code = (/** @type {string} */ to, /** @type {string} */ as, count = 1) => ({
  does: `${as} arrives, message ${count}`,
  mail: to,
  count,
  capture: { [as]: (/** @type {any} */ mail) => mail.otp },
});

export default {
  title: 'Signing up and in by a code in a text message',
  profile: 'phone-number',
  own: true,
  steps: [
    ...bodies({ post: '/phone-number/send-otp' }, [
      ['names no number', {}, '400 VALIDATION_ERROR'],
      ['names a number as a number', { phoneNumber: 49 }, '400 VALIDATION_ERROR'],
    ]),
    send('asks for a code', number),
    code(number, 'first'),
    {
      does: 'looks at what is stored',
      rows: 'verification',
      where: { identifier: `phone-number-otp-${number}` },
    },
    ...bodies({ post: '/phone-number/verify' }, [
      ['verifies nothing', {}, '400 VALIDATION_ERROR'],
      ['verifies without a code', { phoneNumber: number }, '400 VALIDATION_ERROR'],
      ['verifies an unknown number', { phoneNumber: '+4917012349999', code: '123456' }, '400 OTP_NOT_FOUND'],
      ['verifies with a wrong code', { phoneNumber: number, code: 'wrong' }, '400 INVALID_OTP'],
    ]),
    {
      does: 'signs up',
      jar: 'ann',
      post: '/phone-number/verify',
      json: { phoneNumber: number, code: '{{first}}' },
      expect: 200,
    },
    {
      does: 'verifies again',
      post: '/phone-number/verify',
      json: { phoneNumber: number, code: '{{first}}' },
      expect: '400 OTP_NOT_FOUND',
    },
    session('ann'),
    { does: 'looks at the user', rows: 'user', where: { phoneNumber: number } },
    send('asks once more', number),
    code(number, 'second', 2),
    {
      does: 'verifies without a session',
      post: '/phone-number/verify',
      json: { phoneNumber: number, code: '{{second}}', disableSession: true },
      expect: 200,
    },
    send('asks a third time', number),
    code(number, 'third', 3),
    ...bodies({ post: '/phone-number/verify' }, [
      ['guesses once', { phoneNumber: number, code: 'a' }, '400 INVALID_OTP'],
      ['guesses twice', { phoneNumber: number, code: 'b' }, '400 INVALID_OTP'],
      ['guesses three times', { phoneNumber: number, code: 'c' }, '400 INVALID_OTP'],
      ['guesses right, too late', { phoneNumber: number, code: '{{third}}' }, '403 TOO_MANY_ATTEMPTS'],
      ['guesses at nothing', { phoneNumber: number, code: '{{third}}' }, '400 OTP_NOT_FOUND'],
    ]),
    send('asks a fourth time', number),
    {
      does: 'the code runs out',
      setup: true,
      update: 'verification',
      set: { expiresAt: { ago: 10 } },
      where: { identifier: `phone-number-otp-${number}` },
    },
    {
      does: 'enters a code that ran out',
      post: '/phone-number/verify',
      json: { phoneNumber: number, code: '1' },
      expect: '400 OTP_EXPIRED',
    },
    signUp('bob'),
    ...bodies({ post: '/update-user', jar: 'bob' }, [
      [
        'sets a number without a code',
        { phoneNumber: '+4917012340002' },
        '400 PHONE_NUMBER_CANNOT_BE_UPDATED',
      ],
      ['claims a number to be verified', { phoneNumberVerified: true }, '400 FIELD_NOT_ALLOWED'],
    ]),
    {
      does: 'signs up with a number',
      post: '/sign-up/email',
      json: { name: 'x', email: '{{cid}}', password: 'correct horse battery', phoneNumber: '+4917012340003' },
      expect: '400 PHONE_NUMBER_CANNOT_BE_SET',
    },
    send('bob asks for a code', '+4917012340002'),
    code('+4917012340002', 'bobs'),
    {
      does: 'a stranger wants the number',
      post: '/phone-number/verify',
      json: { phoneNumber: '+4917012340002', code: '{{bobs}}', updatePhoneNumber: true },
      expect: '401 USER_NOT_FOUND',
    },
    send('bob asks again', '+4917012340002'),
    code('+4917012340002', 'bobs', 2),
    {
      does: 'bob sets the number',
      jar: 'bob',
      post: '/phone-number/verify',
      json: { phoneNumber: '+4917012340002', code: '{{bobs}}', updatePhoneNumber: true },
      expect: 200,
    },
    session('bob', 'with the number'),
    send("bob asks for ann's number", number),
    code(number, 'anns', 5),
    {
      does: "bob wants ann's number",
      jar: 'bob',
      post: '/phone-number/verify',
      json: { phoneNumber: number, code: '{{anns}}', updatePhoneNumber: true },
      expect: '400 PHONE_NUMBER_EXIST',
    },
    {
      does: 'bob removes the number',
      jar: 'bob',
      post: '/update-user',
      json: { phoneNumber: null },
      expect: 200,
    },
    session('bob', 'without a number'),
  ],
};
