import { password, signUp } from '../_people.mjs';

const stranger = { origin: 'https://evil.example.org' };

export default {
  title: 'disableOriginCheck trusts everything',
  profile: 'no-origin-check',
  steps: [
    signUp('ann'),
    {
      does: 'updates from a stranger',
      jar: 'ann',
      post: '/update-user',
      headers: stranger,
      json: { name: 'x' },
      expect: 200,
    },
    {
      does: 'updates from nowhere',
      jar: 'ann',
      post: '/update-user',
      headers: { origin: null },
      json: { name: 'y' },
      expect: 200,
    },
    {
      does: 'signs in and goes to a stranger',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password, callbackURL: 'https://evil.example.org' },
      expect: 200,
    },
    {
      does: 'navigates across sites',
      post: '/sign-in/email',
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      json: { email: '{{ann}}', password },
      expect: 200,
    },
    {
      does: 'follows a link to a stranger',
      get: '/verify-email',
      query: { token: 'x', callbackURL: 'https://evil.example.org' },
      expect: 302,
    },
    ...[' ', '2030-01-02T03:04', 'done', '?x', '#y', '../../up'].map((callbackURL) => ({
      does: `resets and goes to "${callbackURL}"`,
      get: '/reset-password/unknown',
      query: { callbackURL },
      expect: 302,
    })),
  ],
};
