import { signUp } from '../_people.mjs';

const known = 'known to everybody';

export default {
  title: 'Known passwords in other words, on one path',
  profile: 'known-passwords-options',
  steps: [
    signUp('ann', { json: { password: known } }),
    {
      does: 'changes to a known one',
      jar: 'ann',
      post: '/change-password',
      json: { currentPassword: known, newPassword: known },
      expect: '400 PASSWORD_COMPROMISED',
    },
  ],
};
