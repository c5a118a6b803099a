import { session, signUp } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

export default {
  title: 'Trusted providers, other addresses, and the last account',
  profile: 'social-trusting',
  steps: [
    signUp('ann'),
    round('ann', { jar: 'phone', as: profile('ann', { id: newSubject(), email_verified: false }) }),
    session('phone', 'linked although neither is verified'),
    { does: 'took name and picture', rows: 'user', where: { id: '{{annId}}' } },
    round('another address', {
      path: '/link-social',
      jar: 'ann',
      as: profile('ann', { id: newSubject(), email: 'other.{{ann}}' }),
    }),
    {
      does: 'lists three accounts',
      jar: 'ann',
      get: '/list-accounts',
      expect: 200,
      capture: { first: 'body.0.id', second: 'body.1.id', third: 'body.2.id' },
    },
    {
      does: 'unlinks the first',
      jar: 'ann',
      post: '/unlink-account',
      json: { accountId: '{{first}}' },
      expect: 200,
    },
    {
      does: 'unlinks the second',
      jar: 'ann',
      post: '/unlink-account',
      json: { accountId: '{{second}}' },
      expect: 200,
    },
    {
      does: 'unlinks the last',
      jar: 'ann',
      post: '/unlink-account',
      json: { accountId: '{{third}}' },
      expect: 200,
    },
    { does: 'lists nothing', jar: 'ann', get: '/list-accounts', expect: 200 },
    {
      does: 'unlinks once more',
      jar: 'ann',
      post: '/unlink-account',
      json: { accountId: '{{third}}' },
      expect: 400,
    },
  ],
};
