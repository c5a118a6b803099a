import { session, signIn, signUp } from '../_people.mjs';

export default {
  title: 'Cookies are shared with every host below',
  profile: 'cross-sub-domain',
  steps: [
    signUp('ann', { setup: false }),
    session('ann'),
    signIn('ann', { as: 'phone', setup: false, json: { rememberMe: false } }),
    session('phone'),
    {
      does: 'changes the name from a host below',
      jar: 'ann',
      post: '/update-user',
      headers: { origin: 'https://app.example.com' },
      json: { name: 'Anna' },
      expect: 200,
    },
    {
      does: 'changes the name from elsewhere',
      jar: 'ann',
      post: '/update-user',
      headers: { origin: 'https://app.example.org' },
      json: { name: 'Eve' },
      expect: '403 INVALID_ORIGIN',
    },
    { does: 'revokes all', jar: 'phone', post: '/revoke-sessions', json: {}, expect: 200 },
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200 },
  ],
};
