import { password, session, signIn, signUp } from '../_people.mjs';

const token = (/** @type {any} */ mail) => new URL(mail.url).pathname.split('/').at(-1);

export default {
  title: 'A new password ends the other sessions and the reset links that are on their way',
  profile: 'as-it-comes',
  steps: [
    signUp('ann'),
    signIn('ann', { as: 'phone' }),
    {
      does: 'asks for a reset',
      post: '/request-password-reset',
      json: { email: '{{ann}}', redirectTo: '/reset' },
      expect: 200,
    },
    { does: 'gets a link', mail: '{{ann}}', capture: { token } },
    {
      does: 'changes the password',
      jar: 'ann',
      post: '/change-password',
      json: { currentPassword: password, newPassword: 'another long phrase' },
      expect: 200,
    },
    session('ann', 'after the change'),
    session('phone', 'after the change'),
    {
      does: 'resets by a link from before',
      post: '/reset-password',
      json: { newPassword: 'a third long phrase', token: '{{token}}' },
      expect: 200,
    },
  ],
};
