import { signUp, password } from '../_people.mjs';

export default {
  title: 'The most common passwords are refused',
  profile: 'as-it-comes',
  steps: [
    signUp('ann', { setup: false }),
    {
      does: 'signs up with a common password',
      post: '/sign-up/email',
      json: { name: 'B', email: '{{bob}}', password: 'password123' },
      expect: 200,
    },
    {
      does: 'signs up with another',
      post: '/sign-up/email',
      json: { name: 'C', email: '{{cid}}', password: 'qwertyuiop' },
      expect: 200,
    },
    {
      does: 'changes to a common password',
      jar: 'ann',
      post: '/change-password',
      json: { currentPassword: password, newPassword: '1234567890' },
      expect: 200,
    },
  ],
};
