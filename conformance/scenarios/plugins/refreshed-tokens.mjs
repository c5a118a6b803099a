import { session, signIn, signUp } from '../_people.mjs';

/** Looks past the cookie, so that the session is refreshed. @param {string} does @param {any} [headers] */
const look = (does, headers = {}) => ({
  does,
  jar: 'ann',
  get: '/get-session?disableCookieCache=true',
  headers,
  expect: 200,
});

export default {
  title: 'A refreshed session counts as one that is given',
  profile: 'mixed-refresh',
  steps: [
    signUp('ann', { setup: false, capture: { cookie: 'cookies.session_token' } }),
    look('looks at the session'),
    {
      does: 'makes an organization',
      jar: 'ann',
      post: '/organization/create',
      json: { name: 'School', slug: 'refreshed-tokens' },
      expect: 200,
    },
    look('looks when the cookie for several users has ended', {
      cookie: 'better-auth.session_token={{cookie}}',
    }),
    {
      does: 'lists the sessions of the browser',
      jar: 'ann',
      get: '/multi-session/list-device-sessions',
      expect: 200,
    },
    signIn('ann', { as: 'phone' }),
    {
      does: 'asks for a link',
      jar: 'phone',
      post: '/send-verification-email',
      json: { email: '{{ann}}' },
      expect: 200,
    },
    { does: 'gets it', mail: '{{ann}}', capture: { link: 'url' } },
    session('phone', 'from the cookie'),
    { does: 'follows it with the cookie of before', jar: 'phone', get: '{{link}}', expect: 302 },
    { does: 'revokes the others', jar: 'phone', post: '/revoke-other-sessions', json: {}, expect: 200 },
    {
      does: 'deletes nothing with a wrong password',
      jar: 'phone',
      post: '/change-password',
      json: { currentPassword: 'wrong password', newPassword: 'another long phrase' },
      expect: 400,
    },
  ],
};
