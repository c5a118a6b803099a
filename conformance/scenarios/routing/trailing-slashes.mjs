import { password } from '../_people.mjs';

export default {
  title: 'advanced.skipTrailingSlashes routes paths with a slash at the end',
  profile: 'trailing-slashes',
  steps: [
    { does: 'asks with a slash', get: '/ok/', expect: 200 },
    { does: 'asks without a slash', get: '/ok', expect: 200 },
    { does: 'asks with two slashes', get: '/ok//', expect: 404 },
    {
      does: 'signs up with a slash',
      jar: 'ann',
      post: '/sign-up/email/',
      json: { name: 'Ann', email: '{{ann}}', password },
      expect: 200,
    },
    { does: 'gets the session with a slash', jar: 'ann', get: '/get-session/', expect: 200 },
    { does: 'doubles a slash inside', post: '/sign-in//email', json: {}, expect: 404 },
  ],
};
