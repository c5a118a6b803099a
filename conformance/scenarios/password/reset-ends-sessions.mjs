import { session, signIn, signUp } from '../_people.mjs';

const token = (/** @type {any} */ mail) => new URL(mail.url).pathname.split('/').at(-1);

export default {
  title: 'revokeSessionsOnPasswordReset ends every session',
  profile: 'reset-revokes',
  steps: [
    signUp('ann'),
    signIn('ann', { as: 'phone' }),
    {
      does: 'asks',
      post: '/request-password-reset',
      json: { email: '{{ann}}', redirectTo: '/reset' },
      expect: 200,
    },
    { does: 'gets a mail', mail: '{{ann}}', capture: { token } },
    { does: 'looks at the lifetime of the token', rows: 'verification', where: { value: '{{annId}}' } },
    {
      does: 'resets',
      jar: 'ann',
      post: '/reset-password',
      json: { newPassword: 'another long password', token: '{{token}}' },
      expect: 200,
    },
    session('ann', 'after the reset'),
    session('phone', 'after the reset'),
    { does: 'has no stored session', rows: 'session', where: { userId: '{{annId}}' } },
  ],
};
