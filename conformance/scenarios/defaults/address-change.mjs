import { password, session, signUp, verified } from '../_people.mjs';

const token = (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token');

export default {
  title: 'A change of address is begun with a fresh session, and ends with the password it was begun under',
  profile: 'as-it-comes',
  steps: [
    signUp('ann'),
    verified('ann'),
    {
      does: 'asks to change the address',
      jar: 'ann',
      post: '/change-email',
      json: { newEmail: '{{bob}}' },
      expect: 200,
    },
    { does: 'the new address gets a mail', mail: '{{bob}}', capture: { token } },
    { does: 'a second passes', pause: 1100 },
    {
      does: 'changes the password',
      jar: 'ann',
      post: '/change-password',
      json: { currentPassword: password, newPassword: 'another long phrase' },
      expect: 200,
    },
    { does: 'follows the link to the new address', get: '/verify-email?token={{token}}', expect: 200 },
    session('ann', 'after the link'),
    {
      does: 'the session grows old',
      update: 'session',
      set: { createdAt: { ago: 90_000 } },
      where: { userId: '{{annId}}' },
    },
    {
      does: 'asks again with an old session',
      jar: 'ann',
      post: '/change-email',
      json: { newEmail: '{{cid}}' },
      expect: 200,
    },
  ],
};
