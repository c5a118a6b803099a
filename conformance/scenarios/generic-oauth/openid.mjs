import { session } from '../_people.mjs';
import { newSubject, round } from '../_social.mjs';

const as = {
  sub: `subject-${newSubject()}`,
  name: 'Ann of OpenID',
  email: '{{ann}}',
  email_verified: true,
  picture: 'https://example.com/ann.png',
};
const start = { provider: 'openid', errorCallbackURL: '/oops' };

export default {
  title: 'A real OpenID provider, found by discovery',
  profile: 'generic-oauth',
  steps: [
    round('ann', { as, start }),
    session('ann'),
    {
      does: 'lists accounts',
      jar: 'ann',
      get: '/list-accounts',
      expect: 200,
      capture: { account: 'body.0.id' },
    },
    {
      does: 'gets the token',
      jar: 'ann',
      post: '/get-access-token',
      json: { accountId: '{{account}}' },
      expect: 200,
    },
    {
      does: 'refreshes the token',
      jar: 'ann',
      post: '/refresh-token',
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
    round('again', { as, start }),
    session('again', 'as a known user'),
    round('refused', { as, start, deny: 'access_denied' }),
    round('without an address', { as: { sub: `subject-${newSubject()}`, name: 'Nobody' }, start }),
  ],
};
