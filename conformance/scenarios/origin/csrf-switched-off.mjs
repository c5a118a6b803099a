import { password, signUp } from '../_people.mjs';

export default {
  title: 'disableCSRFCheck leaves the check of callback URLs',
  profile: 'no-csrf-check',
  steps: [
    signUp('ann'),
    {
      does: 'updates from a stranger',
      jar: 'ann',
      post: '/update-user',
      headers: { origin: 'https://evil.example.org' },
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
      does: 'goes to a stranger',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password, callbackURL: 'https://evil.example.org' },
      expect: '403 INVALID_CALLBACK_URL',
    },
    {
      does: 'follows a link to a stranger',
      get: '/verify-email',
      query: { token: 'x', callbackURL: 'https://evil.example.org' },
      expect: '403 INVALID_CALLBACK_URL',
    },
  ],
};
