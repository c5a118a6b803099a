import { session } from '../_people.mjs';
import { newSubject, round } from '../_social.mjs';

const sub = `paybin-${newSubject()}`;
const as = {
  sub,
  name: 'Ann of the bank',
  email: '{{ann}}',
  picture: 'https://example.com/p.png',
  preferred_username: 'ann',
};

export default {
  title: 'A provider whose ID token is the profile',
  profile: 'social',
  steps: [
    round('ann', { as, start: { provider: 'paybin' } }),
    { does: 'asked the provider', provider: true },
    session('ann', 'by the ID token'),
    {
      does: 'lists accounts',
      jar: 'ann',
      get: '/list-accounts',
      expect: 200,
      capture: { account: 'body.0.id' },
    },
    {
      does: 'gets the tokens',
      jar: 'ann',
      post: '/get-access-token',
      json: { accountId: '{{account}}' },
      expect: 200,
    },
    {
      does: 'asks who it is there',
      jar: 'ann',
      get: '/account-info',
      query: { accountId: '{{account}}' },
      expect: 200,
    },
    { does: 'looks at the stored account', rows: 'account', where: { id: '{{account}}' } },
  ],
};
