import { session, signUp } from '../_people.mjs';

const picture = (/** @type {number} */ length) =>
  `data:image/png;base64,${'iVBORw0KGgo'.repeat(length / 11)}`;

export default {
  title: 'A cache too large for one cookie is cut into pieces',
  profile: 'cache-compact',
  steps: [
    signUp('ann', { setup: false, json: { image: picture(6600) } }),
    session('ann', 'from the pieces'),
    {
      does: 'asks past the pieces',
      jar: 'ann',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    {
      does: 'takes a larger picture',
      jar: 'ann',
      post: '/update-user',
      json: { image: picture(11000) },
      expect: 200,
    },
    session('ann', 'from more pieces'),
    {
      does: 'takes a small picture',
      jar: 'ann',
      post: '/update-user',
      json: { image: picture(110) },
      expect: 200,
    },
    session('ann', 'from one cookie again'),
    {
      does: 'takes a large picture again',
      jar: 'ann',
      post: '/update-user',
      json: { image: picture(6600) },
      expect: 200,
    },
    { does: 'loses a piece', setup: true, jar: 'ann', cookies: { 'session_data.1': null } },
    session('ann', 'with a piece missing'),
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200 },
  ],
};
