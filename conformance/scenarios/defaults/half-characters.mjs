import { password, signUp } from '../_people.mjs';

const half = 'a\ud800b';

export default {
  title: 'Texts are whole: half a surrogate pair becomes the replacement character',
  profile: 'as-it-comes',
  steps: [
    signUp('ann', { json: { name: half } }),
    { does: 'has it stored', rows: 'user', where: { id: '{{annId}}' } },
    { does: 'reads it', jar: 'ann', get: '/get-session', expect: 200 },
    {
      does: 'keeps it in metadata',
      jar: 'ann',
      post: '/organization/create',
      json: { name: half, slug: 'half', metadata: { note: half } },
      expect: 200,
    },
    {
      does: 'changes to a password with half a character',
      jar: 'ann',
      post: '/change-password',
      json: { currentPassword: password, newPassword: `${password}${half}` },
      expect: 200,
    },
    {
      does: 'signs in with it',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password: `${password}${half}` },
      expect: 200,
    },
  ],
};
