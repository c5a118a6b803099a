import { session } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const id = newSubject();

export default {
  title: 'disableImplicitSignUp: only who asks for it becomes a user',
  profile: 'social-explicit',
  steps: [
    round('ann', { as: profile('ann', { id }), start: { errorCallbackURL: '/oops' } }),
    session('ann', 'refused'),
    round('ann on request', { as: profile('ann', { id }), jar: 'ann', start: { requestSignUp: true } }),
    session('ann', 'accepted'),
    round('ann again', {
      as: profile('ann', { id, name: 'Newer name', avatar_url: 'https://example.com/newer.png' }),
      jar: 'ann',
    }),
    session('ann', 'with what the provider says now'),
    {
      does: 'looks at the sealed account',
      jar: 'ann',
      get: '/list-accounts',
      expect: 200,
      capture: { account: 'body.0.id' },
    },
    {
      does: 'opens the sealed token',
      jar: 'ann',
      post: '/get-access-token',
      json: { accountId: '{{account}}' },
      expect: 200,
    },
    {
      does: 'starts at GitHub, which is switched off',
      post: '/sign-in/social',
      json: { provider: 'github' },
      expect: '404 PROVIDER_NOT_FOUND',
    },
  ],
};
