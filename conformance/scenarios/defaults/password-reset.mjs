import { session, signUp } from '../_people.mjs';

const token = (/** @type {any} */ mail) => new URL(mail.url).pathname.split('/').at(-1);

export default {
  title: 'A reset ends every session and every other reset link',
  profile: 'as-it-comes',
  steps: [
    signUp('ann'),
    {
      does: 'asks for a reset',
      post: '/request-password-reset',
      json: { email: '{{ann}}', redirectTo: '/reset' },
      expect: 200,
    },
    { does: 'gets a link', mail: '{{ann}}', capture: { one: token } },
    {
      does: 'asks for another',
      post: '/request-password-reset',
      json: { email: '{{ann}}', redirectTo: '/reset' },
      expect: 200,
    },
    { does: 'gets another link', mail: '{{ann}}', count: 2, capture: { two: token } },
    {
      does: 'resets by the second link',
      post: '/reset-password',
      json: { newPassword: 'another long phrase', token: '{{two}}' },
      expect: 200,
    },
    session('ann', 'after the reset'),
    {
      does: 'resets by the first link',
      post: '/reset-password',
      json: { newPassword: 'a third long phrase', token: '{{one}}' },
      expect: 200,
    },
  ],
};
