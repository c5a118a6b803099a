import { begin } from '../_factor.mjs';
import { bodies, password, session, signUp } from '../_people.mjs';

export default {
  title: 'Sent codes alone, kept encrypted, without a lock',
  profile: 'two-factor-otp',
  steps: [
    signUp('ann'),
    ...bodies({ post: '/two-factor/enable', jar: 'ann' }, [
      ['enables an app', { password }, '400 TOTP_NOT_CONFIGURED'],
      [
        'enables sent codes with a wrong password',
        { password: 'wrong password', method: 'otp' },
        '400 INVALID_PASSWORD',
      ],
      ['enables sent codes', { password, method: 'otp' }, 200],
    ]),
    session('ann', 'with the factor'),
    { does: 'looks at ann', rows: 'user', where: { id: '{{annId}}' } },
    ...bodies({ post: '/two-factor/get-totp-uri', jar: 'ann' }, [
      ['asks for a URI', { password }, '400 TOTP_NOT_CONFIGURED'],
    ]),
    ...bodies({ post: '/two-factor/verify-totp', jar: 'ann' }, [
      ['enters a code of an app', { code: '1' }, '400 TOTP_NOT_CONFIGURED'],
    ]),
    begin('ann', { as: 'phone' }),
    ...bodies({ post: '/two-factor/send-otp', jar: 'phone' }, [['asks for a code', {}, 200]]),
    { does: 'gets it', mail: '{{ann}}', capture: { code: (/** @type {any} */ it) => it.otp } },
    ...bodies({ post: '/two-factor/verify-otp', jar: 'phone' }, [
      ['enters a wrong one', { code: 'wrong' }, '401 INVALID_CODE'],
      ['enters it', { code: '{{code}}' }, 200],
    ]),
    ...bodies({ post: '/two-factor/disable', jar: 'phone' }, [['disables it', { password }, 200]]),
    session('phone', 'without the factor'),
  ],
};
