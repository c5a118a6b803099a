import { session, signIn, signUp } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const id = newSubject();

export default {
  title: 'What cookies keep when a code or a provider has verified the address',
  profile: 'mixed-cache',
  steps: [
    signUp('ann'),
    { does: 'ann has no mail: neither links nor codes go out', mail: '{{ann}}', count: 0 },
    signIn('ann', { as: 'phone' }),
    {
      does: 'phone takes another name',
      jar: 'phone',
      post: '/update-user',
      json: { name: 'Anna' },
      expect: 200,
    },
    {
      does: 'ann asks for a code',
      jar: 'ann',
      post: '/email-otp/send-verification-otp',
      json: { email: '{{ann}}', type: 'email-verification' },
      expect: 200,
    },
    { does: 'ann gets it', mail: '{{ann}}', capture: { otp: 'otp' } },
    {
      does: 'ann verifies with the cookie of before',
      jar: 'ann',
      post: '/email-otp/verify-email',
      json: { email: '{{ann}}', otp: '{{otp}}' },
      expect: 200,
    },
    session('ann', 'from the cookie'),
    signUp('bob'),
    round('bob comes from the provider', { jar: 'bob', as: profile('bob', { id }) }),
    session('bob', 'who is verified now'),
    {
      does: 'the account was touched long ago',
      setup: true,
      update: 'account',
      set: { updatedAt: { ago: 3600 } },
      where: { userId: '{{bobId}}' },
    },
    round('bob comes again', { jar: 'bob', as: profile('bob', { id }) }),
    session('bob', 'the second time'),
  ],
};
