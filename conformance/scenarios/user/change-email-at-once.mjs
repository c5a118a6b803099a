import { session, signUp, verified } from '../_people.mjs';

export default {
  title: 'Changing the address at once while it is unverified',
  profile: 'change-email-at-once',
  steps: [
    signUp('ann'),
    {
      does: 'changes it',
      jar: 'ann',
      post: '/change-email',
      json: { newEmail: 'new.{{ann}}', callbackURL: '/done' },
      expect: 200,
    },
    session('ann', 'with the new address'),
    { does: 'the new address gets a mail', mail: 'new.{{ann}}', capture: { link: 'url' } },
    { does: 'follows the link', get: '{{link}}', expect: 302 },
    session('ann', 'with the new address verified'),
    {
      does: 'changes a verified address',
      jar: 'ann',
      post: '/change-email',
      json: { newEmail: 'third.{{ann}}' },
      expect: 200,
    },
    { does: 'the third address gets a mail', mail: 'third.{{ann}}', capture: { third: 'url' } },
    { does: 'follows the third link', jar: 'ann', get: '{{third}}', expect: 302 },
    session('ann', 'with the third address'),
    signUp('bob'),
    {
      does: 'changes it to a taken one',
      jar: 'bob',
      post: '/change-email',
      json: { newEmail: 'third.{{ann}}' },
      expect: 200,
    },
    session('bob', 'and nothing changed'),
    verified('bob'),
  ],
};
