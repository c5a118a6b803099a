import { session } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const id = newSubject();

export default {
  title: 'State and account in cookies',
  profile: 'social-cookies',
  steps: [
    round('ann', { as: profile('ann', { id }) }),
    session('ann', 'by a state in a cookie'),
    { does: 'comes back again', jar: 'ann', get: '{{callback}}', expect: 302 },
    {
      does: 'gets the token of the cookie',
      jar: 'ann',
      post: '/get-access-token',
      json: { useAccountCookie: true },
      expect: 200,
    },
    {
      does: 'refreshes the token of the cookie',
      jar: 'ann',
      post: '/refresh-token',
      json: { useAccountCookie: true },
      expect: 200,
    },
    {
      does: 'gets the token as a stranger',
      post: '/get-access-token',
      json: { useAccountCookie: true },
      expect: 401,
    },
    {
      does: 'starts',
      jar: 'bob',
      post: '/sign-in/social',
      json: { provider: 'gitlab', callbackURL: '/home' },
      expect: 200,
      capture: { authorize: 'body.url' },
    },
    { does: 'agrees', setup: true, authorize: '{{authorize}}', as: profile('ann', { id }) },
    { does: 'comes back in another browser', get: '{{callback}}', expect: 302 },
    { does: 'spoils the state', setup: true, jar: 'bob', cookies: { oauth_state: 'ab'.repeat(100) } },
    { does: 'comes back with a spoilt state', jar: 'bob', get: '{{callback}}', expect: 302 },
    { does: 'updates the name', jar: 'ann', post: '/update-user', json: { name: 'Ann' }, expect: 200 },
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200 },
  ],
};
