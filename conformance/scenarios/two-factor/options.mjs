import { begin, enable, enter } from '../_factor.mjs';
import { bodies, password, session, signUp } from '../_people.mjs';

const wrong = { code: '000000x' };

export default {
  title: 'The options of the second factor',
  profile: 'two-factor-options',
  steps: [
    signUp('ann'),
    ...bodies({ post: '/two-factor/enable', jar: 'ann' }, [
      ['enables without the password', {}, '400 INVALID_PASSWORD'],
      ['enables with an empty one', { password: '' }, '400 INVALID_PASSWORD'],
      ['enables with a number', { password: 1 }, '400 VALIDATION_ERROR'],
    ]),
    enable('ann', { setup: false }),
    session('ann', 'with the factor at once'),
    { does: 'looks at the factor', rows: 'second_factors', order: 'id', where: { userId: '{{annId}}' } },
    ...bodies({ post: '/two-factor/get-totp-uri', jar: 'ann' }, [
      ['asks for the URI', { password }, 200],
      ['asks for the URI without the password', {}, '400 INVALID_PASSWORD'],
    ]),
    ...bodies({ post: '/two-factor/generate-backup-codes', jar: 'ann' }, [
      ['asks for codes', { password }, 200],
      ['asks for codes without the password', {}, '400 INVALID_PASSWORD'],
    ]),
    { does: 'looks at the codes', rows: 'second_factors', order: 'id', where: { userId: '{{annId}}' } },
    begin('ann', { as: 'phone' }),
    enter('ann', { as: 'phone', json: { trustDevice: true } }),
    begin('ann', { as: 'phone', does: 'signs in on the trusted device' }),
    begin('ann', { as: 'other' }),
    ...bodies({ post: '/two-factor/send-otp', jar: 'other' }, [['asks for a code', {}, 200]]),
    { does: 'gets it', mail: '{{ann}}', capture: { code: (/** @type {any} */ it) => it.otp } },
    ...bodies({ post: '/two-factor/verify-otp', jar: 'other' }, [
      ['guesses once', wrong, '401 INVALID_CODE'],
      ['guesses twice', wrong, '401 INVALID_CODE'],
      ['enters it too late', { code: '{{code}}' }, '400 TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE'],
    ]),
    ...bodies({ post: '/two-factor/verify-totp', jar: 'other' }, [
      ['guesses a third time', wrong, '401 INVALID_CODE'],
      ['guesses at a locked account', wrong, '429 ACCOUNT_TEMPORARILY_LOCKED'],
    ]),
    ...bodies({ post: '/two-factor/disable', jar: 'ann' }, [
      ['disables without the password', {}, '400 INVALID_PASSWORD'],
      ['disables it', { password }, 200],
    ]),
    { does: 'bob asks for a link', post: '/sign-in/magic-link', json: { email: '{{bob}}' }, expect: 200 },
    {
      does: 'bob gets it',
      mail: '{{bob}}',
      capture: { token: (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token') },
    },
    {
      does: 'bob follows it',
      jar: 'bob',
      get: '/magic-link/verify',
      query: { token: '{{token}}' },
      expect: 200,
    },
    ...bodies({ post: '/two-factor/enable', jar: 'bob' }, [
      ['bob enables without having a password', {}, 200],
    ]),
    ...bodies({ post: '/two-factor/get-totp-uri', jar: 'bob' }, [['bob asks for the URI', {}, 200]]),
    ...bodies({ post: '/two-factor/generate-backup-codes', jar: 'bob' }, [['bob asks for codes', {}, 200]]),
    ...bodies({ post: '/two-factor/disable', jar: 'bob' }, [['bob disables it', {}, 200]]),
  ],
};
