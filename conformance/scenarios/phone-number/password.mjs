import { bodies, password, signUp } from '../_people.mjs';

const number = '+4917012340011';
const code = (/** @type {string} */ as, count = 1) => ({
  does: `${as} arrives`,
  mail: number,
  count,
  capture: { [as]: (/** @type {any} */ mail) => mail.otp },
});
const changed = 'another horse battery';

export default {
  title: 'A phone number and a password',
  profile: 'phone-number-strict',
  own: true,
  steps: [
    signUp('ann'),
    { does: 'asks for a code', post: '/phone-number/send-otp', json: { phoneNumber: number }, expect: 200 },
    code('first'),
    {
      does: 'somebody enters it',
      post: '/phone-number/verify',
      json: { phoneNumber: number, code: '{{first}}' },
      expect: '500 FAILED_TO_UPDATE_USER',
    },
    { does: 'asks again', post: '/phone-number/send-otp', json: { phoneNumber: number }, expect: 200 },
    code('second', 2),
    {
      does: 'sets the number',
      jar: 'ann',
      post: '/phone-number/verify',
      json: { phoneNumber: number, code: '{{second}}', updatePhoneNumber: true },
      expect: 200,
    },
    ...bodies({ post: '/sign-in/phone-number' }, [
      ['signs in with nothing', {}, '400 VALIDATION_ERROR'],
      [
        'signs in with a long password',
        { phoneNumber: number, password: 'x'.repeat(129) },
        '400 PASSWORD_TOO_LONG',
      ],
      [
        'signs in with an unknown number',
        { phoneNumber: '+4917012349999', password },
        '401 INVALID_PHONE_NUMBER_OR_PASSWORD',
      ],
      [
        'signs in with a wrong password',
        { phoneNumber: number, password: 'wrong password' },
        '401 INVALID_PHONE_NUMBER_OR_PASSWORD',
      ],
      ['signs in', { phoneNumber: number, password }, 200],
      ['signs in not to be remembered', { phoneNumber: number, password, rememberMe: false }, 200],
    ]),
    {
      does: 'the number is not verified any more',
      setup: true,
      update: 'user',
      set: { phoneNumberVerified: false },
      where: { phoneNumber: number },
    },
    {
      does: 'signs in unverified',
      post: '/sign-in/phone-number',
      json: { phoneNumber: number, password },
      expect: '401 PHONE_NUMBER_NOT_VERIFIED',
    },
    code('third', 3),
    {
      does: 'asks for a new password, unverified',
      post: '/phone-number/request-password-reset',
      json: { phoneNumber: number },
      expect: 200,
    },
    {
      does: 'verifies',
      post: '/phone-number/verify',
      json: { phoneNumber: number, code: '{{third}}' },
      expect: 200,
    },
    ...bodies({ post: '/phone-number/request-password-reset' }, [
      ['asks for a new password of nobody', {}, '400 VALIDATION_ERROR'],
      ['asks for one of an unknown number', { phoneNumber: '+4917012349999' }, 200],
      ['asks for one', { phoneNumber: number }, 200],
    ]),
    code('fourth', 4),
    ...bodies({ post: '/phone-number/reset-password' }, [
      ['sets nothing', {}, '400 VALIDATION_ERROR'],
      [
        'sets a short one',
        { phoneNumber: number, otp: '{{fourth}}', newPassword: 'short' },
        '400 PASSWORD_TOO_SHORT',
      ],
      [
        'sets a long one',
        { phoneNumber: number, otp: '{{fourth}}', newPassword: 'x'.repeat(129) },
        '400 PASSWORD_TOO_LONG',
      ],
      [
        'sets it with a wrong code',
        { phoneNumber: number, otp: 'wrong', newPassword: changed },
        '400 INVALID_OTP',
      ],
      ['sets it', { phoneNumber: number, otp: '{{fourth}}', newPassword: changed }, 200],
      [
        'sets it again',
        { phoneNumber: number, otp: '{{fourth}}', newPassword: changed },
        '400 OTP_NOT_FOUND',
      ],
    ]),
    ...bodies({ post: '/sign-in/phone-number' }, [
      [
        'signs in with the old password',
        { phoneNumber: number, password },
        '401 INVALID_PHONE_NUMBER_OR_PASSWORD',
      ],
      ['signs in with the new one', { phoneNumber: number, password: changed }, 200],
    ]),
  ],
};
